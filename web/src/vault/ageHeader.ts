/** The header of an age v1 file (C2SP age, "Header"): written and read strictly, in its one canonical form. */

import type { ByteReader } from "./byteReader";
import { type Bytes, concat, equalBytes, fromBase64Unpadded, fromUtf8, toBase64Unpadded, utf8 } from "./bytes";
import { Malformed, Tampered, Unsupported } from "./errors";
import { hkdf, hmacSha256 } from "./primitives";

/** One way to the file key: its type and arguments, and what wraps the file key. */
export interface Stanza {
  /** The type and its arguments: each at least one printable ASCII character, no space. */
  readonly args: readonly string[];
  readonly body: Uint8Array;
}

export interface Header {
  readonly stanzas: readonly Stanza[];
  /** What the MAC is over: the header up to and including `---`. */
  readonly signed: Bytes;
  /** 32 bytes. */
  readonly mac: Bytes;
}

const VERSION = "age-encryption.org/v1";
/** Far above the 1,627 bytes of a grant's header: what is longer is not ours. */
const LONGEST_HEADER = 65_536;
const NEWLINE = 0x0a;
const BODY_LINE = 64;

/** The header of a file with this file key (16 bytes), its MAC included. */
export function encodeHeader(stanzas: readonly Stanza[], fileKey: Uint8Array): Bytes {
  const lines = [VERSION, ...stanzas.flatMap(stanzaLines), "---"];
  const signed = utf8(lines.join("\n"));
  return concat(signed, utf8(` ${toBase64Unpadded(macOf(signed, fileKey))}\n`));
}

/** Throws `Tampered` unless the header was written with this file key: the check that comes before any payload. */
export function checkMac(header: Header, fileKey: Uint8Array): void {
  if (!equalBytes(macOf(header.signed, fileKey), header.mac))
    throw new Tampered("The header of this file was changed.");
}

function macOf(signed: Uint8Array, fileKey: Uint8Array): Bytes {
  return hmacSha256(hkdf(fileKey, utf8("header")), signed);
}

function stanzaLines(stanza: Stanza): string[] {
  const body = toBase64Unpadded(stanza.body);
  const lines = [`-> ${stanza.args.join(" ")}`];
  for (let at = 0; at <= body.length; at += BODY_LINE) lines.push(body.slice(at, at + BODY_LINE));
  return lines;
}

/** Reads a header off the front. Throws `Malformed`, or `Unsupported` for another version of age. */
export async function readHeader(reader: ByteReader): Promise<Header> {
  const lines = new Lines(reader);
  const version = await lines.next();
  if (version !== VERSION) {
    if (version.startsWith("age-encryption.org/")) throw new Unsupported("This is a newer version of age.");
    throw new Malformed("This is not an age file.");
  }
  const stanzas: Stanza[] = [];
  for (;;) {
    const line = await lines.next();
    if (line.startsWith("--- ")) {
      const mac = fromBase64Unpadded(line.slice(4), 32);
      return { stanzas, mac, signed: utf8(lines.before("---")) };
    }
    stanzas.push({ args: argumentsOf(line), body: await readBody(lines) });
  }
}

function argumentsOf(line: string): string[] {
  const [arrow, ...args] = line.split(" ");
  if (arrow !== "->" || args.length === 0 || args.includes("")) {
    throw new Malformed("A line of this header is not well formed.");
  }
  return args;
}

/** Whole lines of 64 characters and one shorter line, which may be empty, that ends the body. */
async function readBody(lines: Lines): Promise<Bytes> {
  let body = "";
  for (;;) {
    const line = await lines.next();
    if (line.length > BODY_LINE) throw new Malformed("A line of this header is too long.");
    body += line;
    if (line.length < BODY_LINE) return fromBase64Unpadded(body);
  }
}

/** The lines of a header, each of printable ASCII and ended by one newline. */
class Lines {
  readonly #reader: ByteReader;
  readonly #read: string[] = [];
  #left = LONGEST_HEADER;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  async next(): Promise<string> {
    const bytes = await this.#reader.through(NEWLINE, this.#left);
    this.#left -= bytes.length;
    const line = bytes.subarray(0, -1);
    if (bytes.at(-1) !== NEWLINE || line.some((byte) => byte < 0x20 || byte > 0x7e)) {
      throw new Malformed("The header of this file is cut short or holds a character that it must not.");
    }
    this.#read.push(fromUtf8(line));
    return this.#read[this.#read.length - 1] as string;
  }

  /** All lines but the last one, and `text` in its stead. */
  before(text: string): string {
    return [...this.#read.slice(0, -1), text].join("\n");
  }
}
