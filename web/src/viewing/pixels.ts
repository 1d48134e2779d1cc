/** Pixels blacked out and written as a file. What lies below a box is overwritten before anything is encoded. */
import { DeskError } from "../people/errors";
import type { Box } from "./boxes";
import { imagePdf, type PicturePage } from "./imagePdf";
import type { Sandbox } from "./sandbox";

/** How finely pages of a document are drawn, in pixels for each point (1/72 inch). */
export const FINE = 150 / 72;
const JPEG_QUALITY = 0.88;

/**
 * A canvas of the page with its boxes black.
 * 1. The page's pixels are drawn, 2. each box is filled, 3. and read back: some browsers alter what is read of a canvas,
 * and then neither the picture nor the boxes could be trusted.
 * @throws DeskError "desk/pixels-altered".
 */
export function blackedOut(bitmap: ImageBitmap, boxes: readonly Box[]): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  if (context === null) throw new DeskError("desk/no-pixels", "The browser gives no canvas of this size.");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  context.fillStyle = "#000";
  for (const { x, y, width, height } of boxes) context.fillRect(x, y, width, height);
  for (const { x, y, width, height } of boxes) {
    const { data } = context.getImageData(x, y, width, height);
    if (data.some((value, at) => value !== (at % 4 === 3 ? 255 : 0))) {
      throw new DeskError("desk/pixels-altered", "A box is not black.");
    }
  }
  return canvas;
}

/** A picture as a new PNG. */
export async function redactedPicture(sandbox: Sandbox, boxes: readonly Box[], name: string): Promise<File> {
  const canvas = blackedOut(await sandbox.pixels(0, 1), boxes);
  return new File([await encoded(canvas, "image/png")], name, { type: "image/png" });
}

/** A document as a new PDF of pictures, with no text below them. `boxes`: by page. */
export async function redactedPages(
  sandbox: Sandbox,
  pages: number,
  boxes: ReadonlyMap<number, readonly Box[]>,
  name: string,
  progress: (share: number) => void,
): Promise<File> {
  const made: PicturePage[] = [];
  for (let page = 0; page < pages; page += 1) {
    const canvas = blackedOut(await sandbox.pixels(page, FINE), boxes.get(page) ?? []);
    const { width, height } = canvas;
    const jpeg = new Uint8Array(await (await encoded(canvas, "image/jpeg")).arrayBuffer());
    made.push({ jpeg, pixels: { width, height }, size: { width: width / FINE, height: height / FINE } });
    progress((page + 1) / pages);
  }
  return new File(imagePdf(made), name, { type: "application/pdf" });
}

function encoded(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const take = (blob: Blob | null) =>
      blob === null ? reject(new DeskError("desk/no-pixels", "The browser wrote no picture.")) : resolve(blob);
    canvas.toBlob(take, type, JPEG_QUALITY);
  });
}
