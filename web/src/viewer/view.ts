/** What every way of showing a file has in common. */
import type { Kind } from "./kinds";
import type { Reason, Size, Words } from "./viewerWire";

/** The file cannot be shown, and why. */
export class Unreadable extends Error {
  override name = "Unreadable";

  constructor(readonly reason: Reason) {
    super(reason);
  }
}

/** A file that is shown. Pages count from 0; what has none cannot be redacted. */
export interface View {
  readonly pages: number;
  readonly cut: boolean;
  /** Smaller, as it fits, or larger. */
  zoom(step: -1 | 0 | 1): void;
  /** A quarter turn, clockwise. */
  turn(): void;
  size(page: number): Promise<Size>;
  /** The page as it is, unturned, at exactly this size. */
  pixels(page: number, size: Size): Promise<ImageBitmap>;
}

/** Shows `file` in `root`. @throws Unreadable. */
export type Opener = (file: Blob, kind: Kind, root: HTMLElement, words: Words) => Promise<View>;

/** More pixels than this are not decoded: four bytes each, in memory. */
export const MOST_PIXELS = 120_000_000;

const STEPS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 6];
const FIT = STEPS.indexOf(1);

/** Steps of zooming; 1 is what fits. */
export class Zoom {
  private at = FIT;

  get factor(): number {
    return STEPS[this.at] as number;
  }

  go(step: -1 | 0 | 1): void {
    this.at = step === 0 ? FIT : Math.min(STEPS.length - 1, Math.max(0, this.at + step));
  }
}

/** A canvas of this size, white as paper. @throws Unreadable where the browser gives none. */
export function paper({ width, height }: Size): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) throw new Unreadable("too-large");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  return { canvas, context };
}
