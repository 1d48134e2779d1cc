/** Reading numbers and pieces out of bytes. Whatever lies outside is `Unreadable`, never undefined. */

import type { Bytes } from "./codes";
import { Unreadable } from "./errors";

export class View {
  private readonly data: DataView;

  constructor(
    readonly bytes: Uint8Array,
    readonly little = false,
  ) {
    this.data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  u8(at: number): number {
    this.check(at, 1);
    return this.data.getUint8(at);
  }

  u16(at: number): number {
    this.check(at, 2);
    return this.data.getUint16(at, this.little);
  }

  u32(at: number): number {
    this.check(at, 4);
    return this.data.getUint32(at, this.little);
  }

  /** The `length` bytes from `at`, without a copy. */
  slice(at: number, length: number): Uint8Array {
    this.check(at, length);
    return this.bytes.subarray(at, at + length);
  }

  /** One character per byte (ISO 8859-1). */
  text(at: number, length: number): string {
    return latin1(this.slice(at, length));
  }

  private check(at: number, length: number): void {
    if (at < 0 || length < 0 || at + length > this.bytes.length) throw new Unreadable("The file is cut short.");
  }
}

const PIECE = 8192;

/** One character per byte (ISO 8859-1; a TextDecoder of that name reads windows-1252). */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return text;
}

/** Text of characters up to U+00FF, one byte for each. */
export function fromLatin1(text: string): Bytes {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Whether `bytes` has `text` (one character per byte) at `at`. */
export function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
  if (at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** The parts, one after the other, in new memory. */
export function join(parts: readonly Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A number as 4 bytes. */
export function uint32(n: number, little = false): Bytes {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, n, little);
  return out;
}

/** A number as 2 bytes. */
export function uint16(n: number, little = false): Bytes {
  const out = new Uint8Array(2);
  new DataView(out.buffer).setUint16(0, n, little);
  return out;
}
