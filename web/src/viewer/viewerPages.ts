/**
 * PDF, drawn by pdf.js on canvases as its pages come near, with a layer of text that can be selected and read aloud.
 * Scripts, forms and links of the document are not loaded: only what is drawn is shown. Nothing is fetched either.
 */
import "pdfjs-dist/legacy/build/pdf.worker.mjs"; // sets globalThis.pdfjsWorker: the frame has no worker to start
import { getDocument, type PDFDocumentProxy, type PDFPageProxy, TextLayer } from "pdfjs-dist/legacy/build/pdf.mjs";
import { Packs, PICTURES } from "./packs";
import { MOST_PIXELS, type Opener, paper, Unreadable, type View, Zoom } from "./view";
import { MOST_PAGES, type Size, type Words } from "./viewerWire";

/** Space beside a page, in CSS pixels. */
const MARGIN = 16;
/** Wider than this, in CSS pixels, a page that "fits" is no better to read. */
const WIDEST = 900;
/** More pixels than this are not drawn for one page on the screen: a larger page is drawn coarser. */
const MOST_DRAWN = 16_000_000;

export const openPages: Opener = async (file, _kind, root, words) => {
  const document = await opened(new Uint8Array(await file.arrayBuffer()));
  if (document.numPages > MOST_PAGES) throw new Unreadable("too-large");
  const first = await document.getPage(1).catch(() => {
    throw new Unreadable("broken");
  });
  root.className = "pages";
  return new Pages(document, first, root, words);
};

async function opened(data: Uint8Array<ArrayBuffer>): Promise<PDFDocumentProxy> {
  const options = {
    data,
    enableXfa: false,
    maxImageSize: MOST_PIXELS,
    useWasm: false,
    wasmUrl: PICTURES,
    useWorkerFetch: false,
    BinaryDataFactory: Packs,
    disableWorkerRendering: true,
    verbosity: 0,
  };
  try {
    return await getDocument(options).promise;
  } catch (error) {
    throw new Unreadable(error instanceof Error && error.name === "PasswordException" ? "encrypted" : "broken");
  }
}

class Pages implements View {
  readonly pages: number;
  readonly cut = false;
  private readonly scale = new Zoom();
  private readonly sheets: Sheet[];
  private turns = 0;

  constructor(
    private readonly document: PDFDocumentProxy,
    first: PDFPageProxy,
    root: HTMLElement,
    words: Words,
  ) {
    this.pages = document.numPages;
    const near = new IntersectionObserver((seen) => this.onSeen(seen), {
      root: window.document, // else a frame of another origin has no margin
      rootMargin: "100% 0px",
    });
    this.sheets = Array.from({ length: this.pages }, (_, at) => new Sheet(at, this.pages, words, first));
    root.replaceChildren(...this.sheets.map(({ element }) => element));
    this.lay();
    for (const { element } of this.sheets) near.observe(element);
    addEventListener("resize", () => this.lay());
  }

  zoom(step: -1 | 0 | 1): void {
    this.scale.go(step);
    this.lay();
  }

  turn(): void {
    this.turns = (this.turns + 1) % 4;
    this.lay();
  }

  async size(page: number): Promise<Size> {
    const { width, height } = (await this.document.getPage(page + 1)).getViewport({ scale: 1 });
    return { width, height };
  }

  async pixels(page: number, size: Size): Promise<ImageBitmap> {
    const proxy = await this.document.getPage(page + 1);
    const natural = proxy.getViewport({ scale: 1 });
    const viewport = proxy.getViewport({ scale: Math.max(size.width / natural.width, size.height / natural.height) });
    const { canvas } = paper(size);
    // As for print: a frame that lies under something else is not painted, and the screen's way waits for that.
    await proxy.render({ canvas, viewport, intent: "print" }).promise;
    return createImageBitmap(canvas);
  }

  private lay(): void {
    const room = Math.min(WIDEST, Math.max(120, document.documentElement.clientWidth - 2 * MARGIN));
    for (const sheet of this.sheets) sheet.lay(room, this.scale.factor, this.turns * 90);
  }

  private onSeen(seen: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of seen) {
      const sheet = this.sheets.find(({ element }) => element === target);
      if (isIntersecting) void sheet?.come(() => this.document.getPage((sheet?.at ?? 0) + 1));
      else sheet?.leave();
    }
  }
}

/** One page: an empty sheet until it comes near, and again when it is far. */
class Sheet {
  readonly element = document.createElement("section");
  private page: PDFPageProxy;
  private isNear = false;
  private room = 0;
  private factor = 1;
  private turn = 0;
  /** Counts the drawings, so that one which was overtaken shows nothing. */
  private drawing = 0;

  constructor(
    readonly at: number,
    count: number,
    private readonly words: Words,
    /** Its size stands for that of pages which were not looked at yet. */
    like: PDFPageProxy,
  ) {
    this.page = like;
    this.element.className = "sheet";
    const label = words.page.replace("{n}", String(at + 1)).replace("{count}", String(count));
    this.element.setAttribute("aria-label", label);
  }

  lay(room: number, factor: number, turn: number): void {
    [this.room, this.factor, this.turn] = [room, factor, turn];
    this.measure();
    if (this.isNear) void this.draw();
  }

  async come(fetch: () => Promise<PDFPageProxy>): Promise<void> {
    this.isNear = true;
    try {
      this.page = await fetch();
      this.measure();
      if (this.isNear) await this.draw();
    } catch {
      this.fail();
    }
  }

  leave(): void {
    this.isNear = false;
    this.drawing += 1;
    this.element.replaceChildren();
  }

  private viewport() {
    const rotation = (this.page.rotate + this.turn) % 360;
    const natural = this.page.getViewport({ scale: 1, rotation });
    return this.page.getViewport({ scale: (this.room / natural.width) * this.factor, rotation });
  }

  private measure(): void {
    const { width, height, scale } = this.viewport();
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
    this.element.style.setProperty("--total-scale-factor", String(scale));
  }

  private async draw(): Promise<void> {
    this.drawing += 1;
    const mine = this.drawing;
    const viewport = this.viewport();
    const sharp = Math.min(devicePixelRatio, Math.sqrt(MOST_DRAWN / (viewport.width * viewport.height)));
    const { canvas } = paper({
      width: Math.max(1, Math.floor(viewport.width * sharp)),
      height: Math.max(1, Math.floor(viewport.height * sharp)),
    });
    canvas.setAttribute("aria-hidden", "true");
    const layer = document.createElement("div");
    layer.className = "textLayer";
    try {
      await this.page.render({ canvas, viewport, transform: [sharp, 0, 0, sharp, 0, 0] }).promise;
      if (mine !== this.drawing) return;
      this.element.replaceChildren(canvas, layer);
      const textContentSource = this.page.streamTextContent();
      await new TextLayer({ textContentSource, container: layer, viewport }).render();
    } catch {
      if (mine === this.drawing) this.fail();
    }
  }

  /** One page that cannot be drawn says so in its place; the others are shown. */
  private fail(): void {
    const said = document.createElement("p");
    said.textContent = this.words.unshown;
    this.element.replaceChildren(said);
  }
}
