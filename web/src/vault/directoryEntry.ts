/**
 * One entry of an organisation's directory: its layout, and nothing about chains (protocol §2).
 *
 * Layout: 0x01 ‖ organisation (16) ‖ sequence (4) ‖ SHA-256 of the entry before (32) ‖ count (2) ‖
 * count × (channel (16) ‖ role (1) ‖ card fingerprint (32)), strictly ascending ‖ signer's card fingerprint (32) ‖
 * signature (64) over "vouchsafe/v1/directory" 0x00 ‖ all before.
 */

import { type Bytes, concat, idFromBytes, idToBytes, label, toHex, uint32 } from "./bytes";
import { Malformed, Refused, Unsupported } from "./errors";
import { sha256 } from "./primitives";
import type { Signer } from "./signing";

/** What a key holder does. Administrators hold no key. */
export const Role = { HANDLER: 1, COORDINATOR: 2, OVERSEER: 3, CUSTODIAN: 4, RECOVERY: 5, INDEPENDENT: 6 } as const;
export type Role = (typeof Role)[keyof typeof Role];
const ROLES: ReadonlySet<number> = new Set(Object.values(Role));

/** The channel id of a listing that stands for every channel. */
export const ALL_CHANNELS = "00000000-0000-0000-0000-000000000000";

/** One line of an entry: this card has this role in this channel (`ALL_CHANNELS` for all). */
export interface Listing {
  readonly channel: string;
  readonly role: Role;
  /** SHA-256 of the card, 32 bytes. */
  readonly fingerprint: Uint8Array;
}

/** A parsed entry. Its signature is not verified yet: only `verifyChain` does that. */
export interface Entry {
  readonly organisation: string;
  readonly sequence: number;
  readonly previous: Uint8Array;
  readonly listings: readonly Listing[];
  /** Fingerprint of the signer's card, 32 bytes. */
  readonly signer: Uint8Array;
  readonly signature: Uint8Array;
  /** What the signature is over. */
  readonly signed: Uint8Array;
  /** SHA-256 of the whole entry, 32 bytes. */
  readonly hash: Uint8Array;
  readonly encoded: Uint8Array;
}

const VERSION = 1;
const LABEL = label("vouchsafe/v1/directory");
const HEAD_BYTES = 1 + 16 + 4 + 32 + 2;
const LISTING_BYTES = 16 + 1 + 32;
const TAIL_BYTES = 32 + 64;
const MOST_LISTINGS = 0xffff;

/** What `makeEntry` needs. `previous`: hash of the entry before, null for the first. */
export interface NewEntry {
  readonly organisation: string;
  readonly sequence: number;
  readonly previous: Uint8Array | null;
  readonly listings: readonly Listing[];
}

/**
 * A signed entry (protocol §2). Listings are sorted here.
 * @throws Refused for a listing twice, or more than 65,535 of them.
 */
export async function makeEntry(signer: Signer, signerFingerprint: Uint8Array, entry: NewEntry): Promise<Bytes> {
  const lines = entry.listings.map(encodeListing).sort(compareBytes);
  if (lines.length > MOST_LISTINGS) throw new Refused("A directory entry lists at most 65,535 roles.");
  if (!strictlyAscending(lines)) throw new Refused("The same card is listed twice with the same role.");
  const unsigned = concat(
    Uint8Array.of(VERSION),
    idToBytes(entry.organisation),
    uint32(entry.sequence),
    entry.previous ?? new Uint8Array(32),
    Uint8Array.of(lines.length >> 8, lines.length),
    ...lines,
    signerFingerprint,
  );
  return concat(unsigned, await signer.sign(concat(LABEL, unsigned)));
}

/**
 * Read an entry's layout (protocol §2); the signature is not verified here.
 * @throws Malformed (length, order, a listing twice), Unsupported (version, unknown role).
 */
export function parseEntry(encoded: Uint8Array): Entry {
  if (encoded.length < HEAD_BYTES + TAIL_BYTES) throw new Malformed("A directory entry is cut short.");
  if (encoded[0] !== VERSION) throw new Unsupported("This directory is of a newer version than this program reads.");
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const count = view.getUint16(HEAD_BYTES - 2);
  const listingsEnd = HEAD_BYTES + count * LISTING_BYTES;
  if (encoded.length !== listingsEnd + TAIL_BYTES) throw new Malformed("A directory entry has a wrong length.");
  const lines = Array.from({ length: count }, (_, i) =>
    encoded.subarray(HEAD_BYTES + i * LISTING_BYTES, HEAD_BYTES + (i + 1) * LISTING_BYTES),
  );
  const listings = lines.map(parseListing);
  if (!strictlyAscending(lines)) throw new Malformed("A directory entry is not sorted, or lists a role twice.");
  const signatureAt = listingsEnd + 32;
  return {
    organisation: idFromBytes(encoded.subarray(1, 17)),
    sequence: view.getUint32(17),
    previous: encoded.slice(21, 53),
    listings,
    signer: encoded.slice(listingsEnd, signatureAt),
    signature: encoded.slice(signatureAt),
    signed: concat(LABEL, encoded.subarray(0, signatureAt)),
    hash: sha256(encoded),
    encoded: encoded.slice(),
  };
}

function encodeListing(listing: Listing): Uint8Array {
  return concat(idToBytes(listing.channel), Uint8Array.of(listing.role), listing.fingerprint);
}

function parseListing(line: Uint8Array): Listing {
  const role = line[16] as number;
  if (!ROLES.has(role)) throw new Unsupported("This directory lists a role that this program does not know.");
  return { channel: idFromBytes(line.subarray(0, 16)), role: role as Role, fingerprint: line.slice(17) };
}

/** Byte order; hex digits sort as the bytes they spell. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const [left, right] = [toHex(a), toHex(b)];
  return left < right ? -1 : Number(left > right);
}

function strictlyAscending(lines: readonly Uint8Array[]): boolean {
  return lines.every((line, i) => i === 0 || compareBytes(lines[i - 1] as Uint8Array, line) < 0);
}
