/** Destroying a file: two people agree that it goes, and why. The place where it stood stays, and says so. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import type { CaseReading, FileView } from "../caseReading";
import { ActProposer } from "./acts";

@customElement("desk-evidence")
export class EvidencePanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  private readonly proposer = new ActProposer();

  protected override render(): TemplateResult | typeof nothing {
    const files = this.files();
    if (files.length === 0) return nothing;
    return html`
      <section class="desk-panel" aria-labelledby="evidence-title">
        <h2 id="evidence-title">${t("Destroy a file")}</h2>
        <p class="quiet">${t("For good, by two people, with a reason: a redacted copy takes its place, a recording has its minutes, or it has nothing to do with the case. Copies that were saved elsewhere stay.")}</p>
        <desk-acts .session=${this.session} .reading=${this.reading} .of=${["destroy-evidence"]}></desk-acts>
        ${this.problem()}
        <details>
          <summary>${t("Propose to destroy a file")}</summary>
          <form @submit=${this.propose}>
            <div class="field">
              <label class="field__label" for="evidence-file">${t("Which file")}</label>
              <select class="input" id="evidence-file" required>
                <option value="">${t("Choose")}</option>
                ${files.filter(({ present }) => present).map(({ blob, name }) => html`<option value=${blob}>${name}</option>`)}
              </select>
            </div>
            <div class="field">
              <label class="field__label" for="evidence-reason">${t("Why")}</label>
              <p class="hint" id="evidence-reason-hint">${t("Your colleagues read it; it is sealed.")}</p>
              <textarea class="input" id="evidence-reason" rows="3" required autocomplete="off" autocorrect="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto" aria-describedby="evidence-reason-hint"></textarea>
            </div>
            <div class="actions"><button class="button button--danger" ?disabled=${this.busy || !this.reading.mayNote}>${t("Propose to destroy it")}</button></div>
          </form>
        </details>
      </section>`;
  }

  private files(): FileView[] {
    return this.reading.entries.flatMap((entry) => (entry.readable ? entry.files : []));
  }

  private async propose(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const blob = this.querySelector<HTMLSelectElement>("#evidence-file")?.value ?? "";
    const reason = this.querySelector<HTMLTextAreaElement>("#evidence-reason")?.value.trim() ?? "";
    const done = await this.attempt(() =>
      this.proposer.propose(this, { act: "destroy-evidence", terms: { blob }, reason }),
    );
    if (done)
      this.dispatchEvent(new CustomEvent("sent", { detail: t("Proposed. A colleague must agree."), bubbles: true }));
  }
}
