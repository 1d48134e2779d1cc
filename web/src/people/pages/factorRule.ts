/** An administrator asks every member of the organisation for a second factor, for a passkey, or no longer. */
import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../element";

/** What is asked; each can be chosen while another holds. */
interface Rule {
  readonly required: boolean;
  readonly passkeys_only: boolean;
}

const NOTHING: Rule = { required: false, passkeys_only: false };
const ANY: Rule = { required: true, passkeys_only: false };
const PASSKEY: Rule = { required: true, passkeys_only: true };

@customElement("desk-factor-rule")
export class FactorRule extends DeskElement {
  protected override render(): TemplateResult {
    const { second_factor_required: required, passkeys_only } = this.session.me.organisation;
    return html`
      <section class="folio">
        <h2>${t("Signing in")}</h2>
        <div>
          ${this.problem()}
          <p>${
            passkeys_only
              ? t(
                  "Only a passkey lets anybody in. Whoever has none can only add one; passwords and codes are not enough.",
                )
              : required
                ? t("Every member needs a passkey or an authenticator app. Whoever has none can only set one up.")
                : t("A password alone is enough to sign in. It opens no report, but shows what the server knows.")
          }</p>
          <p class="actions">
            ${required && !passkeys_only ? null : this.way(ANY, passkeys_only ? t("Let an app do as well") : t("Require a second factor of everybody"))}
            ${passkeys_only ? null : this.way(PASSKEY, t("Let in with a passkey only"))}
            ${required ? this.way(NOTHING, t("Require it no longer")) : null}
          </p>
        </div>
      </section>`;
  }

  private way(rule: Rule, label: string): TemplateResult {
    return html`<button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.ask(rule)}>${label}</button>`;
  }

  /** Whoever asks it of others without having one is led to set one up by their next page. */
  private async ask(rule: Rule): Promise<void> {
    await this.attempt(async () => {
      await this.session.api.send("POST", "/second-factor", rule);
      location.reload();
    });
  }
}
