import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkSymbols, judge } from "./receiptCode";

const symbol = fc.integer({ min: 0, max: 31 });
const word = fc.array(symbol, { minLength: 24, maxLength: 24 }).map((data) => [...data, ...checkSymbols(data)]);

/** A code word in which `count` distinct places hold another symbol than before. */
function damaged(count: number) {
  return fc
    .record({
      word,
      places: fc.uniqueArray(fc.integer({ min: 0, max: 27 }), { minLength: count, maxLength: count }),
      errors: fc.array(fc.integer({ min: 1, max: 31 }), { minLength: count, maxLength: count }),
    })
    .map(({ word, places, errors }) => {
      const received = [...word];
      places.forEach((place, i) => {
        received[place] = (received[place] as number) ^ (errors[i] as number);
      });
      return { word, received };
    });
}

describe("the receipt's code", () => {
  test("an encoded word is intact", () => {
    fc.assert(fc.property(word, (word) => judge(word).state === "intact"));
  });

  test("any one wrong symbol is located and the word that was meant is suggested", () => {
    fc.assert(
      fc.property(damaged(1), ({ word, received }) => {
        expect(judge(received)).toEqual({ state: "mendable", mended: word });
      }),
      { numRuns: 500 },
    );
  });

  test("two or three wrong symbols are neither accepted nor mended", () => {
    for (const count of [2, 3]) {
      fc.assert(
        fc.property(damaged(count), ({ received }) => {
          expect(judge(received)).toEqual({ state: "wrong" });
        }),
        { numRuns: 1000 },
      );
    }
  });
});
