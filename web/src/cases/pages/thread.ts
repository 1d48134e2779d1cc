/** The conversation in verified order. Everything opened is bound as text; what could not be opened says why. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { documentView } from "../../apart/view";
import { type LabelledAnswer, labelledAnswers } from "../../common/answered";
import type { Definition } from "../../common/definition";
import { saveFile } from "../../common/download";
import { t } from "../../common/i18n";
import { removedBefore } from "../../common/metadata";
import { outcomeName } from "../../common/outcomes";
import { readableSize } from "../../common/sizes";
import { handedOverView, stepView, toldOf } from "../../handover/view";
import { DeskElement } from "../../people/element";
import { DeskError } from "../../people/errors";
import { dayText } from "../../people/texts";
import { toldView } from "../../protection/view";
import type { Viewer } from "../../viewing/viewer";
import { isRecording, RECORDING } from "../../voice/wav";
import type { CaseReading, EntryView, FileView } from "../caseReading";
import { copiesOf, originalOf } from "../copies";
import type { OfferedFile } from "../downloading";
import { authorName, kindName, purposeName, reasonText } from "../texts";
import { twoPersonView } from "./acts";
import "../../viewing/textRedactor";
import type { TextRedactor } from "../../viewing/textRedactor";
import "../../viewing/viewer";
import { conclusionView } from "./conclusionView";

/** The answer that becomes the title (channel contract): it need not stand twice on the page. */
const HEADLINE = "headline";

/** Kinds under the desk key: the reporter cannot read them. */
const INTERNAL: readonly string[] = ["note", "memo", "proposal", "verdict", "conclusion"];

type Readable = Extract<EntryView, { readable: true }>;
type Unreadable = Extract<EntryView, { readable: false }>;

@customElement("desk-thread")
export class Thread extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @property({ attribute: false }) definition: Definition | null = null;
  /** The manifest being fetched, and how far it is (0 to 1). */
  @state() private fetching: { id: string; share: number } | null = null;
  /** The manifest of the recording that can be heard, and where its verified bytes are. */
  @state() private playing: { id: string; address: string } | null = null;

  protected override render(): TemplateResult {
    return html`
      <h2 class="visually-hidden">${t("Conversation")}</h2>
      <ol class="thread">
        ${this.reading.entries.map((entry) => html`<li>${entry.readable ? this.letter(entry) : this.unreadable(entry)}</li>`)}
      </ol>
      ${this.problem()}
      <desk-viewer .session=${this.session} .reading=${this.reading}></desk-viewer>
      <desk-text-redactor .session=${this.session} .reading=${this.reading}></desk-text-redactor>`;
  }

  private get copies(): ReadonlyMap<string, FileView> {
    return copiesOf(this.reading);
  }

  override disconnectedCallback(): void {
    this.play(null);
    super.disconnectedCallback();
  }

  private letter(entry: Readable): TemplateResult {
    const look = INTERNAL.includes(entry.kind)
      ? "letter--note"
      : entry.author.kind === "reporter"
        ? ""
        : "letter--handler";
    return html`
      <article class="letter ${look}">
        <header class="letter__head">
          <h3 class="letter__author">${authorName(entry.author)}</h3>
          <span class="letter__day">${dayText(entry.day)}</span>
          ${entry.kind === "message" ? nothing : html`<span class="tag ${INTERNAL.includes(entry.kind) ? "tag--caution" : ""}">${this.reading.isRoom && entry.kind === "succession" ? t("Took over the room, with a receipt of their own") : kindName(entry.kind)}</span>`}
          ${entry.outcome === null ? nothing : html`<span class="tag">${outcomeName(entry.outcome)}</span>`}
          ${entry.purpose === null ? nothing : html`<span class="tag tag--caution">${purposeName(entry.purpose)}</span>`}
          ${INTERNAL.includes(entry.kind) ? html`<span class="letter__day">${t("only handlers read this")}</span>` : nothing}
        </header>
        ${entry.byLetter ? html`<p class="notice notice--caution">${t("Written with the receipt of the letter, which whoever saw the letter could use. Do not take it for the word of the person concerned before they confirm it.")}</p>` : nothing}
        ${entry.answers === null ? nothing : this.answers(entry.answers)}
        ${entry.handedOver === null ? nothing : handedOverView(entry.handedOver)}
        ${entry.step === null ? nothing : stepView(entry.step)}
        ${twoPersonView(entry, this.reading)}
        ${entry.document === null ? nothing : documentView(entry.document)}
        ${entry.told === null ? nothing : toldView(entry.told)}
        ${entry.conclusion === null ? nothing : conclusionView(entry.conclusion)}
        ${entry.text === "" ? nothing : html`<p class="letter__text">${entry.text}</p>`}
        ${entry.files.length === 0 ? nothing : html`<ul class="files">${entry.files.map((file) => this.file(file))}</ul>`}
        ${this.redaction(entry)}
      </article>`;
  }

  /** A text that may go elsewhere may also go as a redacted copy. */
  private redaction(entry: Readable): TemplateResult | typeof nothing {
    if (!["report", "message", "letter"].includes(entry.kind) || !this.reading.mayAnswer) return nothing;
    const text = this.textOf(entry);
    if (text === "") return nothing;
    const copy = this.copies.get(entry.hash);
    const name = `${kindName(entry.kind)} ${entry.day}`;
    return html`
      <p class="letter__copy">
        ${copy === undefined ? nothing : html`<span class="quiet">${t("Redacted copy: {name}", { name: copy.name })}</span>`}
        <button class="button button--quiet" type="button"
          @click=${() => this.querySelector<TextRedactor>("desk-text-redactor")?.open({ hash: entry.hash, text, name })}>${t("Make a redacted copy")}</button>
      </p>`;
  }

  /** What somebody wrote, as plain text: answers under their questions. */
  private textOf(entry: Readable): string {
    const language = document.documentElement.lang || "en";
    const { definition } = this;
    const told =
      entry.answers === null || definition === null ? [] : toldOf(labelledAnswers(entry.answers, definition, language));
    const parts = told.filter(({ text }) => text !== "").map(({ label, text }) => `${label}\n${text}`);
    return [...parts, entry.text].filter((part) => part !== "").join("\n\n");
  }

  private answers(answers: NonNullable<Readable["answers"]>): TemplateResult {
    if (this.definition === null) return html``;
    const language = document.documentElement.lang || "en";
    const { title } = this.reading;
    const labelled = labelledAnswers(answers, this.definition, language).filter(
      ({ id }) => id !== HEADLINE || answers[id] !== title,
    );
    return this.rows(labelled);
  }

  private rows(answers: readonly LabelledAnswer[]): TemplateResult {
    return html`
      <dl class="desk-answers">
        ${answers.map(
          ({ label, values, entries, long }) => html`
            <div class=${long || entries.length > 0 ? "is-long" : ""}>
              <dt>${label}</dt>
              ${values.map((value) => html`<dd>${value}</dd>`)}
              ${entries.map((entry) => html`<dd>${this.rows(entry)}</dd>`)}
              ${values.length + entries.length === 0 ? html`<dd class="quiet">${t("no answer")}</dd>` : nothing}
            </div>`,
        )}
      </dl>`;
  }

  private file(file: FileView): TemplateResult {
    const language = document.documentElement.lang || "en";
    const running = this.fetching?.id === file.id ? this.fetching : null;
    return html`
      <li>
        <div>
          <span class="files__name">${file.name}</span>
          <span class="quiet"><bdi>${readableSize(file.size, language)}</bdi>${file.mediaType === "" ? "" : html` · <bdi>${file.mediaType}</bdi>`}</span>
          ${this.marks(file)}
          ${file.removed.length === 0 ? nothing : html`<span class="quiet">${removedBefore(file.removed)}</span>`}
        </div>
        <span class="files__acts">
          ${file.present ? this.fileActs(file) : html`<span class="tag tag--caution">${t("destroyed")}</span>`}
        </span>
        ${this.playing?.id === file.id ? html`<audio controls autofocus aria-label=${file.name} src=${this.playing.address}></audio>` : nothing}
        ${running === null ? nothing : html`<progress class="meter" max="1" .value=${running.share} aria-label=${t("Opening and checking {name}", { name: file.name })}></progress>`}
      </li>`;
  }

  private marks(file: FileView): TemplateResult | typeof nothing {
    const original = originalOf(file, this.reading);
    const copy = this.copies.get(file.hash);
    if (original === null && copy === undefined) return nothing;
    const of = original === "" ? t("a text of this case") : (original ?? "");
    return html`
      ${original === null ? nothing : html`<span class="tag">${t("Redacted copy of {name}", { name: of })}</span>`}
      ${copy === undefined ? nothing : html`<span class="tag">${t("Redacted copy: {name}", { name: copy.name })}</span>`}`;
  }

  private unreadable(entry: Unreadable): TemplateResult {
    if (entry.reason === "key/apart") return this.apart(entry);
    return html`
      <article class="letter letter--unreadable">
        <header class="letter__head">
          <h3 class="letter__author">${t("Unreadable: {kind}", { kind: kindName(entry.kind) })}</h3>
          <span class="letter__day">${dayText(entry.day)}</span>
        </header>
        <p class="letter__text">${reasonText(entry.reason)} <span class="desk-code">${entry.reason}</span></p>
      </article>`;
  }

  /** Sealed apart is no fault: it is what the reporter was promised. */
  private apart(entry: Unreadable): TemplateResult {
    return html`
      <article class="letter letter--apart">
        <header class="letter__head">
          <h3 class="letter__author">${t("Kept apart: {what}", { what: kindName(entry.kind) })}</h3>
          <span class="letter__day">${dayText(entry.day)}</span>
        </header>
        <p class="letter__text">${reasonText(entry.reason)}</p>
      </article>`;
  }

  /** What may be done with a file that the server still has. */
  private fileActs(file: FileView): TemplateResult {
    return html`
      ${file.mediaType === RECORDING ? this.fileButton(t("Listen"), file, () => this.listen(file)) : nothing}
      ${this.fileButton(t("View"), file, () => this.view(file))}
      ${this.fileButton(t("Download"), file, () => this.download(file))}`;
  }

  private fileButton(label: string, file: FileView, act: () => void): TemplateResult {
    return html`
      <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${act}>
        ${label}<span class="visually-hidden"> ${file.name}</span>
      </button>`;
  }

  private async view(file: FileView): Promise<void> {
    await this.querySelector<Viewer>("desk-viewer")?.open(file.id);
  }

  private download(file: FileView): Promise<void> {
    return this.fetch(file, (offered) => saveFile(offered.blob, offered.name));
  }

  /** Heard here, a recording need not be saved in the clear. Only what this software made goes to the browser's player. */
  private listen(file: FileView): Promise<void> {
    return this.fetch(file, async ({ blob }) => {
      if (!(await isRecording(blob))) throw new DeskError("desk/not-a-recording", "Not a recording made here.");
      this.play({ id: file.id, address: URL.createObjectURL(new Blob([blob], { type: RECORDING })) });
    });
  }

  private play(next: Thread["playing"]): void {
    if (this.playing !== null) URL.revokeObjectURL(this.playing.address);
    this.playing = next;
  }

  /** Fetches and verifies a file, then hands it to `use`. */
  private async fetch(file: FileView, use: (offered: OfferedFile) => void | Promise<void>): Promise<void> {
    this.fetching = { id: file.id, share: 0 };
    await this.attempt(async () => {
      const wanted = { id: this.reading.id, manifest: file.id };
      await use(
        await this.session.worker.call("download", wanted, (share) => {
          this.fetching = { id: file.id, share };
        }),
      );
    });
    this.fetching = null;
  }
}
