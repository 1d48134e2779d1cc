import { Decrypter, Encrypter } from "age-encryption";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openStream, openWhole, sealStream, sealWhole } from "./age";
import { armor, dearmor } from "./ageArmor";
import { readHeader } from "./ageHeader";
import { scryptUnwrap, scryptWrap } from "./ageScrypt";
import { CHUNK, sealChunks } from "./ageStream";
import { ByteReader, collect, fromStream, pieces, toStream } from "./byteReader";
import { type Bytes, concat, copyOf, toHex, utf8 } from "./bytes";
import { ageFile, flipped } from "./crafted";
import { hybridUnwrap, Identity } from "./hybrid";
import { sha256 } from "./primitives";
import { seededRandom } from "./vectorFiles";

const HANNA = Identity.fromSeed(new Uint8Array(32).fill(1));
const wrap = (fileKey: Bytes) => HANNA.recipient.wrap(fileKey);
const unwrap = hybridUnwrap(HANNA);
const SIZES = [0, 1, 511, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5];
const content = (n: number) => seededRandom("content")(n);

/** By hash: comparing long arrays one by one takes the test runner seconds. */
function same(actual: Uint8Array, wanted: Uint8Array): void {
  expect(toHex(sha256(actual))).toBe(toHex(sha256(wanted)));
}

describe("an age file", () => {
  test.each(SIZES)("of %i bytes that we sealed is opened by another implementation", async (n) => {
    const other = new Decrypter();
    other.addIdentity(HANNA.toString());
    same(await other.decrypt(await sealWhole(wrap, content(n))), content(n));
    same(await other.decrypt(await collect(sealStream(wrap, pieces(content(n))))), content(n));
  });

  test.each(SIZES)("of %i bytes that another implementation sealed opens", async (n) => {
    const other = new Encrypter();
    other.addRecipient(HANNA.recipient.toString());
    const sealed = await other.encrypt(content(n));
    same(await openWhole(unwrap, sealed), content(n));
    same(await collect(await openStream(unwrap, pieces(sealed))), content(n));
  });

  test("under a passphrase passes to another implementation and back", async () => {
    const [encrypter, decrypter] = [new Encrypter(), new Decrypter()];
    encrypter.setPassphrase("six words");
    encrypter.setScryptWorkFactor(4);
    decrypter.addPassphrase("six words");
    const text = utf8("a key");
    expect(await openWhole(scryptUnwrap("six words"), await encrypter.encrypt(text))).toEqual(text);
    expect(await decrypter.decrypt(await sealWhole(scryptWrap("six words", 4), text))).toEqual(text);
  });

  test("of any content in any pieces comes back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40_000 }), { maxLength: 5 }), async (parts) => {
        const sealed = await collect(sealStream(wrap, pieces(...parts)));
        same(await openWhole(unwrap, sealed), concat(...parts));
      }),
      { numRuns: 20 },
    );
  });

  test("with one bit flipped anywhere does not open", async () => {
    const sealed = await sealWhole(wrap, content(300));
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(7), async (at, bit) => {
        await expect(openWhole(unwrap, flipped(sealed, at, bit))).rejects.toMatchObject({
          code: expect.stringMatching(/^vault\/(wrong-key|tampered|malformed|unsupported)$/),
        });
      }),
      { numRuns: 200 },
    );
  });

  test("cut short anywhere does not open", async () => {
    const sealed = await sealWhole(wrap, content(300));
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), async (length) => {
        await expect(openWhole(unwrap, sealed.slice(0, length))).rejects.toMatchObject({
          code: expect.stringMatching(/^vault\/(tampered|malformed)$/),
        });
      }),
      { numRuns: 100 },
    );
  });

  test("whose header was changed gives out nothing of its payload", async () => {
    const sealed = await sealWhole(wrap, content(300));
    const grease = concat(sealed.slice(0, 22), utf8("-> grease\n\n"), sealed.slice(22));
    await expect(openStream(unwrap, pieces(grease))).rejects.toMatchObject({ code: "vault/tampered" });
  });

  test("with a header without end is refused before it fills the memory", async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield utf8("age-encryption.org/v1\n-> ");
      for (;;) yield utf8("a".repeat(1000));
    }
    await expect(readHeader(new ByteReader(endless()))).rejects.toMatchObject({ code: "vault/malformed" });
  });

  test("for others beside opens for the one whom it is for too", async () => {
    const random = seededRandom("two");
    const fileKey = random(16);
    const hugo = Identity.fromSeed(new Uint8Array(32).fill(2));
    const stanzas = [hugo, HANNA].map(({ recipient }) => recipient.wrap(fileKey, random));
    expect(await openWhole(unwrap, await ageFile(stanzas, fileKey, utf8("both"), random))).toEqual(utf8("both"));
  });

  test("comes through the armor and back, as others write it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (file) => {
        expect(await collect(dearmor(pieces(utf8(armor(file)))))).toEqual(copyOf(file));
      }),
    );
  });
});

describe("a stream of chunks", () => {
  /** A source that counts what was asked of it. */
  function counted(chunks: number) {
    const state = { given: 0, closed: false };
    async function* source(): AsyncGenerator<Bytes> {
      try {
        for (; state.given < chunks; state.given++) yield new Uint8Array(CHUNK);
      } finally {
        state.closed = true;
      }
    }
    return { state, source: source() };
  }

  test("is read no further ahead than a few chunks, so that memory stays flat", async () => {
    const { state, source } = counted(1000);
    const reader = toStream(sealStream(wrap, source)).getReader();
    for (let i = 0; i < 10; i++) await reader.read();
    expect(state.given).toBeLessThan(20);
    await reader.cancel();
  });

  test("closes its source when nobody reads on", async () => {
    const { state, source } = counted(1000);
    const reader = toStream(sealStream(wrap, fromStream(toStream(source)))).getReader();
    for (let i = 0; i < 5; i++) await reader.read();
    await reader.cancel();
    expect(state.closed).toBe(true);
  });

  test("comes out in order when the cipher answers out of order", async () => {
    let started = 0;
    const slowFirst = async (_nonce: Bytes, chunk: Bytes) => {
      const wait = started++ % 4 === 0 ? 5 : 0;
      await new Promise((resolve) => setTimeout(resolve, wait));
      return chunk;
    };
    const parts = Array.from({ length: 9 }, (_, i) => new Uint8Array(CHUNK).fill(i));
    const out = await collect(sealChunks(slowFirst, new ByteReader(pieces(...parts))));
    same(out, concat(...parts));
  });

  test("passes on the error of its source", async () => {
    async function* broken(): AsyncGenerator<Bytes> {
      yield new Uint8Array(CHUNK);
      throw new Error("the disk is gone");
    }
    await expect(collect(sealStream(wrap, broken()))).rejects.toThrow("the disk is gone");
  });
});
