/** Proofs of RFC 9162 §2.1. Sizes and indexes are numbers up to 2^53, so they are halved, never shifted. */
import { type Bytes, concat, equalBytes } from "../vault/bytes";
import { sha256 } from "../vault/primitives";
import { RecordError } from "./errors";

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);

/** SHA-256(0x00 ‖ leaf). */
export function leafHash(leaf: Uint8Array): Bytes {
  return sha256(concat(LEAF, leaf));
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Bytes {
  return sha256(concat(NODE, left, right));
}

/** Returns when the leaf is at `index` of the `size` under `root` (§2.1.3.2); throws RecordError "record/not-proven". */
export function verifyInclusion(
  index: number,
  size: number,
  hashed: Bytes,
  proof: readonly Bytes[],
  root: Uint8Array,
): void {
  if (!(Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size)) refuse();
  let place = index;
  let last = size - 1;
  let found = hashed;
  for (const sibling of proof) {
    if (last === 0) refuse();
    if (place % 2 === 1 || place === last) {
      found = nodeHash(sibling, found);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, half(last)];
    } else {
      found = nodeHash(found, sibling);
    }
    [place, last] = [half(place), half(last)];
  }
  if (last !== 0 || !equalBytes(found, root)) refuse();
}

/** Returns when the tree of `second` leaves begins with that of `first` (§2.1.4.2); throws "record/not-proven". */
export function verifyConsistency(
  first: number,
  second: number,
  firstRoot: Uint8Array,
  secondRoot: Uint8Array,
  proof: readonly Bytes[],
): void {
  if (!(Number.isSafeInteger(first) && Number.isSafeInteger(second) && first > 0 && first <= second)) refuse();
  if (first === second) {
    if (proof.length > 0 || !equalBytes(firstRoot, secondRoot)) refuse();
    return;
  }
  const path = Number.isInteger(Math.log2(first)) ? [firstRoot as Bytes, ...proof] : [...proof];
  let place = first - 1;
  let last = second - 1;
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  const start = path.shift();
  if (start === undefined) refuse();
  let old = start as Bytes;
  let now = old;
  for (const sibling of path) {
    if (last === 0) refuse();
    if (place % 2 === 1 || place === last) {
      [old, now] = [nodeHash(sibling, old), nodeHash(sibling, now)];
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, half(last)];
    } else {
      now = nodeHash(now, sibling);
    }
    [place, last] = [half(place), half(last)];
  }
  if (last !== 0 || !equalBytes(old, firstRoot) || !equalBytes(now, secondRoot)) refuse();
}

function half(n: number): number {
  return Math.floor(n / 2);
}

function refuse(): never {
  throw new RecordError("record/not-proven");
}
