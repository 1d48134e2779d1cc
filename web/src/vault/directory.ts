/**
 * The directory: whose keys are these? A chain of signed entries from a root that a poster can show (protocol §2).
 *
 * `verifyChain` is the only way to get a `Directory`, so whoever holds one holds verified cards.
 */

import { equalBytes, toHex } from "./bytes";
import { type Card, parseCard } from "./cards";
import { ALL_CHANNELS, type Entry, parseEntry, Role } from "./directoryEntry";
import { Tampered } from "./errors";
import { verify } from "./signing";

export type DirectoryCode =
  | "directory/broken-chain"
  | "directory/unknown-card"
  | "directory/bad-signer"
  | "directory/root-mismatch"
  | "directory/not-descendant";

/** A directory that does not prove whose keys it lists. Nothing may be sealed to it. */
export class DirectoryError extends Tampered {
  constructor(code: DirectoryCode, message: string) {
    super(message, code);
  }
}

/** What the reader already knows: hashes of 32 bytes, each optional. */
export interface Anchors {
  /** The hash that entry 0 must have (from a pin or a poster). Without it the server chose at first use. */
  readonly root?: Uint8Array | undefined;
  /** The hash of an entry accepted before, which must be in the chain. */
  readonly accepted?: Uint8Array | undefined;
}

/** Roles whose holders may write to a reporter. */
const AUTHORS: readonly Role[] = [Role.HANDLER, Role.COORDINATOR];

/** Roles whose holders sign new entries; one by a recovery sheet is for when nobody else is left. */
const SIGNERS: readonly Role[] = [...AUTHORS, Role.RECOVERY];

/** A verified chain and its cards. Hashes and fingerprints are 32 bytes; lookups return null for the unknown. */
export class Directory {
  readonly #entries: readonly Entry[];
  readonly #cards: ReadonlyMap<string, Card>;

  /** For `verifyChain` alone: nothing is checked here. */
  constructor(entries: readonly [Entry, ...Entry[]], cards: ReadonlyMap<string, Card>) {
    this.#entries = entries;
    this.#cards = cards;
  }

  get organisation(): string {
    return this.#root.organisation;
  }

  get rootHash(): Uint8Array {
    return this.#root.hash;
  }

  get head(): Entry {
    return this.#entries.at(-1) as Entry;
  }

  get headHash(): Uint8Array {
    return this.head.hash;
  }

  get #root(): Entry {
    return this.#entries[0] as Entry;
  }

  /** The entry of this hash, or null when it is not in the chain. */
  entry(hash: Uint8Array): Entry | null {
    return this.#entries.find((entry) => equalBytes(entry.hash, hash)) ?? null;
  }

  /** The card of this fingerprint, or null when no entry lists it. */
  card(fingerprint: Uint8Array): Card | null {
    return this.#cards.get(toHex(fingerprint)) ?? null;
  }

  /** Whose cards these are (hex fingerprints), by the ids in them. @throws DirectoryError "directory/unknown-card". */
  people(fingerprints: readonly string[]): Set<string> {
    const cards = fingerprints.map((fingerprint) => this.#cards.get(fingerprint));
    if (cards.includes(undefined)) throw new DirectoryError("directory/unknown-card", "No entry lists this card.");
    return new Set(cards.map((card) => (card as Card).holder));
  }

  /** Cards with one of the roles in the channel (or in all), each once, by fingerprint; the head's by default. */
  holders(channel: string, roles: readonly Role[], entry: Entry = this.head): Card[] {
    return this.#listed(entry, (at, role) => roles.includes(role) && (at === channel || at === ALL_CHANNELS));
  }

  /** Cards that a report of this channel is granted to: its handlers and every recovery sheet (protocol §7). */
  sealingSet(channel: string, entry: Entry = this.head): Card[] {
    const handlers = this.holders(channel, [Role.HANDLER], entry);
    const recovery = this.#listed(entry, (_, role) => role === Role.RECOVERY);
    return [...new Set([...handlers, ...recovery])];
  }

  /** Who holds a share of what a report keeps apart: handlers, overseers, custodians and recovery sheets (§5). */
  shareHolders(channel: string, entry: Entry = this.head): Card[] {
    const sealedTo = this.sealingSet(channel, entry);
    return [...new Set([...sealedTo, ...this.holders(channel, [Role.OVERSEER, Role.CUSTODIAN], entry)])];
  }

  /**
   * The card that this signing key had, with one of the roles in the channel, in any entry from `since` (a hash) on;
   * null when there is none, or `since` is not in the chain (protocol §2).
   */
  author(signingKey: Uint8Array, channel: string, since: Uint8Array, roles: readonly Role[] = AUTHORS): Card | null {
    const from = this.#entries.findIndex((entry) => equalBytes(entry.hash, since));
    if (from < 0) return null;
    const accepted = this.#entries.slice(from).flatMap((entry) => this.holders(channel, roles, entry));
    return accepted.find((card) => equalBytes(card.signingKey, signingKey)) ?? null;
  }

  /** Whether `author` finds a card. */
  mayAuthor(signingKey: Uint8Array, channel: string, since: Uint8Array, roles: readonly Role[] = AUTHORS): boolean {
    return this.author(signingKey, channel, since, roles) !== null;
  }

  /** Every entry after the first that a recovery sheet signed: each is to be told to whoever follows it (§2). */
  signedBySheet(): Entry[] {
    return this.#entries.filter((entry, at) => {
      const before = this.#entries[at - 1];
      return before !== undefined && signsAs(entry, before, [Role.RECOVERY]) && !signsAs(entry, before, AUTHORS);
    });
  }

  #listed(entry: Entry, wanted: (channel: string, role: Role) => boolean): Card[] {
    const fingerprints = entry.listings
      .filter((line) => wanted(line.channel, line.role))
      .map((line) => line.fingerprint);
    return [...new Set(fingerprints.map(toHex))].sort().map((hex) => this.#cards.get(hex) as Card);
  }
}

/**
 * Verify a whole directory, first entry first, and give what it says (protocol §2).
 *
 * @throws Malformed, Unsupported or Tampered for a card or an entry that does not read; DirectoryError for a chain
 *   that does not hold. Never returns a directory in part.
 */
export async function verifyChain(
  entries: readonly Uint8Array[],
  cards: readonly Uint8Array[],
  { root, accepted }: Anchors = {},
): Promise<Directory> {
  // 1. Every card is signed by its own key.
  const known = new Map((await Promise.all(cards.map(parseCard))).map((card) => [toHex(card.fingerprint), card]));
  // 2. Every entry follows from the one before.
  const chain: Entry[] = [];
  for (const encoded of entries) {
    const entry = parseEntry(encoded);
    checkLink(entry, chain);
    checkCards(entry, known);
    await checkSigner(entry, chain.at(-1), known);
    chain.push(entry);
  }
  const [first, ...rest] = chain;
  if (first === undefined) throw new DirectoryError("directory/broken-chain", "The directory is empty.");
  // 3. The chain begins at the root that the reader knows.
  if (root !== undefined && !equalBytes(first.hash, root)) {
    throw new DirectoryError(
      "directory/root-mismatch",
      "This directory does not begin at the root you trust. Compare the words on the organisation's poster.",
    );
  }
  // 4. It continues the entry that the reader accepted before.
  const listed = new Set(chain.flatMap((entry) => entry.listings).map((line) => toHex(line.fingerprint)));
  const directory = new Directory([first, ...rest], new Map([...known].filter(([hex]) => listed.has(hex))));
  if (accepted !== undefined && directory.entry(accepted) === null) {
    throw new DirectoryError("directory/not-descendant", "This directory does not continue the one accepted before.");
  }
  return directory;
}

/** 2a. Number, organisation and hash of the entry before (32 zero bytes for the first). */
function checkLink(entry: Entry, before: readonly Entry[]): void {
  const previous = before.at(-1);
  const linked =
    entry.sequence === before.length &&
    entry.organisation === (previous?.organisation ?? entry.organisation) &&
    equalBytes(entry.previous, previous?.hash ?? new Uint8Array(32));
  if (!linked) throw new DirectoryError("directory/broken-chain", "The directory's entries do not follow each other.");
}

/** 2b. Every listed card, and the signer's, is here and of this organisation. */
function checkCards(entry: Entry, known: ReadonlyMap<string, Card>): void {
  for (const fingerprint of [...entry.listings.map((line) => line.fingerprint), entry.signer]) {
    if (known.get(toHex(fingerprint))?.organisation !== entry.organisation) {
      throw new DirectoryError("directory/unknown-card", "The directory lists a card that it does not show.");
    }
  }
}

/** Whether the signer of an entry had one of these roles in `authority`. */
function signsAs(entry: Entry, authority: Entry, roles: readonly Role[]): boolean {
  return authority.listings.some((line) => roles.includes(line.role) && equalBytes(line.fingerprint, entry.signer));
}

/**
 * 2c. The signer: for the first entry a recovery sheet listed in it, for every other a handler, coordinator or recovery
 * sheet of the entry before, so that nobody can introduce themselves, nor an administrator anyone.
 */
async function checkSigner(entry: Entry, previous: Entry | undefined, known: ReadonlyMap<string, Card>): Promise<void> {
  const allowed = signsAs(entry, previous ?? entry, previous === undefined ? [Role.RECOVERY] : SIGNERS);
  const card = known.get(toHex(entry.signer)) as Card;
  if (!allowed || !(await isSignedBy(card, entry))) {
    throw new DirectoryError("directory/bad-signer", "A directory entry is not signed by someone who may sign it.");
  }
}

async function isSignedBy(card: Card, entry: Entry): Promise<boolean> {
  try {
    await verify(card.signingKey, entry.signature, entry.signed);
    return true;
  } catch (error) {
    if (error instanceof Tampered) return false;
    throw error;
  }
}
