/**
 * The member's own key in this browser: made, confirmed, unlocked, kept until lock (protocol §1). Runs in the worker.
 *
 * The identity itself (`bare`) is held only while it is being sealed anew; afterwards only key objects are.
 */
import { armor, dearmor } from "../vault/ageArmor";
import { MOST_WORK } from "../vault/ageScrypt";
import { collect, pieces } from "../vault/byteReader";
import { equalBytes, fromBase64, toBase64, toHex } from "../vault/bytes";
import { type Card, makeCard, parseCard } from "../vault/cards";
import { WrongKey } from "../vault/errors";
import { Identity } from "../vault/hybrid";
import { openKeyFile, replacementMessage, sealKeyFile } from "../vault/keyFile";
import { HolderKeys, type HolderKeysHandle, holderKeysFrom } from "../vault/keys";
import { generatePassphrase } from "../vault/passphrase";
import type { TouchKey } from "../vault/touch";
import { openWrap, sealWrap } from "../vault/wraps";
import { DeskError } from "./errors";
import { hasExpired } from "./idle";
import type { Store } from "./store";
import { takeTouch } from "./touches";

/** The identity under a passkey, base64. */
export interface Wrap {
  readonly credential: string;
  readonly sealed: string;
}

/** What the server keeps of a member's key: base64 of the card and of the sealed identity. */
export interface StoredKey {
  readonly card: string;
  readonly key_file: string;
  readonly wraps?: readonly Wrap[];
}

/** What opens a key: the passphrase, a recovery kit (the file's bytes) with its own, or a passkey. */
export type Opening =
  | { readonly by: "passphrase"; readonly passphrase: string }
  | { readonly by: "kit"; readonly kit: Uint8Array; readonly passphrase: string }
  | { readonly by: "passkey"; readonly credential: string; readonly touch: TouchKey };

/** Unlocked keys with the card that belongs to them. */
export interface Unlocked {
  readonly keys: HolderKeys;
  readonly card: Card;
}

/** An identity in memory, on its way from one seal to another. */
interface Bare extends Unlocked {
  readonly identity: Identity;
  /** The key file that is to become the member's, until the passphrase was typed again. */
  keyFile?: Uint8Array;
}

/** What stays in the browser's store until lock: key objects whose bytes no script can read, never a seed. */
interface Kept {
  readonly handle: HolderKeysHandle;
  readonly fingerprint: string;
  readonly touched: number;
}

export class OwnKey {
  private bare: Bare | null = null;
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

  /** Makes an identity with its card. Nothing is sent yet. */
  async make(organisation: string, member: string): Promise<void> {
    const identity = Identity.generate();
    const keys = await holderKeysFrom(identity);
    this.bare = { identity, keys, card: await parseCard(await makeCard(keys, organisation, member)) };
  }

  /** Opens the stored key once more, so that its identity can be sealed anew. Throws as `unlock` does. */
  async lay(member: string, stored: StoredKey, opening: Opening): Promise<void> {
    this.bare = await this.open(member, stored, opening);
  }

  /** Seals the bare identity under `chosen`, or under six words that are drawn now; gives what it is sealed under. */
  async propose(chosen?: string): Promise<{ passphrase: string }> {
    const bare = this.laid();
    const passphrase = chosen?.normalize("NFC") ?? generatePassphrase();
    bare.keyFile = await sealKeyFile(bare.identity, passphrase, { logN: this.work });
    return { passphrase };
  }

  /** Opens the proposed file with the passphrase as typed again; only then is there something to send. Throws WrongKey. */
  async confirm(typed: string): Promise<{ card: string; key_file: string }> {
    const { identity, card, keyFile } = this.laid();
    if (keyFile === undefined) throw new DeskError("desk/not-confirmed", "Choose a passphrase first.");
    const opened = await openAnySpelling(keyFile, typed);
    if (!equalBytes(opened.seed, identity.seed)) throw new DeskError("desk/other-key", "Another key was opened.");
    return { card: toBase64(card.encoded), key_file: toBase64(keyFile) };
  }

  /** The same for a new passphrase in the place of the present one, signed by the key itself. */
  async confirmChange(typed: string, present: string): Promise<{ key_file: string; signature: string }> {
    const { key_file } = await this.confirm(typed);
    const { keys, card } = this.laid();
    const message = replacementMessage(card.fingerprint, fromBase64(present), fromBase64(key_file));
    return { key_file, signature: toBase64(await keys.signing.sign(message)) };
  }

  /** A recovery kit of the bare identity: an armored age file under six words of its own. */
  async makeKit(): Promise<{ kit: string; passphrase: string }> {
    const passphrase = generatePassphrase();
    const kit = armor(await sealKeyFile(this.laid().identity, passphrase, { logN: this.work }));
    return { kit, passphrase };
  }

  /**
   * Opens a kit as it was kept, and sees that it holds the card's key; gives the card's fingerprint, base64. Of a key
   * that is in use already, the identity that the kit was made of is forgotten then.
   */
  async tryKit(encodedCard: string, kit: Uint8Array, passphrase: string): Promise<{ fingerprint: string }> {
    const card = await parseCard(fromBase64(encodedCard));
    const keys = await holderKeysFrom(await openKit(kit, passphrase));
    if (!belongs(card, keys)) throw new DeskError("desk/other-kit", "This kit holds another key.");
    if (this.held !== null && equalBytes(this.held.card.fingerprint, card.fingerprint)) this.putAway();
    return { fingerprint: toBase64(card.fingerprint) };
  }

  /** The bare identity under a passkey. */
  async wrap(credential: string, touch: TouchKey): Promise<Wrap> {
    const { identity, card } = this.laid();
    return { credential, sealed: toBase64(await sealWrap(identity, touch, fromBase64(credential), card)) };
  }

  /** Takes the bare identity's keys into use, once the server has stored what belongs to them. */
  async adopt(member: string): Promise<void> {
    const { keys, card } = this.laid();
    this.bare = null;
    await this.hold({ keys, card }, member);
  }

  /** Forgets the bare identity. */
  putAway(): void {
    this.bare = null;
  }

  /**
   * Opens the stored key and keeps it until lock; a passphrase takes one to two seconds.
   * @throws WrongKey for another passphrase or passkey; DeskError "desk/other-key" when what opens is not the card's key.
   */
  async unlock(member: string, stored: StoredKey, opening: Opening): Promise<void> {
    const { keys, card } = await this.open(member, stored, opening);
    await this.hold({ keys, card }, member);
  }

  /**
   * Takes up the key that another page of this browser left unlocked, or opens it by the passkey that signed in just
   * now. False when there is neither, or it is too old.
   */
  async restore(member: string, stored: StoredKey): Promise<boolean> {
    const touch = await takeTouch(this.store, this.now()); // gone from the store, whatever comes of it
    const kept = (await this.store.get("keys", member)) as Kept | undefined;
    const card = await parseCard(fromBase64(stored.card));
    const isUsable = kept?.fingerprint === toHex(card.fingerprint) && !hasExpired(kept.touched, this.now());
    if (kept !== undefined && isUsable) {
      const keys = HolderKeys.fromHandle(kept.handle);
      if (!belongs(card, keys)) return false;
      this.held = { keys, card };
      return true;
    }
    await this.lock(); // Whoever sat here before, nothing of theirs stays.
    if (touch === null || !stored.wraps?.some(({ credential }) => credential === touch.credential)) return false;
    try {
      await this.unlock(member, stored, { by: "passkey", ...touch });
      return true;
    } catch {
      return false; // The page asks, and whatever is wrong with the wrap is told when the passkey is used there.
    }
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
    this.bare = null;
    await this.store.clear("keys");
  }

  private laid(): Bare {
    if (this.bare === null) throw new DeskError("desk/not-confirmed", "Open the key first.");
    return this.bare;
  }

  private async open(member: string, stored: StoredKey, opening: Opening): Promise<Bare> {
    const card = await parseCard(fromBase64(stored.card));
    const identity = await openBy(opening, stored, card);
    const keys = await holderKeysFrom(identity);
    if (card.holder !== member || !belongs(card, keys)) {
      throw new DeskError(opening.by === "kit" ? "desk/other-kit" : "desk/other-key", "This is not the card's key.");
    }
    return { identity, keys, card };
  }

  private async hold(unlocked: Unlocked, member: string): Promise<void> {
    this.held = unlocked;
    const handle = unlocked.keys.exportHandle();
    if (!isKeepable(handle)) return;
    const fingerprint = toHex(unlocked.card.fingerprint);
    await this.store.set("keys", member, { handle, fingerprint, touched: this.now() } satisfies Kept);
  }
}

async function openBy(opening: Opening, stored: StoredKey, card: Card): Promise<Identity> {
  if (opening.by === "kit") return openKit(opening.kit, opening.passphrase);
  if (opening.by === "passphrase") return openAnySpelling(fromBase64(stored.key_file), opening.passphrase);
  const wrap = stored.wraps?.find(({ credential }) => credential === opening.credential);
  if (wrap === undefined) throw new DeskError("desk/no-wrap", "This passkey does not open the key.");
  return openWrap(fromBase64(wrap.sealed), opening.touch, fromBase64(opening.credential), card);
}

async function openKit(kit: Uint8Array, passphrase: string): Promise<Identity> {
  return openAnySpelling(await collect(dearmor(pieces(kit))), passphrase);
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

/** A passphrase of one's own is taken letter by letter (NFC); six words also with spaces, capitals or long dashes. */
async function openAnySpelling(keyFile: Uint8Array, typed: string): Promise<Identity> {
  const written = typed.normalize("NFC");
  const spelled = wordsAsSealed(written);
  const looksLikeWords = spelled.split("-").length === 6;
  try {
    return await openKeyFile(keyFile, looksLikeWords ? spelled : written);
  } catch (error) {
    if (!(error instanceof WrongKey) || !looksLikeWords || spelled === written) throw error;
    return openKeyFile(keyFile, written);
  }
}
