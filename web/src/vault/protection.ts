/** What protects a reporter, as items: check-ins, measures, minutes and what the reporter says to them (protocol §20). */
import type { Bodies, BodyKind } from "./bodies";
import { newId } from "./bytes";
import { DESK_KINDS, keyFor, SHARED_KINDS } from "./compose";
import type { Signer } from "./signing";
import { heads, type ReadCase } from "./thread";
import type { OpenedOf } from "./threadTypes";
import { type ItemJson, sealBody } from "./wire";

export type CheckIn = Omit<Bodies["checkin"], "seen">;
export type Checked = Omit<Bodies["checked"], "seen">;
/** A new measure, or the next revision of one. */
export type Measure = Omit<Bodies["measure"], "seen" | "measure" | "revision"> & { measure: string | null };
/** New minutes, or the next revision of some. */
export type Minutes = Omit<Bodies["minutes"], "seen" | "meeting" | "revision"> & { meeting: string | null };

/** The reporter's answer to a check-in. @throws Refused as `keyFor`. */
export function sealCheckIn(read: ReadCase, signer: Signer, body: CheckIn): Promise<ItemJson> {
  return seal(read, signer, "checkin", { ...body, seen: heads(read, SHARED_KINDS) });
}

/** The reporter's word on minutes. @throws Refused as `keyFor`. */
export function sealChecked(read: ReadCase, signer: Signer, body: Checked): Promise<ItemJson> {
  return seal(read, signer, "checked", { ...body, seen: heads(read, SHARED_KINDS) });
}

/** One revision above the highest that was read. @throws Refused as `keyFor`. */
export function sealMinutes(read: ReadCase, signer: Signer, { meeting, ...said }: Minutes): Promise<ItemJson> {
  const before = of(read, "minutes").filter(({ body }) => body.meeting === meeting);
  const revision = nextOf(before.map(({ body }) => body.revision));
  const seen = heads(read, SHARED_KINDS);
  return seal(read, signer, "minutes", { ...said, meeting: meeting ?? newId(), revision, seen });
}

/** One revision above the highest that was read. @throws Refused as `keyFor`. */
export function sealMeasure(read: ReadCase, signer: Signer, { measure, ...said }: Measure): Promise<ItemJson> {
  const before = of(read, "measure").filter(({ body }) => body.measure === measure);
  const revision = nextOf(before.map(({ body }) => body.revision));
  const seen = heads(read, DESK_KINDS);
  return seal(read, signer, "measure", { ...said, measure: measure ?? newId(), revision, seen });
}

/** The readable entries of a kind, in verified order. */
export function of<K extends BodyKind>(read: ReadCase, kind: K): OpenedOf<K>[] {
  return read.entries.filter((entry): entry is OpenedOf<K> & typeof entry => entry.readable && entry.kind === kind);
}

function nextOf(revisions: readonly number[]): number {
  return Math.max(-1, ...revisions) + 1;
}

function seal<K extends BodyKind>(read: ReadCase, signer: Signer, kind: K, body: Bodies[K]): Promise<ItemJson> {
  return sealBody(keyFor(read, kind), read.caseId, signer, kind, body);
}
