/** Set-up: one or two recovery sheets on paper, then the first list of keys, signed by the first sheet. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement, wordList } from "../element";
import { type PendingView, readAllPending } from "../pending";
import { holdingText } from "../texts";

type Step = "people" | "sheets" | "print" | "check" | "done";
const CHECKED_LETTERS = 8;

@customElement("desk-setup")
export class SetupPage extends DeskElement {
  @state() private step: Step = "people";
  @state() private count: 1 | 2 = 2;
  @state() private sheets: readonly string[] = [];
  @state() private keepers: readonly string[] = [];
  @state() private at = 0;
  @state() private pending: readonly PendingView[] = [];
  @state() private compared: ReadonlySet<string> = new Set();
  @state() private rootWords: readonly string[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(() => this.loadPending());
  }

  protected override render(): TemplateResult {
    const steps = { people: this.people, sheets: this.choose, print: this.print, check: this.check, done: this.done };
    return html`<div class="desk-step">${steps[this.step].call(this)}</div>`;
  }

  private people(): TemplateResult {
    const { me } = this.session;
    const others = this.pending.filter((one) => one.member.id !== me.member.id);
    return html`
      <p class="eyebrow">${t("Set-up · step 1 of 3")}</p>
      <h1 tabindex="-1">${t("Who holds the first keys?")}</h1>
      <p class="lead">${t("The list of keys says whom reports are sealed to. Each later change to it is signed by a handler or coordinator who is already on it, so begin with at least one.")}</p>
      ${this.problem()}
      <ul class="rows">
        ${this.pending.map((one) => this.person(one, one.member.id === me.member.id))}
      </ul>
      ${this.pending.length === 0 && !this.busy ? html`<p class="notice notice--caution">${t("Nobody has made a key yet. Ask a handler or coordinator to sign in and make theirs, then come back.")}</p>` : nothing}
      ${others.length > 0 ? html`<p class="quiet">${t("You can also add them later, on the people page.")}</p>` : nothing}
      <div class="actions">
        <button class="button" type="button" ?disabled=${this.chosen().length === 0} @click=${() => this.go("sheets")}>${t("Continue")}</button>
        <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.attempt(() => this.loadPending())}>${t("Look again")}</button>
      </div>`;
  }

  private person(one: PendingView, own: boolean): TemplateResult {
    const id = `compared-${one.member.id}`;
    return html`
      <li>
        <h2>${own ? t("{name} (you)", { name: one.member.name }) : one.member.name}</h2>
        <p class="quiet">${one.roles.map((held) => holdingText(this.session.me, held)).join(" · ")}</p>
        ${
          own
            ? nothing
            : html`
              ${wordList(one.words)}
              <label class="choice" for=${id}>
                <input type="checkbox" id=${id} .checked=${this.compared.has(one.fingerprint)} @change=${(event: Event) => this.mark(one, event)} />
                <span>${t("I compared these twelve words with {name} by telephone or in person", { name: one.member.name })}</span>
              </label>`
        }
      </li>`;
  }

  private choose(): TemplateResult {
    return html`
      <p class="eyebrow">${t("Set-up · step 2 of 3")}</p>
      <h1 tabindex="-1">${t("Recovery sheets")}</h1>
      <p class="lead">${t("A recovery sheet is a key on paper. Every report is sealed to it too, so that nothing is lost when people leave or forget. Whoever holds a sheet and a copy of the server can read everything: lock it away.")}</p>
      <fieldset class="choices">
        <legend class="field__label">${t("How many?")}</legend>
        <label class="choice"><input type="radio" name="count" .checked=${this.count === 2} @change=${() => this.setCount(2)} />
          <span><span class="choice__label">${t("Two sheets, for two people")}</span><span class="choice__more">${t("Recommended. Needed for reporters who give their name under double lock.")}</span></span></label>
        <label class="choice"><input type="radio" name="count" .checked=${this.count === 1} @change=${() => this.setCount(1)} />
          <span><span class="choice__label">${t("One sheet")}</span><span class="choice__more">${t("Simpler, and enough to recover reports.")}</span></span></label>
      </fieldset>
      ${this.problem()}
      <div class="actions">
        <button class="button" type="button" ?disabled=${this.busy} @click=${this.make}>${t("Make the sheets")}</button>
      </div>`;
  }

  private print(): TemplateResult {
    const identity = this.sheets[this.at] ?? "";
    const { organisation } = this.session.me;
    return html`
      <p class="eyebrow">${t("Set-up · step 3 of 3")}</p>
      <h1 tabindex="-1" class="no-print">${t("Print sheet {number} of {count}", { number: this.at + 1, count: this.sheets.length })}</h1>
      <p class="lead no-print">${t("Print it, or copy it by hand. It is shown only now, and kept nowhere else.")}</p>
      <div class="field no-print">
        <label class="field__label" for="keeper">${t("Who will keep this sheet?")}</label>
        <p class="hint" id="keeper-hint">${this.sheets.length > 1 ? t("Each sheet goes to another person, so that nobody opens alone what takes two. The name is printed and not sent.") : t("The name is printed and not sent.")}</p>
        <input class="input" id="keeper" aria-describedby="keeper-hint" autocomplete="off" autocorrect="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto" .value=${this.keepers[this.at] ?? ""} @input=${this.nameKeeper} />
      </div>
      <div class="desk-sheet">
        <p class="desk-sheet__title">${t("Vouchsafe recovery sheet {number} of {count}", { number: this.at + 1, count: this.sheets.length })}</p>
        <p>${organisation.name}</p>
        <p>${t("Kept by: {name}", { name: this.keepers[this.at]?.trim() || "…………………………………………" })}</p>
        <p class="desk-sheet__code" translate="no">${grouped(identity)}</p>
        <p>${this.sheets.length > 1 ? t("This opens every report of this organisation, and with the other sheet what is kept apart. Keep it offline, under lock, apart from the other sheet.") : t("This opens every report of this organisation. Keep it offline, under lock.")}
        ${t("To use it: vouchsafe recover, or “Use a recovery sheet” at the desk.")}</p>
      </div>
      <div class="actions">
        <button class="button" type="button" @click=${() => globalThis.print()}>${t("Print")}</button>
        <button class="button button--secondary" type="button" @click=${() => this.go("check")}>${t("It is on paper")}</button>
      </div>`;
  }

  private check(): TemplateResult {
    return html`
      <p class="eyebrow">${t("Set-up · step 3 of 3")}</p>
      <h1 tabindex="-1">${t("Check sheet {number}", { number: this.at + 1 })}</h1>
      ${this.problem()}
      <form @submit=${this.confirm}>
        <div class="field">
          <label class="field__label" for="ending">${t("The last {n} letters and digits on the paper", { n: CHECKED_LETTERS })}</label>
          <p class="hint" id="ending-hint">${t("Read them from the paper, not from memory.")}</p>
          <input class="input input--short input--code" id="ending" aria-describedby="ending-hint" autocomplete="off" autocapitalize="characters" spellcheck="false" required />
        </div>
        <div class="actions">
          <button class="button" ?disabled=${this.busy}>${this.at + 1 < this.sheets.length ? t("Next sheet") : t("Sign and publish the list of keys")}</button>
          <button class="button button--secondary" type="button" @click=${() => this.go("print")}>${t("Show the sheet again")}</button>
        </div>
      </form>`;
  }

  private done(): TemplateResult {
    return html`
      <div class="panel">
        <h1 tabindex="-1">${t("Set-up is done")}</h1>
        <p>${t("From now on reports can be sealed to your organisation.")}</p>
      </div>
      <h2>${t("Put these twelve words on your poster")}</h2>
      <p>${t("With them anybody can check that the keys which a report is sealed to are truly yours.")}</p>
      ${wordList(this.rootWords)}
      ${this.problem()}
      <div class="actions">
        <button class="button" type="button" ?disabled=${this.busy} @click=${() => this.attempt(() => this.session.review())}>${t("Go to the desk")}</button>
      </div>`;
  }

  private async loadPending(): Promise<void> {
    await this.session.review();
    this.pending = await readAllPending(this.session);
  }

  /** One's own key, and those whose words were compared. */
  private chosen(): PendingView[] {
    const own = this.session.me.member.id;
    return this.pending.filter((one) => one.member.id === own || this.compared.has(one.fingerprint));
  }

  private mark(one: PendingView, event: Event): void {
    const marked = new Set(this.compared);
    if ((event.target as HTMLInputElement).checked) marked.add(one.fingerprint);
    else marked.delete(one.fingerprint);
    this.compared = marked;
  }

  private nameKeeper(event: Event): void {
    this.keepers = this.keepers.with(this.at, (event.target as HTMLInputElement).value);
  }

  private setCount(count: 1 | 2): void {
    this.count = count;
  }

  private async make(): Promise<void> {
    await this.attempt(async () => {
      this.sheets = (await this.session.worker.call("makeSheets", { count: this.count })).sheets;
      this.keepers = this.sheets.map(() => "");
      this.at = 0;
      this.go("print");
    });
  }

  private async confirm(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const typed = this.querySelector<HTMLInputElement>("#ending")?.value ?? "";
    if (!(this.sheets[this.at] ?? "").endsWith(plain(typed)) || plain(typed).length !== CHECKED_LETTERS) {
      this.failure = t("These are not the last letters and digits of this sheet. Look at the paper again.");
      return;
    }
    if (this.at + 1 < this.sheets.length) {
      this.at += 1;
      this.go("print");
      return;
    }
    await this.attempt(() => this.publish());
  }

  private async publish(): Promise<void> {
    const { organisation } = this.session.me;
    const newcomers = this.chosen().map(({ member, card, roles }) => ({ member: member.id, card, holdings: roles }));
    const { worker, api } = this.session;
    const { entry, cards, rootWords } = await worker.call("found", { organisation: organisation.id, newcomers });
    await api.send("POST", "/directory/entries", { entry, cards });
    await worker.call("forgetSheets", {});
    this.sheets = [];
    this.rootWords = rootWords;
    this.go("done");
  }

  private go(step: Step): void {
    this.step = step;
    this.failure = "";
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("h1")?.focus());
  }
}

/** Letters without spaces or dashes, in capitals. */
function plain(typed: string): string {
  return typed.replace(/[\s-]/g, "").toUpperCase();
}

/** The beginning that all keys share, then groups of four, which are easier to copy and to compare. */
function grouped(identity: string): string {
  const [, beginning = "", rest = ""] = /^(AGE-SECRET-KEY-PQ-1)?(.*)$/.exec(identity) ?? [];
  return `${beginning} ${rest.replace(/(.{4})(?=.)/g, "$1 ")}`.trim();
}
