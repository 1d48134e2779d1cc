import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Receipt, type ReceiptError } from "./receipt";

const bytes = fc.uint8Array({ minLength: 15, maxLength: 15 });
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function codeOf(text: string): string {
  try {
    Receipt.parse(text);
    return "ok";
  } catch (error) {
    return (error as ReceiptError).code;
  }
}

/** `text` with other symbols at these places (dashes not counted). */
function damage(text: string, places: readonly number[], shift: number): string {
  const symbols = [...text.replaceAll("-", "")];
  for (const place of places) {
    symbols[place] = ALPHABET[(ALPHABET.indexOf(symbols[place] as string) + shift) % 32] as string;
  }
  return symbols.join("");
}

describe("receipts", () => {
  test("the published check value is what those bytes are written as", () => {
    const receipt = Receipt.fromBytes(Uint8Array.from({ length: 15 }, (_, i) => i));
    expect(receipt.text).toBe("000G-40R4-0M30-E209-185G-R38E-X55A");
  });

  test("a receipt reads back from its text, typed in any of the usual ways", () => {
    fc.assert(
      fc.property(bytes, (bytes) => {
        const { text, caseId } = Receipt.fromBytes(bytes);
        const ways = [
          text,
          text.toLowerCase(),
          text.replaceAll("-", " \n"),
          text.replaceAll("-", "\u2013"),
          text.replaceAll("0", "o").replaceAll("1", "l"),
          text.replaceAll("0", "O").replaceAll("1", "I"),
        ];
        for (const way of ways) expect(Receipt.parse(way).caseId).toBe(caseId);
      }),
      { numRuns: 20 },
    );
  });

  test("one wrong symbol is not mended silently: the error suggests the receipt that was meant", () => {
    const place = fc.integer({ min: 0, max: 27 });
    fc.assert(
      fc.property(bytes, place, fc.integer({ min: 1, max: 31 }), (bytes, place, shift) => {
        const { text } = Receipt.fromBytes(bytes);
        expect(() => Receipt.parse(damage(text, [place], shift))).toThrow(
          expect.objectContaining({ code: "receipt/mendable", suggestion: text }),
        );
      }),
      { numRuns: 50 },
    );
  });

  test("two or three wrong symbols are refused without a suggestion", () => {
    const places = fc.uniqueArray(fc.integer({ min: 0, max: 27 }), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(bytes, places, fc.integer({ min: 1, max: 31 }), (bytes, places, shift) => {
        expect(() => Receipt.parse(damage(Receipt.fromBytes(bytes).text, places, shift))).toThrow(
          expect.objectContaining({ code: "receipt/wrong", suggestion: null }),
        );
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ["000G-40R4-0M30-E209-185G-R38E-X55", "receipt/length"],
    ["000G-40R4-0M30-E209-185G-R38E-X55AA", "receipt/length"],
    ["", "receipt/length"],
    ["U00G-40R4-0M30-E209-185G-R38E-X55A", "receipt/symbol"],
    ["000G-40R4-0M30-E209-185G-R38E-X55ſ", "receipt/symbol"],
    ["000G_40R4-0M30-E209-185G-R38E-X55A", "receipt/symbol"],
  ])("“%s” is refused as %s", (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  test("every receipt has its own case, and the lookup hash does not give the token away", () => {
    const [one, other] = [Receipt.generate(), Receipt.generate()];
    expect(one.caseId).not.toBe(other.caseId);
    expect(one.lookupHash).not.toEqual(one.lookupToken);
    expect(one.lookupToken).toHaveLength(32);
  });

  test("a receipt of another length than 15 bytes is malformed", () => {
    expect(() => Receipt.fromBytes(new Uint8Array(16))).toThrow(expect.objectContaining({ code: "vault/malformed" }));
  });
});
