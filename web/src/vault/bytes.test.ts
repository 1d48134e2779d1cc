import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  concat,
  copyOf,
  equalBytes,
  fromBase64,
  fromBase64Unpadded,
  fromHex,
  fromUtf8,
  idFromBytes,
  idToBytes,
  newId,
  readUint32,
  toBase64,
  toBase64Unpadded,
  toHex,
  uint32,
  utf8,
} from "./bytes";

const bytes = fc.uint8Array({ maxLength: 100 });
const malformed = expect.objectContaining({ code: "vault/malformed" });

describe("bytes", () => {
  test("come back from every spelling", () => {
    fc.assert(
      fc.property(bytes, (b) => {
        expect(fromHex(toHex(b))).toEqual(copyOf(b));
        expect(fromBase64(toBase64(b))).toEqual(copyOf(b));
        expect(fromBase64Unpadded(toBase64Unpadded(b))).toEqual(copyOf(b));
      }),
    );
  });

  test("have exactly one spelling in base64 and hex", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("A", "Q", "B", "/", "=", " ", "\n", "-"), maxLength: 8 }),
        (text) => {
          for (const [read, write] of [
            [fromBase64, toBase64],
            [fromBase64Unpadded, toBase64Unpadded],
          ] as const) {
            let value: Uint8Array;
            try {
              value = read(text);
            } catch (error) {
              expect(error).toEqual(malformed);
              continue;
            }
            expect(write(value)).toBe(text);
          }
        },
      ),
      { numRuns: 2000 },
    );
    for (const odd of ["AB==", "AAB=", "AA", "AA=", "AA==\n", " AA==", "AA_=", "="]) {
      expect(() => fromBase64(odd), odd).toThrow(malformed);
    }
    for (const odd of ["0", "0G", "AA", " 00", "00 "]) expect(() => fromHex(odd), odd).toThrow(malformed);
  });

  test("of another length than asked for are refused", () => {
    expect(() => fromHex("0011", 3)).toThrow(malformed);
    expect(() => fromBase64("AAAA", 4)).toThrow(malformed);
    expect(fromHex("0011", 2)).toEqual(copyOf([0, 0x11]));
  });

  test("that are not UTF-8 are refused, and a byte order mark stays", () => {
    expect(() => fromUtf8(copyOf([0xc3]))).toThrow(malformed);
    expect(() => fromUtf8(copyOf([0xed, 0xa0, 0x80]))).toThrow(malformed);
    expect(fromUtf8(utf8("\ufeffa"))).toBe("\ufeffa");
  });

  test("are equal when every one is", () => {
    fc.assert(fc.property(bytes, bytes, (a, b) => equalBytes(a, b) === (toHex(a) === toHex(b))));
    fc.assert(fc.property(bytes, (a) => equalBytes(a, copyOf(a)) && !equalBytes(a, concat(a, copyOf([0])))));
  });
});

describe("numbers and ids", () => {
  test("of four bytes come back, and others are refused", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffffff }), (n) => readUint32(uint32(n)) === n));
    for (const n of [-1, 2 ** 32, 0.5, Number.NaN]) expect(() => uint32(n)).toThrow(malformed);
  });

  test("are UUIDs of version 4, and come back from their bytes", () => {
    const id = newId();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idFromBytes(idToBytes(id))).toBe(id);
    for (const odd of [id.toUpperCase(), id.replaceAll("-", ""), `${id}0`, ""]) {
      expect(() => idToBytes(odd), odd).toThrow(malformed);
    }
    expect(() => idFromBytes(new Uint8Array(15))).toThrow(malformed);
  });
});
