/** Files for an answer: chosen or dropped, cleaned, sealed and sent at once, each with its own line. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { FileQueue, type FileState, type QueuedFile, verdictOn } from "../../common/fileQueue";
import { t } from "../../common/i18n";
import { cleaningLines } from "../../common/metadata";
import { paceText } from "../../common/pace";
import { readableSize } from "../../common/sizes";
import { DeskElement } from "../../people/element";
import { errorText } from "../../people/errorTexts";
import { WorkerError } from "../../worker/rpc";

/**
 * Fires "files" whenever one of them stands otherwise; `queue` says how. They are taken back when the page is left: what
 * nobody sees any more waits for no later answer.
 */
@customElement("desk-files")
export class Files extends DeskElement {
  @property({ attribute: false }) caseId!: string;
  /** Whether they are on their way with an answer, which goes on where the page is left. */
  @property({ attribute: false }) held = false;
  @state() private over = false;

  readonly queue = new FileQueue(
    {
      attach: (key, file, progress) =>
        this.session.worker.call("attach", { id: this.caseId, key, file, token: this.session.token }, progress),
      // A worker that is closed holds nothing any more.
      detach: (key) => void this.session.worker.call("detach", { id: this.caseId, key }).catch(() => undefined),
    },
    () => this.changed(),
    (error) => verdictOn(error instanceof WorkerError ? error.code : ""),
  );

  private readonly onLine = () => this.queue.resume();

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("online", this.onLine);
  }

  override disconnectedCallback(): void {
    removeEventListener("online", this.onLine);
    if (!this.held) this.drop();
    super.disconnectedCallback();
  }

  /** Takes all of them out. */
  drop(): void {
    for (const { key } of this.queue.files) this.queue.remove(key);
  }

  protected override render(): TemplateResult {
    return html`
      <div class="drop ${this.over ? "drop--over" : ""}" @dragover=${this.onDragOver} @dragleave=${this.onDragLeave} @drop=${this.onDrop}>
        <span class="pick">
          <input type="file" id="composer-files" multiple aria-label=${t("Add files")} @change=${this.onChoose} />
          <span class="button button--secondary" aria-hidden="true">${t("Add files")}</span>
        </span>
        <span class="drop__or quiet">${t("or drop them here")}</span>
      </div>
      <ul class="files">${this.queue.files.map((one) => this.line(one))}</ul>`;
  }

  private line({ key, file, state: stands }: QueuedFile): TemplateResult {
    const language = document.documentElement.lang || "en";
    const failed = stands.at === "failed";
    return html`
      <li>
        <div>
          <span class="files__name">${file.name}</span>
          <span role="status" class=${failed ? "field__error" : "quiet"}>${failed ? errorText(stands.error) : saying(stands.at)}</span>
          <span class="quiet files__pace">${stands.at === "sending" ? paceText(stands, file.size, language) : readableSize(file.size, language)}</span>
        </div>
        <span>
          ${failed ? this.button(t("Try again"), file.name, () => this.queue.retry(key)) : nothing}
          ${this.button(failed || stands.at === "arrived" ? t("Remove") : t("Stop"), file.name, () => this.queue.remove(key))}
        </span>
        <div class="files__below">${below(stands, file.name)}</div>
      </li>`;
  }

  private button(text: string, name: string, act: () => void): TemplateResult {
    return html`<button class="button button--quiet" type="button" @click=${act}>${text}<span class="visually-hidden"> ${name}</span></button>`;
  }

  private changed(): void {
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent("files", { bubbles: true }));
  }

  private onChoose(event: Event): void {
    const input = event.target as HTMLInputElement;
    this.queue.add(input.files ?? []);
    input.value = "";
  }

  private onDragOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.over = true;
  }

  private onDragLeave(event: DragEvent): void {
    this.over = (event.currentTarget as Element).contains(event.relatedTarget as Node | null);
  }

  private onDrop(event: DragEvent): void {
    event.preventDefault();
    this.over = false;
    this.queue.add(event.dataTransfer?.files ?? []);
  }
}

function saying(at: FileState["at"]): string {
  if (at === "preparing") return t("Looking for what it says of itself");
  return at === "sending" ? t("Sealing and sending") : t("Sealed and uploaded");
}

function below(stands: FileState, name: string): TemplateResult | typeof nothing {
  if (stands.at === "failed") return nothing;
  if (stands.at !== "arrived") {
    const share = stands.at === "sending" ? stands.share : 0;
    return html`<progress class="meter" max="1" .value=${share} aria-label=${t("Sending {name}", { name })}></progress>`;
  }
  const { removed, left } = cleaningLines(stands.cleaned);
  return html`
    <ul class="files__cleaning">
      ${removed.map((line) => html`<li>${line}</li>`)} ${left.map((line) => html`<li class="files__left">${line}</li>`)}
    </ul>`;
}
