/**
 * A PDF as its newest revision has it (ISO 32000-1 §7.5): cross-reference tables and streams, object streams. Strict:
 * what does not fit together is Unreadable and never guessed at.
 */

import { Kept, Unreadable } from "./errors";
import { unzlib } from "./flate";
import { type Dict, isDict, NULL, nameOf, Parser, Ref, Scalar, Stream, type Value } from "./pdfObjects";
import { join, latin1, startsWith, View } from "./view";

const TAIL = 2048;
const MOST_REVISIONS = 1000;
const MOST_OBJECTS = 8_388_607;

/** Where an object is: at an offset, or in an object stream. Generations only tell freed objects from new ones. */
type Place = { at: number } | { inside: number; index: number };

export class PdfFile {
  readonly trailer: Dict;
  /** How many revisions the file holds, the newest included. A linearized file has two parts and one revision. */
  readonly revisions: number;
  private readonly places = new Map<number, Place | null>();
  private readonly values = new Map<number, Value>();
  private readonly packs = new Map<number, Value[]>();
  private readonly loading = new Set<number>();
  private readonly bytes: Uint8Array;

  /** Raises Unreadable; Kept "encrypted". */
  constructor(file: Uint8Array) {
    this.bytes = file.subarray(headerOf(file));
    const sections = this.readSections();
    const [newest] = sections;
    if (!newest) throw new Unreadable("It has no trailer.");
    this.trailer = newest;
    if (newest.has("Encrypt")) throw new Kept("encrypted");
    this.revisions = sections.filter((section) => section.has("Prev")).length + (this.isLinearized() ? 0 : 1);
  }

  /** What a reference leads to, through further references; anything else is given back. Raises Unreadable. */
  resolve(value: Value | undefined): Value {
    let found = value ?? NULL;
    for (let steps = 0; found instanceof Ref; steps++) {
      if (steps > 20) throw new Unreadable("References go round in circles.");
      found = this.load(found.number);
    }
    return found;
  }

  private load(number: number): Value {
    const known = this.values.get(number);
    if (known) return known;
    const place = this.places.get(number);
    if (!place) return NULL;
    if (this.loading.has(number)) throw new Unreadable("An object needs itself.");
    this.loading.add(number);
    const value = "at" in place ? this.objectAt(place.at, number) : this.packed(place.inside, place.index);
    this.loading.delete(number);
    this.values.set(number, value);
    return value;
  }

  private objectAt(at: number, number: number): Value {
    const parser = new Parser(this.bytes, at);
    if (parser.integer() !== number) throw new Unreadable("An object is not where it should be.");
    parser.integer();
    if (!parser.takes("obj")) throw new Unreadable("An object is not where it should be.");
    const value = parser.value();
    return isDict(value) && parser.takes("stream") ? this.stream(value, parser.at) : value;
  }

  /** The stream that follows `stream`, with the length that its dictionary gives. */
  private stream(dict: Dict, at: number): Stream {
    const from = at + (startsWith(this.bytes, "\r\n", at) ? 2 : 1);
    const length = this.resolve(dict.get("Length"));
    if (!(length instanceof Scalar) || !(length.number >= 0)) throw new Unreadable("A stream has no length.");
    const data = new View(this.bytes).slice(from, length.number);
    if (!new Parser(this.bytes, from + length.number).takes("endstream")) {
      throw new Unreadable("A stream is not as long as it says.");
    }
    return new Stream(dict, data);
  }

  private packed(number: number, index: number): Value {
    let pack = this.packs.get(number);
    if (!pack) {
      const place = this.places.get(number);
      const stream = place && "at" in place ? this.objectAt(place.at, number) : NULL;
      if (!(stream instanceof Stream)) throw new Unreadable("An object stream is missing.");
      pack = this.unpackObjects(stream);
      this.packs.set(number, pack);
    }
    const value = pack[index];
    if (value === undefined) throw new Unreadable("An object is missing.");
    return value;
  }

  private unpackObjects(stream: Stream): Value[] {
    const content = this.decoded(stream);
    const [count, first] = [this.numberIn(stream.dict, "N"), this.numberIn(stream.dict, "First")];
    const list = new Parser(content, 0);
    const offsets: number[] = [];
    for (let n = 0; n < Math.min(count, MOST_OBJECTS); n++) {
      list.integer();
      offsets.push(list.integer());
    }
    return offsets.map((offset) => new Parser(content, first + offset).value());
  }

  /** A stream's content, where it is not packed or packed with Flate. Raises Unreadable for other filters. */
  decoded({ dict, data }: Stream): Uint8Array {
    const filter = this.resolve(dict.get("Filter"));
    const names = (Array.isArray(filter) ? filter : filter === NULL || filter instanceof Scalar ? [] : [filter]).map(
      (one) => nameOf(this.resolve(one)),
    );
    if (names.length === 0) return data;
    if (names.length > 1 || !/^(FlateDecode|Fl)$/.test(names[0] as string)) {
      throw new Unreadable("It is packed in a way that is not known here.");
    }
    const given = this.resolve(dict.get("DecodeParms"));
    const parameters = Array.isArray(given) ? this.resolve(given[0]) : given;
    const content = unzlib(data);
    return isDict(parameters) ? this.predicted(content, parameters) : content;
  }

  /** PNG's "up" and its siblings, as cross-reference streams use them (§7.4.4.4). */
  private predicted(content: Uint8Array, parameters: Dict): Uint8Array {
    const predictor = this.numberIn(parameters, "Predictor", 1);
    if (predictor === 1) return content;
    if (predictor < 10) throw new Unreadable("It is packed in a way that is not known here.");
    const bits = this.numberIn(parameters, "Colors", 1) * this.numberIn(parameters, "BitsPerComponent", 8);
    const step = Math.max(1, bits >> 3);
    const width = Math.ceil((bits * this.numberIn(parameters, "Columns", 1)) / 8);
    const rows: Uint8Array[] = [];
    let above: Uint8Array = new Uint8Array(width);
    for (let at = 0; at + 1 < content.length; at += width + 1) {
      above = unfilter(content[at] as number, content.slice(at + 1, at + 1 + width), above, step);
      rows.push(above);
    }
    return join(rows);
  }

  private numberIn(dict: Dict, key: string, otherwise = Number.NaN): number {
    const value = this.resolve(dict.get(key));
    const number = value instanceof Scalar && value !== NULL ? value.number : otherwise;
    if (!(number >= 0 && number <= MOST_OBJECTS * 256)) throw new Unreadable("A number is missing.");
    return number;
  }

  /** All trailers, the newest first; of each object the newest place counts. */
  private readSections(): Dict[] {
    const tail = latin1(this.bytes.subarray(-TAIL));
    const start = /startxref\s+(\d+)/.exec(tail.slice(tail.lastIndexOf("startxref")));
    if (!start) throw new Unreadable("It has no end.");
    const waiting = [Number(start[1])];
    const seen = new Set<number>();
    const trailers: Dict[] = [];
    while (waiting.length > 0) {
      const at = waiting.pop() as number;
      if (seen.has(at)) continue;
      seen.add(at);
      if (seen.size > MOST_REVISIONS) throw new Unreadable("It has too many revisions.");
      const trailer = this.readSection(at);
      trailers.push(trailer);
      // A hybrid file's stream counts before the older revision.
      for (const key of ["Prev", "XRefStm"]) if (trailer.has(key)) waiting.push(this.numberIn(trailer, key));
    }
    return trailers;
  }

  private readSection(at: number): Dict {
    const parser = new Parser(this.bytes, at);
    if (!parser.takes("xref")) return this.readXrefStream(parser);
    while (!parser.takes("trailer")) this.readSubsection(parser);
    const trailer = parser.value();
    if (!isDict(trailer)) throw new Unreadable("It has no trailer.");
    return trailer;
  }

  private readSubsection(parser: Parser): void {
    const first = parser.integer();
    const count = parser.integer();
    for (let number = first; number < first + count; number++) {
      const [at, , use] = [parser.integer(), parser.integer(), parser.word()];
      if (use !== "n" && use !== "f") throw new Unreadable("The list of objects is damaged.");
      this.place(number, use === "n" && at > 0 ? { at } : null);
    }
  }

  private readXrefStream(parser: Parser): Dict {
    parser.skip();
    const stream = this.objectAt(parser.at, new Parser(this.bytes, parser.at).integer());
    if (!(stream instanceof Stream) || nameOf(stream.dict.get("Type")) !== "XRef") {
      throw new Unreadable("The list of objects is missing.");
    }
    const widths = this.numbersIn(stream.dict.get("W"));
    const ranges = stream.dict.has("Index")
      ? this.numbersIn(stream.dict.get("Index"))
      : [0, this.numberIn(stream.dict, "Size")];
    const rows = new View(this.decoded(stream));
    let at = 0;
    const field = (index: number, otherwise: number) => {
      const width = widths[index] ?? 0;
      let number = width === 0 ? otherwise : 0;
      for (let n = 0; n < width; n++) number = number * 256 + rows.u8(at++);
      return number;
    };
    for (let range = 0; range + 1 < ranges.length; range += 2) {
      const first = ranges[range] as number;
      for (let number = first; number < first + (ranges[range + 1] as number); number++) {
        const [type, place, index] = [field(0, 1), field(1, 0), field(2, 0)];
        if (type === 2) this.place(number, { inside: place, index });
        else this.place(number, type === 1 ? { at: place } : null);
      }
    }
    return stream.dict;
  }

  private place(number: number, place: Place | null): void {
    if (!this.places.has(number)) this.places.set(number, place);
    if (this.places.size > MOST_OBJECTS) throw new Unreadable("It has too many objects.");
  }

  private numbersIn(value: Value | undefined): number[] {
    if (!Array.isArray(value)) throw new Unreadable("The list of objects is damaged.");
    return value.map((one) => {
      if (!(one instanceof Scalar) || !Number.isInteger(one.number) || one.number < 0) {
        throw new Unreadable("The list of objects is damaged.");
      }
      return one.number;
    });
  }

  private isLinearized(): boolean {
    return latin1(this.bytes.subarray(0, 1024)).includes("/Linearized");
  }
}

function headerOf(file: Uint8Array): number {
  for (let at = 0; at < 1024; at++) if (startsWith(file, "%PDF-", at)) return at;
  throw new Unreadable("It has no header.");
}

/** One row without its PNG filter (PNG §9.2). */
function unfilter(kind: number, row: Uint8Array, above: Uint8Array, step: number): Uint8Array {
  for (let i = 0; i < row.length; i++) {
    const left = i >= step ? (row[i - step] as number) : 0;
    const up = above[i] ?? 0;
    const corner = i >= step ? (above[i - step] ?? 0) : 0;
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][kind];
    if (guess === undefined) throw new Unreadable("Something in it cannot be unpacked.");
    row[i] = (row[i] as number) + guess;
  }
  return row;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
