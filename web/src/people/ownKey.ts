/**
 * The member's own key in this browser: made, confirmed, unlocked, kept until lock (protocol §1). Runs in the worker.
 *
 * The passphrase and the identity are held only between making and confirming; afterwards only key objects are.
 */
import { MOST_WORK } from "../vault/ageScrypt";
import { equalBytes, fromBase64, toBase64, toHex } from "../vault/bytes";
import { type Card, makeCard, parseCard } from "../vault/cards";
import { WrongKey } from "../vault/errors";
import { Identity } from "../vault/hybrid";
import { openKeyFile, sealKeyFile } from "../vault/keyFile";
import { HolderKeys, type HolderKeysHandle, holderKeysFrom } from "../vault/keys";
import { generatePassphrase } from "../vault/passphrase";
import { DeskError } from "./errors";
import { hasExpired } from "./idle";
import type { Store } from "./store";

/** What the server keeps of a member's key: base64 of the card and of the sealed identity. */
export interface StoredKey {
  readonly card: string;
  readonly key_file: string;
}

/** Unlocked keys with the card that belongs to them. */
export interface Unlocked {
  readonly keys: HolderKeys;
  readonly card: Card;
}

interface Draft {
  readonly identity: string;
  readonly card: Uint8Array;
  readonly keyFile: Uint8Array;
}

/** What stays in the browser's store until lock: key objects whose bytes no script can read, never a seed. */
interface Kept {
  readonly handle: HolderKeysHandle;
  readonly fingerprint: string;
  readonly touched: number;
}

export class OwnKey {
  private draft: Draft | null = null;
  private held: Unlocked | null = null;

  /** `work`: log N of the passphrase's scrypt; the default takes one to two seconds. Tests ask for less. */
  constructor(
    private readonly store: Store,
    private readonly now: () => number = Date.now,
    private readonly work: number = MOST_WORK,
  ) {}

  /** The unlocked keys. Throws DeskError "desk/locked" when there are none. */
  get unlocked(): Unlocked {
    if (this.held === null) throw new DeskError("desk/locked", "Your key is locked.");
    return this.held;
  }

  /** Makes an identity and a passphrase of six words, and seals the one under the other. Nothing is sent yet. */
  async make(organisation: string, member: string): Promise<{ passphrase: string }> {
    const identity = Identity.generate();
    const passphrase = generatePassphrase();
    const keys = await holderKeysFrom(identity.toString());
    const card = await makeCard(keys, organisation, member);
    const keyFile = await sealKeyFile(identity, passphrase, { logN: this.work });
    this.draft = { identity: identity.toString(), card, keyFile };
    return { passphrase };
  }

  /** Opens the sealed identity with the words as typed again; only then is there something to send. Throws WrongKey. */
  async confirm(typed: string): Promise<StoredKey> {
    const draft = this.draft;
    if (draft === null) throw new DeskError("desk/not-confirmed", "Make a key first.");
    const opened = await openKeyFile(draft.keyFile, wordsAsSealed(typed));
    if (opened.toString() !== draft.identity) throw new DeskError("desk/other-key", "Another key was opened.");
    return { card: toBase64(draft.card), key_file: toBase64(draft.keyFile) };
  }

  /** Takes the confirmed key into use, once the server has stored it. */
  async adopt(member: string): Promise<void> {
    const draft = this.draft;
    if (draft === null) throw new DeskError("desk/not-confirmed", "Make a key first.");
    this.draft = null;
    await this.hold({ keys: await holderKeysFrom(draft.identity), card: await parseCard(draft.card) }, member);
  }

  /**
   * Opens the stored key with the passphrase (one to two seconds) and keeps it until lock.
   * @throws WrongKey for another passphrase; DeskError "desk/other-key" when the file opens, but the card is not its own.
   */
  async unlock(member: string, stored: StoredKey, passphrase: string): Promise<void> {
    const card = await parseCard(fromBase64(stored.card));
    const identity = await openAnySpelling(fromBase64(stored.key_file), passphrase);
    const keys = await holderKeysFrom(identity.toString());
    if (card.holder !== member || !belongs(card, keys)) {
      throw new DeskError("desk/other-key", "This key is not the one on your card.");
    }
    await this.hold({ keys, card }, member);
  }

  /** Takes up the key that another page of this browser left unlocked. False when there is none, or it is too old. */
  async restore(member: string, encodedCard: string): Promise<boolean> {
    const kept = (await this.store.get("keys", member)) as Kept | undefined;
    const card = await parseCard(fromBase64(encodedCard));
    const isUsable = kept?.fingerprint === toHex(card.fingerprint) && !hasExpired(kept.touched, this.now());
    if (kept === undefined || !isUsable) {
      await this.lock(); // Whoever sat here before, nothing of theirs stays.
      return false;
    }
    const keys = HolderKeys.fromHandle(kept.handle);
    if (!belongs(card, keys)) return false;
    this.held = { keys, card };
    return true;
  }

  /** Notes that the member is still there, so that a kept key does not expire. */
  async touch(member: string): Promise<void> {
    const kept = (await this.store.get("keys", member)) as Kept | undefined;
    if (kept !== undefined && this.held !== null) {
      await this.store.set("keys", member, { ...kept, touched: this.now() });
    }
  }

  /** Forgets every key, here and in the browser's store. */
  async lock(): Promise<void> {
    this.held = null;
    this.draft = null;
    await this.store.clear("keys");
  }

  private async hold(unlocked: Unlocked, member: string): Promise<void> {
    this.held = unlocked;
    const handle = unlocked.keys.exportHandle();
    if (!isKeepable(handle)) return;
    const fingerprint = toHex(unlocked.card.fingerprint);
    await this.store.set("keys", member, { handle, fingerprint, touched: this.now() } satisfies Kept);
  }
}

function belongs(card: Card, keys: HolderKeys): boolean {
  return equalBytes(card.recipient.raw, keys.recipient.raw) && equalBytes(card.signingKey, keys.signing.public);
}

/** Only key objects may rest in the browser's store: a handle with a seed in it stays in memory. */
function isKeepable(handle: HolderKeysHandle): boolean {
  return handle.kind === "browser";
}

/** Words as the product makes them: lower case, one dash between. */
function wordsAsSealed(typed: string): string {
  return typed
    .trim()
    .toLowerCase()
    .split(/[\s\-\u2010-\u2015]+/)
    .join("-");
}

/** A passphrase of one's own is taken letter by letter; six words also with spaces, capitals or long dashes. */
async function openAnySpelling(keyFile: Uint8Array, typed: string): Promise<Identity> {
  const spelled = wordsAsSealed(typed);
  const looksLikeWords = spelled.split("-").length === 6;
  try {
    return await openKeyFile(keyFile, looksLikeWords ? spelled : typed);
  } catch (error) {
    if (!(error instanceof WrongKey) || !looksLikeWords || spelled === typed) throw error;
    return openKeyFile(keyFile, typed);
  }
}
