import fc from "fast-check";
import { expect, test } from "vitest";
import { toHex, utf8 } from "./bytes";
import { sha256 } from "./primitives";
import { Sha256 } from "./sha256Pieces";

function hashOf(...pieces: readonly Uint8Array[]): string {
  const hash = new Sha256();
  for (const piece of pieces) hash.update(piece);
  return toHex(hash.digest());
}

test.each([
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
])("hashes the examples of the standard: “%s”", (message, expected) => {
  expect(hashOf(utf8(message))).toBe(expected);
});

test("hashes a million letters, as the standard's longest example", () => {
  const expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
  expect(hashOf(utf8("a".repeat(1_000_000)))).toBe(expected);
});

test("is @noble's hash, however the bytes are cut, at every length around a block", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 12 }), (pieces) => {
      const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
      return hashOf(...pieces) === toHex(sha256(whole));
    }),
  );
  for (let length = 0; length <= 200; length++) {
    const bytes = new Uint8Array(length).fill(length);
    expect(hashOf(bytes), `${length} bytes`).toBe(toHex(sha256(bytes)));
  }
});

test("takes pieces whose memory is used again, and parts of a larger one", () => {
  const piece = utf8("0123456789".repeat(20));
  const hash = new Sha256();
  for (const [from, to] of [
    [0, 70],
    [70, 131],
    [131, 200],
  ] as const) {
    const used = piece.slice();
    hash.update(used.subarray(from, to));
    used.fill(0);
  }
  expect(toHex(hash.digest())).toBe(toHex(sha256(piece)));
});
