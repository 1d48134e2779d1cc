import { describe, expect, it } from "vitest";
import { CaseList, CHUNK, type Source } from "./caseList";
import type { Title } from "./reading";
import { EVERYTHING } from "./views";
import type { CaseRow } from "./wire";

const SHOWN = async () => {};

function rowOf(at: number, title: string | null = `item-${at}`): CaseRow {
  return {
    id: `case-${at}`,
    channel: "integrity",
    state: "received",
    received_on: "2026-11-22",
    sealed_by: "client",
    is_test: false,
    is_room: false,
    excluded: [],
    rekey_due: false,
    title,
    unread: false,
    due: null,
    assigned_to: null,
    contested: false,
  };
}

const titleOf = (row: CaseRow): Title => ({ title: `Title of ${row.id}`, urgent: false, category: null });

/** A server with these cases, of which the browser knows some titles. */
class Desk implements Source {
  readonly asked: string[] = [];
  readonly opened: string[][] = [];
  kept: readonly CaseRow[] | null = null;
  purges = 0;

  constructor(
    readonly rows: readonly CaseRow[],
    readonly knows: (row: CaseRow) => boolean = () => false,
  ) {}

  async page(query: URLSearchParams) {
    this.asked.push(query.toString());
    const at = Number(query.get("after") ?? 0);
    const upTo = at + Number(query.get("limit") ?? 50);
    return { cases: this.rows.slice(at, upTo), next: upTo < this.rows.length ? String(upTo) : null };
  }

  async known(rows: readonly CaseRow[]) {
    return Object.fromEntries(rows.filter(this.knows).map((row) => [row.id, titleOf(row)]));
  }

  async open(rows: readonly CaseRow[]) {
    this.opened.push(rows.map(({ id }) => id));
    return Object.fromEntries(rows.map((row) => [row.id, titleOf(row)]));
  }

  async keepOnly(rows: readonly CaseRow[]) {
    this.kept = rows;
  }

  async purge() {
    this.purges += 1;
  }
}

const many = (count: number) => Array.from({ length: count }, (_, at) => rowOf(at));

describe("the list of cases", () => {
  it("shows a first page with its titles before it asks for more", async () => {
    const desk = new Desk(many(2200));
    const list = new CaseList(desk, () => {});
    let first: unknown = null;
    await list.load(EVERYTHING, async () => {
      first = [list.rows.length, list.titles.size, list.complete, desk.asked];
      desk.asked.length = 1;
    });
    expect(first).toEqual([50, 50, false, expect.anything()]);
    expect(desk.asked).toEqual(["", "after=50&limit=1000", "after=1050&limit=1000", "after=2050&limit=1000"]);
    expect([list.rows.length, list.titles.size, list.complete]).toEqual([2200, 2200, true]);
    expect([list.opened, list.toOpen, list.done]).toEqual([2150, 2150, true]);
  });

  it("opens only titles that this browser does not know, some at a time, and none of cases that it may not read", async () => {
    const rows = [...many(200), rowOf(200, null)];
    const desk = new Desk(rows, ({ id }) => Number(id.slice(5)) < 120);
    const list = new CaseList(desk, () => {});
    await list.load(EVERYTHING, SHOWN);
    expect(desk.opened.map((chunk) => chunk.length)).toEqual([CHUNK, 30]);
    expect(list.titles.has("case-200")).toBe(false);
    expect(list.titles.size).toBe(200);
  });

  it("asks for the next titles while some are being opened, and for no more than those", async () => {
    const desk = new Desk(many(330), ({ id }) => Number(id.slice(5)) < 50);
    let [open, most] = [0, 0];
    const counted: Source["open"] = async (rows) => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve));
      open -= 1;
      return desk.open(rows);
    };
    const list = new CaseList(Object.assign(Object.create(desk), { open: counted }), () => {});
    await list.load(EVERYTHING, SHOWN);
    expect(most).toBe(2);
    expect(desk.opened.map((chunk) => chunk.length)).toEqual([50, 50, 50, 50, 50, 30]);
    expect([list.opened, list.titles.size, list.done]).toEqual([280, 330, true]);
  });

  it("says what is listed only when it has seen the whole list; else it has the worker ask, once", async () => {
    const desk = new Desk(many(70));
    const list = new CaseList(desk, () => {});
    for (const state of ["received", "concluded"] as const) await list.load({ ...EVERYTHING, state }, SHOWN);
    expect([desk.kept, desk.purges]).toEqual([null, 1]);
    await list.load({ ...EVERYTHING, words: "crates" }, SHOWN);
    expect(desk.kept).toHaveLength(70);
    expect(desk.purges).toBe(1);
  });

  it("drops a list that was asked for before, wherever it is", async () => {
    for (const after of [0, 1, 2, 3, 4, 5]) {
      const desk = new Desk(many(1100));
      let calls = 0;
      const list: CaseList = new CaseList(
        {
          page: async (query) => {
            if (calls++ === after) void list.load({ ...EVERYTHING, state: "concluded" }, SHOWN).catch(() => {});
            return desk.page(query);
          },
          known: (rows) => desk.known(rows),
          open: (rows) => desk.open(rows),
          keepOnly: (rows) => desk.keepOnly(rows),
          purge: () => desk.purge(),
        },
        () => {},
      );
      await list.load(EVERYTHING, SHOWN);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(list.rows.length).toBe(1100);
      expect(new Set(list.rows).size).toBe(1100);
    }
  });

  it("keeps nothing out of the index after it was stopped half-way", async () => {
    const desk = new Desk(many(3000));
    const list: CaseList = new CaseList(desk, () => {
      if (list.rows.length > 1000) list.stop();
    });
    await list.load(EVERYTHING, SHOWN);
    expect(desk.kept).toBeNull();
    expect([list.complete, list.done]).toEqual([false, false]);
  });
});
