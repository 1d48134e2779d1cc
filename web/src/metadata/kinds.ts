/** What a file is by its first bytes. Names and media types are claims and are not looked at. */

import { startsWith } from "./view";

export type Kind = "jpeg" | "png" | "webp" | "pdf" | "zip" | "compound";

/** The kind of the file that begins with `head` (1,024 bytes, or all of a shorter file), or null. */
export function kindOf(head: Uint8Array): Kind | null {
  if (startsWith(head, "\xff\xd8\xff")) return "jpeg";
  if (startsWith(head, "\x89PNG\r\n\x1a\n")) return "png";
  if (startsWith(head, "RIFF") && startsWith(head, "WEBP", 8)) return "webp";
  if (startsWith(head, "PK\x03\x04")) return "zip";
  if (startsWith(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) return "compound";
  // Readers take a PDF whose header comes late (ISO 32000-1, annex H, note 13).
  for (let at = 0; at < head.length; at++) if (startsWith(head, "%PDF-", at)) return "pdf";
  return null;
}
