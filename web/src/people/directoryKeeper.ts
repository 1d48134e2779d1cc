/**
 * The directory as this browser accepts it: judged at unlock, pinned, extended by signed entries. Runs in the worker.
 */

import type { RecordCode } from "../tlog/errors";
import { fromBase64, fromHex, newId, toBase64, toHex } from "../vault/bytes";
import { type Card, makeCard, parseCard } from "../vault/cards";
import type { Directory } from "../vault/directory";
import { ALL_CHANNELS, type Listing, makeEntry, parseEntry, Role } from "../vault/directoryEntry";
import { Identity } from "../vault/hybrid";
import { holderKeysFrom } from "../vault/keys";
import { sha256 } from "../vault/primitives";
import { hashWords } from "../vault/words";
import { DeskError } from "./errors";
import type { OwnKey } from "./ownKey";
import { judgeRecord, type RecordedAnswer, type RecordPins } from "./recorded";
import type { Store } from "./store";
import {
  accept,
  allAccepted,
  type DirectoryAnswer,
  type DirectoryPins,
  isListed,
  judge,
  type Names,
  type TrustView,
  type Verdict,
  viewOf,
} from "./trust";

/** A role in one channel, or (null) in all, as the server names it. */
export interface Holding {
  readonly role: string;
  readonly channel: string | null;
}

/** Roles with a place in the directory. Administrators hold no key. */
const ROLES: Readonly<Record<string, Role>> = {
  handler: Role.HANDLER,
  coordinator: Role.COORDINATOR,
  overseer: Role.OVERSEER,
  independent: Role.INDEPENDENT,
};

/** What a proof was asked for: from which size of the record, and from which entry of the directory on. */
export interface Seen {
  readonly since: number;
  readonly after: number;
}

/** Whose entries everybody follows. */
const SIGNERS: readonly Role[] = [Role.HANDLER, Role.COORDINATOR];

/** Somebody whose card is to be listed: member id, base64 of their card, and the roles that they hold. */
export interface Newcomer {
  readonly member: string;
  readonly card: string;
  readonly holdings: readonly Holding[];
}

/** The roles that members hold now, by the fingerprint (hex) of their present card, as the server tells them. */
export type Roster = Readonly<Record<string, readonly Holding[]>>;

/** The first entry with its recovery cards, base64, and its words for the poster. */
export interface Founding {
  readonly entry: string;
  readonly cards: readonly string[];
  readonly rootWords: readonly string[];
}

/** A listing whose right was withdrawn. */
export interface StaleListing {
  readonly channel: string;
  readonly role: Role;
  readonly name: string;
}

export class DirectoryKeeper {
  private verdict: Verdict = { kind: "none" };
  private names: Names = {};
  /** The directory as it was shown last. */
  shown: DirectoryAnswer = { entries: [], cards: [] };
  private sheets: string[] = [];
  /** Of the entries that were shown last, hex. */
  private hashes: readonly string[] = [];

  constructor(
    private readonly store: Store,
    private readonly own: OwnKey,
  ) {}

  /** Judges what the server shows against what was accepted here before, and remembers what holds. */
  async review(answer: DirectoryAnswer, names: Names): Promise<TrustView> {
    const { card } = this.own.unlocked;
    this.names = names;
    this.shown = { entries: answer.entries, cards: answer.cards };
    const pins = ((await this.store.get("pins", pinName(card))) as DirectoryPins | undefined) ?? null;
    this.verdict = await judge(answer, pins, card.organisation, names);
    this.hashes = answer.entries.map((entry) => toHex(sha256(fromBase64(entry))));
    await this.remember();
    return this.view();
  }

  /** How much of the record, and how many of the directory's entries in it, this browser has seen. */
  async recordSeen(): Promise<Seen> {
    const pins = await this.recordPins();
    return { since: pins?.size ?? 0, after: pins?.entries ?? 0 };
  }

  /**
   * Whether the directory that was shown last is the one in the record: "" or a code. "again": another tab has looked
   * meanwhile, so the answer proves nothing here.
   */
  async reviewRecord(answer: RecordedAnswer, asked: Seen): Promise<RecordCode | "" | "again"> {
    const { card } = this.own.unlocked;
    const pins = await this.recordPins();
    if ((pins?.size ?? 0) !== asked.since || (pins?.entries ?? 0) !== asked.after) return "again";
    const verdict = await judgeRecord(answer, pins, card.organisation, this.hashes);
    if (verdict.code === "") await this.store.set("pins", recordPinName(card), verdict.pins);
    return verdict.code;
  }

  /** The key that this browser saw sign the record, or null before it saw one. */
  async recordKey(): Promise<string | null> {
    return (await this.recordPins())?.key ?? null;
  }

  /** Begins anew with the record: its key was replaced, as the member learnt in another way. */
  async forgetRecord(): Promise<void> {
    await this.store.remove("pins", recordPinName(this.own.unlocked.card));
  }

  private async recordPins(): Promise<RecordPins | null> {
    return ((await this.store.get("pins", recordPinName(this.own.unlocked.card))) as RecordPins | undefined) ?? null;
  }

  /** The accepted directory and its pins. Throws DeskError when there is none: then nothing is opened or sealed. */
  get accepted(): { directory: Directory; pins: DirectoryPins } {
    if (this.verdict.kind === "refused") {
      throw new DeskError("desk/directory-refused", "The directory does not hold. Nothing is sealed.");
    }
    if (this.verdict.kind === "none") throw new DeskError("desk/no-directory", "There is no directory yet.");
    return this.verdict;
  }

  /** The holder's name as it was when the card was accepted, else as the server tells it; "" when nobody does. */
  nameOf(fingerprint: string): string {
    const { directory, pins } = this.accepted;
    const holder = directory.card(fromHex(fingerprint))?.holder ?? "";
    return pins.accepted[fingerprint]?.name || (this.names[holder] ?? "");
  }

  /** A member's name as it was when a card of theirs was accepted, else as the server tells it; "" when nobody does. */
  nameOfMember(id: string): string {
    const accepted = Object.values(this.accepted.pins.accepted).find(({ holder }) => holder === id);
    return accepted?.name || (this.names[id] ?? "");
  }

  /** Throws DeskError "desk/card-not-accepted" unless every fingerprint (hex) was accepted here. */
  demandAccepted(fingerprints: readonly string[]): void {
    if (!allAccepted(fingerprints, this.accepted.pins, this.own.unlocked.card)) {
      throw new DeskError("desk/card-not-accepted", "A colleague's card was not compared yet. Nothing was sealed.");
    }
  }

  /** Accepts cards whose words were compared. */
  async accept(fingerprints: readonly string[]): Promise<TrustView> {
    const { directory, pins } = this.accepted;
    const accepted = accept(pins, directory, fingerprints, this.names, this.own.unlocked.card);
    this.verdict = { kind: "known", directory, pins: accepted };
    await this.remember();
    return this.view();
  }

  /** The words of the first use were read. */
  async dismissFirstUse(): Promise<TrustView> {
    const { directory, pins } = this.accepted;
    this.verdict = { kind: "known", directory, pins: { ...pins, told: true } };
    await this.remember();
    return this.view();
  }

  /** Changes of the list that a recovery sheet signed were read, up to the newest entry. */
  async dismissSheetUses(): Promise<TrustView> {
    const { directory, pins } = this.accepted;
    const kind = pins.told ? "known" : "first-use";
    this.verdict = { kind, directory, pins: { ...pins, sheetUsesKnown: directory.head.sequence } };
    await this.remember();
    return this.view();
  }

  /**
   * A new entry that lists a colleague's card, signed by one's own key; its words were compared. Roles that the roster
   * no longer holds leave with it. Accept the card after the server took the entry.
   * @throws DeskError for a card of somebody else, for a member without a role, or when one's own card is not listed.
   */
  async introduce(newcomer: Newcomer, roster: Roster): Promise<{ entry: string }> {
    return this.signNext(await this.listingsWith(newcomer, roster));
  }

  /** What the next entry lists when it lists this card too, whoever signs it. @throws DeskError as `introduce`. */
  async listingsWith(newcomer: Newcomer, roster: Roster): Promise<Listing[]> {
    const { directory } = this.accepted;
    const card = await cardOf(newcomer, directory.organisation);
    return [...keptListings(directory, roster, card), ...listingsOf(card, newcomer.holdings)];
  }

  /** A new entry without the roles that the roster no longer holds, signed by one's own key. */
  async withdraw(roster: Roster): Promise<{ entry: string }> {
    return this.signNext(keptListings(this.accepted.directory, roster));
  }

  /** Roles that the newest entry lists and the roster no longer holds: they leave with the next entry. */
  stale(roster: Roster): StaleListing[] {
    const { directory } = this.accepted;
    const kept = new Set(keptListings(directory, roster));
    return directory.head.listings
      .filter((line) => !kept.has(line))
      .map(({ channel, role, fingerprint }) => ({ channel, role, name: this.nameOf(toHex(fingerprint)) }));
  }

  /** One or two recovery identities, to be printed. They stay in memory until `found`, and nowhere else. */
  makeSheets(count: 1 | 2): { sheets: string[] } {
    this.sheets = Array.from({ length: count }, () => Identity.generate().toString());
    return { sheets: [...this.sheets] };
  }

  /**
   * Entry 0: the recovery sheets and the first key holders, whose words were compared, signed by the first sheet, whose
   * key then goes offline (§2). At least one of them must be able to sign the next entry.
   */
  async found(organisation: string, newcomers: readonly Newcomer[]): Promise<Founding> {
    const sheets = await Promise.all(this.sheets.map((identity) => recoverySheet(identity, organisation)));
    const [first] = sheets;
    if (first === undefined) throw new DeskError("desk/nothing-to-sign", "Make a recovery sheet first.");
    const cards = await Promise.all(newcomers.map((newcomer) => cardOf(newcomer, organisation)));
    const listed = newcomers.flatMap(({ holdings }, at) => listingsOf(cards[at] as Card, holdings));
    if (!listed.some((line) => SIGNERS.includes(line.role))) {
      throw new DeskError("desk/not-listed", "Nobody listed could add the next colleague.");
    }
    const recovery = sheets.map(({ card: { fingerprint } }) => ({
      channel: ALL_CHANNELS,
      role: Role.RECOVERY,
      fingerprint,
    }));
    const entry = await makeEntry(first.keys.signing, first.card.fingerprint, {
      organisation,
      sequence: 0,
      previous: null,
      listings: [...recovery, ...listed],
    });
    const rootWords = await hashWords(parseEntry(entry).hash);
    return { entry: toBase64(entry), cards: sheets.map(({ card }) => toBase64(card.encoded)), rootWords };
  }

  /** Forgets the recovery identities. */
  forgetSheets(): void {
    this.sheets = [];
  }

  forget(): void {
    this.verdict = { kind: "none" };
    this.forgetSheets();
  }

  private async signNext(listings: readonly Listing[]): Promise<{ entry: string }> {
    const { directory } = this.accepted;
    const { keys, card: mine } = this.own.unlocked;
    if (!isListed(mine, directory)) throw new DeskError("desk/not-listed", "Your own card is not in the directory.");
    const entry = await makeEntry(keys.signing, mine.fingerprint, {
      organisation: directory.organisation,
      sequence: directory.head.sequence + 1,
      previous: directory.headHash,
      listings,
    });
    return { entry: toBase64(entry) };
  }

  private view(): Promise<TrustView> {
    return viewOf(this.verdict, this.own.unlocked.card, this.names);
  }

  private async remember(): Promise<void> {
    if (this.verdict.kind === "refused" || this.verdict.kind === "none") return;
    await this.store.set("pins", pinName(this.own.unlocked.card), this.verdict.pins);
  }
}

function recordPinName(card: Card): string {
  return `record/${card.holder}`;
}

function pinName(card: Card): string {
  return `directory/${card.holder}`;
}

interface Sheet {
  readonly keys: Awaited<ReturnType<typeof holderKeysFrom>>;
  readonly card: Card;
}

async function recoverySheet(identity: string, organisation: string): Promise<Sheet> {
  const keys = await holderKeysFrom(identity);
  return { keys, card: await parseCard(await makeCard(keys, organisation, newId())) };
}

/** The newcomer's card, verified to be theirs and of this organisation. */
async function cardOf({ member, card: encoded }: Newcomer, organisation: string): Promise<Card> {
  const card = await parseCard(fromBase64(encoded));
  if (card.organisation !== organisation || card.holder !== member) {
    throw new DeskError("desk/foreign-card", "This card is not the member's.");
  }
  return card;
}

/** What the newest entry lists and the roster still holds, but for older cards of the newcomer and this very one. */
function keptListings(directory: Directory, roster: Roster, newcomer?: Card): Listing[] {
  return directory.head.listings.filter((line) => {
    if (line.role === Role.RECOVERY) return true;
    const holder = directory.card(line.fingerprint)?.holder ?? "";
    return holder !== newcomer?.holder && (roster[toHex(line.fingerprint)] ?? []).some((held) => covers(held, line));
  });
}

function covers({ role, channel }: Holding, line: Listing): boolean {
  return ROLES[role] === line.role && (channel === null || channel === line.channel);
}

function listingsOf(card: Card, holdings: readonly Holding[]): Listing[] {
  const lines = holdings.flatMap(({ role, channel }) => {
    const known = ROLES[role];
    return known === undefined
      ? []
      : [{ channel: channel ?? ALL_CHANNELS, role: known, fingerprint: card.fingerprint }];
  });
  if (lines.length === 0) throw new DeskError("desk/not-listed", "This member has no role that needs a key.");
  return lines;
}
