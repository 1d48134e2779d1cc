/**
 * The payload of an age v1 file (C2SP age, "Payload"): STREAM, chunks of 64 KiB under ChaCha20-Poly1305, nonce =
 * counter (11 bytes) ‖ last-chunk flag (1).
 */

import type { ByteReader } from "./byteReader";
import type { Bytes } from "./bytes";
import { Tampered } from "./errors";
import { aeadOpen, aeadSeal } from "./primitives";

export const CHUNK = 65_536;
export const TAG = 16;
/** Chunks that the browser works on at once: enough to keep its threads busy, 256 KiB of memory. */
const AHEAD = 4;

type Maybe<T> = T | Promise<T>;

/** One key and one direction. `transform` gives null when the chunk does not open. */
export type Cipher = (nonce: Bytes, chunk: Bytes) => Maybe<Bytes | null>;
export type Direction = "encrypt" | "decrypt";

/** The cipher in plain script: best for what is small. */
export async function scriptCipher(key: Bytes, direction: Direction): Promise<Cipher> {
  const transform = direction === "encrypt" ? aeadSeal : aeadOpen;
  return (nonce, chunk) => transform(key, nonce, chunk);
}

/** The browser's own cipher, which works beside the script: best for what is large. Plain script where there is none. */
export async function fastCipher(key: Bytes, direction: Direction): Promise<Cipher> {
  const subtle = globalThis.crypto.subtle;
  try {
    // "raw-secret" is newer than the type declarations.
    const format = "raw-secret" as "raw";
    const imported = await subtle.importKey(format, key, "ChaCha20-Poly1305", false, [direction]);
    return async (iv, chunk) => {
      try {
        return new Uint8Array(await subtle[direction]({ name: "ChaCha20-Poly1305", iv }, imported, chunk));
      } catch {
        return null;
      }
    };
  } catch {
    return scriptCipher(key, direction);
  }
}

/** Seals all that the reader gives, chunk by chunk; an empty payload is one empty chunk. */
export function sealChunks(cipher: Cipher, reader: ByteReader): AsyncGenerator<Bytes> {
  return transformed(cipher, reader, CHUNK, () => undefined);
}

/** Opens chunk by chunk. Throws `Tampered` at the first chunk that is changed, missing, too many or out of order. */
export function openChunks(cipher: Cipher, reader: ByteReader): AsyncGenerator<Bytes> {
  return transformed(cipher, reader, CHUNK + TAG, (plaintext, counter) => {
    if (plaintext.length === 0 && counter > 0) throw new Tampered("The end of this file was changed.");
  });
}

/** At most `AHEAD` chunks are under way at once; they come out in order. */
async function* transformed(
  cipher: Cipher,
  reader: ByteReader,
  chunkSize: number,
  check: (chunk: Bytes, counter: number) => void,
): AsyncGenerator<Bytes> {
  const underWay: Maybe<Bytes | null>[] = [];
  let started = 0;
  let finished = 0;
  try {
    for (let last = false; !last || underWay.length > 0; ) {
      if (!last && underWay.length < AHEAD) {
        const chunk = await reader.upTo(chunkSize);
        last = await reader.atEnd();
        underWay.push(cipher(nonceOf(started++, last), chunk));
        continue;
      }
      const done = await underWay.shift();
      if (done == null) throw new Tampered("This file was changed or cut short.");
      check(done, finished++);
      yield done;
    }
  } finally {
    await reader.close();
  }
}

/** counter (11 bytes) ‖ last-chunk flag (1). */
export function nonceOf(counter: number, last: boolean): Bytes {
  const nonce = new Uint8Array(12);
  const view = new DataView(nonce.buffer);
  view.setUint32(3, Math.floor(counter / 2 ** 32));
  view.setUint32(7, counter % 2 ** 32);
  view.setUint8(11, last ? 1 : 0);
  return nonce;
}
