import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { copyOf, utf8 } from "./bytes";
import { flipped } from "./crafted";
import { BrowserSigner, SigningKey, verify } from "./signing";

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
const tampered = { code: "vault/tampered" };

afterEach(() => {
  vi.unstubAllGlobals();
});

/** As on a page that is no secure context: random bytes, and no `crypto.subtle`. */
function withoutWebCrypto(): void {
  const { crypto } = globalThis;
  vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) });
}

describe("a signature", () => {
  test("holds for its author and message, in the browser's check and in ours", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.uint8Array({ maxLength: 200 }), async (seed, message) => {
        const key = SigningKey.fromSeed(seed);
        const signature = await key.sign(message);
        await verify(key.public, signature, message);
        withoutWebCrypto();
        await verify(key.public, signature, message);
        vi.unstubAllGlobals();
      }),
      { numRuns: 30 },
    );
  });

  test("is the same from a key that the browser holds", async () => {
    const seed = new Uint8Array(32).fill(5);
    const [ours, held] = [SigningKey.fromSeed(seed), await BrowserSigner.import(seed)];
    expect(held?.public).toEqual(ours.public);
    expect(await held?.sign(utf8("a report"))).toEqual(await ours.sign(utf8("a report")));
    expect(held?.handle.key.extractable).toBe(false);
    withoutWebCrypto();
    expect(await BrowserSigner.import(seed)).toBeNull();
  });

  test.each(["with", "without"])("with one bit flipped anywhere does not hold, %s WebCrypto", async (place) => {
    const key = SigningKey.fromSeed(new Uint8Array(32).fill(5));
    const message = utf8("a report");
    const signature = await key.sign(message);
    if (place === "without") withoutWebCrypto();
    await fc.assert(
      fc.asyncProperty(fc.nat(63), fc.nat(7), async (at, bit) => {
        await expect(verify(key.public, flipped(signature, at, bit), message)).rejects.toMatchObject(tampered);
        await expect(verify(flipped(key.public, at % 32, bit), signature, message)).rejects.toMatchObject(tampered);
      }),
      { numRuns: 60 },
    );
  });

  test("by any of the eight points of small order is refused, in every encoding", async () => {
    const { Point } = ed25519;
    const torsion = Point.fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
    const one = copyOf([1, ...new Array(31).fill(0)]);
    for (let i = 0, point = Point.ZERO; i < 8; i++, point = point.add(torsion)) {
      expect(point.isSmallOrder()).toBe(true);
      for (const encoded of [copyOf(point.toBytes()), flipped(point.toBytes(), 31, 7)]) {
        // For these, R = B and S = 1 is right for one message in eight at least, and anybody can make it.
        for (let n = 0; n < 16; n++) {
          const forged = copyOf([0x58, ...new Array(31).fill(0x66), ...one]);
          await expect(verify(encoded, forged, copyOf([n]))).rejects.toMatchObject(tampered);
        }
      }
    }
  });

  test("needs a seed of 32 bytes", () => {
    expect(() => SigningKey.fromSeed(new Uint8Array(31))).toThrow(expect.objectContaining({ code: "vault/malformed" }));
  });
});
