/** New keys for cases whose old ones somebody took along (protocol §1). Runs in the worker. */
import { type Api, ApiError } from "../common/api";
import { DeskError } from "../people/errors";
import { ALL_CHANNELS, Role } from "../vault/directoryEntry";
import { Refused } from "../vault/errors";
import type { KeyKind } from "../vault/keyKind";
import { type NewKeysJson, sealNewKeys } from "../vault/rekeying";
import { readCase } from "../vault/thread";
import { viewOf } from "./reading";
import { entitledTo, type Granter } from "./regranting";
import type { WireGrant, WireItem } from "./wire";

/** A case that is to get new keys: what making them needs. `items`: its report, and what names newer receipts. */
export interface DueCase {
  readonly id: string;
  readonly channel: string;
  readonly excluded: readonly string[];
  readonly newest: readonly { readonly key_kind: number; readonly generation: number }[];
  /** Fingerprints (hex) of the handlers who are to hold the new keys, as the server counts them. */
  readonly entitled: readonly string[];
  readonly grants: readonly WireGrant[];
  readonly items: readonly WireItem[];
}

/** GET /rekeying. */
export interface DueAnswer {
  readonly cases: readonly DueCase[];
  readonly next: string | null;
}

/** Where it reads and writes. */
export interface KeyStore {
  due(after: string | null): Promise<DueAnswer>;
  one(id: string): Promise<DueCase>;
  store(id: string, keys: NewKeysJson): Promise<void>;
}

/**
 * How far a run came. `unverified`: ids of cases that do not verify, whose keys stay as they are; also where the server
 * names somebody who may not hold them by the report's signed word, or the report names no receipt that can be sealed to.
 */
export interface Rekeyed {
  readonly done: number;
  readonly unverified: readonly string[];
}

/**
 * New keys for every case that is due and that this member can read. A case that a colleague did first is done.
 * @throws DeskError "desk/card-not-accepted" when somebody who is to hold them was not compared here: it stops there.
 */
export async function rekeyAll(by: Granter, at: KeyStore, progress: (now: Rekeyed) => void): Promise<Rekeyed> {
  let now: Rekeyed = { done: 0, unverified: [] };
  for (let after: string | null = null; ; ) {
    const page: DueAnswer = await at.due(after);
    for (const row of page.cases) {
      const isDone = await rekeyUnlessUnverified(by, at, row);
      now = isDone ? { ...now, done: now.done + 1 } : { ...now, unverified: [...now.unverified, row.id] };
      progress(now);
    }
    if (page.next === null) return now;
    after = page.next;
  }
}

async function rekeyUnlessUnverified(by: Granter, at: KeyStore, row: DueCase): Promise<boolean> {
  try {
    await rekey(by, at, row);
    return true;
  } catch (error) {
    // One case alone never stops the others: its author, or the server, could make it so.
    if (error instanceof Refused && error.code === "thread/no-key") return false;
    if (error instanceof DeskError && error.code === "desk/not-entitled") return false;
    throw error;
  }
}

/** New keys for one case. @throws DeskError; Refused "thread/no-key" when the case does not verify; ApiError. */
export async function rekey(by: Granter, at: KeyStore, row: DueCase): Promise<void> {
  try {
    await at.store(row.id, await newKeys(by, row));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === "key/exists") return; // a colleague was first: theirs count
    // The reporter came back with a new receipt, or somebody's rights changed, meanwhile: once more, as it is now.
    if (error.code !== "key/receipt-changed" && error.code !== "bundle/wrong-holders") throw error;
    await at.store(row.id, await newKeys(by, await at.one(row.id)));
  }
}

/**
 * 1. The case verifies, by its report.
 * 2. The server names nobody who may not hold its keys; whom it does not name (a right withdrawn meanwhile) gets none.
 * 3. Every one of them, and every recovery sheet, was accepted in this browser.
 */
async function newKeys(by: Granter, row: DueCase): Promise<NewKeysJson> {
  const { opener, signing, directory } = by;
  const pins = await by.pinsOf(row.id);
  const read = await readCase(viewOf(row), { role: "holder", identity: opener, signing, directory, pins });
  const entitled = entitledTo(read, row, directory);
  const handlers = row.entitled.map((holder) => {
    const card = entitled.get(holder);
    if (card === undefined) throw new DeskError("desk/not-entitled", "The server asked for keys for somebody else.");
    return card;
  });
  const cards = [...handlers, ...directory.holders(ALL_CHANNELS, [Role.RECOVERY])];
  if (!cards.every((card) => by.isAccepted(card))) {
    throw new DeskError("desk/card-not-accepted", "A colleague's card was not compared yet. Nothing was sealed.");
  }
  const newest = new Map(row.newest.map(({ key_kind, generation }) => [key_kind as KeyKind, generation]));
  return sealNewKeys(read, newest, cards, signing);
}

/** The desk's own addresses; `api` carries what changes need. */
export function deskKeyStore(api: Api): KeyStore {
  return {
    due: (after) => api.get(`/rekeying${after === null ? "" : `?after=${after}`}`),
    one: (id) => api.get(`/cases/${id}/rekeying`),
    store: async (id, keys) => void (await api.send("POST", `/cases/${id}/rekeying`, keys)),
  };
}
