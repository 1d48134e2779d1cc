/** Clocks in words, and days between days. Pure, but for the language. */
import { nt, t } from "../common/i18n";
import { dayText } from "../people/texts";
import type { ClockEvent, ClockRow, DueRow } from "./clockWire";

const DAY = 86_400_000;

/** Today's date in UTC, as the server counts days. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Whole days from one day to another; negative when it is past. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

/** The day so many days later. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

export function matterName(matter: string, isRoom = false): string {
  if (isRoom && matter === "feedback") return t("Tell the person concerned how it goes on");
  const names: Readonly<Record<string, string>> = {
    acknowledge: t("Acknowledge the report"),
    meeting: t("Meet the reporter"),
    feedback: t("Answer the reporter"),
    notice: t("Tell the person concerned"),
    retention: t("Erase the case"),
    irrelevant: t("Erase what is irrelevant"),
    uninvestigated: t("Erase what nobody looked into"),
    recording: t("Erase the recording"),
    "closing-letter": t("The closing letter has stood"),
    "check-in": t("Ask the reporter how they are"),
  };
  return names[matter] ?? matter;
}

/** "today", "in 3 days", "2 days ago". */
export function distance(due: string, now: string): string {
  const days = daysBetween(now, due);
  if (days === 0) return t("today");
  return days > 0 ? nt("in {n} day", "in {n} days", days) : nt("{n} day ago", "{n} days ago", -days);
}

/** What to say beside a clock, and how loudly. */
export function clockState(row: ClockRow, now: string): { name: string; tone: string } {
  if (row.met !== null) return { name: t("done on {day}", { day: dayText(row.met) }), tone: "tag--good" };
  if (row.still) return { name: t("stands still"), tone: "tag--caution" };
  if (row.missed) return { name: t("missed, {distance}", { distance: distance(row.due, now) }), tone: "tag--danger" };
  return { name: distance(row.due, now), tone: daysBetween(now, row.due) <= 7 ? "tag--caution" : "" };
}

export function eventText({ what, on, until }: ClockEvent): string {
  const days = { on: dayText(on), until: until === null ? "" : dayText(until) };
  const texts: Readonly<Record<string, string>> = {
    paused:
      until === null
        ? t("The answer waits for the reporter since {on}", days)
        : t("The answer waited for the reporter from {on} to {until}", days),
    extended: t("On {on} the answer was put off to {until}", days),
    "feedback-given": t("On {on} the reporter was told what is done", days),
    investigated: t("Somebody began to look into it on {on}", days),
    "meeting-asked": t("The reporter asked for a meeting on {on}", days),
    "meeting-held": t("The meeting was held on {on}", days),
    "notice-due": t("Somebody must be told of the case, since {on}", days),
    "notice-deferred": t("On {on}, telling them was put off to {until}", days),
    "subject-told": t("They were told on {on}", days),
  };
  return texts[what] ?? what;
}

export const GROUPS = ["overdue", "week", "next", "later"] as const;
export type Group = (typeof GROUPS)[number];

/** Where a row stands on the board: the seven days from today on are this week, the seven after them the next. */
export function groupOf({ due }: Pick<DueRow, "due">, now: string): Group {
  const days = daysBetween(now, due);
  if (days < 0) return "overdue";
  if (days < 7) return "week";
  return days < 14 ? "next" : "later";
}

export function groupName(group: Group): string {
  const names: Readonly<Record<Group, string>> = {
    overdue: t("Overdue"),
    week: t("Within seven days"),
    next: t("The week after"),
    later: t("Later"),
  };
  return names[group];
}
