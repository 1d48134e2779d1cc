/** WebP (RFC 9649). Kept: the pictures, the animation, the colour profile without its names, and which way is up. */

import type { Bytes, Outcome, Removed } from "./codes";
import { Unreadable } from "./errors";
import { orientationOnly, readExif } from "./exif";
import { cleanIcc } from "./icc";
import { fromLatin1, join, startsWith, uint32, View } from "./view";
import { readXmp } from "./xmp";

const HEADER = 12;
const FRAME_HEADER = 16;
const PICTURES = ["VP8 ", "VP8L", "ALPH"];
const FLAG_PROFILE = 0x20;
const FLAG_EXIF = 0x08;
const FLAG_XMP = 0x04;
/** Some writers put JPEG's prefix before the TIFF. */
const PREFIX = "Exif\0\0";

interface Chunk {
  type: string;
  data: Uint8Array;
}

/** Raises Unreadable. */
export function cleanWebp(file: Bytes): Outcome {
  const view = new View(file, true);
  const body = view.slice(HEADER, view.u32(4) - 4);
  const removed = new Set<Removed>();
  if (HEADER + body.length < file.length) removed.add("appended");
  const kept: Chunk[] = [];
  for (const chunk of chunks(body)) kept.push(...cleaned(chunk, removed));
  if (!kept.some(({ type }) => type === "VP8 " || type === "VP8L" || type === "ANMF")) {
    throw new Unreadable("There is no picture in it.");
  }
  return { parts: container(kept), removed, left: new Set() };
}

function* chunks(body: Uint8Array): Generator<Chunk> {
  const view = new View(body, true);
  for (let at = 0; at < body.length; ) {
    const data = view.slice(at + 8, view.u32(at + 4));
    yield { type: view.text(at, 4), data };
    at += 8 + data.length + (data.length % 2);
  }
}

function cleaned(chunk: Chunk, removed: Set<Removed>): Chunk[] {
  const { type, data } = chunk;
  if (PICTURES.includes(type) || type === "ANIM" || type === "VP8X") return [chunk];
  if (type === "ANMF") return [{ type, data: frame(data, removed) }];
  if (type === "ICCP") {
    const profile = cleanIcc(data);
    return profile ? [{ type, data: profile }] : [];
  }
  if (type === "EXIF") {
    const { orientation, found } = readExif(startsWith(data, PREFIX) ? data.subarray(PREFIX.length) : data);
    for (const code of found) removed.add(code);
    const exif = orientationOnly(orientation);
    return exif ? [{ type, data: exif }] : [];
  }
  if (type === "XMP ") readXmp(data, removed);
  else removed.add(type === "C2PA" ? "history" : "other");
  return [];
}

/** One picture of an animation: its place and time, then chunks of its own. */
function frame(data: Uint8Array, removed: Set<Removed>): Uint8Array {
  const all = [...chunks(new View(data).slice(FRAME_HEADER, data.length - FRAME_HEADER))];
  const pictures = all.filter(({ type }) => PICTURES.includes(type));
  if (pictures.length < all.length) removed.add("other");
  return join([data.subarray(0, FRAME_HEADER), ...pictures.flatMap(written)]);
}

function container(kept: readonly Chunk[]): Uint8Array[] {
  const types = kept.map(({ type }) => type);
  const parts = kept.map((chunk) => (chunk.type === "VP8X" ? flagged(chunk, types) : chunk)).flatMap(written);
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  return [fromLatin1("RIFF"), uint32(size + 4, true), fromLatin1("WEBP"), ...parts];
}

/** The extended header says which parts there are. */
function flagged({ type, data }: Chunk, types: readonly string[]): Chunk {
  const out = data.slice();
  const has = (types.includes("ICCP") ? FLAG_PROFILE : 0) | (types.includes("EXIF") ? FLAG_EXIF : 0);
  out[0] = (new View(data).u8(0) & ~(FLAG_PROFILE | FLAG_EXIF | FLAG_XMP)) | has;
  return { type, data: out };
}

function written({ type, data }: Chunk): Uint8Array[] {
  return [fromLatin1(type), uint32(data.length, true), data, new Uint8Array(data.length % 2)];
}
