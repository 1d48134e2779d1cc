/** Sizes that tell little: Padmé padding, and what it makes of items and blobs (protocol §3). All in bytes. */
import { CHUNK, TAG } from "./ageStream";
import { Refused } from "./errors";

/** An age header with the one stanza `vouchsafe/v1`: each of its parts has a fixed length. */
export const HEADER = 153;
export const NONCE = 16;
/** Version (1), author key (32), signature (64), and the 0x80 that ends the body. */
export const ITEM_OVERHEAD = 98;
const SMALLEST_ITEM = 512;
const SMALLEST_BLOB = CHUNK;

/** The smallest Padmé size that holds `size`: at most 12% more. Throws `Refused` for what is no size. */
export function padme(size: number): number {
  if (!Number.isSafeInteger(size) || size < 0) throw new Refused("This is not a size.");
  if (size < 2) return size;
  const exponent = bitLength(size) - 1;
  const step = 2 ** (exponent - bitLength(exponent));
  return Math.ceil(size / step) * step;
}

/** Length of an item's padded plaintext, for a body of `bodyLength`. */
export function itemTotal(bodyLength: number): number {
  return Math.max(SMALLEST_ITEM, padme(ITEM_OVERHEAD + bodyLength));
}

/** Length of a blob's padded plaintext, for a file of `size`. */
export function blobTotal(size: number): number {
  return Math.max(SMALLEST_BLOB, padme(size));
}

/** Length of a sealed item, for a body of `bodyLength`. */
export function itemSealedSize(bodyLength: number): number {
  return sealedSize(itemTotal(bodyLength));
}

/** Length of a sealed blob, for a file of `size`. */
export function blobSealedSize(size: number): number {
  return sealedSize(blobTotal(size));
}

/** Whether a sealed item can have this length. */
export function isItemSize(sealedLength: number): boolean {
  return isPadded(sealedLength, SMALLEST_ITEM);
}

/** Whether a sealed blob can have this length. */
export function isBlobSize(sealedLength: number): boolean {
  return isPadded(sealedLength, SMALLEST_BLOB);
}

function sealedSize(total: number): number {
  return HEADER + NONCE + total + TAG * Math.ceil(total / CHUNK);
}

function isPadded(sealedLength: number, smallest: number): boolean {
  const payload = sealedLength - HEADER - NONCE;
  if (!Number.isSafeInteger(payload) || payload < smallest + TAG) return false;
  const total = payload - TAG * Math.ceil(payload / (CHUNK + TAG));
  return total >= smallest && sealedSize(total) === sealedLength && padme(total) === total;
}

/** How many binary digits `n` > 0 has; exact up to 2⁵³. */
function bitLength(n: number): number {
  const high = Math.floor(n / 2 ** 32);
  return high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(n);
}
