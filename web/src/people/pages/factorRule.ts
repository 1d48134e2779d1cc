/** An administrator asks every member of the organisation for a second factor, or no longer. */
import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../element";

@customElement("desk-factor-rule")
export class FactorRule extends DeskElement {
  protected override render(): TemplateResult {
    const required = this.session.me.organisation.second_factor_required;
    return html`
      <section class="folio">
        <h2>${t("Signing in")}</h2>
        <div>
          ${this.problem()}
          <p>${
            required
              ? t("Every member needs a passkey or an authenticator app. Whoever has none can only set one up.")
              : t("A password alone is enough to sign in. It opens no report, but shows what the server knows.")
          }</p>
          <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.ask(!required)}>
            ${required ? t("Require it no longer") : t("Require a second factor of everybody")}
          </button>
        </div>
      </section>`;
  }

  /** Whoever asks it of others without having one is led to set one up by their next page. */
  private async ask(required: boolean): Promise<void> {
    await this.attempt(async () => {
      await this.session.api.send("POST", "/second-factor", { required });
      location.reload();
    });
  }
}
