import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkSymbols } from "../vault/receiptCode";
import { spell, symbolsIn } from "../vault/receiptText";
import { compare } from "./practice";

const RECEIPT = "000G-40R4-0M30-E209-185G-R38E-X55A";
const anyReceipt = fc
  .array(fc.nat({ max: 31 }), { minLength: 24, maxLength: 24 })
  .map((data) => spell([...data, ...checkSymbols(data)]));
/** The receipt with other symbols at these places. */
const spoilt = (receipt: string, ...places: number[]) =>
  spell(symbolsIn(receipt).map((symbol, at) => (places.includes(at) ? symbol ^ 1 : symbol)));

describe("a practised return", () => {
  test.each([
    ["as it is shown", RECEIPT],
    ["in small letters", RECEIPT.toLowerCase()],
    ["without dashes", RECEIPT.replaceAll("-", "")],
    ["with spaces and a line feed", `${RECEIPT.replaceAll("-", "  ")}\n`],
    ["with look-alikes", RECEIPT.replaceAll("0", "O").replaceAll("1", "l")],
    ["with a word processor's dashes", RECEIPT.replaceAll("-", "\u2013")],
  ])("is right %s", (_, typed) => {
    expect(compare(typed, RECEIPT)).toEqual({ state: "right" });
  });

  test("any one wrong symbol is found, and its group told", () => {
    fc.assert(
      fc.property(anyReceipt, fc.nat({ max: 27 }), (receipt, place) => {
        expect(compare(spoilt(receipt, place), receipt)).toEqual({
          state: "mendable",
          group: Math.floor(place / 4) + 1,
        });
      }),
    );
  });

  test("of several wrong symbols each group is told once", () => {
    expect(compare(spoilt(RECEIPT, 0, 3, 27), RECEIPT)).toEqual({ state: "wrong", groups: [1, 7] });
    expect(compare(spoilt(RECEIPT, 8, 9), RECEIPT)).toEqual({ state: "wrong", groups: [3] });
  });

  test("another receipt is never taken for this one", () => {
    fc.assert(
      fc.property(anyReceipt, anyReceipt, (one, other) => {
        fc.pre(one !== other);
        expect(compare(one, other).state).toBe("wrong");
      }),
    );
  });

  test.each([
    ["", { state: "empty" }],
    [" - ", { state: "empty" }],
    [RECEIPT.slice(0, -1), { state: "length", count: 27 }],
    [`${RECEIPT}0`, { state: "length", count: 29 }],
    [RECEIPT.replace("X", "U"), { state: "symbol" }],
    [RECEIPT.replace("X", "é"), { state: "symbol" }],
  ])("%j is told what it lacks", (typed, copy) => {
    expect(compare(typed, RECEIPT)).toEqual(copy);
  });
});
