/**
 * Changing XML without understanding it: every tag is shown to a rule, which may change its attributes, drop the
 * element or replace its text. All else stays byte for byte, but for comments, which go. UTF-8 only; no DTD.
 */

import type { Bytes } from "./codes";
import { Unreadable } from "./errors";

export interface Attribute {
  readonly name: string;
  readonly local: string;
  /** As it stands in the file, entities and all. */
  value: string;
}

/** A start tag; changing `attributes` changes the file. */
export interface Tag {
  readonly name: string;
  readonly local: string;
  attributes: Attribute[];
}

/** What to do with an element: keep it, drop it whole, or keep the tag and replace its content, which is all text. */
export type Verdict = "keep" | "drop" | ((text: string) => string);
export type Rule = (tag: Tag) => Verdict;

const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<!DOCTYPE[^<>[\]]*>|<\/([^\s<>]+)\s*>|<([^\s<>/!?]+)((?:\s+[^\s<>=/"']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/y;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** `xml` after `rule` was asked about each tag; the very same bytes when nothing changed. Raises Unreadable. */
export function rewrite(xml: Uint8Array, rule: Rule): Uint8Array {
  const source = decode(xml);
  const writer = new Writer(source, rule);
  const token = new RegExp(TOKEN);
  for (let at = 0; at < source.length; at = token.lastIndex) {
    token.lastIndex = at;
    const match = token.exec(source);
    if (!match) throw new Unreadable("An XML part is damaged.");
    writer.take(match);
  }
  return writer.end() ?? xml;
}

/** The text of an XML part. Raises Unreadable for anything but UTF-8. */
export function decode(xml: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(xml);
  } catch {
    throw new Unreadable("An XML part is not UTF-8.");
  }
}

export function encode(text: string): Bytes {
  return new TextEncoder().encode(text) as Bytes;
}

/** An attribute's value as it stands in the file. */
export function attributeOf(tag: Tag, local: string): string | undefined {
  return tag.attributes.find((attribute) => attribute.local === local)?.value;
}

class Writer {
  private readonly out: string[] = [];
  private readonly open: string[] = [];
  /** What stands before this is written; what follows is as in the source until something changes. */
  private written = 0;
  /** The depth of the element that is dropped or replaced, and where it began. */
  private skipping: { depth: number; from: number; replace: ((text: string) => string) | null } | null = null;

  constructor(
    private readonly source: string,
    private readonly rule: Rule,
  ) {}

  take(match: RegExpExecArray): void {
    const [token, closing, opening, attributes = "", empty] = match;
    const { index } = match;
    const end = index + token.length;
    if (closing !== undefined) this.close(closing, index, end);
    else if (opening !== undefined) this.start(opening, attributes, empty === "/", index, end);
    else if (token.startsWith("<!--") && !this.skipping) this.change(index, end, "");
  }

  /** The new text as bytes, or null when nothing changed. */
  end(): Uint8Array | null {
    if (this.open.length > 0) throw new Unreadable("An XML part is cut short.");
    if (this.written === 0) return null;
    return encode(this.out.join("") + this.source.slice(this.written));
  }

  private start(name: string, attributes: string, empty: boolean, index: number, end: number): void {
    this.open.push(name);
    if (!this.skipping) {
      const tag = { name, local: local(name), attributes: parse(attributes) };
      const before = spell(tag.attributes);
      const verdict = this.rule(tag);
      const depth = this.open.length;
      if (verdict === "drop") this.skipping = { depth, from: index, replace: null };
      else {
        const after = spell(tag.attributes);
        if (after !== before) this.change(index, end, `<${name}${after}${empty ? "/" : ""}>`);
        if (verdict !== "keep" && !empty) this.skipping = { depth, from: end, replace: verdict };
      }
    }
    if (empty) this.close(name, end, end);
  }

  private close(name: string, index: number, end: number): void {
    const { skipping } = this;
    if (skipping && skipping.depth === this.open.length) {
      this.skipping = null;
      if (skipping.replace === null) this.change(skipping.from, end, "");
      else {
        const old = this.source.slice(skipping.from, index);
        const text = skipping.replace(old);
        if (text !== old) this.change(skipping.from, index, text);
      }
    }
    if (this.open.pop() !== name) throw new Unreadable("An XML part is damaged.");
  }

  private change(from: number, to: number, text: string): void {
    this.out.push(this.source.slice(this.written, from), text);
    this.written = to;
  }
}

function parse(attributes: string): Attribute[] {
  return [...attributes.matchAll(ATTRIBUTE)].map(([, name = "", double, single = ""]) => ({
    name,
    local: local(name),
    value: double ?? single.replaceAll('"', "&quot;"),
  }));
}

function spell(attributes: readonly Attribute[]): string {
  return attributes.map(({ name, value }) => ` ${name}="${value}"`).join("");
}

function local(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
