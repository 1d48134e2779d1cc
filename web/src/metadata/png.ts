/** PNG (third edition) and APNG. Kept: the chunks that a picture is made of. All others go, and all after the end. */

import type { Bytes, Outcome, Removed } from "./codes";
import { crc32 } from "./crc";
import { Unreadable } from "./errors";
import { orientationOnly, readExif } from "./exif";
import { unzlib, zlib } from "./flate";
import { cleanIcc } from "./icc";
import { fromLatin1, join, startsWith, uint32, View } from "./view";
import { readXmp } from "./xmp";

const SIGNATURE = 8;
const MOST_PROFILE = 16 * 1024 * 1024;
const NEEDED = new Set(
  "IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD hIST pHYs acTL fcTL fdAT".split(" "),
);
const XMP = "XML:com.adobe.xmp\0";

const KEYWORDS: [RegExp, Removed][] = [
  [/author|artist|copyright|creator/i, "author"],
  [/time|date/i, "time"],
  [/software|producer/i, "software"],
  [/^source|make|model|camera/i, "camera"],
  [/title|description|comment|disclaimer|warning|keywords/i, "description"],
  [/thumb/i, "thumbnail"],
  [/gps|location/i, "place"],
];

const MEANINGS: Record<string, Removed> = { tIME: "time", caBX: "history" };

interface Chunk {
  type: string;
  data: Uint8Array;
  /** The whole chunk as it stands in the file. */
  whole: Uint8Array;
}

/** Raises Unreadable. */
export function cleanPng(file: Bytes): Outcome {
  const removed = new Set<Removed>();
  const parts: Uint8Array[] = [file.subarray(0, SIGNATURE)];
  let size = SIGNATURE;
  for (const chunk of chunks(file)) {
    size += chunk.whole.length;
    if (chunk.type === "iCCP") parts.push(...profile(chunk.data));
    else if (NEEDED.has(chunk.type)) parts.push(chunk.whole);
    else parts.push(...dropped(chunk, removed));
  }
  if (size < file.length) removed.add("appended");
  return { parts, removed, left: new Set() };
}

function* chunks(file: Bytes): Generator<Chunk> {
  const view = new View(file);
  let data = false;
  for (let at = SIGNATURE; ; ) {
    const length = view.u32(at);
    const chunk = { type: view.text(at + 4, 4), data: view.slice(at + 8, length), whole: view.slice(at, length + 12) };
    at += chunk.whole.length;
    if ((at === SIGNATURE + chunk.whole.length) !== (chunk.type === "IHDR")) throw new Unreadable("It has no header.");
    if (!NEEDED.has(chunk.type) && /^[A-Z]/.test(chunk.type)) throw new Unreadable("A needed part is not known here.");
    if (chunk.type === "IDAT") data = true;
    yield chunk;
    if (chunk.type === "IEND") break;
  }
  if (!data) throw new Unreadable("There is no picture in it.");
}

/** Says what a chunk told; of an Exif the orientation stays. */
function dropped({ type, data }: Chunk, removed: Set<Removed>): Uint8Array[] {
  if (type === "eXIf") {
    const { orientation, found } = readExif(data);
    for (const code of found) removed.add(code);
    const exif = orientationOnly(orientation);
    return exif ? [written("eXIf", exif)] : [];
  }
  if (startsWith(data, XMP)) readXmp(data, removed);
  else removed.add(MEANINGS[type] ?? (/^(t|z|i)(EX|TX)t$/.test(type) ? meaningOf(data) : "other"));
  return [];
}

function meaningOf(text: Uint8Array): Removed {
  const keyword = new View(text).text(0, Math.max(0, text.indexOf(0)));
  return KEYWORDS.find(([pattern]) => pattern.test(keyword))?.[1] ?? "other";
}

function profile(data: Uint8Array): Uint8Array[] {
  const name = data.indexOf(0);
  if (name < 0) throw new Unreadable("The colour profile is damaged.");
  const clean = cleanIcc(unzlib(data.subarray(name + 2), MOST_PROFILE));
  return clean ? [written("iCCP", join([fromLatin1("icc\0\0"), zlib(clean)]))] : [];
}

function written(type: string, data: Uint8Array): Uint8Array {
  const name = fromLatin1(type);
  return join([uint32(data.length), name, data, uint32(crc32(name, data))]);
}
