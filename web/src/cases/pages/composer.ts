/** Writing: an answer that the reporter reads, or a note that only handlers read. They never look alike. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { Unsent } from "../../common/unsent";
import { DeskElement } from "../../people/element";
import type { CaseReading } from "../caseReading";
import { ANSWERS } from "../snippetTexts";
import { withDeskKey } from "./deskKey";
import "./files";
import type { Files } from "./files";
import "./snippets";

type Mode = "answer" | "note";

/** Fires "sent" with a sentence once the server has stored what was written, and "reread" with a reading made meanwhile. */
@customElement("desk-composer")
export class Composer extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @state() private mode: Mode = "answer";
  @state() private drafts: Record<Mode, string> = { answer: "", note: "" };
  private readonly unsent = new Unsent();

  protected override render(): TemplateResult {
    const isNote = this.mode === "note";
    const { isRoom } = this.reading;
    const may = isNote ? this.reading.mayNote : this.reading.mayAnswer;
    return html`
      <section class="composer desk-composer desk-composer--${this.mode}" aria-labelledby="composer-title">
        <h2 id="composer-title">${t("Write")}</h2>
        <div class="desk-tabs" role="group" aria-label=${t("Who will read it?")}>
          ${this.tab("answer", isRoom ? t("Write to the person concerned") : t("Answer the reporter"))} ${this.tab("note", t("Internal note"))}
        </div>
        <p class="desk-composer__reader">
          ${isRoom ? readersInRoom(isNote) : isNote ? t("Only handlers read this. The reporter does not see that it exists.") : t("The reporter will read this.")}
        </p>
        ${may ? this.form(isNote) : this.closed(isNote)}
      </section>`;
  }

  private tab(mode: Mode, label: string): TemplateResult {
    return html`
      <button type="button" class="desk-tabs__tab" aria-pressed=${this.mode === mode} @click=${() => this.choose(mode)}>${label}</button>`;
  }

  private form(isNote: boolean): TemplateResult {
    const text = this.drafts[this.mode];
    return html`
      ${this.problem()}
      <form @submit=${this.submit}>
        <div class="field">
          <label class="visually-hidden" for="composer">${isNote ? t("Internal note") : this.reading.isRoom ? t("To the person concerned") : t("Answer to the reporter")}</label>
          <textarea class="input" id="composer" autocomplete="off" autocorrect="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto" ?disabled=${this.busy}
            .value=${text} @input=${this.onInput}></textarea>
        </div>
        ${isNote ? nothing : html`<desk-snippets .session=${this.session} .name=${"composer"} .purposes=${this.reading.isRoom ? [] : ANSWERS} .written=${this.written()} @insert=${this.insert}></desk-snippets>`}
        <desk-files ?hidden=${isNote} .session=${this.session} .caseId=${this.reading.id} .held=${this.busy} @files=${() => this.requestUpdate()}></desk-files>
        <div class="actions">
          <button class="button ${isNote ? "button--secondary" : ""}" ?disabled=${this.busy || text.trim() === "" || (!isNote && !this.filesAreReady)}>
            ${isNote ? t("Seal and keep the note") : t("Seal and send the answer")}
          </button>
          ${this.busy ? html`<span class="desk-busy" role="status">${t("Sealing and sending.")}</span>` : nothing}
          ${isNote || this.filesAreReady ? nothing : html`<span class="quiet">${t("Wait until every file is sent, or take it out.")}</span>`}
        </div>
      </form>`;
  }

  private get files(): Files | null {
    return this.querySelector<Files>("desk-files");
  }

  private get filesAreReady(): boolean {
    const { underway = 0, failed = 0 } = this.files?.queue.standing ?? {};
    return underway + failed === 0;
  }

  private closed(isNote: boolean): TemplateResult {
    return html`
      <div class="notice notice--caution">
        <p>${isNote ? t("No note can be sealed in this case. See the warnings above.") : t("No answer can be sealed in this case. See the warnings above.")}</p>
      </div>`;
  }

  private choose(mode: Mode): void {
    if (this.busy) return;
    this.mode = mode;
    this.failure = "";
  }

  private onInput(event: InputEvent): void {
    this.drafts = { ...this.drafts, [this.mode]: (event.target as HTMLTextAreaElement).value };
  }

  /** What the reporter wrote last: its script says in which language to answer. */
  private written(): string {
    const own = this.reading.entries.filter((entry) => entry.readable && entry.author.kind === "reporter");
    return JSON.stringify(own.at(-1) ?? "");
  }

  private insert(event: CustomEvent<string>): void {
    const before = this.drafts.answer.trim();
    this.drafts = { ...this.drafts, answer: before === "" ? event.detail : `${before}\n\n${event.detail}` };
    this.querySelector<HTMLTextAreaElement>("#composer")?.focus();
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { mode } = this;
    const text = this.drafts[mode].trim();
    if (text === "") return;
    const sent = await this.attempt(() => this.send(mode, text));
    if (!sent) {
      if (!this.isConnected) this.files?.drop(); // the page was left meanwhile
      return;
    }
    this.drafts = { ...this.drafts, [mode]: "" };
    const told = this.reading.isRoom
      ? t("It is sent. The person concerned reads it when they come back.")
      : t("The answer is sent. The reporter reads it when they come back.");
    const said = mode === "note" ? t("The note is kept.") : told;
    this.dispatchEvent(new CustomEvent("sent", { detail: said, bubbles: true }));
  }

  private async send(mode: Mode, text: string): Promise<void> {
    const { api, worker } = this.session;
    const { id } = this.reading;
    const files = mode === "answer" ? (this.files?.queue.blobs ?? []) : [];
    await this.unsent.post(api, `/cases/${id}/items`, [mode, text, files], async () => {
      if (mode === "note" && this.reading.needsDeskKey) await this.makeDeskKey();
      return mode === "note" ? worker.call("sealNote", { id, text }) : worker.call("sealAnswer", { id, text, files });
    });
    if (mode === "answer") await worker.call("answerSent", { id });
    if (mode === "answer") this.files?.queue.clear();
  }

  private async makeDeskKey(): Promise<void> {
    this.reading = await withDeskKey(this.session, this.reading);
    this.dispatchEvent(new CustomEvent("reread", { detail: this.reading, bubbles: true }));
  }
}

function readersInRoom(isNote: boolean): string {
  return isNote
    ? t("Only handlers read this. The person concerned does not see that it exists.")
    : t("The person concerned will read this. Never say who reported, nor what would show it.");
}
