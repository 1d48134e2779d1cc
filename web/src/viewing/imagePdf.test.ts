import { describe, expect, it } from "vitest";
import { PdfFile } from "../metadata/pdfFile";
import type { Ref } from "../metadata/pdfObjects";
import { imagePdf } from "./imagePdf";
import { scaled } from "./sandbox";

const page = (shade: number) => ({
  jpeg: new Uint8Array(300).fill(shade),
  pixels: { width: 1240, height: 1754 },
  size: { width: 595.276, height: 841.89 },
});

describe("a PDF of pictures", () => {
  it("reads as one by a strict reader, holds each picture once, and no font, text or metadata", async () => {
    const bytes = new Uint8Array(await new Blob(imagePdf([page(1), page(2)])).arrayBuffer());
    const file = new PdfFile(bytes);
    const root = file.resolve(file.trailer.get("Root")) as Map<string, unknown>;
    const pages = file.resolve(root.get("Pages") as Ref) as Map<string, unknown>;
    expect(pages.get("Kids")).toHaveLength(2);
    const text = new TextDecoder("latin1").decode(bytes);
    expect(text.match(/\/MediaBox \[0 0 595\.28 841\.89\]/g)).toHaveLength(2);
    expect(text.match(/\/Subtype \/Image \/Width 1240 \/Height 1754/g)).toHaveLength(2);
    for (const word of ["/Font", "Tj", "/Info", "/Metadata", "/ID", "/JS", "/Author"]) expect(text).not.toContain(word);
  });

  it("has at least one page", () => {
    expect(() => imagePdf([])).toThrow(RangeError);
  });
});

describe("how finely a page is drawn", () => {
  it("follows the resolution, and stays below the longest edge", () => {
    expect(scaled({ width: 595, height: 842 }, 150 / 72)).toEqual({ width: 1240, height: 1754 });
    expect(scaled({ width: 12_000, height: 3000 }, 1)).toEqual({ width: 5000, height: 1250 });
    expect(scaled({ width: 100_000, height: 1 }, 1)).toEqual({ width: 5000, height: 1 });
  });
});
