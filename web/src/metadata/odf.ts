/**
 * OpenDocument (OASIS, ISO 26300): the metadata, thumbnails, stored versions, printers, editing sessions, and the names
 * and times beside comments and changes go. What is written, comments and changes included, stays.
 */

import type { Removed } from "./codes";
import { Kept } from "./errors";
import type { Package } from "./package";
import { attributeOf, decode, type Tag, type Verdict } from "./xml";

const MIMETYPE = "mimetype";
const MANIFEST = "META-INF/manifest.xml";
const SIGNATURES = "META-INF/documentsignatures.xml";
const FAMILY = "application/vnd.oasis.opendocument.";
/** OpenDocument wants a time without a zone beside a change. */
const NO_TIME = "2000-01-01T00:00:00";

const FOLDERS: [RegExp, Removed][] = [
  [/^Thumbnails\//, "thumbnail"],
  [/^Versions\/|^VersionList\.xml$/, "history"],
];

const META: Record<string, Removed> = {
  "initial-creator": "author",
  creator: "author",
  "printed-by": "author",
  "creation-date": "time",
  date: "time",
  "print-date": "time",
  generator: "software",
  "editing-cycles": "history",
  "editing-duration": "history",
  title: "description",
  subject: "description",
  description: "description",
  keyword: "description",
  "user-defined": "description",
  template: "paths",
  "hyperlink-behaviour": "other",
};

const SETTINGS: [RegExp, Removed][] = [
  [/^Printer/, "printer"],
  [/^Rsid/, "ids"],
  [/^CurrentDatabase|Directory/, "paths"],
];
const PATH = /^(file:|[A-Za-z]:[\\/]|\/(?!\/))/;

export function isOpenDocument(document: Package): boolean {
  return document.has(MIMETYPE) && decode(document.read(MIMETYPE)).startsWith(FAMILY);
}

/** Cleans the document in place. Raises Unreadable, Kept, TooLarge. */
export function cleanOpenDocument(document: Package): void {
  if (document.has(SIGNATURES)) throw new Kept("signature");
  if (decode(document.read(MANIFEST)).includes("encryption-data")) throw new Kept("encrypted");
  for (const name of document.names) cleanPart(document, name);
  document.rewrite(MANIFEST, (tag) => {
    const path = attributeOf(tag, "full-path");
    const gone = tag.local === "file-entry" && path && !path.endsWith("/") && !document.has(path);
    return gone || FOLDERS.some(([folder]) => folder.test(path ?? "")) ? "drop" : "keep";
  });
}

function cleanPart(document: Package, name: string): void {
  const folder = FOLDERS.find(([pattern]) => pattern.test(name));
  const file = name.slice(name.lastIndexOf("/") + 1);
  if (folder) {
    document.removed.add(folder[1]);
    document.drop(name);
  } else if (/^(Basic|Scripts)\//.test(name)) document.left.add("scripts");
  else if (file === "meta.xml") document.rewrite(name, (tag) => meta(document, tag));
  else if (file === "settings.xml") document.rewrite(name, (tag) => setting(document, tag));
  else if (file === "content.xml" || file === "styles.xml") document.rewrite(name, (tag) => content(document, tag));
  else if (!/^(META-INF|Configurations2)\/|^mimetype$|^layout-cache$|\.(xml|rdf|ttf|otf)$/.test(name)) {
    document.cleanPart(name);
  }
}

function meta(document: Package, tag: Tag): Verdict {
  if (tag.local === "document-meta" || tag.name === "office:meta") return "keep";
  const meaning = META[tag.local];
  if (meaning) document.removed.add(meaning);
  return "drop";
}

function setting(document: Package, tag: Tag): Verdict {
  const name = attributeOf(tag, "name") ?? "";
  const known = tag.local === "config-item" && SETTINGS.find(([pattern]) => pattern.test(name));
  if (!known) return "keep";
  return (value) => {
    if (value !== "") document.removed.add(known[1]);
    return "";
  };
}

function content(document: Package, tag: Tag): Verdict {
  if (tag.local === "annotation" || tag.local === "changed-region" || tag.local === "change-info") {
    document.left.add("remarks");
  }
  if (tag.name === "dc:creator") return (author) => document.neutral(author);
  if (tag.name === "dc:date") return (time) => neutralTime(document, time);
  if (tag.local === "creator-initials" || tag.local === "sender-initials") {
    document.removed.add("author");
    return "drop";
  }
  tag.attributes = tag.attributes.filter(({ local, value }) => {
    if (local === "href" && PATH.test(value)) document.left.add("links");
    if (local !== "rsid" && local !== "paragraph-rsid") return true;
    document.removed.add("ids");
    return false;
  });
  return "keep";
}

function neutralTime(document: Package, time: string): string {
  if (time !== NO_TIME) document.removed.add("time");
  return NO_TIME;
}
