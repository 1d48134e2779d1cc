/** The recovery kit: kept as a file and six words of its own, and tried once; before that a key does not count. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement, wordList } from "../element";
import { readKit, saveKit } from "../kitFile";
import type { Opening } from "../ownKey";
import { kitFields } from "./ways";

type Step = "open" | "keep" | "try";

@customElement("desk-kit")
export class KitPages extends DeskElement {
  /** Whether the key lies open in the worker already; else its owner opens it here. */
  @property({ type: Boolean }) laid = false;
  /** Base64 of the card whose key the kit must hold. */
  @property() card = "";
  @property() eyebrow = "";
  /** What comes after the kit was tried. */
  @property({ attribute: false }) finish!: () => Promise<unknown>;
  @state() private step: Step = "open";
  @state() private kit: { readonly kit: string; readonly passphrase: string } | null = null;
  @state() private saved = false;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.laid) void this.make();
  }

  protected override render(): TemplateResult {
    const steps = { open: this.open, keep: this.keep, try: this.attemptKit };
    return html`${this.eyebrow === "" ? nothing : html`<p class="eyebrow no-print">${this.eyebrow}</p>`}${steps[this.step].call(this)}`;
  }

  private open(): TemplateResult {
    return html`
      <h1 tabindex="-1">${t("Make your recovery kit")}</h1>
      <p class="lead">${t("The kit opens your key when you have lost your passphrase and your passkeys. Open your key once more, so that a copy of it can be sealed.")}</p>
      <desk-ways .session=${this.session} .label=${t("Make the kit")} .act=${(opening: Opening) => this.lay(opening)}></desk-ways>`;
  }

  private keep(): TemplateResult {
    return html`
      <h1 tabindex="-1" class="no-print">${t("Keep your recovery kit")}</h1>
      <p class="lead no-print">${t("For the day when passphrase and passkeys are lost. It is a file and six words of its own: keep them in two places, away from this computer.")}</p>
      ${this.problem()}
      ${this.kit === null ? html`<p class="desk-busy" role="status">${t("Sealing your kit. This takes a few seconds.")}</p>` : this.sheet(this.kit.passphrase.split("-"))}
      <div class="actions">
        <button class="button" type="button" ?disabled=${this.kit === null} @click=${this.save}>${t("Download the recovery kit")}</button>
        <button class="button button--secondary" type="button" ?disabled=${this.kit === null} @click=${() => globalThis.print()}>${t("Print the words")}</button>
        <button class="button button--secondary" type="button" ?disabled=${!this.saved} @click=${() => this.go("try")}>${t("I have both: try the kit")}</button>
      </div>`;
  }

  private sheet(words: readonly string[]): TemplateResult {
    const { organisation, member } = this.session.me;
    return html`
      <div class="desk-sheet">
        <p class="desk-sheet__title">${t("Recovery kit: the six words")}</p>
        <p>${member.name}, ${organisation.name}</p>
        <div class="desk-kit__words">${wordList(words)}</div>
        <p>${t("Not the words of every day: these open the kit only. To use it, sign in at the desk, choose “Open it with the recovery kit”, pick the file, type these words. Without this server, any age program of version 1.3 or later opens the file with these words, dashes between them.")}</p>
      </div>`;
  }

  private attemptKit(): TemplateResult {
    return html`
      <h1 tabindex="-1">${t("Try your recovery kit")}</h1>
      <p class="lead">${t("Choose the file that you have just kept, and type its six words. It is opened in this browser. Until it was, nothing is sealed to your key.")}</p>
      ${this.problem()}
      <form @submit=${this.prove}>
        ${kitFields()}
        <div class="actions">
          <button class="button" ?disabled=${this.busy}>${t("Try the kit")}</button>
          <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.go("keep")}>${t("Show it again")}</button>
          ${this.busy ? html`<span class="desk-busy" role="status">${t("Opening the kit.")}</span>` : nothing}
        </div>
      </form>`;
  }

  private async lay(opening: Opening): Promise<void> {
    const { member, key } = this.session.me;
    if (key === null) return;
    await this.session.worker.call("layKey", { member: member.id, stored: key, opening });
    void this.make();
  }

  private async make(): Promise<void> {
    this.go("keep");
    await this.attempt(async () => {
      this.kit = await this.session.worker.call("makeKit", {});
    });
  }

  private save(): void {
    if (this.kit === null) return;
    saveKit(this.kit.kit, this.session.me);
    this.saved = true;
  }

  private async prove(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    await this.attempt(async () => {
      const { worker, api } = this.session;
      const proof = await worker.call("tryKit", { card: this.card, ...(await readKit(form)) });
      await api.send("POST", "/key/kit", proof);
      await this.finish();
    });
  }

  private go(step: Step): void {
    this.step = step;
    this.failure = "";
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("h1")?.focus());
  }
}
