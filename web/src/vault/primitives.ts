/** The primitives of protocol version 1, by one name each. All on @noble; they throw only on programming errors. */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf as nobleHkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import type { Bytes } from "./bytes";

export function sha256(bytes: Uint8Array): Bytes {
  return nobleSha256(bytes) as Bytes;
}

/** SHA-256 of what arrives in pieces. */
export class Sha256 {
  readonly #state = nobleSha256.create();

  update(bytes: Uint8Array): void {
    this.#state.update(bytes);
  }

  digest(): Bytes {
    return this.#state.digest() as Bytes;
  }
}

/** HKDF-SHA-256, 32 bytes out; without a salt the empty one. */
export function hkdf(ikm: Uint8Array, info: Uint8Array, salt?: Uint8Array): Bytes {
  return nobleHkdf(nobleSha256, ikm, salt, info, 32) as Bytes;
}

export function hmacSha256(key: Uint8Array, message: Uint8Array): Bytes {
  return hmac(nobleSha256, key, message) as Bytes;
}

/** ChaCha20-Poly1305 without additional data: ciphertext and 16 bytes of tag. */
export function aeadSeal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Bytes {
  return chacha20poly1305(key, nonce).encrypt(plaintext) as Bytes;
}

/** What `aeadSeal` sealed, or null when the key does not fit or a bit changed. */
export function aeadOpen(key: Uint8Array, nonce: Uint8Array, ciphertext: Uint8Array): Bytes | null {
  if (ciphertext.length < 16) return null;
  try {
    return chacha20poly1305(key, nonce).decrypt(ciphertext) as Bytes;
  } catch {
    return null;
  }
}

/** The nonce of a key that is used once. */
export const ZERO_NONCE = new Uint8Array(12);
