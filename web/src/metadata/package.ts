/** A document that is a ZIP of parts: what the cleaners of OOXML and ODF share. */

import type { Left, Outcome, Removed } from "./codes";
import { MetadataError, TooLarge, Unreadable } from "./errors";
import { MOST_UNPACKED } from "./flate";
import { join } from "./view";
import { type Rule, rewrite } from "./xml";
import { type Entry, repack, unpack, writeZip } from "./zip";

/** Stands for the moment of a change where the format wants one. */
export const NO_TIME = "2000-01-01T00:00:00Z";

/** Cleans a file inside the document; null when its kind is not known. Raises MetadataError. */
export type Inside = (content: Uint8Array) => Outcome | null;

export class Package {
  readonly removed = new Set<Removed>();
  readonly left = new Set<Left>();
  private readonly entries: Map<string, Entry>;
  private readonly authors = new Map<string, string>();
  private unpacked = 0;

  constructor(
    entries: readonly Entry[],
    private readonly inside: Inside,
  ) {
    this.entries = new Map(entries.map((entry) => [entry.name, entry]));
    if (entries.some(({ dated }) => dated)) this.removed.add("time");
  }

  get names(): string[] {
    return [...this.entries.keys()].filter((name) => !name.endsWith("/"));
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** A part's content. Raises Unreadable; TooLarge when all that was read is more than may be unpacked. */
  read(name: string): Uint8Array {
    const entry = this.entries.get(name);
    if (!entry) throw new Unreadable("A part is missing.");
    this.unpacked += entry.size;
    if (this.unpacked > MOST_UNPACKED) throw new TooLarge();
    return unpack(entry);
  }

  /** Takes a part out. */
  drop(name: string): void {
    this.entries.delete(name);
  }

  /** Asks `rule` about each tag of an XML part. */
  rewrite(name: string, rule: Rule): void {
    const content = this.read(name);
    this.write(name, content, rewrite(content, rule));
  }

  write(name: string, before: Uint8Array, after: Uint8Array): void {
    const entry = this.entries.get(name);
    if (entry && after !== before) this.entries.set(name, repack(entry, after));
  }

  /** Cleans a picture or document that is a part of this one; what cannot be judged stays, and is said. */
  cleanPart(name: string): void {
    const content = this.read(name);
    try {
      const outcome = this.inside(content);
      if (!outcome) {
        this.left.add("parts");
        return;
      }
      for (const code of outcome.removed) this.removed.add(code);
      for (const code of outcome.left) this.left.add(code);
      this.write(name, content, join(outcome.parts));
    } catch (error) {
      if (!(error instanceof MetadataError)) throw error;
      this.left.add("parts");
    }
  }

  /** The same neutral name for the same person, so that a conversation can still be followed. */
  neutral(author: string): string {
    if (author === "" || /^Author \d+$/.test(author)) return author;
    this.removed.add("author");
    const known = this.authors.get(author) ?? `Author ${this.authors.size + 1}`;
    this.authors.set(author, known);
    return known;
  }

  outcome(): Outcome {
    return { parts: writeZip([...this.entries.values()]), removed: this.removed, left: this.left };
  }
}
