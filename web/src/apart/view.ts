/** Requests to open what is kept apart as the desk shows them. Everything opened is bound as text. */
import { html, nothing, type TemplateResult } from "lit";
import { authorName, reasonText } from "../cases/texts";
import { t } from "../common/i18n";
import { dayText } from "../people/texts";
import type { Bodies } from "../vault/bodies";
import type { Document, SaidView } from "./documents";
import type { Asks, RequestState, Verdict } from "./wire";

/** What is kept apart, as a heading. */
export function asksName(asks: Asks): string {
  return asks === "identity" ? t("Who reports") : t("Whom it concerns");
}

/** A document in the conversation. */
export function documentView(document: Document): TemplateResult {
  if (document.kind === "request") return reasonsView(document.body);
  return html`
    <p>${verdictText(document.body.verdict)}</p>
    ${document.body.reason === "" ? nothing : html`<p class="letter__text">${document.body.reason}</p>`}`;
}

/** All that a second person, and the reporter, read: what is asked for, why, and from which day on. */
export function reasonsView({ asks, facts, law, necessity, not_before, danger }: Bodies["request"]): TemplateResult {
  const row = (label: string, value: string) =>
    html`<div class="is-long"><dt>${label}</dt><dd class="letter__text">${value}</dd></div>`;
  return html`
    <dl class="desk-answers">
      ${row(t("To open"), asksName(asks))}
      ${row(t("The facts"), facts)}
      ${row(t("Law"), law)}
      ${row(t("Necessity"), necessity)}
      ${row(t("Not before"), dayText(not_before))}
      ${danger === undefined ? nothing : row(t("Why the reporter is given no time"), danger)}
    </dl>`;
}

/** What was said to a request, each with who said it. */
export function saidView(said: readonly SaidView[]): TemplateResult | typeof nothing {
  if (said.length === 0) return nothing;
  return html`
    <ul class="apart-said">
      ${said.map((one) =>
        one.readable
          ? html`<li><strong>${authorName(one.author)}</strong>, ${dayText(one.body.written_on)}: ${verdictText(one.body.verdict)} <span class="letter__text">${one.body.reason}</span></li>`
          : html`<li class="quiet">${reasonText(one.reason)} <span class="desk-code">${one.reason}</span></li>`,
      )}
    </ul>`;
}

export function verdictText(verdict: Verdict): string {
  const texts: Readonly<Record<Verdict, string>> = {
    given: t("A second person gave their share."),
    refused: t("A second person refused."),
    withdrawn: t("The request was taken back."),
  };
  return texts[verdict];
}

export function requestState(state: RequestState): { name: string; tone: string } {
  const states: Readonly<Record<RequestState, { name: string; tone: string }>> = {
    open: { name: t("waits for a second person"), tone: "tag--caution" },
    given: { name: t("can be opened"), tone: "tag--good" },
    opened: { name: t("opened"), tone: "tag--good" },
    refused: { name: t("refused"), tone: "" },
    withdrawn: { name: t("taken back"), tone: "" },
    expired: { name: t("waited too long"), tone: "" },
  };
  return states[state];
}
