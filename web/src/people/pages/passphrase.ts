/** A passphrase for the key that lies open in the worker: six drawn words, or one's own; kept once it was typed again. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement, wordList } from "../element";
import type { Strength } from "../strength";

type Step = "words" | "own" | "again";

@customElement("desk-passphrase")
export class PassphrasePages extends DeskElement {
  /** Confirms what was typed, and keeps it. What it throws is shown here. */
  @property({ attribute: false }) keep!: (typed: string) => Promise<void>;
  @property() eyebrow = "";
  @state() private step: Step = "words";
  @state() private words: readonly string[] = [];
  @state() private strength: Strength | null = null;
  private typing = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.draw();
  }

  protected override render(): TemplateResult {
    const steps = { words: this.write, own: this.own, again: this.again };
    return html`${this.eyebrow === "" ? nothing : html`<p class="eyebrow">${this.eyebrow}</p>`}${steps[this.step].call(this)}`;
  }

  private write(): TemplateResult {
    return html`
      <h1 tabindex="-1">${t("Write down your six words")}</h1>
      <p class="lead">${t("In this order. They are shown only now.")}</p>
      ${this.problem()}
      ${
        this.words.length === 0
          ? html`<p class="desk-busy" role="status">${t("Sealing your key. This takes a few seconds.")}</p>`
          : html`<div class="desk-secret">${wordList(this.words)}</div>`
      }
      <p>${t("Keep them where only you can reach them. Do not send them to anybody, and do not keep them beside this computer.")}</p>
      <div class="actions">
        <button class="button" type="button" ?disabled=${this.words.length === 0} @click=${() => this.go("again")}>${t("I have written them down")}</button>
        <button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${() => this.go("own")}>${t("Choose my own passphrase instead")}</button>
      </div>`;
  }

  private own(): TemplateResult {
    return html`
      <h1 tabindex="-1">${t("Your own passphrase")}</h1>
      <p class="lead">${t("Five or more words that have nothing to do with each other, or with you. Nothing that you use elsewhere.")}</p>
      ${this.problem()}
      <form @submit=${this.propose}>
        <div class="field">
          <label class="field__label" for="own">${t("Your own passphrase")}</label>
          <p class="hint" id="own-hint">${t("Capitals, spaces and signs count.")}</p>
          <input class="input input--code" id="own" dir="auto" aria-describedby="own-hint own-strength" autocomplete="off" autocapitalize="none" spellcheck="false" translate="no" required @input=${this.weigh} />
          <p id="own-strength" class="desk-strength" role="status" data-level=${this.strength?.level ?? nothing}>${strengthText(this.strength)}</p>
        </div>
        <div class="actions">
          <button class="button" ?disabled=${this.busy}>${t("Use this passphrase")}</button>
          <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${this.draw}>${t("Draw six words for me")}</button>
          ${this.busy ? html`<span class="desk-busy" role="status">${t("Sealing your key. This takes a few seconds.")}</span>` : nothing}
        </div>
      </form>`;
  }

  private again(): TemplateResult {
    const drawn = this.words.length > 0;
    return html`
      <h1 tabindex="-1">${drawn ? t("Type your six words") : t("Type your passphrase again")}</h1>
      <p class="lead">${t("Your key is opened with it now, so that you know it is right.")}</p>
      ${this.problem()}
      <form @submit=${this.confirm}>
        <div class="field">
          <label class="field__label" for="again">${drawn ? t("Your six words") : t("Your own passphrase")}</label>
          <p class="hint" id="again-hint">${drawn ? t("With spaces or dashes between them.") : t("Capitals, spaces and signs count.")}</p>
          <input class="input input--code" id="again" dir="auto" aria-describedby="again-hint" autocomplete="off" autocapitalize="none" spellcheck="false" translate="no" required />
        </div>
        <div class="actions">
          <button class="button" ?disabled=${this.busy}>${t("Open and keep my key")}</button>
          <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.go(drawn ? "words" : "own")}>
            ${drawn ? t("Show the words again") : t("Choose another passphrase")}
          </button>
          ${this.busy ? html`<span class="desk-busy" role="status">${t("Opening your key.")}</span>` : nothing}
        </div>
      </form>`;
  }

  private async draw(): Promise<void> {
    this.words = [];
    this.go("words");
    await this.attempt(async () => {
      const { passphrase } = await this.session.worker.call("proposeWords", {});
      this.words = passphrase.split("-");
    });
  }

  /** Only the newest answer counts: word lists are loaded with the first. */
  private async weigh(event: InputEvent): Promise<void> {
    this.typing += 1;
    const { typing } = this;
    const passphrase = (event.target as HTMLInputElement).value;
    const strength = await this.session.worker.call("assess", { passphrase, known: this.known });
    if (typing === this.typing) this.strength = passphrase === "" ? null : strength;
  }

  private async propose(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const passphrase = this.querySelector<HTMLInputElement>("#own")?.value ?? "";
    await this.attempt(async () => {
      await this.session.worker.call("proposeOwn", { passphrase, known: this.known });
      this.words = [];
      this.go("again");
    });
  }

  private async confirm(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const typed = this.querySelector<HTMLInputElement>("#again")?.value ?? "";
    await this.attempt(() => this.keep(typed));
  }

  /** What others know of the member, and would try first. */
  private get known(): readonly string[] {
    const { member, organisation, channels } = this.session.me;
    return [member.name, member.email, organisation.name, ...channels.map(({ name }) => name)];
  }

  private go(step: Step): void {
    this.step = step;
    this.failure = "";
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("h1")?.focus());
  }
}

/** What a weighed passphrase is told. */
export function strengthText(strength: Strength | null): string {
  if (strength === null) return "";
  const texts = {
    refused: t("Too easy to guess: it will not be taken. Add words that nobody would expect beside each other."),
    fair: t("Hard to guess."),
    good: t("Very hard to guess."),
  };
  return texts[strength.level];
}
