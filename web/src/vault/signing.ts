/** Ed25519 as this protocol accepts it (§3): one verdict on every library, none for odd points. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { type Bytes, concat, copyOf, equalBytes, randomBytes } from "./bytes";
import { Malformed, Tampered } from "./errors";

/** Who can sign: a seed in memory, or a key that the browser holds and does not give out. */
export interface Signer {
  /** The public key, 32 bytes. */
  readonly public: Bytes;
  /** The signature over `message`, 64 bytes. */
  sign(message: Uint8Array): Promise<Bytes>;
}

/** A signing key whose 32-byte seed is in memory. */
export class SigningKey implements Signer {
  readonly public: Bytes;
  readonly #seed: Bytes;

  private constructor(seed: Bytes) {
    this.#seed = seed;
    this.public = ed25519.getPublicKey(seed) as Bytes;
  }

  /** Throws `Malformed` unless the seed has 32 bytes. */
  static fromSeed(seed: Uint8Array): SigningKey {
    if (seed.length !== 32) throw new Malformed("A signing seed has 32 bytes.");
    return new SigningKey(copyOf(seed));
  }

  static generate(): SigningKey {
    return new SigningKey(randomBytes(32));
  }

  async sign(message: Uint8Array): Promise<Bytes> {
    return ed25519.sign(message, this.#seed) as Bytes;
  }
}

/**
 * Returns when `signature` (64 bytes) is the one of `publicKey` (32 bytes) over `message`; throws `Tampered`
 * otherwise, whatever is wrong (protocol §3).
 *
 * 1. A and R must be canonical and not of small order, S below L: checked here, libraries differ.
 * 2. R = S·B − k·A without the cofactor, compared as bytes: by the browser, else by @noble's points.
 */
export async function verify(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<void> {
  const sound = publicKey.length === 32 && signature.length === 64;
  if (sound && isSoundPoint(publicKey) && isSoundPoint(signature.subarray(0, 32)) && isReduced(signature)) {
    const native = await verifyNatively(publicKey, signature, message);
    if (native ?? verifyWithNoble(publicKey, signature, message)) return;
  }
  throw new Tampered("This signature does not hold.");
}

/** Step 2 where the browser knows Ed25519; null where it does not. */
async function verifyNatively(key: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean | null> {
  const subtle = globalThis.crypto.subtle;
  if (subtle === undefined) return null;
  try {
    const imported = await subtle.importKey("raw", copyOf(key), "Ed25519", false, ["verify"]);
    return await subtle.verify("Ed25519", imported, copyOf(signature), copyOf(message));
  } catch {
    return null; // No Ed25519 here, or no point: the check below decides.
  }
}

/** Step 2 in plain script. False also for what is no point of the curve. */
function verifyWithNoble(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  const { Point } = ed25519;
  try {
    const a = Point.fromBytes(publicKey);
    const r = signature.subarray(0, 32);
    const s = littleEndian(signature.subarray(32));
    const k = littleEndian(sha512(concat(r, publicKey, message))) % ORDER;
    const expected = multiply(Point.BASE, s).subtract(multiply(a, k));
    return equalBytes(expected.toBytes(), r);
  } catch {
    return false;
  }
}

type CurvePoint = InstanceType<typeof ed25519.Point>;

function multiply(point: CurvePoint, scalar: bigint): CurvePoint {
  return scalar === 0n ? ed25519.Point.ZERO : point.multiplyUnsafe(scalar);
}

const PRIME = 2n ** 255n - 19n;
const ORDER = ed25519.Point.Fn.ORDER;

const Y_OF_ORDER_8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
/** A point and its negative share y: these five are the y of all eight points whose order divides 8. */
const SMALL_ORDER_Y: readonly bigint[] = [0n, 1n, PRIME - 1n, Y_OF_ORDER_8, PRIME - Y_OF_ORDER_8];

/** Step 1 for a point: y below the prime, and none of the small-order ones, whatever its sign bit says. */
function isSoundPoint(encoded: Uint8Array): boolean {
  const y = littleEndian(encoded) & (2n ** 255n - 1n);
  return y < PRIME && !SMALL_ORDER_Y.includes(y);
}

/** Step 1 for S: below the order of the group. */
function isReduced(signature: Uint8Array): boolean {
  return littleEndian(signature.subarray(32)) < ORDER;
}

function littleEndian(bytes: Uint8Array): bigint {
  let n = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) n = (n << 8n) | BigInt(bytes[i] as number);
  return n;
}

/** Structured-cloneable; the key is not extractable. */
export interface BrowserSignerHandle {
  readonly public: Bytes;
  readonly key: CryptoKey;
}

/** DER around an Ed25519 private key (RFC 8410 §7): WebCrypto takes it only as PKCS #8. */
const PKCS8_ED25519 = new Uint8Array([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]);

/** A signing key that the browser holds and does not give out. */
export class BrowserSigner implements Signer {
  readonly public: Bytes;

  constructor(readonly handle: BrowserSignerHandle) {
    this.public = handle.public;
  }

  /** Null where the browser does not know Ed25519. */
  static async import(seed: Uint8Array): Promise<BrowserSigner | null> {
    try {
      const pkcs8 = concat(PKCS8_ED25519, seed);
      const key = await globalThis.crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);
      return new BrowserSigner({ public: SigningKey.fromSeed(seed).public, key });
    } catch {
      return null;
    }
  }

  async sign(message: Uint8Array): Promise<Bytes> {
    return new Uint8Array(await globalThis.crypto.subtle.sign("Ed25519", this.handle.key, copyOf(message)));
  }
}
