import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openBlob, sealBlob } from "./blobs";
import { collect, fromStream, pieces, toStream } from "./byteReader";
import { type Bytes, newId, randomBytes, toHex } from "./bytes";
import { flipped } from "./crafted";
import { blobSealedSize } from "./padding";
import { Place } from "./place";
import { sha256 } from "./primitives";
import { seededRandom } from "./vectorFiles";

const KEY = randomBytes(32);
const PLACE = new Place(newId(), "blob", newId());
const CHUNK = 65_536;
const SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK - 100, 1_000_000];
const content = (n: number) => seededRandom("file")(n);

function stream(...parts: Uint8Array[]): ReadableStream<Bytes> {
  return toStream(pieces(...parts) as AsyncGenerator<Bytes>);
}

async function seal(plain: Uint8Array, size = plain.length) {
  const sealing = sealBlob(KEY, 0, PLACE, stream(plain), size);
  return { sealed: await collect(fromStream(sealing.stream)), seal: await sealing.done };
}

async function open(sealed: Uint8Array, expected: Parameters<typeof openBlob>[4], place = PLACE): Promise<Bytes> {
  const { stream: out, done } = openBlob(KEY, 0, place, stream(sealed), expected);
  const plain = await collect(fromStream(out));
  await done;
  return plain;
}

describe("a blob", () => {
  test.each(SIZES)("of %i bytes comes back, and says what it is", async (size) => {
    const { sealed, seal: made } = await seal(content(size));
    expect(sealed.length).toBe(blobSealedSize(size));
    expect(made.size).toBe(size);
    expect(made.sealedSize).toBe(sealed.length);
    expect(toHex(made.sha256)).toBe(toHex(sha256(content(size))));
    expect(toHex(made.sealedSha256)).toBe(toHex(sha256(sealed)));
    expect(toHex(sha256(await open(sealed, made)))).toBe(toHex(made.sha256));
  });

  test("that arrives in pieces of any sizes is the same", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 30_000 }), { maxLength: 6 }), async (parts) => {
        const size = parts.reduce((sum, part) => sum + part.length, 0);
        const { stream: out, done } = sealBlob(KEY, 0, PLACE, stream(...parts), size);
        const sealed = await collect(fromStream(out));
        const made = await done;
        const opening = openBlob(KEY, 0, PLACE, stream(sealed.slice(0, 500), sealed.slice(500)), made);
        expect(toHex(sha256(await collect(fromStream(opening.stream))))).toBe(toHex(made.sha256));
      }),
      { numRuns: 20 },
    );
  });

  test("with one bit flipped anywhere never comes to its end", async () => {
    const { sealed, seal: made } = await seal(content(1000));
    const { sealedSha256: _, ...expected } = made;
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(7), async (at, bit) => {
        const opening = openBlob(KEY, 0, PLACE, stream(flipped(sealed, at, bit)), expected);
        const failed = { code: expect.stringMatching(/^vault\/(wrong-key|tampered|malformed|unsupported)$/) };
        await expect(collect(fromStream(opening.stream))).rejects.toMatchObject(failed);
        await expect(opening.done).rejects.toMatchObject(failed);
      }),
      { numRuns: 60 },
    );
  });

  test("at another place does not open", async () => {
    const { sealed, seal: made } = await seal(content(1000));
    for (const place of [new Place(newId(), "blob", PLACE.thing), new Place(PLACE.caseId, "blob", newId())]) {
      await expect(open(sealed, made, place)).rejects.toMatchObject({ code: "vault/wrong-key" });
    }
  });

  test("that is not the sealed file that its author named is noticed", async () => {
    const { sealed, seal: made } = await seal(content(1000));
    await expect(open(sealed, { ...made, sealedSha256: sha256(KEY) })).rejects.toMatchObject({
      code: "vault/tampered",
    });
  });

  test("of a file that shrinks or grows while it is read is not made", async () => {
    for (const size of [999, 1001]) {
      const { stream: out, done } = sealBlob(KEY, 0, PLACE, stream(content(1000)), size);
      await expect(collect(fromStream(out))).rejects.toMatchObject({ code: "vault/refused" });
      await expect(done).rejects.toMatchObject({ code: "vault/refused" });
    }
  });

  test("passes on what goes wrong with its file", async () => {
    async function* gone(): AsyncGenerator<Bytes> {
      yield content(10);
      throw new Error("the disk is gone");
    }
    const { stream: out, done } = sealBlob(KEY, 0, PLACE, toStream(gone()), 1000);
    await expect(collect(fromStream(out))).rejects.toThrow("the disk is gone");
    await expect(done).rejects.toThrow("the disk is gone");
  });

  test("is neither sealed nor opened in the place of an item", () => {
    const place = new Place(newId(), "report", newId());
    const expected = { size: 1, sha256: KEY };
    expect(() => sealBlob(KEY, 0, place, stream(), 1)).toThrow(expect.objectContaining({ code: "vault/refused" }));
    expect(() => openBlob(KEY, 0, place, stream(), expected)).toThrow(
      expect.objectContaining({ code: "vault/refused" }),
    );
  });
});
