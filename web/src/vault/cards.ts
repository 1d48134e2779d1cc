/**
 * Cards: who holds which keys, signed by the holder (protocol §2).
 *
 * Layout (1,345 bytes): 0x01 ‖ organisation (16) ‖ holder (16) ‖ recipient (1,216) ‖ signing key (32) ‖ signature (64)
 * over "vouchsafe/v1/card" 0x00 ‖ all before.
 */

import { type Bytes, concat, idFromBytes, idToBytes, label } from "./bytes";
import { Malformed, Unsupported } from "./errors";
import { Recipient } from "./hybrid";
import type { HolderKeys } from "./keys";
import { sha256 } from "./primitives";
import { verify } from "./signing";

const VERSION = 1;
const LABEL = label("vouchsafe/v1/card");
const RECIPIENT_AT = 33;
const SIGNING_KEY_AT = RECIPIENT_AT + 1216;
const SIGNATURE_AT = SIGNING_KEY_AT + 32;
const CARD_BYTES = SIGNATURE_AT + 64;

/** A card whose signature was verified. Only `parseCard` makes one. */
export interface Card {
  readonly organisation: string;
  readonly holder: string;
  readonly recipient: Recipient;
  /** Ed25519 public key, 32 bytes. */
  readonly signingKey: Uint8Array;
  /** SHA-256 of the card, 32 bytes. */
  readonly fingerprint: Uint8Array;
  readonly encoded: Uint8Array;
}

/** The card of a holder's keys, signed by them, 1,345 bytes (protocol §2). */
export async function makeCard(keys: HolderKeys, organisation: string, holder: string): Promise<Bytes> {
  const unsigned = concat(
    Uint8Array.of(VERSION),
    idToBytes(organisation),
    idToBytes(holder),
    keys.recipient.raw,
    keys.signing.public,
  );
  return concat(unsigned, await keys.signing.sign(concat(LABEL, unsigned)));
}

/**
 * Read a card and verify its own signature (protocol §2). Whether to accept the card is the directory's to say.
 * @throws Malformed (length, recipient), Unsupported (version), Tampered (signature).
 */
export async function parseCard(encoded: Uint8Array): Promise<Card> {
  if (encoded.length !== CARD_BYTES) throw new Malformed(`A card has ${CARD_BYTES} bytes, not ${encoded.length}.`);
  if (encoded[0] !== VERSION) throw new Unsupported("This card is of a newer version than this program reads.");
  const signingKey = encoded.slice(SIGNING_KEY_AT, SIGNATURE_AT);
  await verify(signingKey, encoded.slice(SIGNATURE_AT), concat(LABEL, encoded.subarray(0, SIGNATURE_AT)));
  return {
    organisation: idFromBytes(encoded.subarray(1, 17)),
    holder: idFromBytes(encoded.subarray(17, 33)),
    recipient: recipientOf(encoded),
    signingKey,
    fingerprint: sha256(encoded),
    encoded: encoded.slice(),
  };
}

/** A card must hold a key that can be sealed to: a broken one is noticed here, not when a report is being sent. */
function recipientOf(encoded: Uint8Array): Recipient {
  const recipient = Recipient.fromBytes(encoded.slice(RECIPIENT_AT, SIGNING_KEY_AT));
  if (!recipient.isSound) throw new Malformed("This card holds no key that anything can be sealed to.");
  return recipient;
}
