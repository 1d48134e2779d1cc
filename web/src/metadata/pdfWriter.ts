/** A new PDF of given objects (ISO 32000-1 §7.5.7 and §7.5.8): no revision, no identifier, no information. */

import { zlib } from "./flate";
import { type Dict, isDict, Name, Ref, Scalar, Stream, type Value } from "./pdfObjects";
import { fromLatin1, join, uint32 } from "./view";

const PER_PACK = 200;
/** The binary note tells programs that this is no text (§7.5.2). */
const BINARY_NOTE = "%\xe2\xe3\xcf\xd3\n";

/** Objects 1 to n are `objects`; `root` is the catalog. */
export function writePdf(version: string, objects: readonly Value[], root: Ref): Uint8Array[] {
  return new PdfWriter(version).write(objects, root);
}

class PdfWriter {
  private readonly parts: Uint8Array[] = [];
  private at = 0;
  /** Rows of the cross-reference stream: type (1 byte), place (4), index (2). */
  private readonly rows: Uint8Array[] = [row(0, 0, 0xffff)];

  constructor(version: string) {
    this.put(fromLatin1(`%PDF-${version}\n${BINARY_NOTE}`));
  }

  write(objects: readonly Value[], root: Ref): Uint8Array[] {
    const packs: [number, Value][][] = [];
    for (const [index, value] of objects.entries()) {
      if (value instanceof Stream) this.rows[index + 1] = this.object(index + 1, value);
      else if ((packs.at(-1)?.length ?? PER_PACK) < PER_PACK) packs.at(-1)?.push([index + 1, value]);
      else packs.push([[index + 1, value]]);
    }
    for (const [number, pack] of packs.entries()) this.pack(objects.length + 1 + number, pack);
    this.end(objects.length + packs.length + 1, root);
    return this.parts;
  }

  private pack(number: number, pack: readonly [number, Value][]): void {
    const bodies = pack.map(([, value]) => fromLatin1(`${spell(value)}\n`));
    let offset = 0;
    let heads = "";
    for (const [index, [own]] of pack.entries()) {
      heads += `${own} ${offset} `;
      offset += (bodies[index] as Uint8Array).length;
      this.rows[own] = row(2, number, index);
    }
    const head = fromLatin1(heads);
    const dict: Dict = new Map([
      ["Type", new Name("ObjStm")],
      ["N", scalar(pack.length)],
      ["First", scalar(head.length)],
    ]);
    this.rows[number] = this.object(number, packed(dict, join([head, ...bodies])));
  }

  private end(number: number, root: Ref): void {
    const { at } = this;
    this.rows[number] = row(1, at, 0);
    const dict: Dict = new Map<string, Value>([
      ["Type", new Name("XRef")],
      ["Size", scalar(number + 1)],
      ["Root", root],
      ["W", [scalar(1), scalar(4), scalar(2)]],
    ]);
    this.object(number, packed(dict, join(this.rows)));
    this.put(fromLatin1(`startxref\n${at}\n%%EOF\n`));
  }

  private object(number: number, { dict, data }: Stream): Uint8Array {
    const { at } = this;
    const sized: Dict = new Map([...dict, ["Length", scalar(data.length)]]);
    this.put(fromLatin1(`${number} 0 obj\n${spell(sized)}\nstream\n`), data, fromLatin1("\nendstream\nendobj\n"));
    return row(1, at, 0);
  }

  private put(...parts: Uint8Array[]): void {
    for (const part of parts) {
      this.parts.push(part);
      this.at += part.length;
    }
  }
}

function packed(dict: Dict, content: Uint8Array): Stream {
  return new Stream(new Map([...dict, ["Filter", new Name("FlateDecode")]]), zlib(content));
}

function scalar(n: number): Scalar {
  return new Scalar(String(n));
}

function row(type: number, place: number, index: number): Uint8Array {
  return join([Uint8Array.of(type), uint32(place), Uint8Array.of(index >> 8, index)]);
}

/** An object as text of one character per byte. */
function spell(value: Value): string {
  if (value instanceof Scalar) return value.text;
  if (value instanceof Name) return `/${value.text}`;
  if (value instanceof Ref) return `${value.number} ${value.generation} R`;
  if (Array.isArray(value)) return `[${value.map(spell).join(" ")}]`;
  if (isDict(value)) return `<<${[...value].map(([key, entry]) => `/${key} ${spell(entry)}`).join(" ")}>>`;
  throw new TypeError("A stream stands by itself, never inside another object.");
}
