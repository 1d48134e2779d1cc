/**
 * A hybrid identity as keys that the browser holds and does not give out: ML-KEM-768 and X25519 of WebCrypto.
 * Opens a stanza several times faster than plain script, and the seed need not stay in memory.
 */
import { sha3_256, shake256 } from "@noble/hashes/sha3.js";
import { type Bytes, concat, copyOf, utf8 } from "./bytes";
import { Malformed } from "./errors";
import { checkLengths, fileKeyFrom, type Identity, type Opener, Recipient } from "./hybrid";

/** Structured-cloneable; the keys are not extractable. */
export interface BrowserOpenerHandle {
  readonly recipient: Bytes;
  readonly mlKem: CryptoKey;
  readonly x25519: CryptoKey;
}

/** ML-KEM in WebCrypto is newer than the type declarations. */
interface MlKemSubtle {
  importKey(format: "raw-seed", seed: Bytes, name: "ML-KEM-768", out: false, use: string[]): Promise<CryptoKey>;
  decapsulateBits(name: "ML-KEM-768", key: CryptoKey, ciphertext: Bytes): Promise<ArrayBuffer>;
}

const ML_KEM_CIPHERTEXT = 1088;
const ML_KEM_PUBLIC = 1184;
/** DER around an X25519 private key (RFC 8410 §7): WebCrypto takes it only as PKCS #8. */
const PKCS8_X25519 = new Uint8Array([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20]);
/** The label of X-Wing (draft-connolly-cfrg-xwing-kem). */
const X_WING = utf8("\\.//^\\");

export class BrowserOpener implements Opener {
  readonly recipient: Recipient;

  constructor(readonly handle: BrowserOpenerHandle) {
    this.recipient = Recipient.fromBytes(handle.recipient);
  }

  /** Null where the browser does not know these keys. */
  static async import(identity: Identity): Promise<BrowserOpener | null> {
    const expanded = shake256(identity.seed, { dkLen: 96 });
    const subtle = globalThis.crypto.subtle;
    try {
      const seed = copyOf(expanded.subarray(0, 64));
      const mlKem = await mlKemOf(subtle).importKey("raw-seed", seed, "ML-KEM-768", false, ["decapsulateBits"]);
      const pkcs8 = concat(PKCS8_X25519, expanded.subarray(64));
      const x25519 = await subtle.importKey("pkcs8", pkcs8, "X25519", false, ["deriveBits"]);
      return new BrowserOpener({ recipient: identity.recipient.raw, mlKem, x25519 });
    } catch {
      return null;
    }
  }

  async unwrap(enc: Uint8Array, body: Uint8Array): Promise<Bytes> {
    checkLengths(enc, body);
    const point = copyOf(enc.subarray(ML_KEM_CIPHERTEXT));
    const [first, second] = await Promise.all([
      mlKemOf(crypto.subtle).decapsulateBits(
        "ML-KEM-768",
        this.handle.mlKem,
        copyOf(enc.subarray(0, ML_KEM_CIPHERTEXT)),
      ),
      this.#exchange(point),
    ]);
    const ownPoint = this.recipient.raw.subarray(ML_KEM_PUBLIC);
    const sharedSecret = sha3_256(concat(new Uint8Array(first), second, point, ownPoint, X_WING));
    return fileKeyFrom(sharedSecret, body);
  }

  /** X25519 with the sender's point; a point of low order is refused. */
  async #exchange(point: Bytes): Promise<Bytes> {
    const { subtle } = globalThis.crypto;
    try {
      const sender = await subtle.importKey("raw", point, "X25519", false, []);
      return new Uint8Array(await subtle.deriveBits({ name: "X25519", public: sender }, this.handle.x25519, 256));
    } catch (cause) {
      throw new Malformed("The key exchange in this header is not sound.", undefined, { cause });
    }
  }
}

function mlKemOf(subtle: SubtleCrypto): MlKemSubtle {
  return subtle as unknown as MlKemSubtle;
}
