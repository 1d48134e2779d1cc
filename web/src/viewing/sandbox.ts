/** The page's side of the sandboxed frame: it hands one verified file over, and believes nothing of what comes back. */
import { DeskError } from "../people/errors";
import { type Asked, LONGEST_EDGE, readTold, type Size, type Told, type Words } from "../viewer/viewerWire";

/** A frame that says nothing for so long, in milliseconds, shows nothing. */
const PATIENCE = 30_000;

type Shown =
  | Extract<Told, { kind: "shown" | "unreadable" }>
  | { readonly kind: "unreadable"; readonly reason: "silent" };
/** What a person does in the frame that means something outside. */
export type Sign = Extract<Told, { kind: "key" | "alive" }>;

export class Sandbox {
  private readonly port: MessagePort;
  private waiting: { wants: (told: Told) => boolean; take: (told: Told | null) => void } | null = null;

  /** `frame` has loaded the viewer. Its origin is opaque, so that no target can be named; nothing goes but the port. */
  constructor(
    frame: HTMLIFrameElement,
    private readonly onSign: (sign: Sign) => void,
  ) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.onmessage = ({ data }) => this.hear(readTold(data));
    frame.contentWindow?.postMessage("port", "*", [port2]);
  }

  /** Shows a file whose bytes were verified. Never rejects. */
  async show(file: Blob, words: Words): Promise<Shown> {
    const told = await this.ask(
      { kind: "show", file, words },
      (one) => one.kind === "shown" || one.kind === "unreadable",
    );
    return (told as Shown | null) ?? { kind: "unreadable", reason: "silent" };
  }

  zoom(step: -1 | 0 | 1): void {
    this.say({ kind: "zoom", step });
  }

  turn(): void {
    this.say({ kind: "turn" });
  }

  /**
   * A page's pixels, which is all that comes out of the frame. `resolution`: pixels for each unit of the page's own
   * size; the longest edge stays below `LONGEST_EDGE`.
   * 1. The frame says how large the page is; what it says is a size, or is refused.
   * 2. The page computes how many pixels it wants.
   * 3. What comes must be a bitmap of exactly that many: it can hold nothing but colours.
   * @throws DeskError "desk/no-pixels".
   */
  async pixels(page: number, resolution: number): Promise<ImageBitmap> {
    const natural = await this.ask({ kind: "size", page }, (one) => "page" in one && one.page === page);
    if (natural?.kind !== "size") throw new DeskError("desk/no-pixels", "The page has no size.");
    const wanted = scaled(natural, resolution);
    const told = await this.ask({ kind: "pixels", page, ...wanted }, (one) => "page" in one && one.page === page);
    if (told?.kind === "pixels" && told.bitmap.width === wanted.width && told.bitmap.height === wanted.height) {
      return told.bitmap;
    }
    throw new DeskError("desk/no-pixels", "What came is not the page that was asked for.");
  }

  close(): void {
    this.port.close();
    this.waiting?.take(null);
  }

  private say(asked: Asked): void {
    this.port.postMessage(asked);
  }

  /** One question at a time; null when no answer came. */
  private ask(asked: Asked, wants: (told: Told) => boolean): Promise<Told | null> {
    this.waiting?.take(null);
    return new Promise((resolve) => {
      const take = (told: Told | null) => {
        clearTimeout(timer);
        this.waiting = null;
        resolve(told);
      };
      const timer = setTimeout(() => take(null), PATIENCE);
      this.waiting = { wants, take };
      this.say(asked);
    });
  }

  private hear(told: Told | null): void {
    if (told === null) return;
    if (told.kind === "key" || told.kind === "alive") this.onSign(told);
    else if (this.waiting?.wants(told)) this.waiting.take(told);
  }
}

/** The whole number of pixels that a page is drawn with. */
export function scaled({ width, height }: Size, resolution: number): Size {
  const factor = Math.min(resolution, LONGEST_EDGE / Math.max(width, height));
  const whole = (length: number) => Math.max(1, Math.round(length * factor));
  return { width: whole(width), height: whole(height) };
}
