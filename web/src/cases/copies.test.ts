import { describe, expect, it } from "vitest";
import type { EntryView, FileView } from "./caseReading";
import { copiesOf, originalOf } from "./copies";

const file = (id: string, redacts: string | null = null): FileView => ({
  id,
  hash: `hash of ${id}`,
  name: `${id}.png`,
  size: 1,
  mediaType: "image/png",
  removed: [],
  redacts,
  blob: `blob of ${id}`,
  present: true,
  sha256: `bytes of ${id}`,
});
const entry = (id: string, ...files: FileView[]) =>
  ({ readable: true, id, hash: `hash of ${id}`, files }) as unknown as EntryView;

const photo = file("photo");
const copy = file("copy", photo.hash);
const newer = file("newer copy", photo.hash);
const text = file("text", "hash of report");
const orphan = file("orphan", "hash of what is gone");
const gone = { readable: false, id: "x", kind: "note", reason: "key/missing", internal: true, day: "" } as const;
const reading = { entries: [entry("report", photo), gone, entry("a", copy), entry("b", newer, text, orphan)] };

describe("redacted copies", () => {
  it("are found by the sealed hash of their original, the newest of each", () => {
    const copies = copiesOf(reading);
    expect(copies.get(photo.hash)).toBe(newer);
    expect(copies.get("hash of report")).toBe(text);
    expect(copies.get(copy.hash)).toBeUndefined();
  });

  it("name their original, where the case still has it", () => {
    expect(originalOf(copy, reading)).toBe("photo.png");
    expect(originalOf(text, reading)).toBe("");
    expect(originalOf(orphan, reading)).toBeNull();
    expect(originalOf(photo, reading)).toBeNull();
  });
});
