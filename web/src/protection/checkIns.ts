/** The check-ins of a case: the question whether anything was done to the reporter since, at 30, 60 and 90 days. Pure. */
import type { Bodies } from "../vault/bodies";
import { of } from "../vault/protection";
import type { ReadCase } from "../vault/thread";

/** Days after receipt on which the reporter is asked. */
export const CHECK_IN_DAYS = [30, 60, 90] as const;
export type CheckInDay = Bodies["checkin"]["day"];

/** One question, and what was answered. `passed`: nobody answered, and a later question has come since. */
export interface CheckInView {
  readonly day: CheckInDay;
  /** From when it is asked, YYYY-MM-DD; of what was told unasked, the day on which it was told. */
  readonly on: string;
  readonly state: "later" | "open" | "passed" | "yes" | "no";
  readonly text: string;
}

/**
 * The three questions in order, and behind them what was told unasked. `received` and `today` are UTC dates, and the
 * server's word: nobody but the two sides reckons with them, so that no clock and no job names a case.
 */
export function checkInsOf(read: ReadCase, received: string, today: string): CheckInView[] {
  const told = of(read, "checkin").map(({ body }) => body);
  const open = openDay(told, received, today);
  const asked = CHECK_IN_DAYS.map((day): CheckInView => {
    const on = daysAfter(received, day);
    const answer = told.findLast((one) => one.day === day);
    if (answer) return { day, on, state: answer.answer, text: answer.text };
    return { day, on, state: on > today ? "later" : day === open ? "open" : "passed", text: "" };
  });
  const unasked = told.filter(({ day }) => day === 0);
  return [
    ...asked,
    ...unasked.map(({ sent_on, answer, text }): CheckInView => ({ day: 0, on: sent_on, state: answer, text })),
  ];
}

/** The question that is open: the latest whose day has come, unless it was answered. */
function openDay(told: readonly Bodies["checkin"][], received: string, today: string): CheckInDay | null {
  const latest = CHECK_IN_DAYS.findLast((day) => daysAfter(received, day) <= today);
  if (latest === undefined || told.some(({ day }) => day === latest)) return null;
  return latest;
}

/** A date so many days later, YYYY-MM-DD. */
export function daysAfter(date: string, days: number): string {
  const time = Date.parse(`${date}T00:00:00Z`) + days * 86_400_000;
  return Number.isNaN(time) ? date : new Date(time).toISOString().slice(0, 10);
}
