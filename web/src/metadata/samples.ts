/**
 * Small files of every kind for tests, each telling a secret in every place that its format has for it.
 *
 * Not part of the client.
 */

import { strToU8, zipSync, zlibSync } from "fflate";
import { fromBase64 } from "../vault/bytes";
import type { Bytes } from "./codes";
import { crc32 } from "./crc";
import { fromLatin1, join, uint16, uint32 } from "./view";

/** 16 × 12 pixels, as Pillow writes them. */
const JPEG = fromBase64(
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAMABADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDm/IjtrD7W8U84GcrAm4LjB+dv4Qc8HB6H0rOs7p7yOYzeUChBUDg4OeMdx7/zzxYt5pEKsjEHPBFDhIldYY0jDfMwXuf89qAP/9k=",
);
const PNG = fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAABAAAAAMCAIAAADkharWAAAAxElEQVR4nJWSYQ2EMAyF3wg/WwMImIEhYAIwgAEQgACCAQRgABszMB0I6ATcj5KGuyOX4/1YmvR7S/s2570HwMy4iIisLqVYLSL1B20oM+tdOWezMXNt9BVVresKoO97ETFPdaUNjTFu26atfd9DCDaCCyEQkXLDMABIKS3Lgnd1XXccB4CaiJqmATBNU9u2uNM8zzlnIiqlVLfEDz0eyelCtrSeMcZxHK8jpZQ0JWcJfMeqQWmsInIavPf/P9xpwJOv8QJm01txQplOOwAAAABJRU5ErkJggg==",
);
const WEBP = fromBase64(
  "UklGRoIAAABXRUJQVlA4THUAAAAvD8ACAF9AEAgaG+AEBpggEDQ2wAkMMEEgaGyAExjg+Y8k/4O2AKAt2OY/AJvItp3c6g8t3wH3Ofi5JEMZpWAFE/RIfGiI6L/atm0YbzXljZp0XmgbOn9nIZ2/zBZIPz5AobveCmh5fgCwioYiOvIzSN+v/rEA",
);

export const KINDS = ["jpeg", "png", "webp", "pdf", "docx", "odt"] as const;
export type SampleKind = (typeof KINDS)[number];

/** A file that says `secret` wherever its format lets it. `secret`: letters, digits and spaces. */
export function sample(kind: SampleKind, secret: string): Bytes {
  const make = { jpeg, png, webp, pdf, docx, odt }[kind];
  return make(secret);
}

/** An Exif with an orientation, an artist and a place. */
function exif(secret: string, orientation = 6): Bytes {
  const text = fromLatin1(`${secret}\0`);
  const entries = [
    [uint16(0x0112), uint16(3), uint32(1), uint16(orientation), uint16(0)],
    [uint16(0x013b), uint16(2), uint32(text.length), uint32(8 + 2 + 3 * 12 + 4)],
    [uint16(0x8825), uint16(4), uint32(1), uint32(0)],
  ].flat();
  return join([fromLatin1("MM\0*"), uint32(8), uint16(3), ...entries, uint32(0), text]);
}

function xmp(secret: string): Bytes {
  return fromLatin1(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>${secret}</dc:creator></x:xmpmeta>`);
}

function jpeg(secret: string): Bytes {
  const segment = (marker: number, ...parts: Uint8Array[]) => {
    const content = join(parts);
    return join([Uint8Array.of(0xff, marker), uint16(content.length + 2), content]);
  };
  const iptc = join([Uint8Array.of(0x1c, 2, 80), uint16(secret.length), fromLatin1(secret)]);
  return join([
    JPEG.subarray(0, 2),
    segment(0xe1, fromLatin1("Exif\0\0"), exif(secret)),
    segment(0xe1, fromLatin1("http://ns.adobe.com/xap/1.0/\0"), xmp(secret)),
    segment(0xed, fromLatin1("Photoshop 3.0\x008BIM\x04\x04\0\0"), uint32(iptc.length), iptc),
    segment(0xfe, fromLatin1(secret)),
    segment(0xe5, fromLatin1(secret)),
    segment(0xeb, fromLatin1(`JP ${secret}`)),
    JPEG.subarray(2),
    fromLatin1(secret),
  ]);
}

function png(secret: string): Bytes {
  const chunk = (type: string, data: Uint8Array) => {
    const name = fromLatin1(type);
    return join([uint32(data.length), name, data, uint32(crc32(name, data))]);
  };
  return join([
    PNG.subarray(0, 33),
    chunk("tEXt", fromLatin1(`Author\0${secret}`)),
    chunk("zTXt", join([fromLatin1("Comment\0\0"), zlibSync(fromLatin1(secret))])),
    chunk("iTXt", join([fromLatin1("XML:com.adobe.xmp\0\0\0\0\0"), xmp(secret)])),
    chunk("eXIf", exif(secret)),
    chunk("prVt", fromLatin1(secret)),
    PNG.subarray(33),
    fromLatin1(secret),
  ]);
}

function webp(secret: string): Bytes {
  const chunk = (type: string, data: Uint8Array) =>
    join([fromLatin1(type), uint32(data.length, true), data, new Uint8Array(data.length % 2)]);
  const header = Uint8Array.of(0x0c, 0, 0, 0, 15, 0, 0, 11, 0, 0);
  const body = join([
    fromLatin1("WEBP"),
    chunk("VP8X", header),
    WEBP.subarray(12),
    chunk("EXIF", exif(secret)),
    chunk("XMP ", xmp(secret)),
    chunk("note", fromLatin1(secret)),
  ]);
  return join([fromLatin1("RIFF"), uint32(body.length, true), body, fromLatin1(secret)]);
}

/** Two revisions: a table, then a newer one that replaces the information. */
function pdf(secret: string): Bytes {
  const objects = [
    `<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R/PieceInfo<</App<</Private(${secret})>>>>>>`,
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Annots[5 0 R]/Contents 8 0 R/Resources<</XObject<</Thumb 7 0 R>>>>>>",
    `<</Author(${secret})/CreationDate(D:2031)>>`,
    `<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(${secret})/M(D:2031)/Contents(a \\) word)>>`,
    stream("/Type/Metadata/Subtype/XML", xmp(secret)),
    stream("/Subtype/Image/Width 16/Height 12/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode", jpeg(secret)),
    stream("", fromLatin1("q 16 0 0 12 0 0 cm /Thumb Do Q")),
  ].map((body) => (typeof body === "string" ? fromLatin1(body) : body));
  const parts: Uint8Array[] = [fromLatin1("%PDF-1.4\n")];
  const size = () => parts.reduce((sum, part) => sum + part.length, 0);
  const rows = objects.map((body, index) => {
    const at = size();
    parts.push(fromLatin1(`${index + 1} 0 obj\n`), body, fromLatin1("\nendobj\n"));
    return `${String(at).padStart(10, "0")} 00000 n \n`;
  });
  const first = size();
  const head = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows.join("")}`;
  const trailer = `/Size 10/Root 1 0 R/Info 4 0 R/ID[(${secret})(${secret})]`;
  parts.push(fromLatin1(`${head}trailer\n<<${trailer}>>\nstartxref\n${first}\n%%EOF\n`));
  const newer = size();
  parts.push(fromLatin1("4 0 obj\n<</Author(someone else)>>\nendobj\n"));
  const table = `xref\n4 1\n${String(newer).padStart(10, "0")} 00000 n \n`;
  const second = size();
  parts.push(fromLatin1(`${table}trailer\n<<${trailer}/Prev ${first}>>\nstartxref\n${second}\n%%EOF\n%${secret}`));
  return join(parts);
}

function stream(entries: string, data: Uint8Array): Bytes {
  return join([fromLatin1(`<<${entries}/Length ${data.length}>>\nstream\n`), data, fromLatin1("\nendstream")]);
}

const TYPES = "application/vnd.openxmlformats-";
const LINKS = "http://schemas.openxmlformats.org/";

function docx(secret: string): Bytes {
  return packed({
    "[Content_Types].xml": `<Types><Override PartName="/props.xml" ContentType="${TYPES}package.core-properties+xml"/></Types>`,
    "_rels/.rels":
      `<Relationships><Relationship Id="1" Type="${LINKS}officeDocument" Target="word/document.xml"/>` +
      `<Relationship Id="2" Type="${LINKS}metadata/thumbnail" Target="thumb.bin"/></Relationships>`,
    "props.xml": `<p:coreProperties xmlns:p="p"><p:creator>${secret}</p:creator></p:coreProperties>`,
    "thumb.bin": secret,
    "word/document.xml":
      `<!-- ${secret} --><w:document xmlns:w="w"><w:p w:rsidR="${secret}"><w:ins w:author="${secret}" w:date="${secret}">` +
      "<w:t>a word</w:t></w:ins></w:p></w:document>",
    "word/_rels/document.xml.rels": `<Relationships><Relationship Id="1" Type="${LINKS}customXml" Target="../customXml/item1.xml"/></Relationships>`,
    "customXml/item1.xml": `<a>${secret}</a>`,
    "customXml/_rels/item1.xml.rels": `<Relationships><Relationship Id="1" Type="x" Target="props1.xml"/></Relationships>`,
    "customXml/props1.xml": `<a>${secret}</a>`,
    "word/media/image1.jpg": jpeg(secret),
  });
}

function odt(secret: string): Bytes {
  const who = `<dc:creator>${secret}</dc:creator><dc:date>${secret}</dc:date>`;
  return packed({
    mimetype: "application/vnd.oasis.opendocument.text",
    "META-INF/manifest.xml": `<m:manifest xmlns:m="m"><m:file-entry m:full-path="Thumbnails/a.png"/></m:manifest>`,
    "meta.xml": `<office:document-meta><office:meta>${who}</office:meta></office:document-meta>`,
    "content.xml": `<office:text><text:p o:rsid="${secret}">a word<office:annotation>${who}</office:annotation></text:p></office:text>`,
    "settings.xml": `<s><config:config-item config:name="PrinterSetup">${secret}</config:config-item></s>`,
    "Thumbnails/a.png": secret,
    "Pictures/a.png": png(secret),
  });
}

/** A ZIP whose list says when and with what note it was packed. */
export function packed(parts: Record<string, string | Uint8Array>): Bytes {
  const files = Object.entries(parts).map(([name, content]) => [
    name,
    typeof content === "string" ? strToU8(content) : content,
  ]);
  return zipSync(Object.fromEntries(files), { mtime: "2031-05-06", comment: "packed by hand" }) as Bytes;
}

/** A picture alone, as its pixels are stored, to look for in what was cleaned. */
export const PIXELS = { jpeg: JPEG.subarray(-200, -2), png: PNG.subarray(33, -12), webp: WEBP.subarray(12) };
