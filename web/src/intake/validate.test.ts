import { describe, expect, test } from "vitest";
import { lengthOf, problemOf, type Question } from "./validate";

const question = (kind: string, more: Partial<Question> = {}): Question => ({
  id: "what",
  kind,
  label: "What happened?",
  required: false,
  max: null,
  ...more,
});

describe("an answer", () => {
  test("that is missing is asked for by the words of its question", () => {
    expect(problemOf(question("long", { required: true }), { value: " \n" })).toBe("Answer “What happened?”.");
    expect(problemOf(question("category", { required: true }), { value: "" })).toBe(
      "Choose one answer for “What happened?”.",
    );
  });

  test("that is optional may be missing", () => {
    for (const kind of ["short", "long", "date", "choice", "category", "attachment"]) {
      expect(problemOf(question(kind), { value: "" })).toBeNull();
    }
  });

  test("is counted in characters as people see them, not in code units", () => {
    const five = "🙂🙂🙂🙂🙂";
    expect(lengthOf(five)).toBe(5);
    expect(problemOf(question("short", { max: 5 }), { value: five })).toBeNull();
    expect(problemOf(question("short", { max: 3 }), { value: five })).toContain("by 2 characters");
  });

  test("that is a date must be a real one", () => {
    expect(problemOf(question("date"), { value: "2026-02-28" })).toBeNull();
    for (const value of ["2026-02-30", "2026-2-3", "soon"]) {
      expect(problemOf(question("date"), { value })).toContain("real date");
    }
    expect(problemOf(question("date"), { value: "", broken: true })).toContain("real date");
  });
});

describe("files", () => {
  const files = { arrived: 0, underway: 0, failed: 0 };

  test("that are on their way or failed hold the form back, whether asked for or not", () => {
    expect(problemOf(question("attachment"), { value: "", files: { ...files, underway: 1 } })).toContain(
      "still being sent",
    );
    expect(problemOf(question("attachment"), { value: "", files: { ...files, failed: 1 } })).toContain("was not sent");
  });

  test("that are asked for must have arrived", () => {
    const asked = question("attachment", { required: true });
    expect(problemOf(asked, { value: "", files })).toContain("Add a file");
    expect(problemOf(asked, { value: "", files: { ...files, arrived: 1 } })).toBeNull();
  });
});
