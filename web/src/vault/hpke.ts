/**
 * HPKE (RFC 9180) base mode as age uses it for hybrid stanzas: KEM 0x647a, HKDF-SHA-256, ChaCha20-Poly1305, info
 * "age-encryption.org/mlkem768x25519", one message. Takes the shared secret of the KEM, 32 bytes.
 */
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Bytes, concat, utf8 } from "./bytes";
import { aeadOpen, aeadSeal } from "./primitives";

const SUITE = concat(utf8("HPKE"), new Uint8Array([0x64, 0x7a, 0x00, 0x01, 0x00, 0x03]));
const LABEL_START = concat(utf8("HPKE-v1"), SUITE);
const NOTHING = new Uint8Array();
const MODE_BASE = new Uint8Array([0x00]);
const INFO = utf8("age-encryption.org/mlkem768x25519");

/** mode ‖ psk_id_hash ‖ info_hash: the same for every file. */
const CONTEXT = concat(
  MODE_BASE,
  labeledExtract(undefined, "psk_id_hash", NOTHING),
  labeledExtract(undefined, "info_hash", INFO),
);

/** The file key sealed: 16 bytes more than it. */
export function hpkeSeal(sharedSecret: Uint8Array, plaintext: Uint8Array): Bytes {
  const { key, nonce } = schedule(sharedSecret);
  return aeadSeal(key, nonce, plaintext);
}

/** What `hpkeSeal` sealed, or null when the secret does not fit. */
export function hpkeOpen(sharedSecret: Uint8Array, ciphertext: Uint8Array): Bytes | null {
  const { key, nonce } = schedule(sharedSecret);
  return aeadOpen(key, nonce, ciphertext);
}

/** RFC 9180 §5.1, KeySchedule. */
function schedule(sharedSecret: Uint8Array): { key: Uint8Array; nonce: Uint8Array } {
  const secret = labeledExtract(sharedSecret, "secret", NOTHING);
  return { key: labeledExpand(secret, "key", 32), nonce: labeledExpand(secret, "base_nonce", 12) };
}

function labeledExtract(salt: Uint8Array | undefined, name: string, ikm: Uint8Array): Uint8Array {
  return extract(sha256, concat(LABEL_START, utf8(name), ikm), salt);
}

function labeledExpand(secret: Uint8Array, name: string, length: number): Uint8Array {
  const info = concat(new Uint8Array([0x00, length]), LABEL_START, utf8(name), CONTEXT);
  return expand(sha256, secret, info, length);
}
