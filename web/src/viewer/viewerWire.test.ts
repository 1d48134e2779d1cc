import { beforeAll, describe, expect, it, vi } from "vitest";
import { readTold } from "./viewerWire";

class Bitmap {
  readonly width = 3;
}

beforeAll(() => vi.stubGlobal("ImageBitmap", Bitmap));

describe("what a frame may say", () => {
  it("is read, and nothing beside it is kept", () => {
    const bitmap = new Bitmap();
    expect(readTold({ kind: "shown", sort: "pages", pages: 3, cut: false, more: "x" })).toEqual({
      kind: "shown",
      sort: "pages",
      pages: 3,
      cut: false,
    });
    expect(readTold({ kind: "unreadable", reason: "encrypted" })).toEqual({ kind: "unreadable", reason: "encrypted" });
    expect(readTold({ kind: "size", page: 0, width: 595.5, height: 842 })).not.toBeNull();
    expect(readTold({ kind: "pixels", page: 0, bitmap })).toEqual({ kind: "pixels", page: 0, bitmap });
    expect(readTold({ kind: "key", key: "Escape" })).toEqual({ kind: "key", key: "Escape" });
  });

  it.each([
    null,
    "shown",
    { kind: "run" },
    { kind: "shown", sort: "html", pages: 1, cut: false },
    { kind: "shown", sort: "pages", pages: 1e9, cut: false },
    { kind: "shown", sort: "pages", pages: -1, cut: false },
    { kind: "unreadable", reason: "<b>call this number</b>" },
    { kind: "size", page: 0, width: 0, height: 10 },
    { kind: "size", page: 0, width: Number.NaN, height: 10 },
    { kind: "size", page: 0, width: 1e9, height: 10 },
    { kind: "pixels", page: 0, bitmap: { width: 3, height: 3 } },
    { kind: "pixels", page: 0.5, bitmap: new Bitmap() },
    { kind: "key", key: "F12" },
  ])("is nothing else: %j", (said) => {
    expect(readTold(said)).toBeNull();
  });
});
