/** Check-ins, minutes and what was said to them, as the reporter reads them in the conversation. */

import { make } from "../common/dom";
import { t } from "../common/i18n";
import type { Told } from "../protection/told";
import { dayFor } from "./sentences";

/** What stands above the text of such a document. */
export function toldNodes(told: Told): HTMLElement[] {
  return [make("p", {}, make("strong", {}, toldText(told)))];
}

/** What such a document says besides its text, in one line. */
export function toldText(told: Told): string {
  switch (told.kind) {
    case "checkin":
      return told.answer === "yes"
        ? t("You said: something was done to you since you reported.")
        : t("You said: nothing was done to you since you reported.");
    case "minutes":
      return told.revision === 0
        ? minutesName(told.way, told.met_on)
        : t("{minutes}, version {number}", { minutes: minutesName(told.way, told.met_on), number: told.revision + 1 });
    case "checked":
      return checkedText(told);
  }
}

function checkedText({ verdict, minutes }: Extract<Told, { kind: "checked" }>): string {
  if (minutes === null) return t("You answered to minutes that are not shown here.");
  const values = { minutes: minutesName(minutes.way, minutes.met_on) };
  return verdict === "right"
    ? t("You said that this is right: {minutes}", values)
    : t("You corrected: {minutes}", values);
}

/** What minutes are called: by how and when it was spoken. */
export function minutesName(way: "meeting" | "call", day: string): string {
  return way === "call"
    ? t("Minutes of the call on {day}", { day: dayFor(day) })
    : t("Minutes of the meeting on {day}", { day: dayFor(day) });
}
