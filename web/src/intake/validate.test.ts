import { describe, expect, test } from "vitest";
import { filesSentence, sentenceOf } from "./validate";

const missing = { code: "answer/missing", values: {} };
const about = (kind: string, more = {}) => ({ kind, label: "What happened?", ...more });

describe("the sentence of a problem", () => {
  test("says what to do, in the words of the question, for every kind", () => {
    const kinds =
      "short long place choice choices category date amount attachment voice group person identity consent".split(" ");
    for (const kind of kinds) {
      const sentence = sentenceOf(missing, about(kind));
      expect([kind, sentence]).toEqual([kind, expect.stringMatching(/“What happened\?”.*\.$/)]);
    }
    expect(sentenceOf(missing, about("place"))).toBe("Answer “What happened?”.");
    expect(sentenceOf(missing, about("choices"))).toContain("at least one");
  });

  test("tells every code apart, and never shows one", () => {
    const codes = ["missing", "too-long", "unknown-option", "not-a-date", "not-an-amount", "too-many"];
    const all = codes.map((code) =>
      sentenceOf({ code: `answer/${code}`, values: { max: 20, over: 7 } }, about("short", { given: "2026-02-30" })),
    );
    expect(new Set(all).size).toBe(codes.length);
    for (const sentence of all) expect(sentence).not.toContain("answer/");
  });

  test("names the entry that it is about", () => {
    const sentence = sentenceOf(missing, about("short", { entry: "Payment 2" }));
    expect(sentence).toBe("Payment 2: Answer “What happened?”.");
  });

  test("counts what is too much", () => {
    const long = { code: "answer/too-long", values: { max: 20, over: 7 } };
    expect(sentenceOf(long, about("short"))).toBe("Shorten “What happened?” by 7 characters: at most 20 fit.");
  });

  test("says which part of a date is wrong", () => {
    const wrong = { code: "answer/not-a-date", values: {} };
    expect(sentenceOf(wrong, about("date", { given: "-03-05" }))).toContain("needs a year");
    expect(sentenceOf(wrong, about("date", { given: "2026--05" }))).toContain("needs a month");
    expect(sentenceOf(wrong, about("date", { given: "2026-02-30" }))).toContain("no such day");
  });
});

describe("files", () => {
  const files = { arrived: 1, underway: 0, failed: 0 };

  test("that are on their way, failed or are being made hold the form back", () => {
    expect(filesSentence("Files", { ...files, open: true })).toContain("not finished");
    expect(filesSentence("Files", { ...files, underway: 1 })).toContain("still being sent");
    expect(filesSentence("Files", { ...files, failed: 1 })).toContain("was not sent");
  });

  test("that arrived do not", () => {
    expect(filesSentence("Files", files)).toBeNull();
  });
});
