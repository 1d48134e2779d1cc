/** X25519 stanzas (C2SP age), to open only: for files of other tools. Nothing is ever sealed to a classic key. */
import { x25519 } from "@noble/curves/ed25519.js";
import { bech32 } from "@scure/base";
import type { Stanza, Unwrap } from "./age";
import { type Bytes, concat, fromBase64Unpadded, utf8 } from "./bytes";
import { Malformed, WrongKey } from "./errors";
import { aeadOpen, hkdf, ZERO_NONCE } from "./primitives";

const X25519_STANZA = "X25519";

/** Unwraps by `AGE-SECRET-KEY-1…`. Throws `Malformed` for what is none and for an unsound stanza; else `WrongKey`. */
export function x25519Unwrap(identity: string): Unwrap {
  const scalar = scalarOf(identity);
  const own = x25519.getPublicKey(scalar);
  return (stanzas) => {
    const shares = stanzas.filter(({ args }) => args[0] === X25519_STANZA).map(shareOf);
    for (const { share, body } of shares) {
      const key = hkdf(exchange(scalar, share), utf8("age-encryption.org/v1/X25519"), concat(share, own));
      const fileKey = aeadOpen(key, ZERO_NONCE, body);
      if (fileKey !== null) return fileKey;
    }
    throw new WrongKey("This file was sealed to somebody else's key.");
  };
}

function shareOf(stanza: Stanza): { share: Bytes; body: Uint8Array } {
  if (stanza.args.length !== 2 || stanza.body.length !== 32)
    throw new Malformed("An X25519 stanza is not well formed.");
  return { share: fromBase64Unpadded(stanza.args[1] as string, 32), body: stanza.body };
}

/** @noble refuses a shared secret of zeros, which a point of low order gives. */
function exchange(scalar: Uint8Array, share: Uint8Array): Uint8Array {
  try {
    return x25519.getSharedSecret(scalar, share);
  } catch (cause) {
    throw new Malformed("The key exchange in this header is not sound.", undefined, { cause });
  }
}

function scalarOf(identity: string): Uint8Array {
  try {
    const { prefix, bytes } = bech32.decodeToBytes(identity);
    if (identity.startsWith("AGE-SECRET-KEY-1") && prefix === "age-secret-key-" && bytes.length === 32) return bytes;
  } catch (cause) {
    throw new Malformed("A letter of this key is wrong or missing.", undefined, { cause });
  }
  throw new Malformed("A key of this kind starts with AGE-SECRET-KEY-1.");
}
