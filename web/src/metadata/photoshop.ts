/** What Photoshop's resource blocks and the IPTC record in them tell; they are always dropped whole. Never raises. */

import type { Removed } from "./codes";
import { MetadataError } from "./errors";
import { View } from "./view";

const IPTC = 0x0404;
const THUMBNAILS = [0x0409, 0x040c];

/** IPTC IIM 4.2, record 2. */
const DATASETS: Record<number, Removed> = {
  5: "description",
  25: "description",
  40: "description",
  55: "time",
  60: "time",
  62: "time",
  63: "time",
  65: "software",
  70: "software",
  80: "author",
  85: "author",
  90: "place",
  92: "place",
  95: "place",
  100: "place",
  101: "place",
  103: "ids",
  105: "description",
  110: "author",
  115: "author",
  116: "author",
  118: "author",
  120: "description",
  122: "author",
};

/** Adds what the blocks (without "Photoshop 3.0\0") tell to `found`; "other" for what is damaged or unknown. */
export function readPhotoshop(blocks: Uint8Array, found: Set<Removed>): void {
  const view = new View(blocks);
  try {
    for (let at = 0; at + 12 <= view.length; ) {
      const id = view.u16(at + 4);
      const name = at + 6;
      const size = name + even(view.u8(name) + 1);
      const data = view.slice(size + 4, view.u32(size));
      if (id === IPTC) readIptc(new View(data), found);
      else found.add(THUMBNAILS.includes(id) ? "thumbnail" : "other");
      at = size + 4 + even(data.length);
    }
  } catch (error) {
    if (!(error instanceof MetadataError)) throw error;
    found.add("other");
  }
}

function readIptc(view: View, found: Set<Removed>): void {
  for (let at = 0; at + 5 <= view.length && view.u8(at) === 0x1c; at += 5 + view.u16(at + 3)) {
    const meaning = view.u8(at + 1) === 2 ? DATASETS[view.u8(at + 2)] : undefined;
    if (meaning) found.add(meaning);
  }
}

function even(n: number): number {
  return n + (n % 2);
}
