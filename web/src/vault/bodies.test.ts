import { describe, expect, test } from "vitest";
import { type Bodies, type BodyKind, decodeBody, encodeBody } from "./bodies";
import "./readersBodies";
import { exampleBodies } from "./exampleBodies";

const utf8 = (text: string) => new TextEncoder().encode(text);

describe("bodies", () => {
  test.each(Object.entries(exampleBodies))("a %s comes back as it was written, in canonical form", (kind, body) => {
    const bytes = encodeBody(kind as BodyKind, body as Bodies[BodyKind]);
    expect(decodeBody(kind as BodyKind, bytes)).toEqual(body);
    expect(new TextDecoder().decode(bytes)).not.toMatch(/": |, "/);
  });

  test.each(Object.entries(exampleBodies))("a %s with a field too many or too few is refused", (kind, body) => {
    const kindOf = kind as BodyKind;
    const some = [
      "shares",
      "urgent",
      "category",
      "purpose",
      "handed_over",
      "room",
      "follows",
      "danger",
      "until",
      "due_on",
      "done",
      "redacts",
      "outcome",
      "statements",
    ];
    const optional = new Set(kind === "measure" ? ["until"] : kind === "task" ? [...some, "who"] : some);
    expect(() => encodeBody(kindOf, { ...body, extra: 1 } as never)).toThrow(/extra/);
    for (const field of Object.keys(body).filter(
      (name) => !optional.has(name) || (kind === "conclusion" && name === "outcome"),
    )) {
      const { [field]: _, ...rest } = body as Record<string, unknown>;
      expect(() => encodeBody(kindOf, rest as never), field).toThrow(field);
    }
  });

  test.each([
    ["a date that is on no calendar", { sent_on: "2026-02-30" }],
    ["a time beside the date", { sent_on: "2026-02-03T10:00" }],
    ["a revision that is negative", { revision: -1 }],
    ["a revision that is not whole", { revision: 1.5 }],
    ["half a surrogate pair", { title: "\ud800" }],
    ["a title that is not text", { title: ["x"] }],
  ])("%s is refused", (_, change) => {
    expect(() => encodeBody("title", { ...exampleBodies.title, ...change } as Bodies["title"])).toThrow(
      expect.objectContaining({ code: "vault/refused" }),
    );
  });

  test("recipients sealed to must be sorted, without one twice, and there must be one", () => {
    const hash = (digit: string) => digit.repeat(64);
    for (const sealed_to of [[], [hash("b"), hash("a")], [hash("a"), hash("a")]]) {
      expect(() => encodeBody("report", { ...exampleBodies.report, sealed_to })).toThrow(/sealed_to/);
    }
  });

  test.each([
    ["spaces", '{"revision": 0,"sent_on":"2026-02-03","title":"A"}'],
    ["keys in another order", '{"sent_on":"2026-02-03","revision":0,"title":"A"}'],
    ["a key twice", '{"revision":0,"revision":0,"sent_on":"2026-02-03","title":"A"}'],
    ["a number written otherwise", '{"revision":0.0,"sent_on":"2026-02-03","title":"A"}'],
    ["an escape that is not needed", '{"revision":0,"sent_on":"2026-02-03","title":"\\u0041"}'],
    ["a byte order mark", '\ufeff{"revision":0,"sent_on":"2026-02-03","title":"A"}'],
    ["something after it", '{"revision":0,"sent_on":"2026-02-03","title":"A"}x'],
    ["no object at all", "null"],
  ])("the same body with %s is malformed", (_, text) => {
    expect(() => decodeBody("title", utf8(text))).toThrow(expect.objectContaining({ code: "vault/malformed" }));
  });

  test("bytes that are no UTF-8 are malformed", () => {
    expect(() => decodeBody("title", new Uint8Array([0x22, 0xff, 0x22]))).toThrow(
      expect.objectContaining({ code: "vault/malformed" }),
    );
  });
});
