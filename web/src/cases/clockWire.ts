/** What the desk's API says of clocks. Days are YYYY-MM-DD. */
import type { CaseRow } from "./wire";

/**
 * What is due by a day. `met`: when it was done. `paused`: it waits for the reporter; `still`: and its day moves on as
 * long, so that `due` is the day if it went on today.
 */
export interface ClockRow {
  readonly matter: string;
  readonly due: string;
  readonly met: string | null;
  readonly missed: boolean;
  readonly paused: boolean;
  readonly still: boolean;
  readonly extended: boolean;
}

/** What moved a clock. `item`: the sealed document with the reasons. */
export interface ClockEvent {
  readonly what: string;
  readonly on: string;
  readonly until: string | null;
  readonly item: string | null;
}

/** GET /cases/<id>/clocks. `extendable_to`: the last day to which the answer may be put off, or null. */
export interface TimingAnswer {
  readonly clocks: readonly ClockRow[];
  readonly events: readonly ClockEvent[];
  readonly extendable_to: string | null;
}

/** A row of the board; without a case for who may not list it. */
export interface DueRow {
  readonly case: string | null;
  readonly channel: string;
  readonly matter: string;
  readonly due: string;
  readonly paused: boolean;
  readonly still: boolean;
  readonly extended: boolean;
  readonly opened: boolean;
  readonly is_room: boolean;
}

/** GET /due: what is due, and the rows of the cases among it. */
export interface DueAnswer {
  readonly rows: readonly DueRow[];
  readonly cases: readonly CaseRow[];
  readonly next: string | null;
}
