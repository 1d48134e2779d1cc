/** The loud stop: the list of keys does not hold. Nothing is opened or sealed from here. */
import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../element";

@customElement("desk-refused")
export class RefusedPage extends DeskElement {
  protected override render(): TemplateResult {
    return html`
      <div class="desk-step" role="alert">
        <p class="eyebrow desk-eyebrow--danger">${t("Stop")}</p>
        <h1 tabindex="-1">${t("The list of keys is not the one you accepted")}</h1>
        <div class="notice notice--danger">
          <p><strong>${this.reason()}</strong></p>
          <p>${t("Somebody may be trying to have reports or answers sealed to a key of their own. Nothing is opened or sealed from this page.")}</p>
        </div>
        <h2>${t("What to do")}</h2>
        <ol>
          <li>${t("Do not type your six words again here.")}</li>
          <li>${t("Tell the colleague who set up Vouchsafe, by telephone or in person, and name this: {code}", { code: this.session.trust?.code ?? "" })}</li>
          <li>${t("If the organisation did make a new list of keys, only they can tell you its twelve words. Until then, do not clear this browser's data: it holds the proof.")}</li>
        </ol>
        ${this.problem()}
        <div class="actions">
          <button class="button" type="button" @click=${() => this.session.lock()}>${t("Lock my key")}</button>
          <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.attempt(() => this.session.review())}>
            ${t("Look again")}
          </button>
        </div>
      </div>`;
  }

  private reason(): string {
    const reasons: Readonly<Record<string, string>> = {
      "directory/root-mismatch": t("The list begins elsewhere than the one this browser has accepted."),
      "directory/not-descendant": t(
        "The list does not continue the one this browser has accepted: entries were taken away or replaced.",
      ),
      "directory/bad-signer": t("An entry of the list is not signed by someone who may sign it."),
      "directory/broken-chain": t("The entries of the list do not follow each other."),
      "directory/unknown-card": t("The list names a key that it does not show."),
    };
    return reasons[this.session.trust?.code ?? ""] ?? t("The list of keys does not verify.");
  }
}
