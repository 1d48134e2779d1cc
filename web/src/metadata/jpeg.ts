/**
 * JPEG (ITU-T T.81; JFIF; Exif). Kept: what the decoder needs, the colour profile without its names, and which way up
 * the picture is. Everything else between the first marker and the end goes, and all that follows the end.
 */

import type { Bytes, Outcome, Removed } from "./codes";
import { Unreadable } from "./errors";
import { orientationOnly, readExif } from "./exif";
import { cleanIcc, inPieces } from "./icc";
import { readPhotoshop } from "./photoshop";
import { fromLatin1, join, startsWith, uint16, View } from "./view";
import { readXmp } from "./xmp";

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP11 = 0xeb;
const APP13 = 0xed;
const APP14 = 0xee;
const APP15 = 0xef;
const COM = 0xfe;
const EXIF = "Exif\0\0";
const XMP = "http://ns.adobe.com/x";
const ICC = "ICC_PROFILE\0";
const PHOTOSHOP = "Photoshop 3.0\0";
const MOST_ICC = 65_533 - ICC.length - 2;

interface Segment {
  marker: number;
  content: Uint8Array;
}

interface Picture {
  /** Up to the first scan. */
  head: Segment[];
  /** From the first scan to the end, cleaned of segments that no decoder needs. */
  body: Uint8Array[];
  dropped: Segment[];
  /** Whether bytes follow the end. */
  appended: boolean;
}

/** Raises Unreadable. */
export function cleanJpeg(file: Bytes): Outcome {
  const { head, body, dropped, appended } = parse(file);
  const removed = new Set<Removed>();
  const orientation = readDropped(dropped, removed);
  if (appended) removed.add("appended");
  const kept = head.filter(({ marker }) => marker !== APP2).map((segment) => trimmed(segment, removed));
  const exif = orientationOnly(orientation);
  const parts = [
    Uint8Array.of(0xff, SOI),
    ...kept.filter(({ marker }) => marker === APP0).map(written),
    ...(exif ? [written({ marker: APP1, content: join([fromLatin1(EXIF), exif]) })] : []),
    ...profile(head.filter(({ marker }) => marker === APP2)).map(written),
    ...kept.filter(({ marker }) => marker !== APP0).map(written),
    ...body,
  ];
  return { parts, removed, left: new Set() };
}

function parse(file: Bytes): Picture {
  const view = new View(file);
  const picture: Picture = { head: [], body: [], dropped: [], appended: false };
  let scanned = false;
  for (let at = 2; ; ) {
    if (view.u8(at) !== 0xff) throw new Unreadable("A marker is missing.");
    const marker = view.u8(at + 1);
    if (marker === 0xff) {
      at += 1; // Fill bytes may stand before any marker.
    } else if (marker === EOI) {
      picture.body.push(view.slice(at, 2));
      picture.appended = at + 2 < file.length;
      if (!scanned) throw new Unreadable("There is no picture in it.");
      return picture;
    } else {
      if (marker < 0xc0 || marker === SOI || (marker >= 0xd0 && marker < 0xd8)) throw new Unreadable("A stray marker.");
      const segment = { marker, content: view.slice(at + 4, view.u16(at + 2) - 2) };
      at += 4 + segment.content.length;
      if (!isNeeded(segment) || (scanned && isApplication(marker))) picture.dropped.push(segment);
      else if (marker === SOS || scanned) picture.body.push(written(segment));
      else picture.head.push(segment);
      if (marker === SOS) {
        scanned = true;
        const end = endOfScan(file, at);
        picture.body.push(file.subarray(at, end));
        at = end;
      }
    }
  }
}

/** Where the next marker is that is neither a stuffed zero nor a restart. */
function endOfScan(file: Bytes, from: number): number {
  for (let at = file.indexOf(0xff, from); at >= 0; at = file.indexOf(0xff, at + 1)) {
    const next = file[at + 1];
    if (next === undefined) break;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next < 0xd8)) return at;
  }
  throw new Unreadable("The picture has no end.");
}

function isNeeded({ marker, content }: Segment): boolean {
  if (marker === APP0) return startsWith(content, "JFIF\0");
  if (marker === APP2) return startsWith(content, ICC);
  if (marker === APP14) return startsWith(content, "Adobe");
  return !isApplication(marker) && marker !== COM && marker < 0xf0;
}

function isApplication(marker: number): boolean {
  return marker >= APP0 && marker <= APP15;
}

/** Says what the dropped segments told, and gives which way up the picture is. */
function readDropped(dropped: readonly Segment[], removed: Set<Removed>): number {
  let orientation = 1;
  for (const { marker, content } of dropped) {
    if (marker === APP1 && startsWith(content, EXIF)) {
      const exif = readExif(content.subarray(EXIF.length));
      for (const code of exif.found) removed.add(code);
      if (orientation === 1) orientation = exif.orientation;
    } else if (marker === APP1 && startsWith(content, XMP)) readXmp(content, removed);
    else if (marker === APP13 && startsWith(content, PHOTOSHOP)) {
      readPhotoshop(content.subarray(PHOTOSHOP.length), removed);
    } else if (marker === APP0) removed.add("thumbnail");
    else if (marker === APP11) removed.add("history");
    else removed.add(marker === COM ? "description" : "other");
  }
  return orientation;
}

/** Only the header proper: a JFIF header may hold a small picture, and anything may follow Adobe's. */
function trimmed(segment: Segment, removed: Set<Removed>): Segment {
  const { marker, content } = segment;
  if (marker === APP14) return { marker, content: content.subarray(0, 12) };
  if (marker !== APP0) return segment;
  if (content.length < 14) throw new Unreadable("The header is cut short.");
  if (content.length > 14) removed.add("thumbnail");
  return { marker, content: join([content.subarray(0, 12), uint16(0)]) };
}

/** The colour profile's segments, cleaned; none when the pieces make no profile. */
function profile(segments: readonly Segment[]): Segment[] {
  const pieces = segments.map(({ content }) => content.subarray(ICC.length));
  const ordered = pieces.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0)).map((piece) => piece.subarray(2));
  const clean = cleanIcc(join(ordered));
  if (!clean) return [];
  return inPieces(clean, MOST_ICC).map((piece) => ({ marker: APP2, content: join([fromLatin1(ICC), piece]) }));
}

function written({ marker, content }: Segment): Uint8Array {
  return join([Uint8Array.of(0xff, marker), uint16(content.length + 2), content]);
}
