/**
 * Reading at the desk: titles for the inbox, and one case for its page. Runs in the worker.
 *
 * What crosses to the page is plain text and flags; keys stay here.
 */
import type { DirectoryKeeper } from "../people/directoryKeeper";
import { DeskError } from "../people/errors";
import type { OwnKey } from "../people/ownKey";
import type { Store } from "../people/store";
import { allAccepted } from "../people/trust";
import { tiedTo } from "../protection/tied";
import { decodeBody } from "../vault/bodies";
import { canonicalJson } from "../vault/bodyChecks";
import { fromBase64, toHex, utf8 } from "../vault/bytes";
import type { Directory } from "../vault/directory";
import { VaultError } from "../vault/errors";
import { openGrant } from "../vault/grants";
import { openItem } from "../vault/items";
import { KeyKind } from "../vault/keyKind";
import { caseIdOf, Place } from "../vault/place";
import { sha256 } from "../vault/primitives";
import { type ReadCase, readCase } from "../vault/thread";
import type { CaseView, Pins } from "../vault/threadTypes";
import { sealedBytes } from "../vault/wire";
import { type CaseReading, readingOf } from "./caseReading";
import { knownText } from "./knownText";
import { type KnownTitle, LocalIndex } from "./localIndex";
import type { CaseAnswer, CaseRow, SealedTitle, WireGrant, WireItem } from "./wire";

/** A title as the inbox shows it: its words, urgency and category (an id), or the reason why there is none. */
export type Title = OpenedTitle | { readonly reason: string };

export interface OpenedTitle {
  readonly title: string;
  readonly urgent: boolean;
  readonly category: string | null;
}

/** A case as it was last read, with what is needed to write in it. */
export interface OpenCase {
  readonly read: ReadCase;
  readonly answer: CaseAnswer;
}

export class CaseReader {
  readonly index: LocalIndex;
  private readonly open = new Map<string, OpenCase>();

  constructor(
    private readonly store: Store,
    private readonly own: OwnKey,
    private readonly keeper: DirectoryKeeper,
    private readonly today: () => string = () => new Date().toISOString().slice(0, 10),
  ) {
    this.index = new LocalIndex(store, own);
  }

  /** The titles of these rows that were opened before, by case id. */
  async knownTitles(rows: readonly CaseRow[]): Promise<Record<string, Title>> {
    const found: Record<string, Title> = {};
    for (const { id, title } of rows) {
      const known = title === null ? null : await this.index.title(id, title);
      if (known !== null) found[id] = { title: known.title, urgent: known.urgent, category: known.category };
    }
    return found;
  }

  /** Fetches and opens the titles of these rows, by case id, and keeps those that verify. */
  async openTitles(
    rows: readonly CaseRow[],
    fetch: (cases: readonly string[]) => Promise<readonly SealedTitle[]>,
  ): Promise<Record<string, Title>> {
    const wanted = titlesOf(rows);
    const sealed = wanted.size === 0 ? [] : await fetch([...wanted.keys()]);
    const asked = sealed.filter(({ id }) => wanted.has(id));
    // At once: the browser's own cipher works beside the script.
    const titles = await Promise.all(asked.map(async (one) => [one, await this.openTitle(one)] as const));
    const opened = titles.flatMap(([one, title]): KnownTitle[] =>
      "title" in title ? [{ case: one.id, item: one.title.id, ...title }] : [],
    );
    await this.index.keepTitles(opened);
    return Object.fromEntries(titles.map(([one, title]) => [one.id, title]));
  }

  /** Reads a case as the server shows it now, pins its keys, and says what a handler must know. */
  async read(answer: CaseAnswer): Promise<CaseReading> {
    const { keys, card } = this.own.unlocked;
    const { directory, pins: accepted } = this.keeper.accepted;
    const pins = await this.pinsOf(answer.case.id);
    const reader = { role: "holder", identity: keys.opener, signing: keys.signing, directory, pins } as const;
    const read = await readCase(viewOf({ ...answer, ...answer.case }), reader);
    await this.store.set("pins", pinsName(card.holder, answer.case.id), read.pins);
    this.open.set(answer.case.id, { read, answer });
    const reading = readingOf(read, answer, {
      own: toHex(card.fingerprint),
      isAccepted: (fingerprint) => allAccepted([fingerprint], accepted, card),
      nameOf: (fingerprint) => this.keeper.nameOf(fingerprint),
      questionnaire: { version: answer.case.definition_version, sha256: hashOfDefinition(answer.definition) },
      follows: await tiedTo(read, (id) => this.open.get(id)?.read ?? null),
      today: this.today(),
    });
    await this.index.keepText(knownText(reading, answer));
    return reading;
  }

  /** The case as last read. Throws DeskError "desk/case-not-open". */
  opened(id: string): OpenCase {
    const found = this.open.get(id);
    if (found === undefined) throw new DeskError("desk/case-not-open", "Open the case first.");
    return found;
  }

  /** What this browser pinned of a case when it last read it. */
  async pinsOf(id: string): Promise<Pins> {
    return ((await this.store.get("pins", pinsName(this.own.unlocked.card.holder, id))) as Pins | undefined) ?? {};
  }

  forget(): void {
    this.index.forget();
    this.open.clear();
  }

  /**
   * A title alone, without its thread: the case page verifies more.
   * 1. The grant opens, is this case's, and was given by its reporter or a colleague (protocol §4).
   * 2. The title opens at its place, by an author who may write one (§3).
   */
  private async openTitle(row: SealedTitle): Promise<Title> {
    const { title: item } = row;
    const { directory } = this.keeper.accepted;
    try {
      const key = await this.titleKey(row, item, directory);
      if (key === null) return { reason: "key/missing" };
      const place = new Place(row.id, "title", item.id);
      const { author, body } = await openItem(key, item.generation, place, fromBase64(item.sealed));
      if (!mayWrite(author, row, directory)) return { reason: "author/not-allowed" };
      const { title, urgent, category } = decodeBody("title", body);
      return { title, urgent: urgent === "yes", category: category ?? null };
    } catch (error) {
      if (error instanceof VaultError) return { reason: error.code };
      throw error;
    }
  }

  private async titleKey(row: SealedTitle, item: WireItem, directory: Directory): Promise<Uint8Array | null> {
    const sealed = row.grants.find((grant) => grant.key_kind === KeyKind.CASE && grant.generation === item.generation);
    if (sealed === undefined) return null;
    const grant = await openGrant(this.own.unlocked.keys.opener, fromBase64(sealed.sealed));
    const fits = grant.caseId === row.id && grant.keyKind === KeyKind.CASE && grant.generation === item.generation;
    const byReporter = item.generation === 0 && caseIdOf(grant.granter) === row.id;
    const byColleague = directory.mayAuthor(grant.granter, row.channel, directory.rootHash);
    return fits && (byReporter || byColleague) ? grant.key : null;
  }
}

/** The title items of these rows, by case, of those that the member may read. */
export function titlesOf(rows: readonly CaseRow[]): ReadonlyMap<string, string> {
  return new Map(rows.flatMap(({ id, title }) => (title === null ? [] : [[id, title] as const])));
}

/** The reporter of this case, or a handler or coordinator of its channel in any entry of the accepted directory. */
function mayWrite(author: Uint8Array, row: SealedTitle, directory: Directory): boolean {
  return caseIdOf(author) === row.id || directory.mayAuthor(author, row.channel, directory.rootHash);
}

/** A case, or what is shown of it, for the reader of the vault. */
export function viewOf(shown: {
  readonly id: string;
  readonly channel: string;
  readonly items: readonly WireItem[];
  readonly grants: readonly WireGrant[];
}): CaseView {
  return {
    caseId: shown.id,
    channel: shown.channel,
    items: shown.items.map((item) => ({
      id: item.id,
      kind: item.kind,
      keyKind: item.key_kind,
      generation: item.generation,
      sealed: sealedBytes(item.sealed),
      day: item.day,
    })),
    grants: shown.grants.map((grant) => ({
      keyKind: grant.key_kind,
      generation: grant.generation,
      sealed: sealedBytes(grant.sealed),
    })),
  };
}

/** SHA-256 (hex) of a definition's canonical JSON, as its report names it: the questions were not changed since. */
export function hashOfDefinition(definition: unknown): string {
  return toHex(sha256(utf8(canonicalJson(definition))));
}

function pinsName(member: string, caseId: string): string {
  return `case/${member}/${caseId}`;
}
