/**
 * PDF (ISO 32000): a new file of what the pages of the newest revision need. Information, XMP, identifiers, private data
 * of programs, thumbnails, older revisions, and the names and times beside remarks go; so does what pictures tell.
 */

import type { Bytes, Left, Outcome, Removed } from "./codes";
import { Kept, MetadataError, Unreadable } from "./errors";
import { unzlib, zlib } from "./flate";
import { cleanIcc } from "./icc";
import { cleanJpeg } from "./jpeg";
import { PdfFile } from "./pdfFile";
import { type Dict, isDict, Name, NULL, nameOf, Ref, Scalar, Stream, type Value } from "./pdfObjects";
import { writePdf } from "./pdfWriter";
import { equal, join, latin1, startsWith } from "./view";
import { readXmp } from "./xmp";

const CATALOG = new Set(
  (
    "Type Version Pages PageLabels Names Dests ViewerPreferences PageLayout PageMode Outlines Threads OpenAction AA URI " +
    "AcroForm StructTreeRoot MarkInfo Lang OutputIntents OCProperties Requirements Collection NeedsRendering AF"
  ).split(" "),
);

/** Entries that no page needs, in any object that says its type; elsewhere they are names that somebody gave. */
const DROPPED: Record<string, Removed> = {
  PieceInfo: "other",
  DPart: "other",
  LastModified: "time",
  Thumb: "thumbnail",
};

/** Annotations that are remarks; in others, such as fields, /T is no person's name. */
const REMARKS = new Set(
  (
    "Text FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Caret Stamp Ink Popup " +
    "FileAttachment Sound Redact"
  ).split(" "),
);

const INFO: Record<string, Removed> = {
  Author: "author",
  Company: "author",
  Creator: "software",
  Producer: "software",
  CreationDate: "time",
  ModDate: "time",
  Title: "description",
  Subject: "description",
  Keywords: "description",
};

/** Raises Unreadable, TooLarge; Kept for what is signed or under a password. */
export function cleanPdf(file: Bytes): Outcome {
  const pdf = new PdfFile(file);
  const cleaner = new PdfCleaner(pdf);
  const parts = cleaner.clean(versionOf(file));
  if (pdf.revisions > 1) cleaner.removed.add("history");
  return { parts, removed: cleaner.removed, left: cleaner.left };
}

class PdfCleaner {
  readonly removed = new Set<Removed>();
  readonly left = new Set<Left>();
  private readonly numbers = new Map<number, number>();
  private readonly waiting: Ref[] = [];
  private readonly pages = new Set<number>();

  constructor(private readonly pdf: PdfFile) {}

  /** The new file. */
  clean(version: string): Uint8Array[] {
    const { trailer } = this.pdf;
    const root = trailer.get("Root");
    const catalog = this.pdf.resolve(root);
    if (!(root instanceof Ref) || !isDict(catalog) || !isDict(this.pdf.resolve(catalog.get("Pages")))) {
      throw new Unreadable("It has no pages.");
    }
    this.readInformation();
    this.findPages(catalog.get("Pages"));
    const newRoot = this.refer(root);
    const objects: Value[] = [];
    for (const next of this.waiting) {
      objects.push(this.object(this.pdf.resolve(next), next.number === root.number)); // Finds what else is needed.
    }
    return writePdf(version, objects, newRoot);
  }

  /** What the information dictionary tells; it is never written. */
  private readInformation(): void {
    const { trailer } = this.pdf;
    if (trailer.has("ID")) this.removed.add("ids");
    const info = this.pdf.resolve(trailer.get("Info"));
    if (!isDict(info)) return;
    for (const key of info.keys()) if (key !== "Trapped") this.removed.add(INFO[key] ?? "other");
  }

  /** Notes every node of the tree of pages, pages and branches alike. */
  private findPages(tree: Value | undefined): void {
    const nodes = [tree];
    for (const node of nodes) {
      if (!(node instanceof Ref) || this.pages.has(node.number)) continue;
      this.pages.add(node.number);
      const dict = this.pdf.resolve(node);
      const kids = isDict(dict) ? this.pdf.resolve(dict.get("Kids")) : NULL;
      if (Array.isArray(kids)) nodes.push(...kids);
    }
  }

  private refer({ number, generation }: Ref): Ref {
    const known = this.numbers.get(number);
    if (known) return new Ref(known, 0);
    this.numbers.set(number, this.numbers.size + 1);
    this.waiting.push(new Ref(number, generation));
    return new Ref(this.numbers.size, 0);
  }

  /** One object as it is written. */
  private object(value: Value, isCatalog: boolean): Value {
    if (value instanceof Stream) return this.stream(value);
    if (isCatalog && isDict(value)) return this.dict(new Map([...value].filter(([key]) => this.mayStay(key))));
    return this.value(value);
  }

  private mayStay(key: string): boolean {
    if (CATALOG.has(key) || key === "Metadata") return true;
    this.removed.add("other");
    return false;
  }

  private value(value: Value): Value {
    if (value instanceof Ref) return this.isGone(value) ? NULL : this.refer(value);
    if (Array.isArray(value)) return value.map((one) => this.value(one));
    return isDict(value) ? this.dict(value) : value;
  }

  /** Whether a reference leads to nothing, or to a page that is no longer among the pages. */
  private isGone(ref: Ref): boolean {
    const value = this.pdf.resolve(ref);
    if (isDict(value) && nameOf(value.get("Type")) === "Page" && !this.pages.has(ref.number)) {
      this.removed.add("history");
      return true;
    }
    return value === NULL;
  }

  private dict(dict: Dict): Dict {
    this.notice(dict);
    const remark = REMARKS.has(nameOf(this.pdf.resolve(dict.get("Subtype")))) && dict.has("Rect");
    const annotation = dict.has("Subtype") && dict.has("Rect");
    const typed = dict.get("Type") instanceof Name || dict.get("Subtype") instanceof Name;
    if (remark) this.left.add("remarks");
    const kept: Dict = new Map();
    for (const [key, value] of dict) {
      if (key === "Metadata" && this.isPacket(value)) this.readMetadata(value);
      else if (remark && key === "T") this.removed.add("author");
      else if (annotation && key === "M") this.removed.add("time");
      else if (remark && key === "NM") this.removed.add("ids");
      else if (typed && DROPPED[key]) this.removed.add(DROPPED[key]);
      else if (key.startsWith("PTEX.")) this.removed.add("other");
      else if (/^(CreationDate|ModDate)$/.test(key) && this.pdf.resolve(value) instanceof Scalar)
        this.removed.add("time");
      else kept.set(key, this.value(value));
    }
    return kept;
  }

  /** What stays and may tell something. */
  private notice(dict: Dict): void {
    if (dict.has("ByteRange") && dict.has("Contents")) throw new Kept("signature");
    if (dict.has("JS") || dict.has("JavaScript")) this.left.add("scripts");
    if (dict.has("EmbeddedFiles") || dict.has("EF") || dict.has("XFA")) this.left.add("parts");
  }

  private isPacket(value: Value): boolean {
    const packet = this.pdf.resolve(value);
    return packet instanceof Stream && nameOf(this.pdf.resolve(packet.dict.get("Subtype"))) === "XML";
  }

  private readMetadata(value: Value): void {
    try {
      readXmp(this.pdf.decoded(this.pdf.resolve(value) as Stream), this.removed);
    } catch (error) {
      if (!(error instanceof MetadataError)) throw error;
      this.removed.add("other");
    }
  }

  private stream({ dict, data }: Stream): Stream {
    const filters = this.filtersOf(dict);
    // The length is written anew, and a stream that lies in another file is not read from there.
    const cleaned = this.dict(new Map([...dict].filter(([key]) => key !== "Length" && key !== "F")));
    const last = filters.at(-1) ?? "";
    if (/^(DCTDecode|DCT)$/.test(last)) return this.picture(cleaned, data, filters);
    if (/^JPXDecode$/.test(last)) this.left.add("parts");
    if (dict.has("N") && !dict.has("Type") && !dict.has("Subtype")) return this.profile(cleaned, data, filters);
    return new Stream(cleaned, data);
  }

  private filtersOf(dict: Dict): string[] {
    const filter = this.pdf.resolve(dict.get("Filter"));
    return (Array.isArray(filter) ? filter : [filter]).map((one) => nameOf(this.pdf.resolve(one))).filter(Boolean);
  }

  /** A JPEG picture, without what it tells; one that cannot be judged stays, and is said. */
  private picture(dict: Dict, data: Uint8Array, filters: readonly string[]): Stream {
    try {
      if (filters.length > 2 || (filters.length === 2 && filters[0] !== "FlateDecode")) throw new Unreadable("Packed.");
      const outcome = cleanJpeg((filters.length === 2 ? unzlib(data) : data) as Bytes);
      for (const code of outcome.removed) this.removed.add(code);
      if (filters.length === 2) {
        dict.set("Filter", new Name("DCTDecode"));
        dict.delete("DecodeParms");
      }
      return new Stream(dict, join(outcome.parts));
    } catch (error) {
      if (!(error instanceof MetadataError)) throw error;
      this.left.add("parts");
      return new Stream(dict, data);
    }
  }

  /** A colour profile without its names; any other stream as it is. */
  private profile(dict: Dict, data: Uint8Array, filters: readonly string[]): Stream {
    if (filters.length > 1 || (filters.length === 1 && filters[0] !== "FlateDecode") || dict.has("DecodeParms")) {
      return new Stream(dict, data);
    }
    const content = filters.length === 1 ? unzlib(data) : data;
    const clean = startsWith(content, "acsp", 36) ? cleanIcc(content) : null;
    if (!clean || equal(clean, content)) return new Stream(dict, data);
    dict.set("Filter", new Name("FlateDecode"));
    return new Stream(dict, zlib(clean));
  }
}

/** The version that its header says, or the first that knows the parts that are written here. */
function versionOf(file: Uint8Array): string {
  const version = /%PDF-(\d\.\d)/.exec(latin1(file.subarray(0, 1100)))?.[1] ?? "1.5";
  return version < "1.5" ? "1.5" : version;
}
