/** ASCII armor (C2SP age, "ASCII armor"): strict PEM, read piece by piece. Our own files are never armored. */

import { ByteReader, type ByteSource } from "./byteReader";
import { type Bytes, fromBase64, toBase64 } from "./bytes";
import { Malformed } from "./errors";

const BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
const END = "-----END AGE ENCRYPTED FILE-----";
const LINE = 64;
const BYTES_PER_LINE = 48;
const NEWLINE = 0x0a;
/** White space before and after the armor that is put up with. */
const LONGEST_LINE = 1024;

/** The armored text of a file, one newline at its end. */
export function armor(file: Uint8Array): string {
  const lines = [BEGIN];
  for (let at = 0; at < file.length; at += BYTES_PER_LINE) lines.push(toBase64(file.subarray(at, at + BYTES_PER_LINE)));
  return `${[...lines, END].join("\n")}\n`;
}

/** The file inside the armor, as it is read. Throws `Malformed` where the armor is not well formed. */
export async function* dearmor(source: ByteSource): AsyncGenerator<Bytes> {
  const reader = new ByteReader(source);
  let line = await nextLine(reader);
  while (line !== null && line.trim() === "") line = await nextLine(reader);
  if (line?.trimStart() !== BEGIN) throw new Malformed("This armor does not begin as it must.");
  let short = false;
  for (;;) {
    const body = await nextLine(reader);
    if (body === null) throw new Malformed("This armor is cut short.");
    if (body.startsWith(END)) {
      if (body.trimEnd() !== END) throw new Malformed("This armor does not end as it must.");
      break;
    }
    if (short || body.length === 0 || body.length > LINE)
      throw new Malformed("A line of this armor has a wrong length.");
    const bytes = fromBase64(body);
    short = bytes.length < BYTES_PER_LINE;
    yield bytes;
  }
  for (let rest = await nextLine(reader); rest !== null; rest = await nextLine(reader)) {
    if (rest.trim() !== "") throw new Malformed("There is something after the end of this armor.");
  }
}

/** The next line without its end (LF or CRLF); null when nothing is left. */
async function nextLine(reader: ByteReader): Promise<string | null> {
  const bytes = await reader.through(NEWLINE, LONGEST_LINE);
  if (bytes.length === 0) return null;
  return new TextDecoder("latin1").decode(bytes).replace(/\r?\n$/, "");
}
