/** The documents of §20 as handlers read them: in the conversation, and the names of their states. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../common/i18n";
import { dayText } from "../people/texts";
import type { CheckInView } from "./checkIns";
import type { MeasureView } from "./measures";
import type { MinutesView } from "./minutes";
import type { FollowsView } from "./tied";
import type { Told } from "./told";

/** What stands above the text of such a document. A "yes" must not be overlooked. */
export function toldView(told: Told): TemplateResult {
  if (told.kind === "checkin") {
    const asked = told.day === 0 ? t("told unasked") : t("{days} days after the report", { days: told.day });
    const said =
      told.answer === "yes"
        ? html`<strong class="guard-alarm">${t("Yes: something was done to the reporter")}</strong>`
        : html`<strong>${t("No: nothing was done to the reporter")}</strong>`;
    return html`<p>${said} <span class="quiet">${asked}</span></p>`;
  }
  if (told.kind === "minutes") {
    const version = told.revision === 0 ? nothing : html` <span class="quiet">${versionText(told.revision)}</span>`;
    return html`<p><strong>${minutesName(told.way, told.met_on)}</strong>${version}</p>`;
  }
  const what =
    told.minutes === null ? t("Minutes that are not here") : minutesName(told.minutes.way, told.minutes.met_on);
  const verdict =
    told.verdict === "right"
      ? html`<span class="tag tag--good">${t("The reporter says that this is right")}</span>`
      : html`<span class="tag tag--caution">${t("The reporter corrects")}</span>`;
  return html`<p>${verdict} ${what}</p>`;
}

/** That the reporter wrote an earlier report, and how far that is shown. */
export function followsView(follows: FollowsView): TemplateResult {
  const link = html`<a href="/cases/${follows.case}/">${t("The earlier report")}</a>`;
  if (follows.standing === "broken") {
    return html`
      <div class="notice notice--danger"><p>${t("This report claims to follow an earlier one, and the proof does not hold. Treat it as by somebody else.")}</p></div>`;
  }
  const told =
    follows.standing === "proven"
      ? t("The reporter shows by the earlier receipt that they wrote this report and an earlier one.")
      : t(
          "The reporter ties this report to an earlier one. Open that one in this browser: then this page can tell whether it is the same reporter.",
        );
  return html`<div class="notice"><p>${told} ${link}</p><p class="quiet">${t("Only those who read both see this. If the earlier one does not open, you are not among its handlers.")}</p></div>`;
}

export function minutesName(way: MinutesView["way"], day: string): string {
  return way === "call"
    ? t("Minutes of the call on {day}", { day: dayText(day) })
    : t("Minutes of the meeting on {day}", { day: dayText(day) });
}

export function versionText(revision: number): string {
  return t("version {number}", { number: revision + 1 });
}

/** How the reporter's word on minutes stands, as a tag. */
export function minutesState({ state }: MinutesView): TemplateResult {
  if (state === "right") return html`<span class="tag tag--good">${t("The reporter says that this is right")}</span>`;
  if (state === "corrected")
    return html`<span class="tag tag--danger">${t("The reporter corrects: write the next version")}</span>`;
  return html`<span class="tag">${t("Waits for the reporter")}</span>`;
}

/** How a check-in stands, as a tag. */
export function checkInState({ state }: CheckInView): TemplateResult {
  const names: Readonly<Record<CheckInView["state"], string>> = {
    later: t("Not yet"),
    open: t("Asked, not answered"),
    passed: t("Was not answered"),
    yes: t("Yes: something was done"),
    no: t("No"),
  };
  const look = state === "yes" ? "guard-alarm" : state === "no" ? "tag tag--good" : "tag";
  return html`<span class=${look}>${names[state]}</span>`;
}

export function measureState(state: MeasureView["state"]): string {
  const names: Readonly<Record<MeasureView["state"], string>> = {
    planned: t("Planned"),
    running: t("In force"),
    ended: t("Ended"),
    dropped: t("Not done"),
  };
  return names[state];
}
