/**
 * Bytes and their spellings: hex, canonical base64, UTF-8, ids. Decoders are strict, accept exactly what the
 * encoders write, and throw `Malformed`; none returns null.
 */
import { base64, base64nopad, hex } from "@scure/base";
import { Malformed } from "./errors";

/** Bytes that WebCrypto also takes: never backed by shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Gives `n` random bytes. Only tests and vectors pass their own. */
export type RandomSource = (n: number) => Bytes;

export const randomBytes: RandomSource = (n) => crypto.getRandomValues(new Uint8Array(n));

/** A copy of the bytes in memory of its own. */
export function copyOf(bytes: ArrayLike<number>): Bytes {
  return new Uint8Array(bytes);
}

/** `‖`: the parts, one after the other, in new memory. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Whether both are the same bytes, in a time that depends on the lengths only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let different = 0;
  for (let i = 0; i < a.length; i++) different |= (a[i] as number) ^ (b[i] as number);
  return different === 0;
}

export function isAllZero(bytes: Uint8Array): boolean {
  let any = 0;
  for (const byte of bytes) any |= byte;
  return any === 0;
}

/** A number of 0 to 2³² − 1 as 4 big-endian bytes. Throws `Malformed` otherwise. */
export function uint32(n: number): Bytes {
  if (!Number.isInteger(n) || n < 0 || n > 0xffffffff) throw new Malformed("This number does not fit 4 bytes.");
  return new Uint8Array([n >>> 24, n >>> 16, n >>> 8, n]);
}

/** The big-endian number in the 4 bytes at `offset`. */
export function readUint32(bytes: Uint8Array, offset = 0): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset);
}

export function utf8(text: string): Bytes {
  return copyOf(new TextEncoder().encode(text));
}

/** Text from well-formed UTF-8; a byte order mark is kept. Throws `Malformed` otherwise. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Malformed("This text is not UTF-8.", undefined, { cause });
  }
}

/** A label of the protocol: its ASCII and one 0x00 byte (protocol, preamble). */
export function label(text: string): Bytes {
  return utf8(`${text}\0`);
}

export function toHex(bytes: Uint8Array): string {
  return hex.encode(bytes);
}

/** Bytes from lower-case hex, of `length` bytes when given. Throws `Malformed`. */
export function fromHex(text: string, length?: number): Bytes {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new Malformed("These hexadecimal digits are not well formed.");
  return ofLength(copyOf(hex.decode(text)), length);
}

/** Standard alphabet, with padding. */
export function toBase64(bytes: Uint8Array): string {
  return base64.encode(bytes);
}

/** Bytes from canonical, padded base64, of `length` bytes when given. Throws `Malformed`. */
export function fromBase64(text: string, length?: number): Bytes {
  return decode(base64.decode, text, length);
}

/** Standard alphabet, without padding: the spelling inside an age header. */
export function toBase64Unpadded(bytes: Uint8Array): string {
  return base64nopad.encode(bytes);
}

/** Bytes from canonical base64 without padding, of `length` bytes when given. Throws `Malformed`. */
export function fromBase64Unpadded(text: string, length?: number): Bytes {
  return decode(base64nopad.decode, text, length);
}

function decode(decoder: (text: string) => Uint8Array, text: string, length?: number): Bytes {
  let bytes: Uint8Array;
  try {
    bytes = decoder(text);
  } catch (cause) {
    throw new Malformed("This base64 is not well formed.", undefined, { cause });
  }
  return ofLength(copyOf(bytes), length);
}

function ofLength(bytes: Bytes, length: number | undefined): Bytes {
  if (length !== undefined && bytes.length !== length) {
    throw new Malformed(`There should be ${length} bytes here, and there are ${bytes.length}.`);
  }
  return bytes;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether this is an id as we write it: a lower-case hyphenated UUID. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** A new random id. */
export function newId(random: RandomSource = randomBytes): string {
  return idFromHash(random(16));
}

/** The 16 bytes of an id. Throws `Malformed`. */
export function idToBytes(id: string): Bytes {
  if (!isId(id)) throw new Malformed("This is not an id.");
  return fromHex(id.replaceAll("-", ""));
}

/** The id that these 16 bytes are. Throws `Malformed` for another length. */
export function idFromBytes(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new Malformed("An id has 16 bytes.");
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The id made of the first 16 bytes, with the version (4) and variant bits set (protocol, preamble). */
export function idFromHash(bytes: Uint8Array): string {
  const id = copyOf(bytes.subarray(0, 16));
  id[6] = ((id[6] as number) & 0x0f) | 0x40;
  id[8] = ((id[8] as number) & 0x3f) | 0x80;
  return idFromBytes(id);
}
