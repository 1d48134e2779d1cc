/** The member's own key: its words for a colleague to compare, what opens it, the lock. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { changePassphrase } from "../changePassphrase";
import { DeskElement, wordList } from "../element";
import type { Opening } from "../ownKey";
import { askForTouch } from "../touches";
import "./kit";
import "./passphrase";
import "./ways";

/** GET /api/v1/key/passkeys. */
interface Passkey {
  readonly credential: string;
  readonly name: string;
  readonly opens: boolean;
}

/** open: the key is opened once more, for what comes next. */
type Step = "view" | "open" | "passphrase" | "kit" | "passkey";

@customElement("desk-own-key")
export class OwnKeyPage extends DeskElement {
  @state() private step: Step = "view";
  @state() private passkeys: readonly Passkey[] = [];
  @state() private said = "";
  private next: "passphrase" | "passkey" = "passphrase";
  private chosen: Passkey | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(() => this.load());
  }

  override disconnectedCallback(): void {
    if (this.session.unlocked) void this.session.worker.call("putKeyAway", {});
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const steps = {
      view: this.view,
      open: this.open,
      passphrase: this.passphrase,
      kit: this.kit,
      passkey: this.passkey,
    };
    return this.step === "view" ? this.view() : html`<div class="desk-step">${steps[this.step].call(this)}</div>`;
  }

  private view(): TemplateResult {
    return html`
      <h1 tabindex="-1">${t("Your key")}</h1>
      <p role="status" class=${this.said === "" ? "visually-hidden" : "notice notice--good"}>${this.said}</p>
      ${this.problem()}
      ${this.words()}
      <section class="folio">
        <h2>${t("Passphrase")}</h2>
        <div>
          <p>${t("Six drawn words, or your own. A new one takes the place of the present one, which then opens nothing.")}</p>
          <button class="button button--secondary" type="button" @click=${() => this.begin("passphrase")}>${t("Change the passphrase")}</button>
        </div>
      </section>
      ${this.ways()}
      <section class="folio">
        <h2>${t("Recovery kit")}</h2>
        <div>
          <p>${t("A file and six words of its own, for the day when passphrase and passkeys are lost. It opens with any age program too. An older kit opens your key as well: destroy it when you make a new one.")}</p>
          <button class="button button--secondary" type="button" @click=${() => this.go("kit")}>${t("Make a new recovery kit")}</button>
        </div>
      </section>
      <section class="folio">
        <h2>${t("Lock")}</h2>
        <div>
          <p>${t("Locking forgets your key in every tab of this browser. Do it whenever you leave.")}</p>
          <button class="button" type="button" @click=${() => this.session.lock()}>${t("Lock now")}</button>
        </div>
      </section>`;
  }

  private words(): TemplateResult {
    const { trust } = this.session;
    return html`
      <section class="folio">
        <h2>${t("Its twelve words")}</h2>
        <div>
          <p>${t("They are the same for everybody who has your true key. Read them to a colleague by telephone or in person, never through this site or by e-mail.")}</p>
          ${wordList(trust?.ownWords ?? [])}
          <p class="quiet">${
            trust?.listed
              ? t("Your key is in your organisation's list of keys: reports are sealed to it.")
              : t("Your key is not in your organisation's list of keys yet.")
          }</p>
        </div>
      </section>`;
  }

  private ways(): TemplateResult {
    return html`
      <section class="folio">
        <h2>${t("Passkeys")}</h2>
        <div>
          <p>${t("A passkey can open your key: one touch then signs you in and unlocks. What it puts out for that stays in your browser.")}</p>
          <ul class="rows" ?hidden=${this.passkeys.length === 0}>
            ${this.passkeys.map(
              (passkey) => html`
                <li>
                  <div class="desk-members__head"><h3><bdi>${passkey.name}</bdi></h3>${passkey.opens ? html`<span class="tag tag--good">${t("opens your key")}</span>` : nothing}</div>
                  ${passkey.opens ? nothing : html`<button class="button button--secondary" type="button" @click=${() => this.begin("passkey", passkey)}>${t("Let {name} open my key", { name: passkey.name })}</button>`}
                </li>`,
            )}
          </ul>
          <p><a href="/account/passkeys/new/">${t("Add a passkey")}</a></p>
        </div>
      </section>`;
  }

  private open(): TemplateResult {
    return html`
      <h1 tabindex="-1">${t("Open your key once more")}</h1>
      <p class="lead">${t("While it is unlocked, not even this page can copy it. To seal it anew, it has to be opened.")}</p>
      <desk-ways .session=${this.session} .label=${t("Continue")} .act=${(opening: Opening) => this.lay(opening)}></desk-ways>
      ${this.back()}`;
  }

  private passphrase(): TemplateResult {
    return html`
      <desk-passphrase .session=${this.session} .eyebrow=${t("A new passphrase")} .keep=${async (typed: string) => {
        await changePassphrase(this.session, typed);
        await this.done(t("Your passphrase is changed. The old one opens nothing any more."));
      }}></desk-passphrase>
      ${this.back()}`;
  }

  private kit(): TemplateResult {
    return html`
      <desk-kit .session=${this.session} .card=${this.session.me.key?.card ?? ""} .finish=${() => this.done(t("Your new recovery kit works."))}></desk-kit>
      ${this.back()}`;
  }

  private passkey(): TemplateResult {
    const name = this.chosen?.name ?? "";
    return html`
      <h1 tabindex="-1">${t("Use the passkey now")}</h1>
      <p class="lead">${t("Your browser asks for {name} once, and your key is sealed under what it puts out.", { name })}</p>
      ${this.problem()}
      <div class="actions"><button class="button" type="button" ?disabled=${this.busy} @click=${this.wrap}>${t("Use {name}", { name })}</button></div>
      ${this.back()}`;
  }

  private back(): TemplateResult {
    return html`<p><button class="button button--quiet" type="button" @click=${() => this.done("")}>${t("Back to your key")}</button></p>`;
  }

  private async load(): Promise<void> {
    this.passkeys = (await this.session.api.get<{ passkeys: Passkey[] }>("/key/passkeys")).passkeys;
  }

  private begin(next: "passphrase" | "passkey", chosen: Passkey | null = null): void {
    this.next = next;
    this.chosen = chosen;
    this.go("open");
  }

  private async lay(opening: Opening): Promise<void> {
    const { key, member } = this.session.me;
    if (key === null) return;
    await this.session.worker.call("layKey", { member: member.id, stored: key, opening });
    this.go(this.next);
  }

  private async wrap(): Promise<void> {
    await this.attempt(async () => {
      const { worker, api } = this.session;
      const touch = await askForTouch([this.chosen?.credential ?? ""]);
      await api.send("POST", "/key/wraps", await worker.call("wrapKey", touch));
      await this.done(t("{name} opens your key from now on.", { name: this.chosen?.name ?? "" }));
    });
  }

  private async done(said: string): Promise<void> {
    await this.session.worker.call("putKeyAway", {});
    await this.session.review();
    await this.load();
    this.said = said;
    this.go("view");
  }

  private go(step: Step): void {
    this.step = step;
    this.failure = "";
    if (step !== "view") this.said = "";
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("h1")?.focus());
  }
}
