import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { combine, split } from "./shares";

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("keys kept apart", () => {
  test("any two shares, in either order, give the key back", async () => {
    await fc.assert(
      fc.asyncProperty(secret, fc.integer({ min: 2, max: 9 }), async (secret, n) => {
        const shares = await split(secret, n);
        expect(shares.map((share) => share.length)).toEqual(new Array(n).fill(33));
        for (const one of shares) {
          for (const other of shares.filter((share) => share !== one)) {
            expect(await combine([one, other])).toEqual(secret);
          }
        }
        expect(await combine(shares)).toEqual(secret);
      }),
      { numRuns: 20 },
    );
  });

  test("255 holders are the most", async () => {
    expect(await split(new Uint8Array(32), 255)).toHaveLength(255);
    await expect(split(new Uint8Array(32), 256)).rejects.toMatchObject({ code: "vault/refused" });
    await expect(split(new Uint8Array(32), 1)).rejects.toMatchObject({ code: "vault/refused" });
    await expect(split(new Uint8Array(31), 2)).rejects.toMatchObject({ code: "vault/refused" });
  });

  test("one share, the same share twice, x = 0 and other lengths are refused", async () => {
    const [one, other] = (await split(new Uint8Array(32).fill(7), 2)) as [Uint8Array, Uint8Array];
    const atZero = other.slice();
    atZero[32] = 0;
    for (const wrong of [[one], [one, one], [one, atZero], [one, other.slice(1)], []]) {
      await expect(combine(wrong)).rejects.toMatchObject({ code: "vault/malformed" });
    }
  });

  test("a third share of another split is noticed", async () => {
    const [one, other] = (await split(new Uint8Array(32).fill(7), 2)) as [Uint8Array, Uint8Array];
    const foreign = new Uint8Array(33).fill(9);
    foreign[32] = [1, 2, 3].find((x) => x !== one[32] && x !== other[32]) as number;
    await expect(combine([one, other, foreign])).rejects.toMatchObject({ code: "vault/tampered" });
  });
});
