/** A redacted copy of what somebody wrote: words are marked or named, and one mark stands in their place. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CaseReading } from "../cases/caseReading";
import { t } from "../common/i18n";
import { DeskElement } from "../people/element";
import { without, withoutAll } from "./blackout";
import { CopyKeeper } from "./keeping";

/** What is to be redacted: its sealed hash (hex), its text as the desk shows it, and what the copy is called. */
export interface Original {
  readonly hash: string;
  readonly text: string;
  readonly name: string;
}

/** Fires "sent" with a sentence once the copy is kept. */
@customElement("desk-text-redactor")
export class TextRedactor extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @state() private original: Original | null = null;
  @state() private text = "";
  @state() private doing = "";
  private keeper: CopyKeeper | null = null;

  async open(original: Original): Promise<void> {
    this.original = original;
    this.text = original.text;
    this.failure = "";
    this.keeper = new CopyKeeper(this.session, this.reading.id);
    await this.updateComplete;
    this.querySelector("dialog")?.showModal();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { original } = this;
    if (original === null) return nothing;
    const same = this.text === original.text;
    return html`
      <dialog class="viewer viewer--text" aria-labelledby="redact-title" @close=${this.onClose} @keydown=${this.onKeydown}>
        <header class="viewer__bar"><h2 class="viewer__name" id="redact-title">${t("Redacted copy of a text")}</h2></header>
        <form class="redact" @submit=${this.save}>
          <p class="hint">${t("Mark words and black them out, or name words to black out everywhere. Every mark is as long as any other. The reporter can see the copy too.")}</p>
          ${this.problem()}
          <div class="field">
            <label class="field__label" for="redact-text">${t("The text of the copy")}</label>
            <textarea class="input redact__text" id="redact-text" dir="auto" inputmode="none" spellcheck="false" translate="no"
              .value=${this.text} @beforeinput=${(event: Event) => event.preventDefault()}></textarea>
          </div>
          <div class="redact__bar">
            <button class="button button--secondary" type="button" @click=${this.blackOut}>${t("Black out what is marked")}</button>
            <button class="button button--secondary" type="button" ?disabled=${same} @click=${this.restore}>${t("Begin again")}</button>
          </div>
          <div class="field">
            <label class="field__label" for="redact-words">${t("Words to black out everywhere")}</label>
            <input class="input" id="redact-words" autocomplete="off" spellcheck="false" dir="auto" @keydown=${this.onWordsKey} />
          </div>
          <button class="button button--secondary" type="button" @click=${this.blackOutAll}>${t("Black out these words")}</button>
          <div class="actions">
            <button class="button" ?disabled=${same || this.busy}>${t("Keep the redacted copy")}</button>
            <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${this.close}>${t("Discard")}</button>
            <span class="desk-busy" role="status">${this.doing}</span>
          </div>
        </form>
      </dialog>`;
  }

  private get area(): HTMLTextAreaElement | null {
    return this.querySelector("#redact-text");
  }

  private async blackOut(): Promise<void> {
    const { area } = this;
    if (area === null) return;
    const { selectionStart, selectionEnd, scrollTop } = area;
    this.text = without(this.text, selectionStart, selectionEnd);
    await this.updateComplete;
    area.focus();
    area.setSelectionRange(selectionStart, selectionStart);
    area.scrollTop = scrollTop;
  }

  private blackOutAll(): void {
    const words = this.querySelector<HTMLInputElement>("#redact-words");
    if (words !== null) this.text = withoutAll(this.text, words.value);
  }

  /** Enter in this field is for its words, not for the whole copy. */
  private onWordsKey(event: KeyboardEvent): void {
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.blackOutAll();
  }

  private restore(): void {
    this.text = this.original?.text ?? "";
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { original, text, keeper } = this;
    if (original === null || keeper === null) return;
    const name = `${t("{name} (redacted)", { name: original.name })}.txt`;
    const done = await this.attempt(async () => {
      this.doing = t("Sealing and sending.");
      const make = async () => new File([text], name, { type: "text/plain" });
      await keeper.keep(original.hash, JSON.stringify([original.hash, text]), make, () => undefined);
    });
    this.doing = "";
    if (!done) return;
    this.close();
    const detail = t("The redacted copy is kept in the case.");
    this.dispatchEvent(new CustomEvent("sent", { detail, bubbles: true }));
  }

  private close(): void {
    this.querySelector("dialog")?.close();
  }

  /** What was blacked out is discarded by the button alone. */
  private onKeydown(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.text !== this.original?.text) event.preventDefault();
  }

  private onClose(): void {
    this.original = null;
    this.text = "";
  }
}
