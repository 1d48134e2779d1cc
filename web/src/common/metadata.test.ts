import { expect, test } from "vitest";
import type { Cleaning } from "../metadata";
import { LEFT, REMOVED } from "../metadata/codes";
import { cleaningLines, removedBefore, removedName } from "./metadata";

const cleaned: Cleaning = { state: "cleaned", removed: ["place", "camera"], left: ["seen"] };

test("a cleaned file says one by one what was removed, then what stays", () => {
  const { removed, left } = cleaningLines(cleaned);
  expect(removed).toEqual(["Place where it was taken: removed", "Camera or phone: removed"]);
  expect(left).toEqual([expect.stringContaining("Look for faces")]);
});

test("a file that went as it is says so, and why, for every reason", () => {
  const reasons: Cleaning[] = [
    { state: "unknown-kind", removed: [], left: [] },
    { state: "too-large", removed: [], left: [] },
    { state: "unreadable", removed: [], left: [] },
    { state: "kept", removed: [], left: ["encrypted"] },
    { state: "kept", removed: [], left: ["signature"] },
  ];
  const lines = reasons.map(cleaningLines);
  for (const { removed, left } of lines) {
    expect(removed).toEqual([]);
    expect(left).toHaveLength(1);
    expect(left[0]).toMatch(/^Nothing was removed: .+\.$/);
  }
  expect(new Set(lines.map(({ left }) => left[0])).size).toBe(reasons.length);
});

test("a file in which nothing was found says that, and not that something was removed", () => {
  expect(cleaningLines({ ...cleaned, removed: [] }).removed).toEqual(["Nothing was found that had to be removed."]);
});

test("every code has words of its own, without its code", () => {
  const names = REMOVED.map(removedName);
  const staying = LEFT.flatMap((code) => cleaningLines({ ...cleaned, left: [code] }).left);
  expect(new Set([...names, ...staying]).size).toBe(REMOVED.length + LEFT.length);
  for (const [n, name] of names.entries()) expect(name).not.toBe(REMOVED[n]);
});

test("a handler reads what was removed in words, and an unknown code as it is", () => {
  expect(removedBefore(["time", "smell"])).toBe(
    "Removed before sealing: Day and time when it was made or changed and smell",
  );
  expect(removedName("toString")).toBe("toString");
});
