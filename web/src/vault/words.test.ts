import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashWords, parseWords, wordsMatch } from "./words";

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("a hash as words", () => {
  test("zeros are the list's first word twelve times, ones its last", async () => {
    expect(await hashWords(new Uint8Array(32))).toEqual(new Array(12).fill("abandon"));
    expect(await hashWords(new Uint8Array(32).fill(255))).toEqual(new Array(12).fill("zoo"));
  });

  test("typed words match their hash, in any case and with dashes", async () => {
    await fc.assert(
      fc.asyncProperty(hash, async (hash) => {
        const typed = ` ${(await hashWords(hash)).join("-").toUpperCase()}\n`;
        expect(await wordsMatch(await parseWords(typed), hash)).toBe(true);
      }),
    );
  });

  test("a hash that differs in one of its first 132 bits does not match", async () => {
    await fc.assert(
      fc.asyncProperty(hash, fc.integer({ min: 0, max: 131 }), async (hash, bit) => {
        const other = hash.slice();
        other[bit >> 3] = (other[bit >> 3] as number) ^ (128 >> (bit & 7));
        expect(await wordsMatch(await hashWords(hash), other)).toBe(false);
      }),
    );
  });

  test.each([
    ["eleven words", "zoo ".repeat(11)],
    ["a word that is not in the list", `${"zoo ".repeat(11)}vouchsafe`],
    ["nothing", ""],
  ])("%s are malformed", async (_, text) => {
    await expect(parseWords(text)).rejects.toMatchObject({ code: "vault/malformed" });
  });
});
