/** Using a recovery sheet: nobody with a key is left, so the sheet introduces this member and gives the cases back. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { nt, t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { has } from "../../people/stage";
import type { Progress } from "../regranting";

type Step = "type" | "introduce" | "give" | "done";

@customElement("desk-recovery")
export class RecoveryPage extends DeskElement {
  @state() private step: Step = "type";
  @state() private progress: Progress | null = null;

  override disconnectedCallback(): void {
    void this.session.worker.call("dropSheet", {}).catch(() => {}); // a worker that ended has forgotten it
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const steps = { type: this.type, introduce: this.introduce, give: this.give, done: this.done };
    return html`<div class="desk-step">${steps[this.step].call(this)}</div>`;
  }

  private type(): TemplateResult {
    return html`
      <p class="eyebrow">${t("When keys are lost")}</p>
      <h1 tabindex="-1">${t("Use a recovery sheet")}</h1>
      <p class="lead">${t("Only when no colleague with a key is left who could do it. The record keeps that the sheet was used, and every colleague's desk warns of it.")}</p>
      ${this.problem()}
      <form @submit=${this.take}>
        <div class="field">
          <label class="field__label" for="sheet">${t("The letters and digits on the sheet")}</label>
          <p class="hint" id="sheet-hint">${t("Spaces, line breaks and small letters do not matter. They stay in this browser and are forgotten when you leave this page.")}</p>
          <textarea
            class="input input--code"
            id="sheet"
            dir="ltr"
            rows="5"
            aria-describedby="sheet-hint"
            aria-invalid=${this.failure === "" ? "false" : "true"}
            autocomplete="off"
            autocorrect="off"
            autocapitalize="characters"
            spellcheck="false"
            translate="no"
            writingsuggestions="false"
            required
          ></textarea>
        </div>
        <div class="actions"><button class="button" ?disabled=${this.busy}>${t("Continue")}</button></div>
      </form>`;
  }

  private introduce(): TemplateResult {
    return html`
      <p class="eyebrow">${t("When keys are lost")}</p>
      <h1 tabindex="-1">${t("Put your key on the list of keys")}</h1>
      <p class="lead">${t("From then on reports are sealed to you too, and you can add colleagues yourself. The twelve words on your poster stay as they are.")}</p>
      <p class="notice notice--danger">${t("Every colleague's desk will say that a recovery sheet signed this change, until they have asked who used it. Tell them yourself, by telephone or in person.")}</p>
      ${this.problem()}
      <div class="actions">
        <button class="button button--danger" type="button" ?disabled=${this.busy} @click=${this.sign}>${t("Sign the list of keys with this sheet")}</button>
      </div>`;
  }

  private give(): TemplateResult {
    const { progress } = this;
    return html`
      <p class="eyebrow">${t("When keys are lost")}</p>
      <h1 tabindex="-1">${t("Get the open cases back")}</h1>
      <p class="lead">${t("The sheet opens the keys of your channels' cases, and this browser seals them to those who handle them now. What is kept apart stays with the sheets.")}</p>
      ${this.problem()}
      ${
        this.busy && progress !== null
          ? html`<progress class="meter" max=${Math.max(1, progress.total)} .value=${progress.done} aria-label=${t("Cases gone through")}></progress>`
          : nothing
      }
      <div class="actions">
        <button class="button" type="button" ?disabled=${this.busy} @click=${this.handOn}>${t("Give the cases back")}</button>
      </div>`;
  }

  private done(): TemplateResult {
    const { granted = 0, unverified = [], unaccepted = [] } = this.progress ?? {};
    return html`
      <div class="panel">
        <h1 tabindex="-1">${t("The sheet is no longer needed")}</h1>
        <p role="status">${nt("{n} key was given back.", "{n} keys were given back.", granted)}</p>
        <p>${t("It is forgotten here. Put it back under lock, and write on its envelope when it was used and why.")}</p>
      </div>
      ${unverified.length > 0 ? html`<p class="notice notice--caution">${nt("{n} case could not be verified, so nothing of it was given back.", "{n} cases could not be verified, so nothing of them was given back.", unverified.length)}</p>` : nothing}
      ${unaccepted.length > 0 ? html`<p class="notice notice--caution">${t("Some who handle these cases have keys that you have not compared yet. Compare them on the people page; they get the cases from you then.")}</p>` : nothing}
      <div class="actions"><a class="button" href="/">${t("Go to the cases")}</a></div>`;
  }

  private async take(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const field = this.querySelector<HTMLTextAreaElement>("#sheet");
    await this.attempt(async () => {
      await this.session.worker.call("takeSheet", { typed: field?.value ?? "" });
      this.next();
    });
  }

  private async sign(): Promise<void> {
    const { me, roster, worker, api } = this.session;
    await this.attempt(async () => {
      const newcomer = { member: me.member.id, card: me.key?.card ?? "", holdings: me.roles };
      const { entry } = await worker.call("introduceBySheet", { newcomer, roster });
      await api.send("POST", "/directory/entries", { entry, cards: [] });
      await this.session.review();
      this.next();
    });
  }

  private async handOn(): Promise<void> {
    const { worker, token } = this.session;
    await this.attempt(async () => {
      this.progress = await worker.call("handOnBySheet", { token }, (now) => {
        this.progress = now;
      });
      await worker.call("dropSheet", {});
      this.go("done");
    });
  }

  /** A coordinator who reads no case is done once their key is on the list. */
  private next(): void {
    const { trust, me } = this.session;
    this.go(trust?.listed !== true ? "introduce" : has(me, "handler") ? "give" : "done");
  }

  private go(step: Step): void {
    this.step = step;
    this.failure = "";
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("h1")?.focus());
  }
}
