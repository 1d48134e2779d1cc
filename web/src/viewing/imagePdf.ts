/** A PDF of pictures and nothing else: each page one JPEG, no text, no script, no metadata (PDF 1.4, ISO 32000). Pure. */
import { utf8 } from "../vault/bytes";

/** One page: a baseline JPEG in RGB of `pixels`, shown at `size` in points. */
export interface PicturePage {
  readonly jpeg: Uint8Array;
  readonly pixels: { readonly width: number; readonly height: number };
  readonly size: { readonly width: number; readonly height: number };
}

const BEFORE_PAGES = 2;
const PER_PAGE = 3;

/** The file's bytes, in pieces. @throws RangeError for no pages. */
export function imagePdf(pages: readonly PicturePage[]): Uint8Array<ArrayBuffer>[] {
  if (pages.length === 0) throw new RangeError("A document has a page.");
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const offsets: number[] = [];
  let at = 0;
  const put = (...parts: (string | Uint8Array)[]) => {
    for (const part of parts) {
      const bytes = typeof part === "string" ? utf8(part) : part.slice();
      pieces.push(bytes);
      at += bytes.length;
    }
  };
  const object = (...parts: (string | Uint8Array)[]) => {
    offsets.push(at);
    put(`${offsets.length} 0 obj\n`, ...parts, "\nendobj\n");
  };
  const stream = (entries: string, content: Uint8Array) =>
    object(`<< ${entries} /Length ${content.length} >>\nstream\n`, content, "\nendstream");

  put("%PDF-1.4\n%\u00e2\u00e3\n");
  object("<< /Type /Catalog /Pages 2 0 R >>");
  const kids = pages.map((_, page) => `${BEFORE_PAGES + 1 + page * PER_PAGE} 0 R`);
  object(`<< /Type /Pages /Count ${pages.length} /Kids [${kids.join(" ")}] >>`);
  for (const { jpeg, pixels, size } of pages) {
    const own = offsets.length + 1;
    const [width, height] = [points(size.width), points(size.height)];
    object(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents ${own + 1} 0 R ` +
        `/Resources << /XObject << /P ${own + 2} 0 R >> >> >>`,
    );
    stream("", utf8(`${width} 0 0 ${height} 0 0 cm /P Do`));
    const picture = `/Type /XObject /Subtype /Image /Width ${pixels.width} /Height ${pixels.height}`;
    stream(`${picture} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode`, jpeg);
  }
  const table = at;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const count = offsets.length + 1;
  put(`xref\n0 ${count}\n0000000000 65535 f \n${rows}`);
  put(`trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
  return pieces;
}

function points(length: number): string {
  return String(Math.round(length * 100) / 100);
}
