/** The first key: made in this browser, its six words written down and typed again, and only then stored. */
import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement, wordList } from "../element";
import { saveRecoveryKit } from "../kit";
import type { StoredKey } from "../ownKey";

type Step = "explain" | "words" | "again" | "done";

@customElement("desk-make-key")
export class MakeKeyPage extends DeskElement {
  @state() private step: Step = "explain";
  @state() private words: readonly string[] = [];
  private stored: StoredKey | null = null;

  protected override render(): TemplateResult {
    const steps = { explain: this.explain, words: this.write, again: this.again, done: this.done };
    return html`<div class="desk-step">${steps[this.step].call(this)}</div>`;
  }

  private explain(): TemplateResult {
    return html`
      <p class="eyebrow">${t("Your key · step 1 of 3")}</p>
      <h1 tabindex="-1">${t("Make your key")}</h1>
      <p class="lead">${t("Reports are sealed to your own key. This browser makes it; the server never sees it open.")}</p>
      <ul>
        <li>${t("You sign in with your password: that tells the server who you are.")}</li>
        <li>${t("You unlock your key with six words: that opens reports here, and nowhere else.")}</li>
        <li>${t("Nobody can reset the six words. If you lose them, colleagues still read what was sealed to them; you start again with a new key.")}</li>
      </ul>
      <p>${t("Have pen and paper, or your password manager, at hand.")}</p>
      ${this.problem()}
      <div class="actions">
        <button class="button" type="button" ?disabled=${this.busy} @click=${this.make}>${t("Make my key")}</button>
        ${this.busy ? html`<span class="desk-busy" role="status">${t("Making your key. This takes a few seconds.")}</span>` : ""}
      </div>`;
  }

  private write(): TemplateResult {
    return html`
      <p class="eyebrow">${t("Your key · step 2 of 3")}</p>
      <h1 tabindex="-1">${t("Write down your six words")}</h1>
      <p class="lead">${t("In this order. They are shown only now.")}</p>
      <div class="desk-secret">${wordList(this.words)}</div>
      <p>${t("Keep them where only you can reach them. Do not send them to anybody, and do not keep them beside this computer.")}</p>
      <div class="actions">
        <button class="button" type="button" @click=${() => this.go("again")}>${t("I have written them down")}</button>
      </div>`;
  }

  private again(): TemplateResult {
    return html`
      <p class="eyebrow">${t("Your key · step 3 of 3")}</p>
      <h1 tabindex="-1">${t("Type your six words")}</h1>
      <p class="lead">${t("Your key is opened with them now, so that you know they are right.")}</p>
      ${this.problem()}
      <form @submit=${this.confirm}>
        <div class="field">
          <label class="field__label" for="again">${t("Your six words")}</label>
          <p class="hint" id="again-hint">${t("With spaces or dashes between them.")}</p>
          <input class="input input--code" id="again" dir="ltr" aria-describedby="again-hint" autocomplete="off" autocapitalize="none" spellcheck="false" translate="no" required />
        </div>
        <div class="actions">
          <button class="button" ?disabled=${this.busy}>${t("Open and keep my key")}</button>
          <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.go("words")}>
            ${t("Show the words again")}
          </button>
          ${this.busy ? html`<span class="desk-busy" role="status">${t("Opening your key.")}</span>` : ""}
        </div>
      </form>`;
  }

  private done(): TemplateResult {
    return html`
      <div class="panel">
        <h1 tabindex="-1">${t("Your key is ready")}</h1>
        <p>${t("It is unlocked in this browser until you lock it, or for 30 minutes without work.")}</p>
      </div>
      <h2>${t("Keep a recovery kit")}</h2>
      <p>${t("The kit is your key, still sealed under your six words. With it you can open your reports by any age program, should this server ever be lost.")}</p>
      <div class="actions">
        <button class="button" type="button" @click=${this.finish}>${t("Continue")}</button>
        <button class="button button--secondary" type="button" @click=${this.saveKit}>${t("Download the recovery kit")}</button>
      </div>`;
  }

  private async make(): Promise<void> {
    await this.attempt(async () => {
      const { organisation, member } = this.session.me;
      const made = await this.session.worker.call("makeKey", { organisation: organisation.id, member: member.id });
      this.words = made.passphrase.split("-");
      this.go("words");
    });
  }

  private async confirm(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const input = this.querySelector<HTMLInputElement>("#again");
    await this.attempt(async () => {
      this.stored ??= await this.session.worker.call("confirmKey", { typed: input?.value ?? "" });
      await this.session.api.send("POST", "/key", this.stored);
      this.words = [];
      this.go("done");
    });
  }

  private finish(): Promise<boolean> {
    return this.attempt(() => this.session.adoptKey());
  }

  private saveKit(): void {
    if (this.stored !== null) saveRecoveryKit(this.stored, this.session.me);
  }

  private go(step: Step): void {
    this.step = step;
    this.failure = "";
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("h1")?.focus());
  }
}
