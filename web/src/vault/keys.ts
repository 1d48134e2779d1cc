/** The keys that a person holds (protocol §1): one to open, one to sign. */
import type { Bytes } from "./bytes";
import { label } from "./bytes";
import { Identity, type Opener, type Recipient } from "./hybrid";
import { BrowserOpener, type BrowserOpenerHandle } from "./hybridBrowser";
import { hkdf } from "./primitives";
import { BrowserSigner, type BrowserSignerHandle, type Signer, SigningKey } from "./signing";

export { isKeyKind, isSplit, KeyKind } from "./keyKind";

/**
 * What IndexedDB can keep of a holder's keys: keys that the browser holds and does not give out where it can,
 * else the seed itself. Whoever keeps a handle with a seed keeps the secret.
 */
export type HolderKeysHandle =
  | { readonly kind: "browser"; readonly opener: BrowserOpenerHandle; readonly signer: BrowserSignerHandle }
  | { readonly kind: "seed"; readonly seed: Bytes };

/** A key holder's keys: `opener` opens grants, `signing` signs, `recipient` is what others seal to. */
export class HolderKeys {
  readonly #handle: HolderKeysHandle;

  private constructor(
    readonly opener: Opener,
    readonly signing: Signer,
    handle: HolderKeysHandle,
  ) {
    this.#handle = handle;
  }

  get recipient(): Recipient {
    return this.opener.recipient;
  }

  /** In plain script, from an identity in memory: works everywhere, slower. */
  static fromIdentity(identity: Identity): HolderKeys {
    return new HolderKeys(identity, SigningKey.fromSeed(signingSeedOf(identity)), {
      kind: "seed",
      seed: identity.seed,
    });
  }

  /** By the browser's own keys, not extractable; null where the browser does not know all of their kinds. */
  static async inBrowser(identity: Identity): Promise<HolderKeys | null> {
    const opener = await BrowserOpener.import(identity);
    const signing = await BrowserSigner.import(signingSeedOf(identity));
    if (opener === null || signing === null) return null;
    return new HolderKeys(opener, signing, { kind: "browser", opener: opener.handle, signer: signing.handle });
  }

  /** What can be kept in IndexedDB (structured clone) and given to `fromHandle` later. */
  exportHandle(): HolderKeysHandle {
    return this.#handle;
  }

  static fromHandle(handle: HolderKeysHandle): HolderKeys {
    if (handle.kind === "seed") return HolderKeys.fromIdentity(Identity.fromSeed(handle.seed));
    return new HolderKeys(new BrowserOpener(handle.opener), new BrowserSigner(handle.signer), handle);
  }
}

/**
 * The keys of a holder's identity (`AGE-SECRET-KEY-PQ-1…` or parsed): the browser's own where it can, else in plain
 * script. Throws `Malformed` when the text is none.
 */
export async function holderKeysFrom(identity: string | Identity): Promise<HolderKeys> {
  const parsed = typeof identity === "string" ? Identity.parse(identity) : identity;
  return (await HolderKeys.inBrowser(parsed)) ?? HolderKeys.fromIdentity(parsed);
}

/** Ed25519 seed of a holder (protocol §1), 32 bytes. */
function signingSeedOf(identity: Identity): Bytes {
  return hkdf(identity.seed, label("vouchsafe/v1/holder/signing"));
}

/** A reporter's keys, which the receipt gives (protocol §6): they live in memory only. */
export class ReporterKeys {
  readonly identity: Identity;
  readonly signing: SigningKey;

  /** Both seeds have 32 bytes, else `Malformed`. */
  constructor(identitySeed: Uint8Array, signingSeed: Uint8Array) {
    this.identity = Identity.fromSeed(identitySeed);
    this.signing = SigningKey.fromSeed(signingSeed);
  }

  get opener(): Opener {
    return this.identity;
  }

  get recipient(): Recipient {
    return this.identity.recipient;
  }
}
