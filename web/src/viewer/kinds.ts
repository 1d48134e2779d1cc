/** What a file is, by its first bytes: its name and its declared type are whatever its sender wrote. Pure. */
import type { Sort } from "./viewerWire";

/** How a file is to be opened; `type` is what the browser is told, never what the sender said. */
export interface Kind {
  readonly sort: Sort;
  readonly type: string;
}

/** So many bytes of the beginning are looked at. */
export const HEAD = 64 * 1024;

const kind = (sort: Sort, type: string): Kind => ({ sort, type });

/** [offset, bytes as Latin-1, kind]; the first that fits. */
const SIGNS: readonly (readonly [number, string, Kind])[] = [
  [0, "\x89PNG\r\n\x1a\n", kind("picture", "image/png")],
  [0, "\xff\xd8\xff", kind("picture", "image/jpeg")],
  [0, "GIF87a", kind("picture", "image/gif")],
  [0, "GIF89a", kind("picture", "image/gif")],
  [8, "WEBP", kind("picture", "image/webp")],
  [4, "ftypavif", kind("picture", "image/avif")],
  [4, "ftypavis", kind("picture", "image/avif")],
  [8, "WAVE", kind("audio", "audio/wav")],
  [0, "OggS", kind("video", "video/ogg")],
  [0, "fLaC", kind("audio", "audio/flac")],
  [0, "ID3", kind("audio", "audio/mpeg")],
  [0, "\x1a\x45\xdf\xa3", kind("video", "video/webm")],
  [4, "ftypM4A", kind("audio", "audio/mp4")],
  ...[
    "ftypisom",
    "ftypiso2",
    "ftypiso5",
    "ftypiso6",
    "ftypmp41",
    "ftypmp42",
    "ftypavc1",
    "ftypM4V",
    "ftypqt  ",
    "ftypMSNV",
    "ftypdash",
    "ftyp3gp",
  ].map((sign) => [4, sign, kind("video", "video/mp4")] as const),
];
/** A PDF may have something before its header: readers look for it this far. */
const PDF_HEADER_WITHIN = 1024;

/** The kind of a file that begins with `head`, or null when the viewer opens none such. Never throws. */
export function kindOf(head: Uint8Array): Kind | null {
  const start = latin(head.subarray(0, PDF_HEADER_WITHIN));
  const sign = SIGNS.find(([at, bytes]) => start.startsWith(bytes, at));
  if (sign !== undefined) return sign[2];
  if (start.includes("%PDF-")) return kind("pages", "application/pdf");
  if (isBitmap(head)) return kind("picture", "image/bmp");
  if (isMpegSound(head)) return kind("audio", "audio/mpeg");
  const label = encodingOf(head);
  if (label === null) return null;
  return isSvg(new TextDecoder(label).decode(head)) ? kind("picture", "image/svg+xml") : kind("text", "text/plain");
}

/** How many pixels a PNG, GIF or bitmap says that it has, before any browser reads it; 0 for other kinds. Never throws. */
export function pixelsSaid(head: Uint8Array, { type }: Kind): number {
  if (head.length < 26) return 0;
  const view = new DataView(head.buffer, head.byteOffset);
  if (type === "image/png") return view.getUint32(16) * view.getUint32(20);
  if (type === "image/gif") return view.getUint16(6, true) * view.getUint16(8, true);
  if (type === "image/bmp") return Math.abs(view.getInt32(18, true) * view.getInt32(22, true));
  return 0;
}

/** "BM", four reserved zeros, and a header of a size that bitmaps have. */
function isBitmap(head: Uint8Array): boolean {
  if (head.length < 26 || !latin(head.subarray(0, 2)).startsWith("BM")) return false;
  const view = new DataView(head.buffer, head.byteOffset);
  return view.getUint32(6, true) === 0 && [12, 40, 52, 56, 108, 124].includes(view.getUint32(14, true));
}

/** A frame of MPEG sound without a tag before it: eleven set bits, then version, layer and rate that exist. */
function isMpegSound(head: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = head;
  return (
    first === 0xff &&
    (second & 0xe0) === 0xe0 &&
    (second & 0x18) !== 0x08 &&
    (second & 0x06) === 0x02 &&
    (third & 0xf0) !== 0xf0 &&
    (third & 0x0c) !== 0x0c
  );
}

/** One thing of those that may stand before the first element. Each is passed once: no file can make this slow. */
const BEFORE = /\s+|<\?xml[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE svg[^>]*>/iy;

function isSvg(text: string): boolean {
  let at = 0;
  for (BEFORE.lastIndex = 0; BEFORE.test(text); at = BEFORE.lastIndex);
  return /^<svg[\s>]/i.test(text.slice(at, at + 5));
}

/** The encoding of text that begins so, as TextDecoder names it, or null when it is no text. */
export function encodingOf(head: Uint8Array): string | null {
  if (head.length === 0) return null;
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  if (hasControls(head)) return wideEncoding(head);
  return isUtf8(head) ? "utf-8" : "windows-1252";
}

function isUtf8(head: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true }); // its last character may be cut
    return true;
  } catch {
    return false;
  }
}

/** Without a mark: every other byte of European text is zero. */
function wideEncoding(head: Uint8Array): string | null {
  const pairs = Math.floor(Math.min(head.length, 4096) / 2);
  if (pairs < 4) return null;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < pairs; at += 1) {
    if (head[2 * at] === 0) even += 1;
    if (head[2 * at + 1] === 0) odd += 1;
  }
  if (odd > 0.7 * pairs && even === 0) return "utf-16le";
  return even > 0.7 * pairs && odd === 0 ? "utf-16be" : null;
}

/** Whether there is any byte that no text has: controls other than tab, line ends, page ends and escape. */
function hasControls(head: Uint8Array): boolean {
  return head.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte));
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
