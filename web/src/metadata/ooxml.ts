/**
 * Office Open XML (ECMA-376): the properties, the names and times beside comments and changes, editing sessions, paths,
 * printers, thumbnails and add-on data go. What is written, comments and changes included, stays.
 */

import type { Removed } from "./codes";
import { Kept } from "./errors";
import { NO_TIME, type Package } from "./package";
import { attributeOf, decode, rewrite, type Tag, type Verdict } from "./xml";

export const CONTENT_TYPES = "[Content_Types].xml";
const SIGNATURES = "_xmlsignatures/";

/** Relationships that lead to what no reader needs, by the last word of their type. */
const DROPPED: Record<string, Removed> = {
  thumbnail: "thumbnail",
  printerSettings: "printer",
  customXml: "other",
  changesInfo: "history",
  revisionInfo: "history",
  classificationlabels: "ids",
  attachedTemplate: "paths",
  mailMergeSource: "paths",
  mailMergeHeaderSource: "paths",
};

/** Elements that no reader needs. */
const ELEMENTS: Record<string, Removed> = {
  rsids: "ids",
  docId: "ids",
  revisionPtr: "ids",
  attachedTemplate: "paths",
  mailMerge: "paths",
  absPath: "paths",
  fileSharing: "author",
  presenceInfo: "ids",
};

/** What the property parts tell, by element. */
const PROPERTIES: Record<string, Removed> = {
  creator: "author",
  lastModifiedBy: "author",
  Company: "author",
  Manager: "author",
  created: "time",
  modified: "time",
  lastPrinted: "time",
  revision: "history",
  version: "history",
  TotalTime: "history",
  title: "description",
  subject: "description",
  description: "description",
  keywords: "description",
  category: "description",
  contentStatus: "description",
  identifier: "ids",
  Application: "software",
  AppVersion: "software",
  Template: "software",
  HyperlinkBase: "paths",
  property: "other",
};

/** Parts that hold no text for a person and no picture. */
const HARMLESS = /\.(odttf|fntdata|ttf)$/i;
const WORTH_A_LOOK =
  /<!--|rsid|[Aa]uthor|userName|displayName|presenceInfo|refreshedBy|threadedComment|absPath|fileSharing|revisionPtr|docId|attachedTemplate|mailMerge|pageSetup|created=|<\w*:?cm |\bdescr=|\b(title|name)="[^"]*[\\/]/;
const PATH = /^(file:|[A-Za-z]:[\\/]|\\\\|\/(Users|home)\/)/;

/** Cleans the document in place. Raises Unreadable, Kept, TooLarge. */
export function cleanOpenXml(document: Package): void {
  if (document.names.some((name) => name.startsWith(SIGNATURES))) throw new Kept("signature");
  const properties = propertyParts(document);
  const cutOff = new Map<string, Set<string>>();
  for (const name of document.names.filter((one) => one.endsWith(".rels"))) {
    if (document.has(name)) cutOff.set(sourceOf(name), cleanRelationships(document, name));
  }
  for (const name of document.names) {
    if (properties.has(name)) emptyProperties(document, name);
    else if (/\.(xml|vml)$/i.test(name)) cleanXml(document, name, cutOff.get(name) ?? new Set());
    else if (/vbaProject/i.test(name)) document.left.add("scripts");
    else if (!name.endsWith(".rels") && !HARMLESS.test(name)) document.cleanPart(name);
  }
  document.rewrite(CONTENT_TYPES, (tag) => {
    const part = attributeOf(tag, "PartName")?.slice(1);
    return part !== undefined && !document.has(part) ? "drop" : "keep";
  });
}

/** The parts that hold core, extended and custom properties, by what the list of types says. */
function propertyParts(document: Package): Set<string> {
  const parts = new Set<string>();
  rewrite(document.read(CONTENT_TYPES), (tag) => {
    const type = attributeOf(tag, "ContentType") ?? "";
    const part = attributeOf(tag, "PartName");
    if (part && /(core|extended|custom)-properties\+xml$/.test(type)) parts.add(part.slice(1));
    return "keep";
  });
  for (const name of document.names) {
    if (/^docProps\/(core|app|custom)\.xml$|\.psmdcp$/.test(name)) parts.add(name);
  }
  return parts;
}

/** Keeps the part and its outermost element, and nothing in it. */
function emptyProperties(document: Package, name: string): void {
  let outermost = true;
  document.rewrite(name, (tag) => {
    if (outermost) {
      outermost = false;
      return "keep";
    }
    const meaning = PROPERTIES[tag.local];
    if (meaning) document.removed.add(meaning);
    return "drop";
  });
}

/** Drops relationships together with the parts that they lead to; gives their ids. */
function cleanRelationships(document: Package, name: string): Set<string> {
  const cutOff = new Set<string>();
  const source = sourceOf(name);
  document.rewrite(name, (tag) => {
    if (tag.local !== "Relationship") return "keep";
    const target = attributeOf(tag, "Target") ?? "";
    const external = attributeOf(tag, "TargetMode") === "External";
    const meaning = DROPPED[/[^/]*$/.exec(attributeOf(tag, "Type") ?? "")?.[0] ?? ""];
    if (!meaning) {
      if (external && PATH.test(target)) document.left.add("links");
      return "keep";
    }
    document.removed.add(meaning);
    cutOff.add(attributeOf(tag, "Id") ?? "");
    if (!external) dropWithAll(document, resolve(source, target));
    return "drop";
  });
  return cutOff;
}

/** Drops a part and what only it leads to. */
function dropWithAll(document: Package, part: string): void {
  const links = linksOf(part);
  if (document.has(links)) {
    rewrite(document.read(links), (tag) => {
      const target = attributeOf(tag, "Target");
      if (target && attributeOf(tag, "TargetMode") !== "External") document.drop(resolve(part, target));
      return "keep";
    });
    document.drop(links);
  }
  document.drop(part);
}

function cleanXml(document: Package, name: string, cutOff: Set<string>): void {
  const content = document.read(name);
  if (!WORTH_A_LOOK.test(decode(content))) return;
  const cleaned = rewrite(content, (tag) => clean(document, tag, cutOff));
  document.write(name, content, cleaned);
}

function clean(document: Package, tag: Tag, cutOff: Set<string>): Verdict {
  const element = ELEMENTS[tag.local];
  if (element) {
    document.removed.add(element);
    return "drop";
  }
  // Comments in worksheets list their authors as elements of text.
  if (tag.local === "author" && tag.attributes.length === 0) {
    document.left.add("remarks");
    return (author) => document.neutral(author);
  }
  const told = (code: Removed) => {
    document.removed.add(code);
    return false;
  };
  const person = personIn(tag);
  if (person !== null) document.left.add("remarks");
  tag.attributes = tag.attributes.filter((attribute) => {
    const { local, value, name } = attribute;
    if (/^rsid/.test(local) && name !== local) return told("ids");
    if (local === "refreshedBy") return told("author");
    if (local === "refreshedDate" || local === "refreshedDateIso") return told("time");
    if (local === "id" && name !== local && tag.local === "pageSetup" && cutOff.has(value)) return false;
    if (/^(descr|title|name)$/.test(local) && PATH.test(value)) {
      attribute.value = "";
      document.removed.add("paths");
    }
    return person === null || cleanPerson(document, attribute, person);
  });
  return "keep";
}

/** The attribute that names who wrote a comment or made a change, or "" for a comment that points to its author. */
function personIn(tag: Tag): string | null {
  const has = (local: string) => tag.attributes.some((attribute) => attribute.local === local);
  if (has("author")) return "author";
  if (has("userName")) return "userName";
  if (tag.local === "person" && has("displayName")) return "displayName";
  if ((tag.local === "cmAuthor" || tag.local === "author") && has("name")) return "name";
  if (/^(cm|reply|threadedComment|commentExtensible)$/.test(tag.local)) return "";
  return null;
}

/** Makes one attribute of a comment, change or person say nothing; false when it is to go. */
function cleanPerson(document: Package, attribute: { local: string; value: string }, person: string): boolean {
  const { local, value } = attribute;
  if (local === person) attribute.value = document.neutral(value);
  else if (local === "initials" || local === "userId") {
    if (value !== "") document.removed.add(local === "userId" ? "ids" : "author");
    attribute.value = "";
  } else if (local === "providerId") attribute.value = "None";
  else if (local === "created" || local === "dateTime") {
    if (value !== NO_TIME) document.removed.add("time");
    attribute.value = NO_TIME;
  } else if (/^(date|dateUtc|dT|dt)$/.test(local)) {
    document.removed.add("time");
    return false;
  }
  return true;
}

/** "word/_rels/document.xml.rels" → "word/document.xml"; "_rels/.rels" → "". */
function sourceOf(links: string): string {
  return links.replace(/(^|\/)_rels\/([^/]*)\.rels$/, "$1$2");
}

function linksOf(part: string): string {
  return part.replace(/([^/]*)$/, "_rels/$1.rels");
}

/** A target of a relationship, as a name in the package. */
function resolve(source: string, target: string): string {
  const base = target.startsWith("/") ? [] : source.split("/").slice(0, -1);
  for (const step of target.split("/")) {
    if (step === "..") base.pop();
    else if (step !== "" && step !== ".") base.push(step);
  }
  return base.join("/");
}
