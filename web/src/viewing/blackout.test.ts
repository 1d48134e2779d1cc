import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BLACK, without, withoutAll } from "./blackout";

describe("words that are blacked out", () => {
  it("leave a mark of the same length, however long they were", () => {
    expect(without("Ask Ann Lee at once", 4, 11)).toBe(`Ask ${BLACK} at once`);
    expect(without("Ask Jo at once", 4, 6)).toBe(`Ask ${BLACK} at once`);
    expect(without("nothing", 3, 3)).toBe("nothing");
    expect(without(`a ${BLACK} b`, 4, 6)).toBe(`a ${BLACK} b`);
  });

  it("go everywhere, in capitals or not, and across line ends", () => {
    expect(withoutAll("Ann Lee, ANN LEE's and\nann\n lee.", "Ann Lee")).toBe(`${BLACK}, ${BLACK}'s and\n${BLACK}.`);
    expect(withoutAll("Zoe\u0308 Müller-Lee", "Zoë")).toBe(`${BLACK} Müller-Lee`);
    expect(withoutAll("Zoë Müller-Lee", "müller-lee")).toBe(`Zoë ${BLACK}`);
    expect(withoutAll("2+2 (x)", "(x)")).toBe(`2+2 ${BLACK}`);
    expect(withoutAll("all", "  ")).toBe("all");
  });

  it("are nowhere afterwards, whatever they are", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }),
        fc.string(),
        fc.string(),
        (words, a, b) => {
          fc.pre(words.trim() !== "" && !BLACK.includes(words.trim()));
          const left = withoutAll(`${a}${words}${b}`, words);
          expect(left.split(BLACK).join("\n").includes(words.normalize("NFC").trim())).toBe(false);
        },
      ),
    );
  });
});
