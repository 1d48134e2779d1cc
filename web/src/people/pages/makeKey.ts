/** A new key: made in this browser, its passphrase typed again, its recovery kit tried; the first, or after losing all. */
import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { fromHex, toBase64 } from "../../vault/bytes";
import { DeskElement } from "../element";
import "./kit";
import "./passphrase";

type Step = "explain" | "passphrase" | "kit" | "done";

@customElement("desk-make-key")
export class MakeKeyPage extends DeskElement {
  /** Fingerprint (hex) of the key that is given up for the new one; "" for a first key. */
  @property() replaces = "";
  @state() private step: Step = "explain";
  private card = "";

  protected override render(): TemplateResult {
    const steps = { explain: this.explain, passphrase: this.passphrase, kit: this.kit, done: this.done };
    return html`<div class="desk-step">${steps[this.step].call(this)}</div>`;
  }

  private explain(): TemplateResult {
    return html`
      <p class="eyebrow">${t("Your key · step 1 of 3")}</p>
      <h1 tabindex="-1">${this.replaces === "" ? t("Make your key") : t("Give up your key for a new one")}</h1>
      ${this.replaces === "" ? this.forFirst() : this.forNext()}
      <p>${t("Have pen and paper, or your password manager, at hand.")}</p>
      ${this.problem()}
      <div class="actions">
        <button class="button ${this.replaces === "" ? "" : "button--danger"}" type="button" ?disabled=${this.busy} @click=${this.make}>${t("Make my key")}</button>
        ${this.replaces === "" ? "" : html`<a href="/">${t("Keep my key")}</a>`}
        ${this.busy ? html`<span class="desk-busy" role="status">${t("Making your key. This takes a few seconds.")}</span>` : ""}
      </div>`;
  }

  private forFirst(): TemplateResult {
    return html`
      <p class="lead">${t("Reports are sealed to your own key. This browser makes it; the server never sees it open.")}</p>
      <ul>
        <li>${t("You sign in with your password or a passkey: that tells the server who you are.")}</li>
        <li>${t("You unlock your key with six words, or with a passkey: that opens reports here, and nowhere else.")}</li>
        <li>${t("Nobody can reset the six words. A recovery kit, which you make now, opens your key when they are lost.")}</li>
      </ul>`;
  }

  private forNext(): TemplateResult {
    return html`
      <p class="lead">${t("Only when passphrase, passkeys and recovery kit are all lost, or when somebody else may have your key.")}</p>
      <ul>
        <li>${t("What opens the former key is deleted from the server, at once and for good.")}</li>
        <li>${t("A colleague has to compare the new key's words with you. Until then you read no reports.")}</li>
        <li>${t("Nothing that was reported is lost: colleagues and the recovery sheets still open it, and can share it with your new key.")}</li>
      </ul>`;
  }

  private passphrase(): TemplateResult {
    return html`<desk-passphrase .session=${this.session} .eyebrow=${t("Your key · step 2 of 3")} .keep=${(typed: string) => this.keep(typed)}></desk-passphrase>`;
  }

  private kit(): TemplateResult {
    return html`<desk-kit .session=${this.session} .eyebrow=${t("Your key · step 3 of 3")} laid .card=${this.card} .finish=${async () => this.go("done")}></desk-kit>`;
  }

  private done(): TemplateResult {
    return html`
      <div class="panel">
        <h1 tabindex="-1">${t("Your key is ready")}</h1>
        <p>${t("It is unlocked in this browser until you lock it, or for 30 minutes without work.")}</p>
      </div>
      ${this.problem()}
      <div class="actions"><button class="button" type="button" @click=${this.finish}>${t("Continue")}</button></div>`;
  }

  private async make(): Promise<void> {
    await this.attempt(async () => {
      const { organisation, member } = this.session.me;
      await this.session.worker.call("makeKey", { organisation: organisation.id, member: member.id });
      this.go("passphrase");
    });
  }

  private async keep(typed: string): Promise<void> {
    const stored = await this.session.worker.call("confirmKey", { typed });
    const given = this.replaces === "" ? {} : { replaces: toBase64(fromHex(this.replaces)) };
    await this.session.api.send("POST", "/key", { ...stored, ...given });
    this.card = stored.card;
    this.go("kit");
  }

  private async finish(): Promise<void> {
    const finished = await this.attempt(() => this.session.adoptKey());
    if (finished) this.dispatchEvent(new CustomEvent("go", { detail: { page: "inbox" }, bubbles: true }));
  }

  private go(step: Step): void {
    this.step = step;
    this.failure = "";
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("h1")?.focus());
  }
}
