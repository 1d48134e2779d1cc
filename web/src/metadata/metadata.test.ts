import fc from "fast-check";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { clean, MOST } from ".";
import type { Bytes } from "./codes";
import { KINDS, PIXELS, packed, type SampleKind, sample } from "./samples";
import { fromLatin1, join, latin1, startsWith } from "./view";
import { decode } from "./xml";

const SECRET = "Rana of the quay";
const STATES = ["cleaned", "unknown-kind", "too-large", "unreadable", "kept"];

async function bytes(blob: Blob): Promise<Bytes> {
  return new Uint8Array(await blob.arrayBuffer());
}

async function cleanBytes(content: Uint8Array) {
  const { content: blob, ...cleaning } = await clean(new Blob([content as Bytes]));
  return { ...cleaning, content: await bytes(blob) };
}

/** All that can be read in a file: as it is, and its parts unpacked. */
function everything(content: Uint8Array): string {
  const parts = startsWith(content, "PK") ? Object.entries(unzipSync(content)) : [];
  return latin1(join([content, ...parts.flatMap(([name, part]) => [fromLatin1(name), part])]));
}

const kinds = fc.constantFrom<SampleKind>(...KINDS);
const words = fc.string({ minLength: 6, maxLength: 40, unit: fc.constantFrom(..."abcdefgh01234 ") });

describe("cleaning", () => {
  test.each(KINDS)("%s: a secret that stands in every place for one stands nowhere afterwards", async (kind) => {
    const before = sample(kind, SECRET);
    expect(everything(before).split(SECRET).length).toBeGreaterThan(4);
    const { state, removed, left, content } = await cleanBytes(before);
    expect({ state, left: left.at(-1) }).toEqual({ state: "cleaned", left: "seen" });
    expect(removed).toContain("author");
    expect(everything(content)).not.toContain(SECRET);
  });

  test.each(KINDS)("%s: cleaning again finds nothing and changes nothing", async (kind) => {
    const once = await cleanBytes(sample(kind, SECRET));
    const twice = await cleanBytes(once.content);
    expect(twice.removed).toEqual([]);
    expect(twice.content).toEqual(once.content);
  });

  test("pictures keep what they show, also inside documents", async () => {
    for (const kind of ["jpeg", "png", "webp"] as const) {
      const { content } = await cleanBytes(sample(kind, SECRET));
      expect(latin1(content)).toContain(latin1(PIXELS[kind]));
    }
    const inside = { pdf: PIXELS.jpeg, docx: PIXELS.jpeg, odt: PIXELS.png };
    for (const [kind, pixels] of Object.entries(inside)) {
      const { content } = await cleanBytes(sample(kind as SampleKind, SECRET));
      expect(everything(content)).toContain(latin1(pixels));
    }
  });

  test("whatever the secret says, it is gone", async () => {
    await fc.assert(
      fc.asyncProperty(kinds, words, async (kind, secret) => {
        fc.pre(!everything(sample(kind, "")).includes(secret));
        const { state, content } = await cleanBytes(sample(kind, secret));
        expect(state).toBe("cleaned");
        expect(everything(content)).not.toContain(secret);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a file that cannot be cleaned", () => {
  const beginnings = [
    "\xff\xd8\xff\xe1",
    "\x89PNG\r\n\x1a\n",
    "RIFF\xff\0\0\0WEBP",
    "PK\x03\x04",
    "%PDF-1.4\n",
    "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
  ];

  test("goes as it is, byte for byte, whatever garbage it holds", async () => {
    const garbage = fc.tuple(fc.constantFrom("", ...beginnings), fc.uint8Array({ maxLength: 400 }));
    await fc.assert(
      fc.asyncProperty(garbage, async ([beginning, rest]) => {
        const file = join([fromLatin1(beginning), rest]);
        const { state, content, removed } = await cleanBytes(file);
        expect(STATES).toContain(state);
        if (state !== "cleaned") expect({ content, removed }).toEqual({ content: file, removed: [] });
      }),
      { numRuns: 500 },
    );
  });

  test("is never half cleaned, wherever it was cut off", async () => {
    await fc.assert(
      fc.asyncProperty(kinds, fc.double({ min: 0, max: 1, noNaN: true }), async (kind, share) => {
        const whole = sample(kind, SECRET);
        const file = whole.slice(0, Math.floor(whole.length * share));
        const { state, content } = await cleanBytes(file);
        if (state === "cleaned") expect(everything(content)).not.toContain(SECRET);
        else expect(content).toEqual(file);
      }),
      { numRuns: 300 },
    );
  });

  test("never stops the page, whichever bytes of it were changed", async () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(kinds, changes, async (kind, changed) => {
        const file = sample(kind, SECRET);
        for (const [at, value] of changed) file[at % file.length] = value;
        const { state, content } = await cleanBytes(file);
        expect(STATES).toContain(state);
        if (state !== "cleaned") expect(content).toEqual(file);
      }),
      { numRuns: 500 },
    );
  });

  test("is not even read when it is larger than what is cleaned", async () => {
    const file = new Blob([sample("jpeg", SECRET), new Uint8Array(MOST)]);
    const { state, content, removed } = await clean(file);
    expect({ state, removed }).toEqual({ state: "too-large", removed: [] });
    expect(content).toBe(file);
  });

  test("is not unpacked beyond bounds, whatever size it claims", async () => {
    for (const claimed of [300 * 1024 * 1024, 10]) {
      const bomb = packed({ "[Content_Types].xml": new Uint8Array(1024 * 1024) });
      const list = latin1(bomb).indexOf("PK\x01\x02");
      new DataView(bomb.buffer).setUint32(list + 24, claimed, true);
      expect(await cleanBytes(bomb)).toMatchObject({ state: "too-large", removed: [], content: bomb });
    }
  });

  test("of an old or locked Office format says which of the two it is", async () => {
    const name = (text: string) => join([fromLatin1([...text].join("\0")), new Uint8Array(128 - text.length * 2 + 1)]);
    const head = join([fromLatin1("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), new Uint8Array(504)]);
    const old = join([head, name("WordDocument")]);
    expect(await cleanBytes(old)).toMatchObject({ state: "unknown-kind", left: [] });
    const locked = join([head, name("Root Entry"), name("EncryptedPackage")]);
    expect(await cleanBytes(locked)).toMatchObject({ state: "kept", left: ["encrypted"], content: locked });
  });

  test("of an unknown kind is left, whatever it is called", async () => {
    const file = new File(["by Rana"], "photo.jpg", { type: "image/jpeg" });
    expect(await clean(file)).toMatchObject({ state: "unknown-kind", content: file });
  });
});

describe("a document of parts", () => {
  const CONTENT_TYPES = "[Content_Types].xml";
  const office = async (parts: Record<string, string | Uint8Array>) => {
    const { content, ...cleaning } = await cleanBytes(packed({ [CONTENT_TYPES]: "<Types/>", ...parts }));
    const files = cleaning.state === "cleaned" ? unzipSync(content) : {};
    return { ...cleaning, text: (name: string) => decode(files[name] as Uint8Array), names: Object.keys(files) };
  };

  test("gives the same person the same new name everywhere, and another person another", async () => {
    const { text, left } = await office({
      "word/comments.xml": `<c><w:comment w:author="Rana" w:initials="R"/><w:comment w:author="Omar"/></c>`,
      "word/people.xml": `<p><w15:person w15:author="Omar"><w15:presenceInfo w15:userId="omar@quay"/></w15:person></p>`,
      "xl/comments1.xml": "<c><authors><author>Rana</author><author>Kim</author></authors></c>",
    });
    expect(text("word/comments.xml")).toBe(
      `<c><w:comment w:author="Author 1" w:initials=""/><w:comment w:author="Author 2"/></c>`,
    );
    expect(text("word/people.xml")).toBe(`<p><w15:person w15:author="Author 2"></w15:person></p>`);
    expect(text("xl/comments1.xml")).toBe(
      "<c><authors><author>Author 1</author><author>Author 3</author></authors></c>",
    );
    expect(left).toContain("remarks");
  });

  test("loses accounts and times of conversations beside a sheet or a slide", async () => {
    const { text, removed } = await office({
      "xl/persons/person.xml": `<p><person displayName="Rana" id="{1}" userId="S::rana@quay::7" providerId="AD"/></p>`,
      "xl/threadedComments/t.xml": `<t><threadedComment ref="A1" dT="2031-05-06T07:08:09" personId="{1}"><text>Which?</text></threadedComment></t>`,
      "ppt/authors.xml": `<a><p188:author id="{1}" name="Rana" initials="R" userId="S::rana" providerId="AD"/></a>`,
      "ppt/comments/m.xml": `<c><p188:cm id="{2}" authorId="{1}" created="2031-05-06T07:08:09.1"/></c>`,
      "ppt/commentAuthors.xml": `<a><p:cmAuthor id="1" name="Rana" initials="R" lastIdx="1" clrIdx="0"/></a>`,
    });
    expect(text("xl/persons/person.xml")).toBe(
      `<p><person displayName="Author 1" id="{1}" userId="" providerId="None"/></p>`,
    );
    expect(text("xl/threadedComments/t.xml")).toBe(
      `<t><threadedComment ref="A1" personId="{1}"><text>Which?</text></threadedComment></t>`,
    );
    expect(text("ppt/authors.xml")).toContain(`name="Author 1" initials="" userId=""`);
    expect(text("ppt/comments/m.xml")).toContain(`created="2000-01-01T00:00:00Z"`);
    expect(text("ppt/commentAuthors.xml")).toContain(`name="Author 1" initials=""`);
    expect(removed).toEqual(expect.arrayContaining(["author", "ids", "time"]));
  });

  test("loses paths of its maker's computer, and says of links that they stay", async () => {
    const template = `<Relationship Id="r1" Type="x/attachedTemplate" Target="file:///C:/Users/rana/a.dotm" TargetMode="External"/>`;
    const link = `<Relationship Id="r2" Type="x/hyperlink" Target="file:///C:/Users/rana/b.docx" TargetMode="External"/>`;
    const { text, removed, left } = await office({
      "word/settings.xml": `<w:settings><w:attachedTemplate r:id="r1"/><w:zoom/></w:settings>`,
      "word/_rels/settings.xml.rels": `<Relationships>${template}</Relationships>`,
      "word/document.xml": `<w:document><pic:cNvPr id="1" name="a" descr="C:\\Users\\rana\\c.png"/></w:document>`,
      "word/_rels/document.xml.rels": `<Relationships>${link}</Relationships>`,
    });
    expect(text("word/settings.xml")).toBe("<w:settings><w:zoom/></w:settings>");
    expect(text("word/_rels/settings.xml.rels")).toBe("<Relationships></Relationships>");
    expect(text("word/document.xml")).toContain(`name="a" descr=""`);
    expect(text("word/_rels/document.xml.rels")).toContain("b.docx");
    expect({ removed: removed.includes("paths"), left: left.includes("links") }).toEqual({ removed: true, left: true });
  });

  test("is cleaned inside a document too, and what cannot be judged there is said", async () => {
    const inner = sample("docx", SECRET);
    const { state, left, text } = await office({
      "word/embeddings/a.docx": inner,
      "word/media/b.emf": "EMF",
      "word/d.xml": "<d/>",
    });
    expect({ state, parts: left.includes("parts") }).toEqual({ state: "cleaned", parts: true });
    expect(text("word/d.xml")).toBe("<d/>");
    const { content } = await cleanBytes(packed({ [CONTENT_TYPES]: "<Types/>", "word/embeddings/a.docx": inner }));
    expect(everything(unzipSync(content)["word/embeddings/a.docx"] as Uint8Array)).not.toContain(SECRET);
  });

  test("stays whole when it is signed", async () => {
    expect(await office({ "_xmlsignatures/sig1.xml": "<s/>" })).toMatchObject({ state: "kept", left: ["signature"] });
  });

  test("with a damaged part goes as it is", async () => {
    for (const damaged of ["<w:p w:rsidR='1'>", "<a></b><!-- -->", "<!-- --><!DOCTYPE a [<!ENTITY b 'c'>]><a/>"]) {
      expect(await office({ "word/document.xml": damaged })).toMatchObject({ state: "unreadable", removed: [] });
    }
  });
});
