/** The ways to open a key: its passphrase, a passkey, or the recovery kit. What is typed goes to the worker alone. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../element";
import { readKit } from "../kitFile";
import type { Opening } from "../ownKey";
import { askForTouch } from "../touches";

@customElement("desk-ways")
export class WaysToOpen extends DeskElement {
  /** What is done with the opened key. What it throws is shown here. */
  @property({ attribute: false }) act!: (opening: Opening) => Promise<void>;
  /** What the button says. */
  @property() label = "";
  @state() private shown = false;

  protected override firstUpdated(): void {
    this.querySelector<HTMLInputElement>("#passphrase")?.focus();
  }

  protected override render(): TemplateResult {
    return html`${this.problem()}${this.byPassphrase()}${this.byPasskey()}${this.byKit()}`;
  }

  private byPassphrase(): TemplateResult {
    return html`
      <form @submit=${this.open}>
        <div class="field">
          <label class="field__label" for="passphrase">${t("Your six words, or your own passphrase")}</label>
          <p class="hint" id="passphrase-hint">${t("Words with spaces or dashes between them.")}</p>
          <input
            class="input input--code"
            id="passphrase"
            dir="auto"
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
          <button class="button" ?disabled=${this.busy}>${this.label}</button>
          ${this.busy ? html`<span class="desk-busy" role="status">${t("Opening your key. This takes a second or two, on purpose: it makes guessing slow.")}</span>` : nothing}
        </div>
      </form>`;
  }

  private byPasskey(): TemplateResult | typeof nothing {
    if (!this.credentials.length || !("PublicKeyCredential" in globalThis)) return nothing;
    return html`
      <div class="actions">
        <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${this.touch}>${t("Open it with a passkey")}</button>
      </div>`;
  }

  private byKit(): TemplateResult {
    return html`
      <details class="desk-otherwise">
        <summary>${t("Open it with the recovery kit")}</summary>
        <form @submit=${this.openKit}>
          ${kitFields()}
          <div class="actions"><button class="button button--secondary" ?disabled=${this.busy}>${t("Open the kit")}</button></div>
        </form>
      </details>`;
  }

  private get credentials(): readonly string[] {
    return (this.session.me.key?.wraps ?? []).map(({ credential }) => credential);
  }

  private async open(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const input = this.querySelector<HTMLInputElement>("#passphrase");
    const opened = await this.attempt(() => this.act({ by: "passphrase", passphrase: input?.value ?? "" }));
    if (opened) return;
    await this.updateComplete;
    input?.select();
  }

  private async touch(): Promise<void> {
    await this.attempt(async () => this.act({ by: "passkey", ...(await askForTouch(this.credentials)) }));
  }

  private async openKit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    await this.attempt(async () => this.act({ by: "kit", ...(await readKit(form)) }));
  }
}

/** The fields that `readKit` reads. */
export function kitFields(): TemplateResult {
  return html`
    <div class="field">
      <label class="field__label" for="kit-file">${t("The file of the kit")}</label>
      <p class="hint" id="kit-file-hint">${t("It ends in .age. It is read here and sent nowhere.")}</p>
      <input class="input" id="kit-file" type="file" accept=".age" aria-describedby="kit-file-hint" required />
    </div>
    <div class="field">
      <label class="field__label" for="kit-words">${t("The six words of the kit")}</label>
      <input class="input input--code" id="kit-words" dir="ltr" autocomplete="off" autocapitalize="none" spellcheck="false" translate="no" required />
    </div>`;
}
