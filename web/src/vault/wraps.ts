/**
 * A holder's identity under what a passkey's PRF puts out (protocol §1).
 *
 * Layout (65 bytes): 0x01 ‖ salt (16) ‖ ChaCha20-Poly1305(wrap key, zero nonce, identity seed).
 */
import { type Bytes, concat, equalBytes, idToBytes, label, type RandomSource, randomBytes } from "./bytes";
import type { Card } from "./cards";
import { Malformed, Tampered, Unsupported, WrongKey } from "./errors";
import { Identity } from "./hybrid";
import { aeadOpen, aeadSeal, sha256, ZERO_NONCE } from "./primitives";
import type { TouchKey } from "./touch";

const VERSION = 1;
const SALT_BYTES = 16;
const WRAP_BYTES = 1 + SALT_BYTES + 32 + 16;

/** The identity of `card` under a passkey: 65 bytes for the server to keep. `credential` is the passkey's id. */
export async function sealWrap(
  identity: Identity,
  touch: TouchKey,
  credential: Uint8Array,
  card: Card,
  random: RandomSource = randomBytes,
): Promise<Bytes> {
  const salt = random(SALT_BYTES);
  const key = await wrapKey(touch, salt, credential, card);
  return concat(Uint8Array.of(VERSION), salt, aeadSeal(key, ZERO_NONCE, identity.seed));
}

/**
 * The identity in a wrap. Throws `Malformed` for another length, `Unsupported` for another version, `WrongKey` for
 * another passkey, member, organisation or card, `Tampered` when what opens is not the card's identity.
 */
export async function openWrap(
  wrap: Uint8Array,
  touch: TouchKey,
  credential: Uint8Array,
  card: Card,
): Promise<Identity> {
  if (wrap.length > 0 && wrap[0] !== VERSION) throw new Unsupported("This wrap is of a newer version.");
  if (wrap.length !== WRAP_BYTES) throw new Malformed(`A wrap has ${WRAP_BYTES} bytes.`);
  const key = await wrapKey(touch, wrap.slice(1, 1 + SALT_BYTES), credential, card);
  const seed = aeadOpen(key, ZERO_NONCE, wrap.subarray(1 + SALT_BYTES));
  if (seed === null) throw new WrongKey("This passkey does not open this key.");
  const identity = Identity.fromSeed(seed);
  if (!equalBytes(identity.recipient.raw, card.recipient.raw)) {
    throw new Tampered("The key in this wrap is not the one on the card.");
  }
  return identity;
}

async function wrapKey(touch: TouchKey, salt: Bytes, credential: Uint8Array, card: Card): Promise<Bytes> {
  const info = concat(
    label("vouchsafe/v1/wrap"),
    idToBytes(card.organisation),
    idToBytes(card.holder),
    card.fingerprint,
    sha256(credential),
  );
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, touch, 256));
}
