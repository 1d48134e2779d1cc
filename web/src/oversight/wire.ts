/** What the server answers of the record (oversight/views/record.py) and of pauses (oversight/views/pauses.py). */
import type { Text } from "../common/definition";

/** One act. `index` is its place in the log, null for a moment after it was done; `objects` are ids, hashes, words. */
export interface Act {
  readonly index: number | null;
  readonly at: string;
  readonly tag: string;
  readonly actor: string | null;
  readonly objects: Readonly<Record<string, string | number>>;
}

/** GET /api/v1/record/acts. */
export interface ActsAnswer {
  readonly acts: readonly Act[];
  readonly next: string | null;
}

/** GET /api/v1/record. */
export interface RecordAnswer {
  readonly checkpoint: string;
  readonly key: string;
  readonly address: string;
  readonly size: number;
  readonly members: readonly { readonly id: string; readonly name: string; readonly active: boolean }[];
  readonly tags: readonly string[];
  /** How much each witness cosigned last, and why not more ("" when nothing is wrong). */
  readonly witnesses: readonly { readonly name: string; readonly size: number; readonly refusal: string }[];
}

/** What is asked for; "" is any. Days are UTC, as "2026-11-25". */
export interface Wanted {
  readonly tag: string;
  readonly member: string;
  readonly case: string;
  readonly since: string;
  readonly until: string;
}

export const ANY: Wanted = { tag: "", member: "", case: "", since: "", until: "" };

/** The query of an address, without what is any. */
export function queryOf(wanted: Wanted, more: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries({ ...wanted, ...more }).filter(([, value]) => value !== "");
  return new URLSearchParams(given).toString();
}

/** A category that was paused (oversight/reviews.py). Days are as "2026-11-25"; texts by language. */
export interface PauseShown {
  readonly id: string;
  readonly channel: string;
  readonly category: string;
  readonly act: Text | null;
  readonly concluded: number;
  readonly unsupported: number;
  readonly paused_on: string;
  readonly until: string;
  readonly reviewed_on: string | null;
  readonly reviewed_by: string | null;
  readonly kept: boolean;
  readonly reason: Text | null;
  readonly ended_on: string | null;
}

export type WhyOpen = "gone" | "stays-open" | "last-open" | "rested" | "tonight";

/** A category beyond the limit that is not paused. */
export interface BeyondLimit {
  readonly channel: string;
  readonly category: string;
  readonly act: Text | null;
  readonly concluded: number;
  readonly unsupported: number;
  readonly why: WhyOpen;
}

/** GET /api/v1/pauses. `longest`: the last day until which one may be kept paused. */
export interface PausesAnswer {
  readonly may_review: boolean;
  readonly longest: string;
  readonly paused: readonly PauseShown[];
  readonly open: readonly BeyondLimit[];
  readonly ended: readonly PauseShown[];
}
