/** Files that nobody honest makes, for tests and vectors. Not part of the client. */
import { encodeHeader, type Stanza } from "./ageHeader";
import { scriptCipher, sealChunks } from "./ageStream";
import { ByteReader, collect, pieces } from "./byteReader";
import { type Bytes, concat, copyOf, type RandomSource, toBase64Unpadded, utf8 } from "./bytes";
import { itemTotal } from "./padding";
import type { Place } from "./place";
import { hkdf } from "./primitives";
import { wrapFor } from "./stanza";

/** An age file with any stanzas: whatever they say, the MAC is right. */
export async function ageFile(
  stanzas: readonly Stanza[],
  fileKey: Bytes,
  plaintext: Uint8Array,
  random: RandomSource,
): Promise<Bytes> {
  const nonce = random(16);
  const cipher = await scriptCipher(hkdf(fileKey, utf8("payload"), nonce), "encrypt");
  const payload = await collect(sealChunks(cipher, new ByteReader(pieces(plaintext))));
  return concat(encodeHeader(stanzas, fileKey), nonce, payload);
}

/** An age file under our own stanza, around any plaintext. */
export async function sealedAround(
  key: Uint8Array,
  generation: number,
  place: Place,
  plaintext: Uint8Array,
  random: RandomSource,
): Promise<Bytes> {
  const fileKey = random(16);
  return ageFile([await wrapFor(key, generation, place, random)(fileKey)], fileKey, plaintext, random);
}

/** The plaintext of an item (protocol §3), with a total length that may be wrong. */
export function itemPlaintext(
  author: Uint8Array,
  signature: Uint8Array,
  body: Uint8Array,
  total = itemTotal(body.length),
): Bytes {
  const plaintext = new Uint8Array(total);
  plaintext.set(concat(new Uint8Array([1]), author, signature, body, new Uint8Array([0x80])));
  return plaintext;
}

/** The same bytes but for one bit of the byte at `at` (from the end when negative). */
export function flipped(bytes: Uint8Array, at: number, bit = 0): Bytes {
  const copy = copyOf(bytes);
  const index = at < 0 ? bytes.length + at : at;
  copy[index] = (copy[index] as number) ^ (1 << bit);
  return copy;
}

/** The file with one text of its header in the stead of another. Throws when it is not there. */
export function withHeader(sealed: Uint8Array, from: string | RegExp, to: string): Bytes {
  const text = Buffer.from(sealed).toString("latin1");
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`there is no ${from} in this header`);
  return copyOf(Buffer.from(changed, "latin1"));
}

/** The same base64 with a bit set that stands for nothing: decoders must refuse it. */
export function notCanonical(bytes: Uint8Array): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const text = toBase64Unpadded(bytes);
  const last = alphabet.indexOf(text.at(-1) as string);
  return text.slice(0, -1) + alphabet[last | 1];
}

/** Another MAC in the place of the right one, well formed. */
export function flippedMac(sealed: Uint8Array): Bytes {
  const startsWithA = Buffer.from(sealed).includes("--- A");
  return withHeader(sealed, /--- ./, startsWithA ? "--- B" : "--- A");
}
