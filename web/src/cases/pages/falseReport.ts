/** Proposing a finding that a report was knowingly false: facts of intent, after the reporter was heard; never an outcome. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { dayText } from "../../people/texts";
import { utcToday } from "../acts";
import { statementName } from "../actTexts";
import type { CaseReading, EntryView } from "../caseReading";
import { ActProposer } from "./acts";
import { textField, textOf } from "./fields";

/** Days that the reporter has to answer (cases/acts/false_reports.py). */
const TIME_TO_ANSWER = 14;
const STATEMENTS = ["intent", "knew", "evidence", "said"] as const;

type Readable = Extract<EntryView, { readable: true }>;

@customElement("desk-false-report")
export class FalseReportPanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  private readonly proposer = new ActProposer();

  protected override render(): TemplateResult | typeof nothing {
    if (!this.isPossible() && !this.wasProposed()) return nothing;
    return html`
      <section class="desk-panel" aria-labelledby="false-title">
        <h2 id="false-title">${t("Knowingly false")}</h2>
        <p class="quiet">${t("A finding of its own, by two people, about what the reporter knew: that nothing could be shown is no reason for it. It opens nothing that is kept apart.")}</p>
        <desk-acts .session=${this.session} .reading=${this.reading} .of=${["false-report"]}></desk-acts>
        ${this.problem()}
        ${this.isPossible() ? this.offer() : nothing}
      </section>`;
  }

  private offer(): TemplateResult {
    const asked = this.asked();
    return html`
      <details>
        <summary>${t("Propose such a finding")}</summary>
        ${asked.length === 0 ? html`<p>${t("Ask the reporter in the conversation first, plainly, what they say to it. It can be proposed fourteen days later.")}</p>` : this.form(asked)}
      </details>`;
  }

  private form(asked: readonly Readable[]): TemplateResult {
    return html`
      <form @submit=${this.propose}>
        <div class="field">
          <label class="field__label" for="false-heard">${t("The message by which the reporter was heard")}</label>
          <select class="input" id="false-heard" required>
            <option value="">${t("Choose")}</option>
            ${asked.map(({ id, day, text }) => html`<option value=${id}>${dayText(day)}: ${text.slice(0, 80)}</option>`)}
          </select>
        </div>
        ${STATEMENTS.map((name) => textField({ id: `false-${name}`, label: statementName(name), required: true }))}
        <div class="actions"><button class="button button--danger" ?disabled=${this.busy || !this.reading.mayNote}>${t("Propose the finding")}</button></div>
      </form>`;
  }

  /** While the case is addressed, and never where it was once concluded as unsupported. */
  private isPossible(): boolean {
    const unsupported = this.readable().some(({ outcome }) => outcome === "unsupported");
    return this.reading.state === "addressing" && !unsupported;
  }

  private wasProposed(): boolean {
    return this.readable().some(
      ({ twoPerson }) => twoPerson !== null && "act" in twoPerson && twoPerson.act === "false-report",
    );
  }

  /** Messages of handlers that the reporter had time to answer. */
  private asked(): Readable[] {
    const latest = new Date(Date.parse(utcToday()) - TIME_TO_ANSWER * 86_400_000).toISOString().slice(0, 10);
    return this.readable().filter(
      ({ kind, author, day }) => ["message", "letter"].includes(kind) && author.kind !== "reporter" && day <= latest,
    );
  }

  private readable(): Readable[] {
    return this.reading.entries.filter((entry): entry is Readable => entry.readable);
  }

  private async propose(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const heard = form.querySelector<HTMLSelectElement>("#false-heard")?.value ?? "";
    const statements = STATEMENTS.map((name) => ({ name, text: textOf(form, `false-${name}`) }));
    const done = await this.attempt(() =>
      this.proposer.propose(this, { act: "false-report", terms: { heard }, reason: "", statements }),
    );
    if (done)
      this.dispatchEvent(new CustomEvent("sent", { detail: t("Proposed. A colleague must agree."), bubbles: true }));
  }
}
