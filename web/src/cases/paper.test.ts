import { describe, expect, it } from "vitest";
import type { EntryView } from "./caseReading";
import { entriesOnPaper } from "./paper";

type Readable = Extract<EntryView, { readable: true }>;

function entry(more: Partial<Readable>): EntryView {
  return {
    readable: true,
    id: "1",
    kind: "message",
    internal: false,
    hash: "",
    author: { kind: "reporter" },
    day: "2026-11-26",
    text: "",
    purpose: null,
    answers: null,
    files: [],
    step: null,
    twoPerson: null,
    document: null,
    conclusion: null,
    outcome: null,
    told: null,
    handedOver: null,
    byLetter: false,
    ...more,
  };
}

const RECEIPT = "000G-40R4-0M30-E209-185G-R38E-X55A";

describe("on paper", () => {
  it("internal entries stand only when they were wanted, opened or not", () => {
    const closed = { readable: false, id: "3", kind: "note", internal: true, reason: "key/missing", day: "" } as const;
    const entries = [entry({ text: "for all" }), entry({ id: "2", kind: "note", internal: true }), closed];
    expect(entriesOnPaper(entries, false, "Hana Weiss")).toEqual([entries[0]]);
    expect(entriesOnPaper(entries, true, "Hana Weiss")).toHaveLength(3);
  });

  it("who prints is called by name", () => {
    const [shown] = entriesOnPaper([entry({ author: { kind: "you" } })], false, "Hana Weiss");
    expect(shown).toMatchObject({ author: { kind: "colleague", name: "Hana Weiss", accepted: true } });
  });

  it("no receipt of a case that was handed over stands, and the rest of its release does", () => {
    const body = { address: "https://report.example/en/harbour/return/", receipt: RECEIPT };
    const release = entry({ kind: "release", step: { kind: "release", body } as unknown as Readable["step"] });
    const shown = JSON.stringify(entriesOnPaper([release], true, "Hana Weiss"));
    expect(shown).not.toContain(RECEIPT);
    expect(shown).toContain(body.address);
  });
});
