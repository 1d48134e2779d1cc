/** Blobs: sealed attachments, streamed both ways in flat memory (protocol §3). */
import { openStream, sealStream, type Unwrap } from "./age";
import { CHUNK } from "./ageStream";
import { type ByteSource, fromStream, toStream } from "./byteReader";
import { type Bytes, equalBytes, isAllZero, type RandomSource, randomBytes } from "./bytes";
import { Refused, Tampered } from "./errors";
import { blobSealedSize, blobTotal } from "./padding";
import type { Place } from "./place";
import { unwrapFor, wrapFor } from "./stanza";
import { StreamHash } from "./streamHash";

/** What a blob's manifest and its report say of it. Sizes in bytes, hashes of 32 bytes. */
export interface BlobSeal {
  /** The true size and hash, of the file's own bytes. */
  readonly size: number;
  readonly sha256: Bytes;
  /** Size and hash of the sealed file: what is stored. */
  readonly sealedSize: number;
  readonly sealedSha256: Bytes;
}

/** What the verified manifest says the file is; the hash of the sealed file is checked too when given. */
export interface ExpectedBlob {
  readonly size: number;
  readonly sha256: Uint8Array;
  readonly sealedSha256?: Uint8Array;
}

export interface SealingBlob {
  /** The sealed file, made as it is read. It errors with what `done` rejects with. */
  readonly stream: ReadableStream<Bytes>;
  readonly sealedSize: number;
  /** Settles when the stream was read to its end. Never settles when it is cancelled. */
  readonly done: Promise<BlobSeal>;
}

export interface OpeningBlob {
  /** The file's bytes, not to be used for anything final before `done` is fulfilled. */
  readonly stream: ReadableStream<Bytes>;
  /** Fulfilled when size, padding and hash were verified. Never settles when the stream is cancelled. */
  readonly done: Promise<void>;
}

/**
 * Seals `size` bytes of `source` under `key` (32 bytes) for its place, of kind `blob` (protocol §3). Throws `Refused`
 * for another kind or no size; stream and `done` fail with `Refused` when the source gives another count of bytes.
 */
export function sealBlob(
  key: Uint8Array,
  generation: number,
  place: Place,
  source: ReadableStream<Uint8Array>,
  size: number,
  random: RandomSource = randomBytes,
): SealingBlob {
  refuseItem(place);
  const sealedSize = blobSealedSize(size);
  const plain = new StreamHash();
  const sealed = new StreamHash();
  const chunks = sealStream(wrapFor(key, generation, place, random), padded(fromStream(source), size, plain), random);
  const out = settled(hashed(chunks, sealed), async () => ({
    size,
    sha256: await plain.digest(),
    sealedSize,
    sealedSha256: await sealed.digest(),
  }));
  return { ...out, sealedSize };
}

/**
 * Opens a sealed blob as it streams in. Throws `Refused` for another kind of place. Stream and `done` fail with
 * `Malformed`, `Unsupported` or `WrongKey` before the first byte, and with `Tampered` at whatever comes later:
 *
 * 1. The header's MAC holds before any payload opens; each chunk is verified before it is given out.
 * 2. There are `expected.size` bytes, then only zeros, up to the padded size.
 * 3. Their SHA-256 is the manifest's; so is that of the sealed file, when it was given.
 */
export function openBlob(
  key: Uint8Array,
  generation: number,
  place: Place,
  source: ReadableStream<Uint8Array>,
  expected: ExpectedBlob,
): OpeningBlob {
  refuseItem(place);
  return settled(opened(unwrapFor(key, generation, place), fromStream(source), expected), async () => undefined);
}

async function* opened(unwrap: Unwrap, source: ByteSource, expected: ExpectedBlob): AsyncGenerator<Bytes> {
  const { size, sha256, sealedSha256 } = expected;
  const plain = new StreamHash();
  const sealed = new StreamHash();
  let at = 0;
  for await (const chunk of await openStream(unwrap, sealedSha256 ? hashed(source, sealed) : source)) {
    const own = chunk.subarray(0, Math.max(0, Math.min(chunk.length, size - at)));
    if (!isAllZero(chunk.subarray(own.length))) throw new Tampered("There is something in the padding of this file.");
    at += chunk.length;
    plain.update(own);
    if (own.length > 0) yield own;
  }
  if (at !== blobTotal(size)) throw new Tampered("This file has another size than its author said.");
  if (!equalBytes(await plain.digest(), sha256)) throw new Tampered("This file is not the one that its author sealed.");
  if (sealedSha256 && !equalBytes(await sealed.digest(), sealedSha256)) {
    throw new Tampered("This is not the sealed file that its author named.");
  }
}

function refuseItem(place: Place): void {
  if (place.kind !== "blob") throw new Refused("An item is not a file: seal and open it as an item.");
}

/** The source's bytes, which must be `size` in all (else `Refused`), and zeros up to the padded size. */
async function* padded(source: ByteSource, size: number, hash: StreamHash): AsyncGenerator<Uint8Array> {
  let given = 0;
  for await (const piece of source) {
    given += piece.length;
    if (given > size) break;
    hash.update(piece);
    yield piece;
  }
  if (given !== size) throw new Refused("This file changed while it was read. Please choose it again.");
  const zeros = new Uint8Array(CHUNK);
  for (let left = blobTotal(size) - size; left > 0; left -= CHUNK) yield zeros.subarray(0, Math.min(left, CHUNK));
}

async function* hashed<T extends Uint8Array>(source: AsyncIterable<T>, hash: StreamHash): AsyncGenerator<T> {
  for await (const piece of source) {
    hash.update(piece);
    yield piece;
  }
}

/** A stream of the source, and a promise of `result()` for when it has come to its end. */
function settled<T>(
  source: AsyncGenerator<Bytes>,
  result: () => Promise<T>,
): { stream: ReadableStream<Bytes>; done: Promise<T> } {
  const { promise: done, resolve, reject } = withResolvers<T>();
  done.catch(() => undefined); // Who only reads the stream sees the error there.
  async function* watched(): AsyncGenerator<Bytes> {
    try {
      yield* source;
      resolve(await result());
    } catch (error) {
      reject(error);
      throw error;
    }
  }
  return { stream: toStream(watched()), done };
}

/** Promise.withResolvers, which Node 20 lacks. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
