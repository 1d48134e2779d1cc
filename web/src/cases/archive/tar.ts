/** Tar archives (POSIX.1-1988 ustar) of regular files: what every system unpacks, written as a stream. */
import { type Bytes, utf8 } from "../../vault/bytes";
import { Refused } from "../../vault/errors";

const BLOCK = 512;
/** Eleven octal digits. */
const MOST = 8 ** 11 - 1;
const NAME = /^[A-Za-z0-9][A-Za-z0-9./-]{0,98}$/;

/**
 * The header of a file of `size` bytes, 512 bytes. Its owner and day are nobody's and none: when a case was taken away
 * is in the archive, to the day. Throws `Refused` for another name than a short plain one, and above 8 GiB.
 */
export function tarHeader(name: string, size: number): Bytes {
  if (!NAME.test(name) || name.includes("..")) throw new Refused("Names in an archive are short and plain.");
  if (!Number.isSafeInteger(size) || size < 0 || size > MOST) throw new Refused("A file in an archive is up to 8 GiB.");
  const header = new Uint8Array(BLOCK);
  const put = (at: number, text: string) => header.set(utf8(text), at);
  put(0, name);
  put(100, "0000600\0");
  put(108, "0000000\0");
  put(116, "0000000\0");
  put(124, `${octal(size, 11)}\0`);
  put(136, "00000000000\0");
  put(148, "        ");
  put(156, "0");
  put(257, "ustar\u000000");
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)}\0 `);
  return header;
}

/** Zeros from the end of a file of `size` bytes to the next block. */
export function tarPadding(size: number): Bytes {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}

/** What ends an archive: two blocks of zeros. */
export function tarEnd(): Bytes {
  return new Uint8Array(2 * BLOCK);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}
