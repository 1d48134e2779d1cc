/**
 * The viewer: a dialog with one file of the case in a sandboxed frame (src/viewer), opened and verified before. A file
 * that does not open says why, and the others are one key away.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import type { CaseReading, FileView } from "../cases/caseReading";
import type { OfferedFile } from "../cases/downloading";
import { saveFile } from "../common/download";
import { t } from "../common/i18n";
import { letterKeysAreOn } from "../common/letterKeys";
import { readableSize } from "../common/sizes";
import { DeskElement } from "../people/element";
import { errorText, isSignedOut } from "../people/errorTexts";
import type { Key, Sort, Words } from "../viewer/viewerWire";
import { Sandbox, type Sign } from "./sandbox";
import { whyUnreadable } from "./texts";
import "./redactor";

type Standing =
  | { readonly at: "opening"; readonly share: number }
  | { readonly at: "shown"; readonly sort: Sort; readonly pages: number; readonly cut: boolean }
  | { readonly at: "unreadable"; readonly why: string };

const OPENING: Standing = { at: "opening", share: 0 };

@customElement("desk-viewer")
export class Viewer extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  /** The files of the case in the order of its conversation, as they stood when the viewer was opened. */
  @state() private files: readonly FileView[] = [];
  @state() private at = -1;
  @state() private standing: Standing = OPENING;
  @state() private offered: OfferedFile | null = null;
  @state() private redacting = false;
  private sandbox: Sandbox | null = null;
  /** Counts the files that were opened, so that one which was left behind shows nothing. */
  private turn = 0;

  override disconnectedCallback(): void {
    this.put(null);
    super.disconnectedCallback();
  }

  /** Opens the file with this manifest. */
  async open(id: string): Promise<void> {
    this.files = this.reading.entries.flatMap((entry) => (entry.readable ? entry.files : []));
    this.at = this.files.findIndex((file) => file.id === id);
    if (this.at < 0) return;
    await this.updateComplete;
    this.querySelector("dialog")?.showModal();
    await this.load();
  }

  protected override render(): TemplateResult | typeof nothing {
    const file = this.files[this.at];
    if (file === undefined) return nothing;
    return html`
      <dialog class="viewer" aria-labelledby="viewer-name" @close=${this.onClose} @keydown=${this.onKeydown}>
        <header class="viewer__bar">
          <h2 class="viewer__name" id="viewer-name" tabindex="-1" autofocus><bdi>${file.name}</bdi></h2>
          <p class="viewer__facts quiet">${this.facts(file)}</p>
          ${this.redacting ? nothing : this.acts()}
        </header>
        <p class="viewer__status quiet" role="status">${this.status()}</p>
        <div class="viewer__stage">
          ${this.offered === null ? nothing : keyed(this.turn, this.frame())}
          ${this.standing.at === "opening" ? html`<progress class="meter viewer__meter" max="1" .value=${this.standing.share} aria-label=${t("Opening and checking {name}", { name: file.name })}></progress>` : nothing}
          ${this.standing.at === "unreadable" ? this.unreadable(this.standing.why) : nothing}
          ${this.redacting && this.sandbox !== null && this.standing.at === "shown" ? this.redactor(file, this.sandbox, this.standing) : nothing}
        </div>
      </dialog>`;
  }

  private facts(file: FileView): string {
    const size = readableSize(file.size, document.documentElement.lang || "en");
    return t("{n} of {count}, {size}", { n: this.at + 1, count: this.files.length, size });
  }

  private acts(): TemplateResult {
    const { standing } = this;
    const sort = standing.at === "shown" ? standing.sort : null;
    const zooms = sort === "picture" || sort === "pages" || sort === "text";
    const turns = sort === "picture" || sort === "pages";
    return html`
      <button class="button button--secondary viewer__close" type="button" @click=${this.close}>${t("Close")}</button>
      <div class="viewer__acts" role="group" aria-label=${t("Viewer")}>
        ${this.act("p", t("File before"), "‹", this.at > 0)} ${this.act("n", t("Next file"), "›", this.at < this.files.length - 1)}
        ${this.act("-", t("Smaller"), "−", zooms)} ${this.act("0", t("As it fits"), "□", zooms)} ${this.act("+", t("Larger"), "+", zooms)}
        ${this.act("r", t("Turn"), "↻", turns)}
        <button class="button button--secondary" type="button" ?disabled=${this.offered === null} @click=${this.download}>${t("Download")}</button>
        ${turns ? html`<button class="button button--secondary" type="button" ?disabled=${!this.reading.mayAnswer} @click=${this.redact}>${t("Redact")}</button>` : nothing}
      </div>`;
  }

  private act(key: Key, label: string, sign: string, may: boolean): TemplateResult {
    return html`
      <button class="button button--secondary viewer__act" type="button" aria-label=${label} title="${label} (${key})" aria-keyshortcuts=${key}
        ?disabled=${!may} @click=${() => this.press(key)}><span aria-hidden="true">${sign}</span></button>`;
  }

  private status(): string {
    const { standing } = this;
    if (standing.at === "opening") return t("Opening and checking the file.");
    if (standing.at === "unreadable") return "";
    return standing.cut ? t("The end of this long text is left out. Download it to read all.") : "";
  }

  private frame(): TemplateResult {
    return html`
      <iframe class="viewer__frame" src="/viewer/" sandbox="allow-scripts" title=${t("Content of the file")} ?inert=${this.redacting}
        ?hidden=${this.standing.at === "unreadable"} @load=${this.onFrame}></iframe>`;
  }

  private unreadable(why: string): TemplateResult {
    return html`
      <div class="notice notice--caution viewer__notice" role="alert">
        <h3>${t("This file is not shown")}</h3>
        <p>${why}</p>
        ${this.offered === null ? nothing : html`<p>${t("It arrived as it was sent, and can be downloaded. Open it with care: what a stranger sends may attack the program that opens it.")}</p>`}
      </div>`;
  }

  private redactor(file: FileView, sandbox: Sandbox, { sort, pages }: { sort: Sort; pages: number }): TemplateResult {
    return html`
      <desk-redactor class="redact" .session=${this.session} .reading=${this.reading} .file=${file} .sandbox=${sandbox} .pages=${pages}
        .isDocument=${sort === "pages"} @sent=${this.close} @leave=${this.unredact}></desk-redactor>`;
  }

  /** Nothing reaches the frame before the worker verified all of the file (protocol §3). */
  private async load(): Promise<void> {
    const file = this.files[this.at];
    this.put(null);
    this.standing = OPENING;
    const mine = this.turn;
    if (file === undefined) return;
    try {
      const wanted = { id: this.reading.id, manifest: file.id };
      const offered = await this.session.worker.call("download", wanted, (share) => {
        if (mine === this.turn) this.standing = { at: "opening", share };
      });
      if (mine === this.turn) this.offered = offered;
    } catch (error) {
      if (isSignedOut(error)) await this.session.signInAgain();
      if (mine === this.turn) this.standing = { at: "unreadable", why: errorText(error) };
    }
  }

  private async onFrame(event: Event): Promise<void> {
    const { offered, turn } = this;
    // A frame that loads anew went somewhere by itself: it gets nothing.
    if (offered === null || this.sandbox !== null) return;
    this.sandbox = new Sandbox(event.target as HTMLIFrameElement, (sign) => this.hear(sign));
    const told = await this.sandbox.show(offered.blob, this.words(offered.name));
    if (turn !== this.turn) return;
    this.standing =
      told.kind === "shown"
        ? { at: "shown", sort: told.sort, pages: told.pages, cut: told.cut }
        : { at: "unreadable", why: whyUnreadable(told.reason) };
  }

  private words(name: string): Words {
    const { lang, dir } = document.documentElement;
    const page = t("Page {n} of {count}", { n: "{n}", count: "{count}" });
    return { name, language: lang, direction: dir || "ltr", page, unshown: t("This page cannot be shown.") };
  }

  /** Another file, or none: the frame of the one before goes with all that it holds. */
  private put(offered: OfferedFile | null): void {
    this.turn += 1;
    this.sandbox?.close();
    this.sandbox = null;
    this.redacting = false;
    this.offered = offered;
  }

  private hear(sign: Sign): void {
    if (sign.kind === "key" && (sign.key === "Escape" || letterKeysAreOn())) this.press(sign.key);
    this.session.noteLife();
  }

  private onKeydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.redacting) {
      if (event.key === "Escape") event.preventDefault(); // boxes are discarded by the button alone
    } else if (letterKeysAreOn() && ["n", "p", "+", "-", "0", "r"].includes(event.key)) this.press(event.key as Key);
  }

  private press(key: Key): void {
    if (this.redacting) return;
    if (key === "Escape") this.close();
    else if (key === "n" || key === "p") this.go(key === "n" ? 1 : -1);
    else if (key === "r") this.sandbox?.turn();
    else this.sandbox?.zoom(key === "+" ? 1 : key === "-" ? -1 : 0);
  }

  private go(step: 1 | -1): void {
    const next = this.at + step;
    if (next < 0 || next >= this.files.length) return;
    this.at = next;
    this.querySelector<HTMLElement>("#viewer-name")?.focus();
    void this.load();
  }

  private redact(): void {
    this.redacting = true;
  }

  private unredact(): void {
    this.redacting = false;
  }

  private download(): void {
    if (this.offered !== null) saveFile(this.offered.blob, this.offered.name);
  }

  private close(): void {
    this.querySelector("dialog")?.close();
  }

  private onClose(): void {
    this.put(null);
    this.at = -1;
  }
}
