/** Exif (CIPA DC-008, a TIFF): which way up the picture is, and what else it tells. Never raises: it is dropped anyway. */

import type { Removed } from "./codes";
import { MetadataError } from "./errors";
import { fromLatin1, join, uint16, uint32, View } from "./view";

const ORIENTATION = 0x0112;
const EXIF = 0x8769;
const GPS = 0x8825;
const MOST_ENTRIES = 1000;

const MEANINGS: Record<number, Removed> = {
  269: "description", // DocumentName
  270: "description", // ImageDescription
  271: "camera", // Make
  272: "camera", // Model
  305: "software",
  306: "time", // DateTime
  315: "author", // Artist
  316: "software", // HostComputer
  33432: "author", // Copyright
  36867: "time", // DateTimeOriginal
  36868: "time", // DateTimeDigitized
  36880: "time", // OffsetTime
  36881: "time",
  36882: "time",
  37520: "time", // SubSecTime
  37521: "time",
  37522: "time",
  37500: "camera", // MakerNote
  37510: "description", // UserComment
  40091: "description", // XPTitle
  40092: "description", // XPComment
  40093: "author", // XPAuthor
  40094: "description", // XPKeywords
  40095: "description", // XPSubject
  42016: "ids", // ImageUniqueID
  42032: "author", // CameraOwnerName
  42033: "camera", // BodySerialNumber
  42034: "camera", // LensSpecification
  42035: "camera", // LensMake
  42036: "camera", // LensModel
  42037: "camera", // LensSerialNumber
  // How a shot was set tells the camera apart too.
  33434: "camera", // ExposureTime
  33437: "camera", // FNumber
  34855: "camera", // ISO
  37386: "camera", // FocalLength
};

export interface Exif {
  /** 1 to 8; 1 is upright. */
  orientation: number;
  found: Set<Removed>;
}

/** Reads a TIFF structure; "other" among what was found when it is damaged. */
export function readExif(tiff: Uint8Array): Exif {
  const exif: Exif = { orientation: 1, found: new Set() };
  try {
    const view = new View(tiff, tiff[0] === 0x49);
    const next = readDirectory(view, view.u32(4), exif, true);
    if (next !== 0) exif.found.add("thumbnail");
  } catch (error) {
    if (!(error instanceof MetadataError)) throw error;
    exif.found.add("other");
  }
  return exif;
}

/** Reads the directory at `at` and gives where the next one is, 0 when there is none. */
function readDirectory(view: View, at: number, exif: Exif, first: boolean): number {
  const count = Math.min(view.u16(at), MOST_ENTRIES);
  for (let entry = at + 2; entry < at + 2 + count * 12; entry += 12) {
    const tag = view.u16(entry);
    const meaning = MEANINGS[tag];
    if (meaning) exif.found.add(meaning);
    if (!first) continue;
    if (tag === ORIENTATION) exif.orientation = sane(view.u16(entry + 8));
    if (tag === GPS) exif.found.add("place");
    if (tag === EXIF) readDirectory(view, view.u32(entry + 8), exif, false);
  }
  return view.u32(at + 2 + count * 12);
}

function sane(orientation: number): number {
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

/** An Exif that says only which way up the picture is, or null for an upright one. */
export function orientationOnly(orientation: number): Uint8Array | null {
  if (orientation === 1) return null;
  const entry = [uint16(ORIENTATION), uint16(3), uint32(1), uint16(orientation), uint16(0)];
  return join([fromLatin1("MM\0*"), uint32(8), uint16(1), ...entry, uint32(0)]);
}
