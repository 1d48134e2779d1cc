/**
 * Post-quantum hybrid identities and recipients of age (`AGE-SECRET-KEY-PQ-1…`, `age1pq1…`): ML-KEM-768 + X25519,
 * wrapping a file key by HPKE (C2SP age, "mlkem768x25519"). The only recipients that we seal to.
 */
import { ml_kem768_x25519 as xWing } from "@noble/post-quantum/hybrid.js";
import { bech32 } from "@scure/base";
import type { Unwrap } from "./age";
import type { Stanza } from "./ageHeader";
import {
  type Bytes,
  copyOf,
  equalBytes,
  fromBase64Unpadded,
  type RandomSource,
  randomBytes,
  toBase64Unpadded,
} from "./bytes";
import { Malformed, Refused, WrongKey } from "./errors";
import { hpkeOpen, hpkeSeal } from "./hpke";

export const RECIPIENT_LENGTH = 1216;
/** Of the ML-KEM half, which comes first. */
const ML_KEM_LENGTH = 1184;
export const ENCAPSULATED_LENGTH = 1120;
export const HYBRID_STANZA = "mlkem768x25519";

/** Who can open what was sealed to `recipient`: a seed in memory, or keys that the browser holds. */
export interface Opener {
  readonly recipient: Recipient;
  /**
   * The file key (16 bytes) from one stanza: `enc` 1,120 bytes, `body` 32. Throws `WrongKey` when it is not for
   * this key, `Malformed` when a length or a point is wrong. Callers go through `openAge`, which checks the MAC.
   */
  unwrap(enc: Uint8Array, body: Uint8Array): Promise<Bytes>;
}

/** A public key: ML-KEM-768 encapsulation key (1,184 bytes) ‖ X25519 (32). */
export class Recipient {
  private constructor(readonly raw: Bytes) {}

  /** Throws `Malformed` unless there are 1,216 bytes. */
  static fromBytes(raw: Uint8Array): Recipient {
    if (raw.length !== RECIPIENT_LENGTH) throw new Malformed(`A recipient has ${RECIPIENT_LENGTH} bytes.`);
    return new Recipient(copyOf(raw));
  }

  /** From `age1pq1…`. Throws `Refused` for any other kind of age recipient, `Malformed` for what is none. */
  static parse(text: string): Recipient {
    if (/^age1/i.test(text) && !text.startsWith("age1pq1")) {
      throw new Refused("This recipient is not a post-quantum one (age1pq1…), and nothing is sealed to others.");
    }
    return Recipient.fromBytes(fromBech32(text, "age1pq"));
  }

  toString(): string {
    return bech32.encode("age1pq", bech32.toWords(this.raw), false);
  }

  /** Whether something can be sealed to it: both halves are keys. Whoever takes a stranger's key looks here first. */
  get isSound(): boolean {
    return isReduced(this.raw) && !SMALL_ORDER.has(pointOf(this.raw));
  }

  equals(other: Recipient): boolean {
    return equalBytes(this.raw, other.raw);
  }

  /** The one stanza that wraps this file key. Throws `Refused` when the key is no point to seal to. */
  wrap(fileKey: Uint8Array, random: RandomSource = randomBytes): Stanza {
    let sealed: { cipherText: Uint8Array; sharedSecret: Uint8Array };
    try {
      sealed = xWing.encapsulate(this.raw, random(64));
    } catch (cause) {
      throw new Refused("This recipient is not a key that anything can be sealed to.", undefined, { cause });
    }
    return {
      args: [HYBRID_STANZA, toBase64Unpadded(sealed.cipherText)],
      body: hpkeSeal(sealed.sharedSecret, fileKey),
    };
  }
}

/** A secret key as its 32-byte seed in memory. */
export class Identity implements Opener {
  #recipient: Recipient | undefined;

  private constructor(readonly seed: Bytes) {}

  /** Throws `Malformed` unless there are 32 bytes. */
  static fromSeed(seed: Uint8Array): Identity {
    if (seed.length !== 32) throw new Malformed("The seed of an identity has 32 bytes.");
    return new Identity(copyOf(seed));
  }

  static generate(): Identity {
    return new Identity(randomBytes(32));
  }

  /** From `AGE-SECRET-KEY-PQ-1…`, spaces around it allowed. Throws `Malformed`. */
  static parse(text: string): Identity {
    const trimmed = text.trim();
    if (!trimmed.startsWith("AGE-SECRET-KEY-PQ-1")) throw new Malformed("A key starts with AGE-SECRET-KEY-PQ-1.");
    return Identity.fromSeed(fromBech32(trimmed, "AGE-SECRET-KEY-PQ-"));
  }

  get recipient(): Recipient {
    this.#recipient ??= Recipient.fromBytes(xWing.getPublicKey(this.seed));
    return this.#recipient;
  }

  toString(): string {
    return bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", this.seed).toUpperCase();
  }

  async unwrap(enc: Uint8Array, body: Uint8Array): Promise<Bytes> {
    checkLengths(enc, body);
    let sharedSecret: Uint8Array;
    try {
      sharedSecret = xWing.decapsulate(enc, this.seed);
    } catch (cause) {
      throw new Malformed("The key exchange in this header is not sound.", undefined, { cause });
    }
    return fileKeyFrom(sharedSecret, body);
  }
}

/** Whether each of the 768 coefficients of 12 bits is below q = 3,329 (the modulus check of FIPS 203 §7.2). */
function isReduced(encapsulationKey: Uint8Array): boolean {
  for (let at = 0; at < 1152; at += 3) {
    const [low, middle, high] = encapsulationKey.subarray(at, at + 3) as unknown as [number, number, number];
    if ((low | ((middle & 15) << 8)) >= 3329 || ((middle >> 4) | (high << 4)) >= 3329) return false;
  }
  return true;
}

/** Points of Curve25519 with which every exchange gives zeros: 0, 1, two of order 8, p − 1, and p, p + 1 for 0, 1. */
const SMALL_ORDER: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  2n ** 255n - 20n,
  2n ** 255n - 19n,
  2n ** 255n - 18n,
]);

/** The X25519 half of a recipient as a number; the highest bit counts for nothing (RFC 7748 §5). */
function pointOf(raw: Uint8Array): bigint {
  const number = raw.subarray(ML_KEM_LENGTH).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return number & (2n ** 255n - 1n);
}

/** Throws `Malformed` unless `enc` has 1,120 bytes and `body` 32, so that the file key has 16. */
export function checkLengths(enc: Uint8Array, body: Uint8Array): void {
  if (enc.length !== ENCAPSULATED_LENGTH || body.length !== 32) {
    throw new Malformed("A hybrid stanza holds 1,120 and 32 bytes.");
  }
}

/** The file key, 16 bytes, by the shared secret of the key exchange. Throws `WrongKey`. */
export function fileKeyFrom(sharedSecret: Uint8Array, body: Uint8Array): Bytes {
  const fileKey = hpkeOpen(sharedSecret, body);
  if (fileKey === null) throw new WrongKey("This was sealed to somebody else's key.");
  return fileKey;
}

/** Unwraps by the first hybrid stanza that is for this key, among any others. Throws `Malformed` or `WrongKey`. */
export function hybridUnwrap(opener: Opener): Unwrap {
  return async (stanzas) => {
    for (const stanza of stanzas) {
      const enc = encapsulatedIn(stanza);
      if (enc === null) continue;
      try {
        return await opener.unwrap(enc, stanza.body);
      } catch (error) {
        if (!(error instanceof WrongKey)) throw error;
      }
    }
    throw new WrongKey("This was sealed to somebody else's key.");
  };
}

/** `enc` of a hybrid stanza, 1,120 bytes; null for a stanza of another type. Throws `Malformed`. */
export function encapsulatedIn(stanza: Stanza): Bytes | null {
  if (stanza.args[0] !== HYBRID_STANZA) return null;
  if (stanza.args.length !== 2) throw new Malformed("A hybrid stanza has one argument.");
  const enc = fromBase64Unpadded(stanza.args[1] as string);
  checkLengths(enc, stanza.body);
  return enc;
}

/** The bytes of a bech32 text with this prefix, in one case, of any length. Throws `Malformed`. */
function fromBech32(text: string, prefix: string): Uint8Array {
  try {
    const decoded = bech32.decode(text as `${string}1${string}`, false);
    if (text.startsWith(`${prefix}1`) && decoded.prefix.toLowerCase() === prefix.toLowerCase()) {
      return bech32.fromWords(decoded.words);
    }
  } catch (cause) {
    throw new Malformed("A letter of this key is wrong or missing.", undefined, { cause });
  }
  throw new Malformed(`A key of this kind starts with ${prefix}1.`);
}
