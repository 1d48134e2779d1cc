import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folded, holdsAll, wordsOf } from "./search";

const finds = (typed: string, text: string) => holdsAll(folded(text), wordsOf(typed));

describe("the search in opened words", () => {
  it.each([
    ["ubungslabor missing", "Missing Parts in the Übungslabor"],
    ["STRASSE", "Die Straße nach Łódź"],
    ["lodz", "Die Straße nach Łódź"],
    ["مراسله", "مُرَاسَله سِرّية"],
    ["مراسلة", "مـــراسلة"],
    ["שלום", "שָׁלוֹם"],
    ["οδος", "Οδός"],
    ["會議", "昨天的會議紀錄"],
    ["istanbul", "İstanbul"],
    ["conference", "a con\u200dference\u200e"],
    ["office", "o\ufb03ce"],
  ])("finds “%s” in “%s”", (typed, text) => {
    expect(finds(typed, text)).toBe(true);
  });

  it("wants every word, in any order", () => {
    expect(finds("gate crates", "Crates at gate B")).toBe(true);
    expect(finds("gate crates ledger", "Crates at gate B")).toBe(false);
  });

  it("finds a text by itself, whatever it is made of, and in capitals", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(finds(text, text)).toBe(true);
        expect(folded(folded(text))).toBe(folded(text));
      }),
    );
  });
});
