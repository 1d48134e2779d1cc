/** A legal hold: proposing one, and those that were proposed. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { dayText } from "../../people/texts";
import type { CaseReading } from "../caseReading";
import { ActProposer } from "./acts";

@customElement("desk-hold")
export class HoldPanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  private readonly proposer = new ActProposer();

  protected override render(): TemplateResult {
    const { heldUntil } = this.reading;
    return html`
      <section class="desk-panel" aria-labelledby="hold-title">
        <h2 id="hold-title">${t("Legal hold")}</h2>
        <p class="quiet">${t("Keeps everything of this case from being erased until a day: for a court, an authority, or a claim. Two people agree to it.")}</p>
        ${heldUntil === null ? nothing : html`<p class="notice">${t("Held until {day}.", { day: dayText(heldUntil) })}</p>`}
        <desk-acts .session=${this.session} .reading=${this.reading} .of=${["legal-hold"]}></desk-acts>
        ${this.problem()}
        <details>
          <summary>${t("Propose a hold")}</summary>
          <form @submit=${this.propose}>
            <div class="field">
              <label class="field__label" for="hold-until">${t("Last day of the hold")}</label>
              <p class="hint" id="hold-until-hint">${t("Within a year. It ends by itself.")}</p>
              <input class="input input--short" type="date" id="hold-until" required aria-describedby="hold-until-hint" />
            </div>
            <div class="field">
              <label class="field__label" for="hold-reason">${t("Why")}</label>
              <p class="hint" id="hold-reason-hint">${t("Your colleagues read it; it is sealed.")}</p>
              <textarea class="input" id="hold-reason" rows="3" required autocomplete="off" autocorrect="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto" aria-describedby="hold-reason-hint"></textarea>
            </div>
            <div class="actions"><button class="button" ?disabled=${this.busy || !this.reading.mayNote}>${t("Propose the hold")}</button></div>
          </form>
        </details>
      </section>`;
  }

  private async propose(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const until = this.querySelector<HTMLInputElement>("#hold-until")?.value ?? "";
    const reason = this.querySelector<HTMLTextAreaElement>("#hold-reason")?.value.trim() ?? "";
    const done = await this.attempt(() => this.proposer.propose(this, { act: "legal-hold", terms: { until }, reason }));
    if (done)
      this.dispatchEvent(new CustomEvent("sent", { detail: t("Proposed. A colleague must agree."), bubbles: true }));
  }
}
