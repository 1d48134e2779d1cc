/**
 * Colour profiles (ICC.1). Colours need them, and they may name the screen or printer that they were measured on: the
 * numbers that make colours stay, every name and date goes.
 */

import { MetadataError } from "./errors";
import { fromLatin1, join, startsWith, uint16, uint32, View } from "./view";

const HEADER = 128;
const COLOUR = /^(wtpt|bkpt|chad|cicp|gamt|[rgbk](XYZ|TRC)|A2B[0-3]|B2A[0-3]|D2B[0-3]|B2D[0-3]|pre[0-2])$/;
/** Date; then maker, model; then creator, id: fields of the header that no colour needs, [at, length]. */
const NAMES: [number, number][] = [
  [24, 12],
  [48, 8],
  [80, 20],
];

/** The profile with only what makes colours, or null when it is no profile that anything could read. */
export function cleanIcc(profile: Uint8Array): Uint8Array | null {
  try {
    const view = new View(profile);
    if (!startsWith(profile, "acsp", 36)) return null;
    const count = Math.min(view.u32(HEADER), 200);
    const tags: [string, Uint8Array][] = [];
    for (let at = HEADER + 4; at < HEADER + 4 + count * 12; at += 12) {
      const tag = view.text(at, 4);
      if (COLOUR.test(tag)) tags.push([tag, view.slice(view.u32(at + 4), view.u32(at + 8))]);
    }
    return build(view.slice(0, HEADER), [...texts(view.u8(8)), ...tags]);
  } catch (error) {
    if (error instanceof MetadataError) return null;
    throw error;
  }
}

/** Every profile must have a description and a copyright line; ours say nothing. */
function texts(version: number): [string, Uint8Array][] {
  if (version >= 4) {
    const empty = join([
      fromLatin1("mluc"),
      uint32(0),
      uint32(1),
      uint32(12),
      fromLatin1("enUS"),
      uint32(0),
      uint32(28),
    ]);
    return [
      ["desc", empty],
      ["cprt", empty],
    ];
  }
  const description = join([fromLatin1("desc"), uint32(0), uint32(1), new Uint8Array(1 + 8 + 3 + 67)]);
  return [
    ["desc", description],
    ["cprt", join([fromLatin1("text"), uint32(0), new Uint8Array(1)])],
  ];
}

function build(header: Uint8Array, tags: readonly [string, Uint8Array][]): Uint8Array {
  const table: Uint8Array[] = [uint32(tags.length)];
  const data: Uint8Array[] = [];
  const placed = new Map<string, number>();
  let end = HEADER + 4 + tags.length * 12;
  for (const [tag, content] of tags) {
    const key = `${content.byteOffset} ${content.length} ${tag === "desc" || tag === "cprt" ? tag : ""}`;
    const at = placed.get(key) ?? end;
    if (at === end) {
      const padding = new Uint8Array(-content.length & 3);
      data.push(content, padding);
      end += content.length + padding.length;
      placed.set(key, at);
    }
    table.push(fromLatin1(tag), uint32(at), uint32(content.length));
  }
  const clean = header.slice();
  for (const [at, length] of NAMES) clean.fill(0, at, at + length);
  clean.set(uint32(end), 0);
  return join([clean, ...table, ...data]);
}

/** An ICC_PROFILE as JPEG splits it: pieces of at most `most` bytes, each with its number and their count. */
export function inPieces(profile: Uint8Array, most: number): Uint8Array[] {
  const count = Math.ceil(profile.length / most);
  return Array.from({ length: count }, (_, n) =>
    join([uint16(((n + 1) << 8) | count), profile.subarray(n * most, (n + 1) * most)]),
  );
}
