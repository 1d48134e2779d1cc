import { describe, expect, it } from "vitest";
import type { Title } from "./reading";
import { daysBetween, EVERYTHING, narrowed, queryOf, sameList, sameNarrowing, withView } from "./views";
import type { CaseRow } from "./wire";

const row = (id: string) => ({ id }) as CaseRow;

describe("narrowing the inbox", () => {
  it("asks the server by what it knows, and tells it no category and no word", () => {
    const all = { state: "received", channel: "c", assigned: "me", due: "soon", unread: true } as const;
    const query = queryOf({ ...all, category: "theft", words: "crates" }).toString();
    expect(query).toBe("state=received&channel=c&assigned=me&due=soon&unread=yes");
    expect(queryOf(EVERYTHING).toString()).toBe("");
  });

  it("needs no other list for other words or another category", () => {
    expect(sameList(EVERYTHING, { ...EVERYTHING, words: "crates", category: "theft" })).toBe(true);
    expect(sameNarrowing(EVERYTHING, { ...EVERYTHING, words: "crates" })).toBe(false);
    expect(sameList(EVERYTHING, { ...EVERYTHING, unread: true })).toBe(false);
  });

  it("shows what is of the category and was found; unreadable titles only where neither is asked", () => {
    const titles = new Map<string, Title>([
      ["a", { title: "A", urgent: false, category: "theft" }],
      ["b", { title: "B", urgent: false, category: null }],
      ["c", { reason: "vault/tampered" }],
    ]);
    const rows = ["a", "b", "c", "d"].map(row);
    const ids = (category: string, found: Record<string, string> | null) =>
      narrowed(rows, titles, category, found).map(({ id }) => id);
    expect(ids("", null)).toEqual(["a", "b", "c", "d"]);
    expect(ids("theft", null)).toEqual(["a"]);
    expect(ids("", { b: "title", d: "text" })).toEqual(["b", "d"]);
    expect(ids("theft", { b: "title" })).toEqual([]);
  });

  it("keeps one view of a name, in the order of names", () => {
    const view = (name: string, words = "") => ({ name, narrowing: { ...EVERYTHING, words } });
    const views = withView(withView(withView([], view("Night")), view("Day")), view("Night", "crates"));
    expect(views.map(({ name, narrowing }) => [name, narrowing.words])).toEqual([
      ["Day", ""],
      ["Night", "crates"],
    ]);
  });

  it("counts days across a change of clocks and a leap day", () => {
    expect(daysBetween("2028-02-28", "2028-03-01")).toBe(2);
    expect(daysBetween("2026-10-24", "2026-10-26")).toBe(2);
    expect(daysBetween("2026-11-22", "2026-11-20")).toBe(-2);
  });
});
