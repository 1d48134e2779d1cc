import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { answersOf, asKind, KINDS, lookedAt, newQuestion, PART_KINDS, toggled } from "./kinds";

const schema = JSON.parse(
  readFileSync(new URL("../../../vouchsafe/channels/schemas/definition.json", import.meta.url), "utf-8"),
);

describe("kinds of questions", () => {
  it("are those of the published schema, for questions and for parts of a group", () => {
    expect([...KINDS].sort()).toEqual([...schema.$defs.field.properties.kind.enum].sort());
    expect([...PART_KINDS].sort()).toEqual([...schema.$defs.part.properties.kind.enum].sort());
  });

  it("keep what both have and lose the rest when one becomes another", () => {
    const asked = { ...newQuestion([]), label: { en: "How?" }, help: { en: "Say." }, required: true, max_length: 77 };
    const place = asKind(asked, "place");
    expect(place).toEqual({ ...asked, kind: "place" });
    const choice = asKind(place, "choice");
    expect(choice).toMatchObject({ label: { en: "How?" }, help: { en: "Say." }, required: true });
    expect(choice).not.toHaveProperty("max_length");
    expect(choice.options).toHaveLength(2);
    expect(asKind(choice, "date")).not.toHaveProperty("options");
  });

  it("never require who reports, nor a voice", () => {
    for (const kind of ["identity", "voice"]) {
      expect(asKind({ id: "who", label: { en: "You?" }, required: true }, kind).required).toBe(false);
    }
  });
});

describe("a condition", () => {
  const fields = [
    { id: "text", kind: "short" },
    { id: "how", kind: "choice", options: [{ id: "saw", label: { en: "I saw it" } }] },
    { id: "kind", kind: "category" },
    { id: "agreed", kind: "consent" },
  ];

  it("may look at choices, categories and consents that stand before it", () => {
    expect(lookedAt(fields, 3).map((field) => field.id)).toEqual(["how", "kind"]);
    expect(lookedAt(fields, 1)).toEqual([]);
  });

  it("names answers that the earlier question offers", () => {
    const categories = [{ id: "fraud", act: { en: "Fraud" } }];
    expect(answersOf(fields[1] ?? {}, categories)).toEqual([{ id: "saw", label: { en: "I saw it" } }]);
    expect(answersOf(fields[2] ?? {}, categories)).toEqual([{ id: "fraud", label: { en: "Fraud" } }]);
    expect(answersOf(fields[3] ?? {}, categories).map((answer) => answer.id)).toEqual(["yes"]);
  });

  it("gains and loses answers, and begins anew for another question", () => {
    const one = toggled(undefined, "how", "saw", true);
    expect(one).toEqual({ field: "how", is: ["saw"] });
    expect(toggled(one, "how", "told", true)).toEqual({ field: "how", is: ["saw", "told"] });
    expect(toggled(one, "how", "saw", false)).toEqual({ field: "how", is: [] });
    expect(toggled(one, "kind", "fraud", true)).toEqual({ field: "kind", is: ["fraud"] });
  });
});
