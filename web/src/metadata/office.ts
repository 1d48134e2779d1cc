/** Documents that are ZIP files: Office Open XML (Word, Excel, PowerPoint) and OpenDocument. */

import type { Bytes, Cleaner, Outcome } from "./codes";
import { UnknownKind } from "./errors";
import { cleanJpeg } from "./jpeg";
import { kindOf } from "./kinds";
import { cleanOpenDocument, isOpenDocument } from "./odf";
import { CONTENT_TYPES, cleanOpenXml } from "./ooxml";
import { Package } from "./package";
import { cleanPng } from "./png";
import { cleanWebp } from "./webp";
import { readZip } from "./zip";

/** How deep a document may lie in documents and still be cleaned. */
const MOST_DEPTH = 3;

/** Raises Unreadable; UnknownKind for other ZIP files; Kept for what is signed or under a password; TooLarge. */
export function cleanOffice(file: Bytes): Outcome {
  return cleanAt(file, 0);
}

function cleanAt(file: Bytes, depth: number): Outcome {
  const entries = readZip(file);
  const document = new Package(entries, (content) => inside(content as Bytes, depth + 1));
  if (document.has(CONTENT_TYPES)) cleanOpenXml(document);
  else if (isOpenDocument(document)) cleanOpenDocument(document);
  else throw new UnknownKind();
  return document.outcome();
}

function inside(content: Bytes, depth: number): Outcome | null {
  const cleaners: Partial<Record<string, Cleaner>> = {
    jpeg: cleanJpeg,
    png: cleanPng,
    webp: cleanWebp,
    zip: (file) => cleanAt(file, depth),
  };
  const cleaner = depth > MOST_DEPTH ? undefined : cleaners[kindOf(content.subarray(0, 12)) ?? ""];
  return cleaner?.(content) ?? null;
}
