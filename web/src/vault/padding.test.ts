import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blobSealedSize, blobTotal, isBlobSize, isItemSize, itemSealedSize, itemTotal, padme } from "./padding";

const size = fc.oneof(
  fc.nat(200_000),
  fc.maxSafeNat().map((n) => Math.floor(n / 4)),
);

describe("padding", () => {
  test("holds the content, costs at most 12% and changes nothing the second time", () => {
    fc.assert(
      fc.property(size, (n) => {
        const padded = padme(n);
        expect(padded).toBeGreaterThanOrEqual(n);
        expect(padded).toBeLessThanOrEqual(n * 1.12);
        expect(padme(padded)).toBe(padded);
      }),
    );
  });

  test("tells less of a size than its length in digits does", () => {
    const sizes = new Set(Array.from({ length: 65_536 }, (_, n) => padme(n + 65_536)));
    expect(sizes.size).toBe(33);
  });

  test("makes sizes that are known as such, and their neighbours are not", () => {
    fc.assert(
      fc.property(fc.nat(300_000), (n) => {
        const [item, blob] = [itemSealedSize(n), blobSealedSize(n)];
        expect([isItemSize(item), isBlobSize(blob)]).toEqual([true, true]);
        for (const off of [-1, 1]) expect(isItemSize(item + off) || isBlobSize(blob + off)).toBe(false);
      }),
    );
    for (const odd of [0, 169, 170, -1, Number.NaN, 0.5]) expect(isItemSize(odd) || isBlobSize(odd)).toBe(false);
  });

  test("is at least 512 bytes for an item and 64 KiB for a blob", () => {
    expect([itemTotal(0), itemTotal(414), itemTotal(415)]).toEqual([512, 512, 544]);
    expect([blobTotal(0), blobTotal(65_536), blobTotal(65_537)]).toEqual([65_536, 65_536, 67_584]);
    expect([isItemSize(itemSealedSize(0)), itemSealedSize(0)]).toEqual([true, 153 + 16 + 512 + 16]);
  });

  test("of what is no size is refused", () => {
    for (const odd of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => padme(odd)).toThrow(expect.objectContaining({ code: "vault/refused" }));
    }
  });
});
