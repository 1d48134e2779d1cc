/** Unlocking: the passphrase opens the member's key in the worker. It never leaves the browser. */
import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../element";

@customElement("desk-unlock")
export class UnlockPage extends DeskElement {
  @state() private shown = false;

  protected override firstUpdated(): void {
    this.querySelector<HTMLInputElement>("#passphrase")?.focus();
  }

  protected override render(): TemplateResult {
    const { member } = this.session.me;
    return html`
      <div class="desk-step">
        <p class="eyebrow">${t("Locked")}</p>
        <h1 tabindex="-1">${t("Unlock your key")}</h1>
        <p class="lead">${t("You are signed in as {name}. Your six words open your key in this browser; they are not sent anywhere.", { name: member.name })}</p>
        ${this.problem()}
        <form @submit=${this.unlock}>
          <div class="field">
            <label class="field__label" for="passphrase">${t("Your six words")}</label>
            <p class="hint" id="passphrase-hint">${t("With spaces or dashes between them.")}</p>
            <input
              class="input input--code"
              id="passphrase"
              dir="ltr"
              type=${this.shown ? "text" : "password"}
              aria-describedby="passphrase-hint"
              aria-invalid=${this.failure === "" ? "false" : "true"}
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              translate="no"
              required
            />
            <button class="button button--quiet" type="button" aria-pressed=${this.shown} @click=${() => {
              this.shown = !this.shown;
            }}>
              ${this.shown ? t("Hide the words") : t("Show what I type")}
            </button>
          </div>
          <div class="actions">
            <button class="button" ?disabled=${this.busy}>${t("Unlock")}</button>
            ${this.busy ? html`<span class="desk-busy" role="status">${t("Opening your key. This takes a second or two, on purpose: it makes guessing slow.")}</span>` : ""}
          </div>
        </form>
        <p class="quiet">${t("It locks by itself after 30 minutes without work, and when you sign out, in every tab.")}</p>
      </div>`;
  }

  private async unlock(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const input = this.querySelector<HTMLInputElement>("#passphrase");
    const opened = await this.attempt(() => this.session.unlock(input?.value ?? ""));
    if (opened) return;
    await this.updateComplete;
    input?.select();
  }
}
