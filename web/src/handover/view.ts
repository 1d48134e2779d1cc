/** The documents of a hand-over as the desk shows them. Everything opened is bound as text. */

import { html, nothing, type TemplateResult } from "lit";
import type { LabelledAnswer } from "../common/answered";
import { t } from "../common/i18n";
import { listed } from "../common/words";
import { dayText } from "../people/texts";
import type { HandedOver } from "../vault/bodies";
import type { Goes, Step } from "./steps";
import type { ProposalRow, Verdict } from "./wire";

type Proposal = Extract<Step, { kind: "handover" }>;

/** A step in the conversation. */
export function stepView(step: Step): TemplateResult {
  if (step.kind === "handover") return proposalView(step);
  if (step.kind === "agreement") {
    const { verdict, reason } = step.body;
    return html`<p>${verdictText(verdict)}</p>${reason === "" ? nothing : html`<p class="letter__text">${reason}</p>`}`;
  }
  const { receipt, address } = step.body;
  return html`
    <p>${t("The case was handed over. This receipt opens what became of it, at the address below; the reporter reads it too, and may make a new receipt there.")}</p>
    <dl class="desk-answers">
      <div><dt>${t("Receipt")}</dt><dd><bdi class="desk-code" translate="no">${receipt}</bdi></dd></div>
      <div class="is-long"><dt>${t("Where the receipt is asked for")}</dt><dd><bdi>${address}</bdi></dd></div>
    </dl>`;
}

/** All that a second person reads before they agree: to whom, what, why, and when. */
export function proposalView({ body, goes }: Proposal): TemplateResult {
  const { to, why, note, release_on, danger = "" } = body;
  const row = (label: string, value: unknown) => html`<div class="is-long"><dt>${label}</dt><dd>${value}</dd></div>`;
  return html`
    <dl class="desk-answers">
      ${row(t("To"), html`<bdi>${to.name}</bdi>, <bdi>${to.channel_name}</bdi> <span class="quiet"><bdi>${to.address}</bdi></span>`)}
      ${row(t("Why"), why)}
      ${row(t("What goes"), html`<ul class="handover-goes">${goes.map((one) => html`<li>${goesText(one)}</li>`)}</ul>`)}
      ${note === "" ? nothing : row(t("Note to them"), note)}
      ${row(t("Not before"), dayText(release_on))}
      ${danger === "" ? nothing : row(t("Why the reporter is given no time"), danger)}
    </dl>`;
}

export function goesText({ what, byReporter, day, text }: Goes): string {
  if (what === "report") return t("The report with its answers");
  if (what === "file") return t("File: {name}", { name: text });
  if (what === "missing") return t("Something that is not in this case");
  const author = byReporter ? t("The reporter") : t("The desk");
  return t("{author}, {day}: {text}", { author, day: dayText(day), text });
}

export function verdictText(verdict: Verdict): string {
  const texts: Readonly<Record<Verdict, string>> = {
    agreed: t("A second person agreed to the hand-over."),
    refused: t("The hand-over was refused."),
    withdrawn: t("The hand-over was taken back."),
  };
  return texts[verdict];
}

/** What another organisation handed over. Nothing proves who it was: the page says so. */
export function handedOverView(given: HandedOver): TemplateResult {
  return html`
    <p class="notice">${t("This report says that {name} handed it over. No key proves the name: ask them, if it matters.", { name: given.from })}</p>
    ${given.note === "" ? nothing : html`<h4>${t("What they add")}</h4><p class="letter__text">${given.note}</p>`}
    ${
      given.told.length === 0
        ? nothing
        : html`<h4>${t("What the reporter answered there")}</h4>
          <dl class="desk-answers">${given.told.map(({ label, text }) => html`<div class="is-long"><dt>${label}</dt><dd class="letter__text">${text}</dd></div>`)}</dl>`
    }
    ${
      given.messages.length === 0
        ? nothing
        : html`<h4>${t("What was written since")}</h4>
          <dl class="desk-answers">${given.messages.map(
            ({ by, on, text }) =>
              html`<div class="is-long"><dt>${by === "reporter" ? t("The reporter") : t("Their desk")}, ${dayText(on)}</dt><dd class="letter__text">${text}</dd></div>`,
          )}</dl>`
    }
    ${given.left_out.length === 0 ? nothing : html`<p class="quiet">${leftOutText(given.left_out)}</p>`}`;
}

function leftOutText(codes: HandedOver["left_out"]): string {
  const names: Readonly<Record<HandedOver["left_out"][number], string>> = {
    answers: t("the report's answers"),
    messages: t("messages"),
    files: t("files"),
    apart: t("who reports and whom it concerns"),
  };
  return t("Not handed over: {what}.", { what: listed(codes.map((code) => names[code])) });
}

/** Answers as texts under their questions; entries of a repeated question are lines of one text. */
export function toldOf(answers: readonly LabelledAnswer[]): { label: string; text: string }[] {
  return answers.map(({ label, values, entries }) => {
    const lines = entries.map((entry) =>
      toldOf(entry)
        .map((one) => `${one.label}: ${one.text}`)
        .join("; "),
    );
    return { label, text: [...values, ...lines].join("\n") };
  });
}

export function proposalState({ state, sending }: ProposalRow): { name: string; tone: string } {
  if (sending) return { name: t("on its way"), tone: "tag--caution" };
  const states: Readonly<Record<ProposalRow["state"], { name: string; tone: string }>> = {
    open: { name: t("waits for a second person"), tone: "tag--caution" },
    agreed: { name: t("agreed by two people"), tone: "tag--good" },
    refused: { name: t("refused"), tone: "" },
    withdrawn: { name: t("taken back"), tone: "" },
    expired: { name: t("waited too long"), tone: "" },
    done: { name: t("handed over"), tone: "tag--good" },
  };
  return states[state];
}
