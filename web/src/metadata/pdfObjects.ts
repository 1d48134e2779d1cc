/**
 * PDF's objects (ISO 32000-1 §7.3) and how they are read. Numbers and strings stay as they are spelled, so that writing
 * them again changes nothing.
 */

import { Unreadable } from "./errors";
import { latin1, startsWith } from "./view";

/** A number, string, boolean or null, as it is spelled (one character per byte). */
export class Scalar {
  constructor(readonly text: string) {}

  /** The number that it is; NaN for anything else. */
  get number(): number {
    return /^[+-]?\d*\.?\d*$/.test(this.text) && this.text !== "" ? Number(this.text) : Number.NaN;
  }
}

/** A name without its slash, as it is spelled. */
export class Name {
  constructor(readonly text: string) {}
}

export class Ref {
  constructor(
    readonly number: number,
    readonly generation: number,
  ) {}
}

export type Dict = Map<string, Value>;

export class Stream {
  constructor(
    readonly dict: Dict,
    readonly data: Uint8Array,
  ) {}
}

export type Value = Scalar | Name | Ref | Value[] | Dict | Stream;

export const NULL = new Scalar("null");

const MOST_DEPTH = 200;
const WHITE = new Set([0, 9, 10, 12, 13, 32]);
const DELIMITERS = new Set([..."()<>[]{}/%"].map((character) => character.charCodeAt(0)));

/** Reads objects from `at` on. */
export class Parser {
  constructor(
    readonly bytes: Uint8Array,
    public at: number,
  ) {}

  /** The next object; streams are the caller's. Raises Unreadable. */
  value(depth = 0): Value {
    if (depth > MOST_DEPTH) throw new Unreadable("It is nested too deeply.");
    this.skip();
    if (this.is("<<")) return this.dict(depth);
    if (this.is("[")) return this.array(depth);
    if (this.is("/")) return new Name(this.name());
    if (this.is("(")) return this.string();
    if (this.is("<")) return this.hex();
    const word = this.word();
    if (/^\d+$/.test(word)) return this.reference(word) ?? new Scalar(word);
    if (/^(true|false|null|[+-]?[\d.+-]+)$/.test(word)) return new Scalar(word);
    throw new Unreadable("Something in it is not PDF.");
  }

  /** The next word: digits, letters, anything but white space and delimiters. */
  word(): string {
    this.skip();
    const from = this.at;
    while (this.at < this.bytes.length && !this.isWhite() && !DELIMITERS.has(this.bytes[this.at] as number)) this.at++;
    if (this.at === from) throw new Unreadable("Something in it is cut short.");
    return latin1(this.bytes.subarray(from, this.at));
  }

  /** A whole number. Raises Unreadable. */
  integer(): number {
    const word = this.word();
    if (!/^\d{1,10}$/.test(word)) throw new Unreadable("A number is missing.");
    return Number(word);
  }

  /** Goes past `text` if it comes next, after white space and comments. */
  takes(text: string): boolean {
    this.skip();
    if (!this.is(text)) return false;
    this.at += text.length;
    return true;
  }

  skip(): void {
    for (; this.at < this.bytes.length; this.at++) {
      if (this.bytes[this.at] === 0x25) {
        while (this.at + 1 < this.bytes.length && this.bytes[this.at] !== 10 && this.bytes[this.at] !== 13) this.at++;
      } else if (!this.isWhite()) return;
    }
  }

  private is(text: string): boolean {
    return startsWith(this.bytes, text, this.at);
  }

  private isWhite(): boolean {
    return WHITE.has(this.bytes[this.at] as number);
  }

  private dict(depth: number): Dict {
    this.at += 2;
    const dict: Dict = new Map();
    while (!this.takes(">>")) {
      if (!this.is("/")) throw new Unreadable("A dictionary is damaged.");
      dict.set(this.name(), this.value(depth + 1));
    }
    return dict;
  }

  private array(depth: number): Value[] {
    this.at += 1;
    const array: Value[] = [];
    while (!this.takes("]")) array.push(this.value(depth + 1));
    return array;
  }

  private name(): string {
    this.at += 1;
    const next = this.bytes[this.at];
    return next === undefined || this.isWhite() || DELIMITERS.has(next) ? "" : this.word();
  }

  /** "12 0 R" after its first number, or null when it is only a number. */
  private reference(word: string): Ref | null {
    const { at } = this;
    const rest = /^[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>[\]{}/%])/.exec(
      latin1(this.bytes.subarray(at, at + 24)),
    );
    if (!rest) return null;
    this.at = at + rest[0].length;
    return new Ref(Number(word), Number(rest[1]));
  }

  private string(): Scalar {
    const from = this.at;
    let open = 0;
    for (; this.at < this.bytes.length; this.at++) {
      const byte = this.bytes[this.at];
      if (byte === 0x5c) this.at++;
      else if (byte === 0x28) open++;
      else if (byte === 0x29 && --open === 0) {
        this.at++;
        return new Scalar(latin1(this.bytes.subarray(from, this.at)));
      }
    }
    throw new Unreadable("A text is cut short.");
  }

  private hex(): Scalar {
    const end = this.bytes.indexOf(0x3e, this.at);
    if (end < 0) throw new Unreadable("A text is cut short.");
    const text = latin1(this.bytes.subarray(this.at, end + 1));
    if (!/^<[0-9A-Fa-f\0\t\n\f\r ]*>$/.test(text)) throw new Unreadable("A text is damaged.");
    this.at = end + 1;
    return new Scalar(text);
  }
}

export function isDict(value: Value | undefined): value is Dict {
  return value instanceof Map;
}

/** The name that an entry holds, or "". */
export function nameOf(value: Value | undefined): string {
  return value instanceof Name ? value.text : "";
}
