/**
 * Writing in a case that was read and verified: nothing is sealed under a key that `readCase` did not give out.
 *
 * `signer` is the author's: the reporter's from the receipt, or a holder's. Dates are UTC dates, YYYY-MM-DD.
 */
import type { Bodies, BodyKind, Part } from "./bodies";
import { randomBytes } from "./bytes";
import type { Directory } from "./directory";
import { Refused } from "./errors";
import { KeyKind } from "./keyKind";
import type { Outcome } from "./outcomes";
import { keyKindOf } from "./place";
import type { Signer } from "./signing";
import { heads, type ReadCase } from "./thread";
import type { CurrentKey } from "./threadKeys";
import type { OpenedOf } from "./threadTypes";
import { cardTarget, type GrantJson, grantTo, type ItemJson, sealBody } from "./wire";

/** What both sides can read: a message names only these in `seen`. */
export const SHARED_KINDS: readonly string[] = [
  "report",
  "message",
  "letter",
  "contest",
  "handover",
  "agreement",
  "release",
  "checkin",
  "minutes",
  "checked",
];
export const DESK_KINDS: readonly string[] = [
  ...SHARED_KINDS,
  "note",
  "proposal",
  "verdict",
  "filing",
  "task",
  "measure",
  "conclusion",
];

/** What a reporter's message is for, when it corrects what was reported, or withdraws it. */
export type Purpose = NonNullable<Bodies["message"]["purpose"]>;

/** What a message says. `parts`: of its attachments, from `sealManifest`. */
export interface MessageContent {
  readonly text: string;
  readonly sentOn: string;
  readonly parts?: readonly Part[];
  readonly purpose?: Purpose | null;
}

/** A message, in either direction. @throws Refused, see `keyFor`. */
export async function sealMessage(
  read: ReadCase,
  signer: Signer,
  { text, sentOn, parts = [], purpose = null }: MessageContent,
): Promise<ItemJson> {
  const body = { sent_on: sentOn, text, seen: heads(read, SHARED_KINDS), parts: [...parts] };
  return sealIn(read, signer, "message", purpose === null ? body : { ...body, purpose });
}

/** A reporter's request for another look at what came of the case. @throws Refused, see `keyFor`. */
export async function sealContest(
  read: ReadCase,
  signer: Signer,
  { text, sentOn, parts = [] }: MessageContent,
): Promise<ItemJson> {
  const seen = heads(read, SHARED_KINDS);
  return sealIn(read, signer, "contest", { sent_on: sentOn, text, seen, parts: [...parts] });
}

/** What closes a case, or answers who contested that: `outcome` says which. @throws Refused, see `keyFor`. */
export async function sealLetter(
  read: ReadCase,
  signer: Signer,
  { text, sentOn, outcome = null }: { text: string; sentOn: string; outcome?: Outcome | null },
): Promise<ItemJson> {
  const body = { sent_on: sentOn, text, seen: heads(read, SHARED_KINDS), parts: [] };
  return sealIn(read, signer, "letter", outcome === null ? body : { ...body, outcome });
}

/** What came of a case, under the desk key. @throws Refused, see `keyFor`. */
export async function sealConclusion(
  read: ReadCase,
  signer: Signer,
  { writtenOn, ...said }: Omit<Bodies["conclusion"], "written_on" | "seen"> & { writtenOn: string },
): Promise<ItemJson> {
  return sealIn(read, signer, "conclusion", { ...said, written_on: writtenOn, seen: heads(read, DESK_KINDS) });
}

/** An internal note, under the desk key. @throws Refused, see `keyFor`. */
export async function sealNote(
  read: ReadCase,
  signer: Signer,
  { text, writtenOn }: { text: string; writtenOn: string },
): Promise<ItemJson> {
  return sealIn(read, signer, "note", { written_on: writtenOn, text, seen: heads(read, DESK_KINDS) });
}

/** Another title, one revision above the highest that was read; what else that one said stays. @throws Refused, see `keyFor`. */
export async function sealTitle(
  read: ReadCase,
  signer: Signer,
  { title, sentOn }: { title: string; sentOn: string },
): Promise<ItemJson> {
  const before = read.entries
    .filter((entry): entry is OpenedOf<"title"> => entry.readable && entry.kind === "title")
    .sort((one, other) => one.body.revision - other.body.revision)
    .at(-1)?.body;
  return sealIn(read, signer, "title", { ...before, sent_on: sentOn, revision: (before?.revision ?? -1) + 1, title });
}

/**
 * The key that a kind of item is sealed under in this case.
 * @throws Refused "thread/no-key" when there is none, or something about it could not be verified: nothing is sealed.
 */
export function keyFor(read: ReadCase, kind: string): CurrentKey {
  const current = read.current(keyKindOf(kind));
  if (current !== null) return current;
  throw new Refused(
    "This case could not be verified, so nothing is sealed to it. See what was found.",
    "thread/no-key",
  );
}

function sealIn<K extends BodyKind>(read: ReadCase, signer: Signer, kind: K, body: Bodies[K]): Promise<ItemJson> {
  return sealBody(keyFor(read, kind), read.caseId, signer, kind, body);
}

/**
 * A desk key for a case that has none yet: 32 random bytes, granted to the channel's handlers and the recovery sheets
 * of the directory's head, less the handlers whom the reporter left out, whichever card they have now (`read.excluded`;
 * protocol §1, §7). The server keeps the first one: who loses that race takes the winner's.
 */
export async function makeDeskKey(
  directory: Directory,
  channel: string,
  caseId: string,
  granter: Signer,
  { excluded = [] }: { excluded?: readonly string[] } = {},
): Promise<{ key: Uint8Array; grants: GrantJson[] }> {
  const people = directory.people(excluded);
  const cards = directory.sealingSet(channel).filter((card) => !people.has(card.holder));
  const current = { generation: 0, key: randomBytes(32) };
  return { key: current.key, grants: await grantTo(cards.map(cardTarget), caseId, KeyKind.DESK, current, granter) };
}
