import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodingOf, kindOf, pixelsSaid } from "./kinds";

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const utf8 = (text: string) => new TextEncoder().encode(text);

describe("what a file is", () => {
  it.each([
    ["\x89PNG\r\n\x1a\n....", "image/png"],
    ["\xff\xd8\xff\xe0", "image/jpeg"],
    ["GIF89a", "image/gif"],
    ["RIFF....WEBPVP8 ", "image/webp"],
    ["\0\0\0\x20ftypavif", "image/avif"],
    ["RIFF....WAVEfmt ", "audio/wav"],
    ["ID3\x04", "audio/mpeg"],
    ["\xff\xfb\x90\x00", "audio/mpeg"],
    ["OggS\0", "video/ogg"],
    ["\x1a\x45\xdf\xa3", "video/webm"],
    ["\0\0\0\x20ftypisom", "video/mp4"],
    ["%PDF-1.4\n", "application/pdf"],
    ["\r\nsomething before %PDF-1.4\n", "application/pdf"],
  ])("is read from its bytes: %j", (start, type) => {
    expect(kindOf(latin(start))?.type).toBe(type);
  });

  it("takes a drawing for a picture, and a page of the web for text", () => {
    expect(kindOf(utf8('<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="…">'))).toEqual({
      sort: "picture",
      type: "image/svg+xml",
    });
    expect(kindOf(utf8("<!doctype html><svg></svg>"))?.sort).toBe("text");
    expect(kindOf(utf8('<!-- a --> \n<!-- b --><!DOCTYPE svg PUBLIC "x"><SVG>'))?.type).toBe("image/svg+xml");
    expect(kindOf(utf8("<!-- <svg> --><p>"))?.sort).toBe("text");
    expect(kindOf(utf8("<!-- <svg>"))?.sort).toBe("text");
    expect(kindOf(utf8("<svgx>"))?.sort).toBe("text");
  });

  it("is not kept busy by a file that was made for that", () => {
    expect(kindOf(utf8("<!---->".repeat(5000)))?.sort).toBe("text");
    expect(kindOf(utf8(`${"<?xml".repeat(20)}${"<!---->".repeat(5000)}`))?.sort).toBe("text");
    expect(kindOf(utf8("<html><script>1</script></html>"))?.type).toBe("text/plain");
  });

  it("opens neither archives, programs, office documents nor noise", () => {
    for (const start of [
      "PK\x03\x04\x14\0",
      "MZ\x90\0",
      "\x7fELF\x02\x01",
      "\xd0\xcf\x11\xe0\xa1\xb1",
      "\0\x01\x02\x03",
    ]) {
      expect(kindOf(latin(start))).toBeNull();
    }
    expect(kindOf(new Uint8Array())).toBeNull();
  });

  it("gives an answer for any bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void kindOf(bytes)));
  });

  it("says how many pixels a picture claims to have", () => {
    const png = latin("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x9c\x40\0\0\x9c\x40\x01\0");
    expect(pixelsSaid(png, kindOf(png) as NonNullable<ReturnType<typeof kindOf>>)).toBe(40_000 ** 2);
  });
});

describe("the encoding of text", () => {
  it("is UTF-8 wherever it reads as such, even where the beginning ends within a letter", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."aé漢🧪 \n"), minLength: 2 }), fc.nat(), (text, cut) => {
        const bytes = utf8(text);
        expect(encodingOf(bytes.subarray(0, 1 + (cut % bytes.length)))).toBe("utf-8");
      }),
    );
  });

  it("is UTF-16 by its mark or by its zeros, and Latin otherwise", () => {
    expect(encodingOf(latin("\xff\xfeH\0i\0"))).toBe("utf-16le");
    expect(encodingOf(latin("\xfe\xff\0H\0i"))).toBe("utf-16be");
    expect(encodingOf(latin("H\0e\0l\0l\0o\0,\0 \0t\0"))).toBe("utf-16le");
    expect(encodingOf(latin("\0H\0e\0l\0l\0o\0,\0 \0t"))).toBe("utf-16be");
    expect(encodingOf(latin("K\xfcmmel und Salz"))).toBe("windows-1252");
  });
});
