/** The reporter asked for another look: who had no part in the outcome reopens the case, or upholds it, with a letter. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { Unsent } from "../../common/unsent";
import { DeskElement } from "../../people/element";
import { dayText } from "../../people/texts";
import type { CaseReading, Ending } from "../caseReading";
import { textField, textOf } from "./fields";
import "./snippets";

type Verdict = "reopened" | "upheld";

@customElement("desk-contest")
export class ContestPanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @property({ attribute: false }) ending!: Ending;
  private readonly unsent = new Unsent();

  protected override render(): TemplateResult {
    const { contestedOn, upheldOn, mayAnswer } = this.ending;
    const asked = t("The reporter asked for another look on {day}.", { day: dayText(contestedOn ?? "") });
    if (upheldOn !== null) {
      return html`<p class="notice">${asked} ${t("The outcome was upheld on {day}.", { day: dayText(upheldOn) })}</p>`;
    }
    return html`
      <div class="notice notice--caution">
        <p><strong>${asked}</strong> ${t("Nothing is erased before somebody answers who had no part in the outcome.")}</p>
        ${mayAnswer ? nothing : html`<p>${t("You cannot answer: an independent handler does, or, where there is none, a handler who did not conclude the case.")}</p>`}
      </div>
      ${this.problem()}
      ${mayAnswer ? this.form() : nothing}`;
  }

  private form(): TemplateResult {
    return html`
      <form @submit=${this.submit}>
        ${textField({ id: "contest-letter", label: t("Letter to the reporter"), hint: t("What you read anew, and why it stays or is looked into again."), rows: 6, required: true })}
        <desk-snippets .session=${this.session} .name=${"contest"} .purposes=${["reopened", "upheld"]} .written=${this.written()} @insert=${this.insert}></desk-snippets>
        <div class="actions">
          <button class="button" name="verdict" value="reopened" ?disabled=${this.busy}>${t("Reopen the case")}</button>
          <button class="button button--secondary" name="verdict" value="upheld" ?disabled=${this.busy}>${t("Uphold the outcome")}</button>
        </div>
      </form>`;
  }

  private written(): string {
    return this.reading.entries.map((entry) => (entry.readable && entry.kind === "contest" ? entry.text : "")).join("");
  }

  private insert(event: CustomEvent<string>): void {
    const field = this.querySelector<HTMLTextAreaElement>("#contest-letter");
    if (field !== null) field.value = event.detail;
    field?.focus();
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const verdict = (event.submitter as HTMLButtonElement).value as Verdict;
    const text = textOf(event.target as HTMLFormElement, "contest-letter");
    const { id } = this.reading;
    const done = await this.attempt(async () => {
      const { api, worker } = this.session;
      await this.unsent.post(api, `/cases/${id}/contest`, [verdict, text], async () => ({
        verdict,
        items: [await worker.call("sealLetter", { id, text })],
      }));
    });
    if (!done) return;
    const said =
      verdict === "reopened"
        ? t("The case is open again. The reporter was told.")
        : t("The outcome stays. The reporter was told.");
    this.dispatchEvent(new CustomEvent("sent", { detail: said, bubbles: true }));
  }
}
