/**
 * Handing keys on: whoever is entitled to a case and lacks its keys gets them from this browser (protocol §4).
 *
 * The server says who lacks what; nothing of that is believed. Runs in the worker. What was handed on is not asked for
 * again, so a run that was cut off goes on where it stood.
 */
import { type Api, ApiError } from "../common/api";
import type { DirectoryKeeper } from "../people/directoryKeeper";
import type { OwnKey } from "../people/ownKey";
import { allAccepted } from "../people/trust";
import { toBase64, toHex } from "../vault/bytes";
import type { Card } from "../vault/cards";
import type { Directory } from "../vault/directory";
import { sealGrant } from "../vault/grants";
import type { Opener } from "../vault/hybrid";
import { KeyKind } from "../vault/keyKind";
import { keyHolders } from "../vault/rekeying";
import type { Signer } from "../vault/signing";
import { type ReadCase, readCase } from "../vault/thread";
import type { FindingCode, Pins } from "../vault/threadTypes";
import { viewOf } from "./reading";
import type { WireGrant, WireItem } from "./wire";

/** A case in which somebody lacks keys, as the server tells it: `items` holds its report alone. */
export interface LackingCase {
  readonly id: string;
  readonly channel: string;
  /** Members (ids) who were left out of it. */
  readonly excluded: readonly string[];
  readonly missing: readonly { readonly holder: string; readonly key_kind: number; readonly generation: number }[];
  /** The grants that the granter opens. */
  readonly grants: readonly WireGrant[];
  readonly items: readonly WireItem[];
}

/** GET /grants: a page of cases, the cursor of the next, and how many there are from this page on. */
export interface LackingAnswer {
  readonly cases: readonly LackingCase[];
  readonly next: string | null;
  readonly left: number;
}

/** A grant as it is posted. */
export interface CaseGrant {
  readonly case: string;
  readonly holder: string;
  readonly key_kind: KeyKind;
  readonly generation: number;
  readonly sealed: string;
}

/**
 * Who hands on. `opener` opens the grants that `list` tells of: a member's own key, or a recovery sheet's; `signing` is
 * the signing key of the member who answers for it, whose card the directory lists.
 */
export interface Granter {
  readonly opener: Opener;
  readonly signing: Signer;
  readonly directory: Directory;
  /** Whether this card's words were compared in this browser, or it is the granter's own. */
  readonly isAccepted: (card: Card) => boolean;
  /** What this browser has pinned of a case. */
  readonly pinsOf: (caseId: string) => Promise<Pins>;
}

/** The member at this desk, as who hands keys on. */
export function granterAt(own: OwnKey, keeper: DirectoryKeeper, pinsOf: Granter["pinsOf"]): Granter {
  const { keys, card } = own.unlocked;
  const { directory, pins } = keeper.accepted;
  return {
    opener: keys.opener,
    signing: keys.signing,
    directory,
    isAccepted: ({ fingerprint }) => allAccepted([toHex(fingerprint)], pins, card),
    pinsOf,
  };
}

/** Where it reads and writes: `list` gives a page after a cursor, `store` takes a batch. */
export interface Counter {
  list(after: string | null): Promise<LackingAnswer>;
  store(grants: readonly CaseGrant[]): Promise<void>;
}

/** How far a run came. `unaccepted`: fingerprints (hex) of cards that were not compared here and got nothing. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly granted: number;
  readonly unaccepted: readonly string[];
  /**
   * Ids of cases that could not be verified, so that nothing of them was handed on; also where the server names somebody
   * who may not hold the keys by the report's signed word. One case alone never stops the others: its author, or the
   * server, could make it so.
   */
  readonly unverified: readonly string[];
}

const BATCH = 200;
const CHANGED = "grant/not-entitled";
/** The report names another place than the server: nobody gets a key by that. */
const ELSEWHERE: readonly FindingCode[] = ["case-mismatch", "directory-unknown"];

/** Hands on all that this granter can. @throws ApiError. */
export async function handOn(by: Granter, counter: Counter, progress: (now: Progress) => void): Promise<Progress> {
  const run = new Run(by, progress);
  for (let after: string | null = null; ; ) {
    const page: LackingAnswer = await counter.list(after);
    run.began(page.left);
    try {
      await store(counter, await run.take(page.cases));
    } catch (error) {
      // Somebody's rights changed between list and batch: the list that is true now goes on, once.
      if (!(error instanceof ApiError) || error.code !== CHANGED) throw error;
      await store(counter, await run.take((await counter.list(after)).cases));
    }
    run.finished(page.cases.length);
    if (page.next === null) return run.now;
    after = page.next;
  }
}

/** The desk's own addresses; `api` carries what changes need. */
export function deskCounter(api: Api): Counter {
  return {
    list: (after) => api.get(`/grants${after === null ? "" : `?after=${after}`}`),
    store: async (grants) => void (await api.send("POST", "/grants", { grants })),
  };
}

/** As `deskCounter`, for what was granted to the recovery sheet of this fingerprint (hex). */
export function sheetCounter(api: Api, sheet: string): Counter {
  return {
    ...deskCounter(api),
    list: (after) => api.get(`/grants/sheets/${sheet}${after === null ? "" : `?after=${after}`}`),
  };
}

async function store(counter: Counter, grants: readonly CaseGrant[]): Promise<void> {
  for (let at = 0; at < grants.length; at += BATCH) await counter.store(grants.slice(at, at + BATCH));
}

class Run {
  private done = 0;
  private total = 0;
  private granted = 0;
  private readonly unaccepted = new Set<string>();
  private readonly unverified = new Set<string>();

  constructor(
    private readonly by: Granter,
    private readonly progress: (now: Progress) => void,
  ) {}

  get now(): Progress {
    const { done, total, granted } = this;
    return { done, total, granted, unaccepted: [...this.unaccepted], unverified: [...this.unverified] };
  }

  began(left: number): void {
    this.total = this.done + left;
    this.progress(this.now);
  }

  finished(cases: number): void {
    this.done += cases;
    this.progress(this.now);
  }

  async take(cases: readonly LackingCase[]): Promise<CaseGrant[]> {
    const made = (await Promise.all(cases.map((one) => this.grantsOf(one)))).flat();
    this.granted += made.length;
    return made;
  }

  /**
   * The grants that one case lacks.
   * 1. The case's report opens, by the key of which the case id is made, and is of this channel.
   * 2. Each holder handles the channel by the newest entry of the accepted directory.
   * 3. Nobody left them out: neither the reporter, by the signed report, nor a coordinator, by the server's word.
   * 4. Their card was compared in this browser.
   * 5. The key was verified: granted by the reporter, or by an accepted card.
   */
  private async grantsOf(row: LackingCase): Promise<CaseGrant[]> {
    const read = await this.read(row);
    if (read.report === null || read.findings.some(({ code }) => ELSEWHERE.includes(code))) {
      this.unverified.add(row.id);
      return [];
    }
    const entitled = entitledTo(read, row, this.by.directory);
    const made: CaseGrant[] = [];
    for (const { holder, key_kind, generation } of row.missing) {
      const card = entitled.get(holder);
      if (card === undefined) {
        this.unverified.add(row.id);
        return [];
      }
      const key = isHandedOn(key_kind) ? read.keys.get(`${key_kind}/${generation}`) : undefined;
      if (!this.by.isAccepted(card)) this.unaccepted.add(holder);
      else if (key === undefined) this.unverified.add(row.id);
      else made.push(await this.grant(row.id, card, key_kind as KeyKind, generation, key));
    }
    return made;
  }

  private async read(row: LackingCase): Promise<ReadCase> {
    const { opener, signing, directory } = this.by;
    const pins = await this.by.pinsOf(row.id);
    return readCase(viewOf(row), { role: "holder", identity: opener, signing, directory, pins });
  }

  private async grant(
    caseId: string,
    card: Card,
    keyKind: KeyKind,
    generation: number,
    key: Uint8Array,
  ): Promise<CaseGrant> {
    const sealed = await sealGrant(card.recipient, caseId, keyKind, generation, key, this.by.signing);
    return { case: caseId, holder: toHex(card.fingerprint), key_kind: keyKind, generation, sealed: toBase64(sealed) };
  }
}

/** Shares of keys kept apart are never handed on (§5). */
function isHandedOn(keyKind: number): boolean {
  return keyKind === KeyKind.CASE || keyKind === KeyKind.DESK;
}

/** The cards (by fingerprint, hex) of those who may hold the keys: neither the reporter nor a coordinator left them out. */
export function entitledTo(
  read: ReadCase,
  { channel, excluded }: { readonly channel: string; readonly excluded: readonly string[] },
  directory: Directory,
): ReadonlyMap<string, Card> {
  const cards = keyHolders(read, directory, channel).filter(({ holder }) => !excluded.includes(holder));
  return new Map(cards.map((card) => [toHex(card.fingerprint), card]));
}
