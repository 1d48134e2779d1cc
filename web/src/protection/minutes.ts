/** Minutes of meetings and calls, and what the reporter said to them (Directive (EU) 2019/1937, article 18). Pure. */
import type { Bodies } from "../vault/bodies";
import { of } from "../vault/protection";
import type { ReadCase } from "../vault/thread";
import type { OpenedOf } from "../vault/threadTypes";

/** The newest revision of some minutes. `state`: of this very revision; "waiting" for the reporter's word. */
export interface MinutesView {
  readonly meeting: string;
  /** Id of the item that holds the revision. */
  readonly id: string;
  /** SHA-256 (hex) of the sealed revision: what the reporter's word names. */
  readonly hash: string;
  readonly revision: number;
  readonly metOn: string;
  readonly way: Bodies["minutes"]["way"];
  readonly text: string;
  /** The file from which they were made: its blob, and its name where it can be read; null where they name none. */
  readonly recording: { readonly blob: string; readonly name: string } | null;
  readonly state: "waiting" | "right" | "corrected";
  /** The reporter's correction, and when they checked; "" while they have not. */
  readonly correction: string;
  readonly checkedOn: string;
}

/** Of each meeting the minutes that count, in the order in which they were first written. */
export function minutesOf(read: ReadCase): MinutesView[] {
  const newest = new Map<string, OpenedOf<"minutes">>();
  for (const one of of(read, "minutes")) {
    const before = newest.get(one.body.meeting);
    if (before === undefined || one.body.revision > before.body.revision) newest.set(one.body.meeting, one);
  }
  return [...newest.values()].map((one) => viewOf(one, read));
}

function viewOf({ id, body, sealedSha256: hash }: OpenedOf<"minutes">, read: ReadCase): MinutesView {
  const { meeting, revision, met_on: metOn, way, text, recording: blob } = body;
  const name = of(read, "attachment").find((one) => one.body.blob === blob)?.body.name ?? "";
  const recording = blob === undefined ? null : { blob, name };
  const checked = of(read, "checked").findLast((one) => one.body.minutes === hash)?.body;
  const state = checked?.verdict ?? "waiting";
  const checkedOn = checked?.sent_on ?? "";
  return {
    meeting,
    id,
    hash,
    revision,
    metOn,
    way,
    text,
    recording,
    state,
    correction: checked?.text ?? "",
    checkedOn,
  };
}
