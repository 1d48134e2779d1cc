/** ZIP (PKWARE APPNOTE 6.3) as documents use it: read by the central directory, written without times, notes or extras. */

import type { Bytes } from "./codes";
import { crc32 } from "./crc";
import { Kept, Unreadable } from "./errors";
import { deflate, inflate } from "./flate";
import { fromLatin1, join, startsWith, uint16, uint32, View } from "./view";

const END = "PK\x05\x06";
const CENTRAL = "PK\x01\x02";
const LOCAL = "PK\x03\x04";
const END_SIZE = 22;
const MOST_NOTE = 0xffff;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 0x0001;
const UTF8_NAME = 0x0800;
/** 1 January 1980: as early as ZIP can say. */
const NO_DAY = 0x0021;

export interface Entry {
  readonly name: string;
  readonly rawName: Uint8Array;
  readonly utf8: boolean;
  readonly method: number;
  readonly crc: number;
  readonly packed: Uint8Array;
  /** Unpacked, in bytes. */
  readonly size: number;
  /** Whether it says when it was written. */
  readonly dated: boolean;
}

/** The files in it, in their order. Raises Unreadable; Kept "encrypted". */
export function readZip(file: Bytes): Entry[] {
  const view = new View(file, true);
  const end = findEnd(file);
  const entries: Entry[] = [];
  let at = view.u32(end + 16);
  for (let n = view.u16(end + 10); n > 0; n--) {
    if (!startsWith(file, CENTRAL, at)) throw new Unreadable("The list of files is damaged.");
    entries.push(readEntry(view, at));
    at += 46 + view.u16(at + 28) + view.u16(at + 30) + view.u16(at + 32);
  }
  if (new Set(entries.map(({ name }) => name)).size < entries.length) throw new Unreadable("A file is in it twice.");
  return entries;
}

function findEnd(file: Bytes): number {
  for (let at = file.length - END_SIZE; at >= Math.max(0, file.length - END_SIZE - MOST_NOTE); at--) {
    if (startsWith(file, END, at)) return at;
  }
  throw new Unreadable("The list of files is missing.");
}

function readEntry(view: View, at: number): Entry {
  const flags = view.u16(at + 8);
  if (flags & ENCRYPTED) throw new Kept("encrypted");
  const method = view.u16(at + 10);
  if (method !== STORED && method !== DEFLATED) throw new Unreadable("It is packed in a way that is not known here.");
  const local = view.u32(at + 42);
  if (!startsWith(view.bytes, LOCAL, local)) throw new Unreadable("A file in it is missing.");
  const rawName = view.slice(at + 46, view.u16(at + 28));
  const day = view.u16(at + 14);
  return {
    name: new TextDecoder().decode(rawName),
    rawName,
    utf8: (flags & UTF8_NAME) !== 0,
    method,
    crc: view.u32(at + 16),
    packed: view.slice(local + 30 + view.u16(local + 26) + view.u16(local + 28), view.u32(at + 20)),
    size: view.u32(at + 24),
    dated: day !== 0 && day !== NO_DAY,
  };
}

/** An entry's content. Raises Unreadable when it is not what the directory says. */
export function unpack({ method, packed, size, crc }: Entry): Uint8Array {
  const content = method === STORED ? packed : inflate(packed, size);
  if (content.length !== size || crc32(content) !== crc) throw new Unreadable("A file in it is damaged.");
  return content;
}

/** The same entry with other content. */
export function repack(entry: Entry, content: Uint8Array): Entry {
  const packed = entry.method === STORED ? content : deflate(content);
  return { ...entry, packed, size: content.length, crc: crc32(content) };
}

/** The whole file as consecutive parts. */
export function writeZip(entries: readonly Entry[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let at = 0;
  for (const entry of entries) {
    const { rawName, packed } = entry;
    const facts = join([
      uint16(20, true), // needs version 2.0
      uint16(entry.utf8 ? UTF8_NAME : 0, true),
      uint16(entry.method, true),
      uint16(0, true),
      uint16(NO_DAY, true),
      uint32(entry.crc, true),
      uint32(packed.length, true),
      uint32(entry.size, true),
      uint16(rawName.length, true),
      uint16(0, true), // no extras
    ]);
    central.push(fromLatin1(CENTRAL), uint16(20, true), facts, new Uint8Array(10), uint32(at, true), rawName);
    parts.push(fromLatin1(LOCAL), facts, rawName, packed);
    at += 30 + rawName.length + packed.length;
  }
  const directory = join(central);
  const count = uint16(entries.length, true);
  const end = [fromLatin1(END), uint32(0, true), count, count, uint32(directory.length, true), uint32(at, true)];
  return [...parts, directory, ...end, uint16(0, true)];
}
