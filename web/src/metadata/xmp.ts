/** What XMP packets tell (ISO 16684), by the properties that they name; they are always dropped whole. */

import type { Removed } from "./codes";
import { latin1 } from "./view";

const PROPERTIES: [RegExp, Removed][] = [
  [/exif:GPS|Iptc4xmpCore:Location|photoshop:(City|State|Country)|LocationCreated|LocationShown/, "place"],
  [/(Create|Modify|Metadata)Date|DateTimeOriginal|photoshop:DateCreated|stEvt:when/, "time"],
  [
    /dc:(creator|rights|publisher|contributor)|photoshop:(Credit|AuthorsPosition|CaptionWriter)|xmpRights:|CreatorContactInfo|pdfx:|PersonInImage/,
    "author",
  ],
  [/tiff:(Make|Model)|aux:|exifEX:|exif:(FNumber|ExposureTime|FocalLength)/, "camera"],
  [/CreatorTool|pdf:Producer|softwareAgent|tiff:Software/, "software"],
  [
    /dc:(description|title|subject)|pdf:Keywords|photoshop:(Headline|Instructions)|xmp:Label|exif:UserComment/,
    "description",
  ],
  [/xmp:Thumbnails|xmpGImg:/, "thumbnail"],
  [/xmpMM:(History|DerivedFrom|Ingredients|Versions|Pantry)/, "history"],
  [/xmpMM:(DocumentID|InstanceID|OriginalDocumentID)/, "ids"],
];

/** Adds what the packet names to `found`; "other" when it names nothing known. */
export function readXmp(packet: Uint8Array, found: Set<Removed>): void {
  const text = latin1(packet);
  const named = PROPERTIES.filter(([pattern]) => pattern.test(text)).map(([, code]) => code);
  for (const code of named.length > 0 ? named : (["other"] as const)) found.add(code);
}
