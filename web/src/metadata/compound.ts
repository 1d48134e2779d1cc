/** Compound files (MS-CFB): old Office documents, which are not cleaned here, or newer ones under a password. */

import type { Bytes, Outcome } from "./codes";
import { Kept, UnknownKind } from "./errors";
import { startsWith } from "./view";

/** A directory entry's name is UTF-16, little-endian, at the start of 128 bytes (MS-OFFCRYPTO §2.3.2). */
const ENTRY = 128;
const PASSWORD = [..."EncryptedPackage"].join("\0");

/** Raises Kept "encrypted" or UnknownKind, always. */
export function cleanCompound(file: Bytes): Outcome {
  for (let at = 512; at < file.length; at += ENTRY) if (startsWith(file, PASSWORD, at)) throw new Kept("encrypted");
  throw new UnknownKind();
}
