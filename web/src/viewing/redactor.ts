/** Blacking out: boxes over a page's pixels by mouse, touch or keyboard, and a new file made of what is left. */
import { html, nothing, svg, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CaseReading, FileView } from "../cases/caseReading";
import { t } from "../common/i18n";
import { DeskElement } from "../people/element";
import type { Size } from "../viewer/viewerWire";
import { type Box, between, middle, nudged, type Point, within } from "./boxes";
import { CopyKeeper } from "./keeping";
import { FINE, redactedPages, redactedPicture } from "./pixels";
import type { Sandbox } from "./sandbox";
import { copyName } from "./texts";

const EDGES = ["x", "y", "width", "height"] as const;

/** Fires "sent" with a sentence once the copy is kept, and "leave" when it is given up. */
@customElement("desk-redactor")
export class Redactor extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @property({ attribute: false }) file!: FileView;
  @property({ attribute: false }) sandbox!: Sandbox;
  @property({ attribute: false }) pages = 1;
  @property({ attribute: false }) isDocument = false;
  @state() private page = 0;
  @state() private size: Size | null = null;
  @state() private boxes: ReadonlyMap<number, readonly Box[]> = new Map();
  @state() private chosen = -1;
  @state() private drawn: Box | null = null;
  @state() private preview = false;
  @state() private doing = "";
  private from: Point | null = null;
  private keeper!: CopyKeeper;

  override connectedCallback(): void {
    super.connectedCallback();
    this.keeper = new CopyKeeper(this.session, this.reading.id);
    void this.go(0);
  }

  protected override render(): TemplateResult {
    const any = [...this.boxes.values()].some((boxes) => boxes.length > 0);
    return html`
      <p class="hint">${this.hint()}</p>
      ${this.problem()}
      <div class="redact__bar">
        ${this.pages > 1 ? this.turner() : nothing}
        <button class="button button--secondary" type="button" ?disabled=${this.size === null || this.busy} @click=${this.add}>${t("Add a box")}</button>
        <label class="redact__preview"><input type="checkbox" .checked=${this.preview} @change=${this.onPreview} /> ${t("Preview")}</label>
      </div>
      ${this.size === null ? nothing : this.paper(this.size)}
      ${this.fields()}
      <div class="actions">
        <button class="button" type="button" ?disabled=${!any || this.busy} @click=${this.save}>${t("Keep the redacted copy")}</button>
        <button class="button button--secondary" type="button" ?disabled=${this.doing !== ""} @click=${this.leave}>${t("Discard")}</button>
        <span class="desk-busy" role="status">${this.doing}</span>
      </div>`;
  }

  private hint(): string {
    const made = this.isDocument
      ? t("The copy is a new PDF of pictures: what is below a box is gone, and so is all text.")
      : t("The copy is a new picture: what is below a box is gone.");
    return `${t("Draw boxes over what others must not see.")} ${made} ${t("The reporter can see the copy too.")}`;
  }

  private turner(): TemplateResult {
    const at = t("Page {n} of {count}", { n: this.page + 1, count: this.pages });
    return html`
      <button class="button button--secondary" type="button" ?disabled=${this.busy || this.page === 0} @click=${() => this.go(this.page - 1)}>${t("Page before")}</button>
      <span>${at}</span>
      <button class="button button--secondary" type="button" ?disabled=${this.busy || this.page === this.pages - 1} @click=${() => this.go(this.page + 1)}>${t("Next page")}</button>`;
  }

  private paper({ width, height }: Size): TemplateResult {
    return html`
      <div class="redact__page ${this.preview ? "redact__page--preview" : ""}">
        <canvas width=${width} height=${height} role="img" aria-label=${this.file.name}></canvas>
        <svg viewBox="0 0 ${width} ${height}" @pointerdown=${this.onDown} @pointermove=${this.onMove} @pointerup=${this.onUp} @pointercancel=${this.onUp}>
          ${this.own.map((box, at) => this.box(box, at))}
          ${this.drawn === null ? nothing : svg`<rect class="redact__box" x=${this.drawn.x} y=${this.drawn.y} width=${this.drawn.width} height=${this.drawn.height}></rect>`}
        </svg>
      </div>`;
  }

  private box(box: Box, at: number): TemplateResult {
    return svg`
      <rect class="redact__box ${at === this.chosen ? "is-chosen" : ""}" x=${box.x} y=${box.y} width=${box.width} height=${box.height}
        tabindex="0" role="button" aria-pressed=${at === this.chosen} aria-label=${t("Box {n}", { n: at + 1 })} data-box=${at}
        @focus=${() => this.choose(at)} @keydown=${(event: KeyboardEvent) => this.onKey(event, at)}></rect>` as unknown as TemplateResult;
  }

  /** Numbers for whoever cannot draw: of the chosen box, in pixels of the page. */
  private fields(): TemplateResult | typeof nothing {
    const box = this.own[this.chosen];
    if (box === undefined || this.size === null) return nothing;
    const labels = { x: t("From the left"), y: t("From the top"), width: t("Width"), height: t("Height") };
    const most = { x: this.size.width, y: this.size.height, width: this.size.width, height: this.size.height };
    return html`
      <fieldset class="redact__fields">
        <legend>${t("Box {n}", { n: this.chosen + 1 })} <span class="quiet">${t("Arrow keys move it, with Shift they change its size, Delete removes it.")}</span></legend>
        ${EDGES.map(
          (edge) => html`
            <label>${labels[edge]} <input class="input" type="number" min="0" max=${most[edge]} .value=${String(box[edge])}
              @change=${(event: Event) => this.set(edge, (event.target as HTMLInputElement).valueAsNumber)} /></label>`,
        )}
        <button class="button button--secondary" type="button" @click=${() => this.drop(this.chosen)}>${t("Remove the box")}</button>
      </fieldset>`;
  }

  private get own(): readonly Box[] {
    return this.boxes.get(this.page) ?? [];
  }

  private go(page: number): Promise<boolean> {
    return this.attempt(async () => {
      const bitmap = await this.sandbox.pixels(page, this.resolution);
      this.page = page;
      this.chosen = -1;
      this.size = { width: bitmap.width, height: bitmap.height };
      await this.updateComplete;
      this.querySelector("canvas")?.getContext("2d")?.drawImage(bitmap, 0, 0);
      bitmap.close();
    });
  }

  private get resolution(): number {
    return this.isDocument ? FINE : 1;
  }

  private put(boxes: readonly Box[], chosen: number): void {
    this.boxes = new Map(this.boxes).set(this.page, boxes);
    this.chosen = chosen;
  }

  private choose(at: number): void {
    this.chosen = at;
  }

  private async add(): Promise<void> {
    if (this.size === null) return;
    this.put([...this.own, middle(this.size)], this.own.length);
    await this.updateComplete;
    this.querySelector<SVGElement>(`[data-box="${this.chosen}"]`)?.focus();
  }

  private drop(at: number): void {
    this.put(
      this.own.filter((_, other) => other !== at),
      -1,
    );
  }

  private set(edge: (typeof EDGES)[number], value: number): void {
    const box = this.own[this.chosen];
    if (box === undefined || this.size === null || Number.isNaN(value)) return;
    this.replace(this.chosen, within({ ...box, [edge]: value }, this.size));
  }

  private replace(at: number, box: Box): void {
    this.put(this.own.with(at, box), at);
  }

  private onKey(event: KeyboardEvent, at: number): void {
    const box = this.own[at];
    if (box === undefined || this.size === null) return;
    if (event.key === "Delete" || event.key === "Backspace") this.drop(at);
    else {
      const next = nudged(box, event.key, event.shiftKey, this.size);
      if (next === null) return;
      this.replace(at, next);
    }
    event.preventDefault();
  }

  private onPreview(event: Event): void {
    this.preview = (event.target as HTMLInputElement).checked;
  }

  private onDown(event: PointerEvent): void {
    if (event.button !== 0 || this.preview || this.busy) return;
    if ((event.target as Element).hasAttribute("data-box")) return;
    event.preventDefault();
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.from = this.pointOf(event);
  }

  private onMove(event: PointerEvent): void {
    if (this.from === null || this.size === null) return;
    this.drawn = between(this.from, this.pointOf(event), this.size);
  }

  private onUp(event: PointerEvent): void {
    const box = event.type === "pointerup" ? this.drawn : null;
    this.from = null;
    this.drawn = null;
    if (box !== null) this.put([...this.own, box], this.own.length);
  }

  private pointOf(event: PointerEvent): Point {
    const { left, top, width, height } = (event.currentTarget as Element).getBoundingClientRect();
    const size = this.size ?? { width: 0, height: 0 };
    return { x: ((event.clientX - left) / width) * size.width, y: ((event.clientY - top) / height) * size.height };
  }

  private async save(): Promise<void> {
    const { file, isDocument, sandbox, boxes } = this;
    const name = copyName(file.name, isDocument ? "pdf" : "png");
    const done = await this.attempt(async () => {
      this.doing = t("Drawing the copy.");
      const make = () =>
        isDocument
          ? redactedPages(sandbox, this.pages, boxes, name, (share) => this.tell(share))
          : redactedPicture(sandbox, boxes.get(0) ?? [], name);
      const key = JSON.stringify([file.hash, [...boxes]]);
      await this.keeper.keep(file.hash, key, make, () => {
        this.doing = t("Sealing and sending.");
      });
    });
    this.doing = "";
    if (!done) return;
    const detail = t("The redacted copy is kept in the case.");
    this.dispatchEvent(new CustomEvent("sent", { detail, bubbles: true }));
  }

  private tell(share: number): void {
    this.doing = t("Drawing the copy: {percent} %", { percent: Math.round(share * 100) });
  }

  private leave(): void {
    this.dispatchEvent(new CustomEvent("leave"));
  }
}
