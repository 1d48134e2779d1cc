/**
 * Whom this browser trusts: what a fetched directory is to what was accepted here before (protocol §2).
 *
 * Pure decisions: the caller fetches, stores the pins and shows the outcome.
 */

import { equalBytes, fromBase64, fromHex, toHex } from "../vault/bytes";
import { type Card, parseCard } from "../vault/cards";
import { type Directory, verifyChain } from "../vault/directory";
import { type Entry, Role } from "../vault/directoryEntry";
import { VaultError } from "../vault/errors";
import { hashWords } from "../vault/words";
import { DeskError } from "./errors";

/** A card that this browser's owner accepted. The name is the one that was on the page then: the server cannot change it. */
export interface AcceptedCard {
  readonly holder: string;
  readonly name: string;
}

/** What this browser accepted before, kept per member. Hashes and fingerprints are lower-case hex. */
export interface DirectoryPins {
  readonly root: string;
  readonly head: string;
  readonly accepted: Readonly<Record<string, AcceptedCard>>;
  /** Whether the words of the first use were read and dismissed. */
  readonly told: boolean;
  /** The entry up to which uses of a recovery sheet were read here; none before there was one. */
  readonly sheetUsesKnown?: number;
}

/** The server's answer: base64 of every entry and card. */
export interface DirectoryAnswer {
  readonly entries: readonly string[];
  readonly cards: readonly string[];
}

export type Verdict =
  | { kind: "none" }
  | { kind: "refused"; code: string }
  | { kind: "first-use" | "known"; directory: Directory; pins: DirectoryPins };

/** Names by holder id, as the server tells them. */
export type Names = Readonly<Record<string, string>>;

/**
 * Decide about a directory. Refused: it does not verify, is of another organisation, does not begin at the pinned root,
 * does not continue the pinned head, or vanished although there was one. A first use accepts what it finds.
 */
export async function judge(
  answer: DirectoryAnswer,
  pins: DirectoryPins | null,
  organisation: string,
  names: Names,
): Promise<Verdict> {
  // 1. No directory yet: only acceptable where none was ever seen.
  if (answer.entries.length === 0) {
    return pins === null ? { kind: "none" } : { kind: "refused", code: "directory/not-descendant" };
  }
  // 2. The chain verifies and holds what was accepted before.
  const verified = await verifiedOrWhy(answer, pins);
  if (verified instanceof VaultError) return { kind: "refused", code: verified.code };
  // 3. It is this organisation's.
  if (verified.organisation !== organisation) return { kind: "refused", code: "directory/broken-chain" };
  // 4. First use accepts everything listed; later, new cards wait for their words to be compared.
  if (pins === null) return { kind: "first-use", directory: verified, pins: firstPins(verified, names) };
  return { kind: "known", directory: verified, pins: { ...pins, head: toHex(verified.headHash) } };
}

async function verifiedOrWhy(answer: DirectoryAnswer, pins: DirectoryPins | null): Promise<Directory | VaultError> {
  try {
    const anchors = pins === null ? {} : { root: fromHex(pins.root, 32), accepted: fromHex(pins.head, 32) };
    const entries = answer.entries.map((entry) => fromBase64(entry));
    return await verifyChain(
      entries,
      answer.cards.map((card) => fromBase64(card)),
      anchors,
    );
  } catch (error) {
    if (error instanceof VaultError) return error;
    throw error;
  }
}

function firstPins(directory: Directory, names: Names): DirectoryPins {
  return accepting(
    { root: toHex(directory.rootHash), head: toHex(directory.headHash), accepted: {}, told: false },
    knownCards(directory),
    names,
  );
}

function accepting(pins: DirectoryPins, cards: readonly Card[], names: Names): DirectoryPins {
  const added = cards.map((card) => [toHex(card.fingerprint), { holder: card.holder, name: names[card.holder] ?? "" }]);
  return { ...pins, accepted: { ...pins.accepted, ...Object.fromEntries(added) } };
}

/** Every card that any entry ever listed, each once, those of the newest entry first. */
export function knownCards(directory: Directory): Card[] {
  const cards = new Map<string, Card>();
  for (let entry: Entry | null = directory.head; entry !== null; entry = directory.entry(entry.previous)) {
    for (const { fingerprint } of entry.listings) {
      const card = directory.card(fingerprint);
      if (card !== null && !cards.has(toHex(fingerprint))) cards.set(toHex(fingerprint), card);
    }
  }
  return [...cards.values()];
}

/** Whether the newest entry lists this card. */
export function isListed(card: Card, directory: Directory): boolean {
  return directory.head.listings.some((line) => equalBytes(line.fingerprint, card.fingerprint));
}

/**
 * The pins after a person compared the words of these cards (fingerprints, hex) and accepted them.
 * @throws DeskError for a card that no entry lists, or one in the member's own name that is not theirs.
 */
export function accept(
  pins: DirectoryPins,
  directory: Directory,
  fingerprints: readonly string[],
  names: Names,
  own: Card,
): DirectoryPins {
  const known = new Map(knownCards(directory).map((card) => [toHex(card.fingerprint), card]));
  const cards = fingerprints.map((fingerprint) => {
    const card = known.get(fingerprint);
    if (card === undefined) throw new DeskError("desk/foreign-card", "The directory does not list this card.");
    if (standingOf(card, pins, own) === "impostor") {
      throw new DeskError("desk/foreign-card", "This card bears your name, but it is not yours.");
    }
    return card;
  });
  return accepting(pins, cards, names);
}

/**
 * own: yours · accepted · new: its words were not compared here yet · impostor: in your name, but not yours ·
 * former: in your name too, but the newest entry does not list it, as after you gave up a key.
 */
export type Standing = "own" | "accepted" | "new" | "impostor" | "former";

export function standingOf(card: Card, pins: DirectoryPins, own: Card): Standing {
  const fingerprint = toHex(card.fingerprint);
  if (fingerprint === toHex(own.fingerprint)) return "own";
  if (card.holder === own.holder) return "impostor";
  return Object.hasOwn(pins.accepted, fingerprint) ? "accepted" : "new";
}

/** Whether something may be sealed to each of these fingerprints (hex): every one is one's own or accepted. */
export function allAccepted(fingerprints: readonly string[], pins: DirectoryPins, own: Card): boolean {
  const mine = toHex(own.fingerprint);
  return fingerprints.every((fingerprint) => fingerprint === mine || Object.hasOwn(pins.accepted, fingerprint));
}

/** One card for the people page. Roles are those that the verified directory lists, not what the server says. */
export interface CardView {
  readonly fingerprint: string;
  readonly holder: string;
  readonly name: string;
  /** Whether the newest entry lists it. */
  readonly listed: boolean;
  /** The name that the server tells now, when it is not the accepted one. */
  readonly renamed: string | null;
  readonly words: readonly string[];
  readonly roles: readonly { readonly role: Role; readonly channel: string }[];
  readonly standing: Standing;
  readonly recovery: boolean;
}

/** What the pages know of the directory. Plain data: it crosses from the worker. */
export interface TrustView {
  readonly state: "none" | "refused" | "first-use" | "known";
  readonly code: string;
  readonly rootWords: readonly string[];
  readonly entries: number;
  readonly cards: readonly CardView[];
  readonly ownWords: readonly string[];
  readonly listed: boolean;
  /** Entries after the first that a recovery sheet signed and that were not said to be known here yet (protocol §2). */
  readonly sheetUses: readonly number[];
}

/** The view of a verdict for the pages; `own` is the unlocked member's card. */
export async function viewOf(verdict: Verdict, own: Card, names: Names): Promise<TrustView> {
  const ownWords = await hashWords(own.fingerprint);
  if (verdict.kind === "none" || verdict.kind === "refused") {
    const code = verdict.kind === "refused" ? verdict.code : "";
    return { state: verdict.kind, code, rootWords: [], entries: 0, cards: [], ownWords, listed: false, sheetUses: [] };
  }
  const { directory, pins } = verdict;
  const cards = await Promise.all(knownCards(directory).map((card) => cardView(card, directory, pins, own, names)));
  return {
    state: verdict.kind === "first-use" || !pins.told ? "first-use" : "known",
    code: "",
    rootWords: await hashWords(directory.rootHash),
    entries: directory.head.sequence + 1,
    cards,
    ownWords,
    listed: isListed(own, directory),
    sheetUses: directory
      .signedBySheet()
      .map(({ sequence }) => sequence)
      .filter((sequence) => sequence > (pins.sheetUsesKnown ?? 0)),
  };
}

async function cardView(
  card: Card,
  directory: Directory,
  pins: DirectoryPins,
  own: Card,
  names: Names,
): Promise<CardView> {
  const fingerprint = toHex(card.fingerprint);
  const lines = directory.head.listings.filter((line) => toHex(line.fingerprint) === fingerprint);
  const told = names[card.holder] ?? "";
  const pinned = pins.accepted[fingerprint]?.name;
  const name = pinned || told;
  const standing = standingOf(card, pins, own);
  return {
    fingerprint,
    holder: card.holder,
    name,
    listed: lines.length > 0,
    renamed: told !== "" && told !== name ? told : null,
    words: await hashWords(card.fingerprint),
    roles: lines.map(({ role, channel }) => ({ role, channel })),
    standing: standing === "impostor" && lines.length === 0 ? "former" : standing,
    recovery: everRecovery(card, directory),
  };
}

function everRecovery(card: Card, directory: Directory): boolean {
  for (let entry: Entry | null = directory.head; entry !== null; entry = directory.entry(entry.previous)) {
    const lines = entry.listings.filter((line) => equalBytes(line.fingerprint, card.fingerprint));
    if (lines.some((line) => line.role === Role.RECOVERY)) return true;
  }
  return false;
}

/** A card from the server that no entry lists yet, with its words for comparing. Throws VaultError when it does not verify. */
export async function readPending(encoded: string): Promise<{ card: Card; fingerprint: string; words: string[] }> {
  const card = await parseCard(fromBase64(encoded));
  return { card, fingerprint: toHex(card.fingerprint), words: await hashWords(card.fingerprint) };
}
