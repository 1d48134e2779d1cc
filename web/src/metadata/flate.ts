/** Deflate with a bound and with our own errors. */

import { deflateSync, Inflate, Unzlib, zlibSync } from "fflate";
import type { Bytes } from "./codes";
import { TooLarge, Unreadable } from "./errors";
import { join } from "./view";

/** The largest piece that is unpacked, in bytes. */
export const MOST_UNPACKED = 256 * 1024 * 1024;
const STEP = 64 * 1024;

/** Unpacks raw deflate (RFC 1951). Raises Unreadable; TooLarge when it gives more than `most` bytes. */
export function inflate(packed: Uint8Array, most = MOST_UNPACKED): Bytes {
  return unpack(new Inflate(), packed, most);
}

/** Unpacks zlib (RFC 1950), as `inflate`. */
export function unzlib(packed: Uint8Array, most = MOST_UNPACKED): Bytes {
  return unpack(new Unzlib(), packed, most);
}

export function deflate(bytes: Uint8Array): Uint8Array {
  return deflateSync(bytes);
}

export function zlib(bytes: Uint8Array): Uint8Array {
  return zlibSync(bytes);
}

function unpack(unpacker: Inflate | Unzlib, packed: Uint8Array, most: number): Bytes {
  const parts: Uint8Array[] = [];
  let size = 0;
  unpacker.ondata = (part) => {
    size += part.length;
    if (size > most) throw new TooLarge();
    parts.push(part);
  };
  try {
    for (let at = 0; at === 0 || at < packed.length; at += STEP) {
      unpacker.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
    }
  } catch (error) {
    if (error instanceof TooLarge) throw error;
    throw new Unreadable("Something in it cannot be unpacked.");
  }
  return join(parts);
}
