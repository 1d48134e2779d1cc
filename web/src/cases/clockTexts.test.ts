/** Days between days, and where a row stands on the board. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clockState, daysAfter, daysBetween, distance, groupOf } from "./clockTexts";
import type { ClockRow } from "./clockWire";

const NOW = "2028-02-28";
const days = fc.integer({ min: -4000, max: 4000 });
const anyDay = fc.date({ min: new Date("2020-01-01"), max: new Date("2040-12-31"), noInvalidDate: true });

function row(changed: Partial<ClockRow>): ClockRow {
  return {
    matter: "feedback",
    due: NOW,
    met: null,
    missed: false,
    paused: false,
    still: false,
    extended: false,
    ...changed,
  };
}

describe("days", () => {
  test("so many days later is so many days between, across months and leap days", () => {
    fc.assert(
      fc.property(anyDay, days, (start, count) => {
        const day = start.toISOString().slice(0, 10);
        expect(daysBetween(day, daysAfter(day, count))).toBe(count);
      }),
    );
    expect(daysAfter(NOW, 1)).toBe("2028-02-29");
  });

  test("a distance is said in days", () => {
    expect([0, 1, 5, -1, -3].map((count) => distance(daysAfter(NOW, count), NOW))).toEqual([
      "today",
      "in 1 day",
      "in 5 days",
      "1 day ago",
      "3 days ago",
    ]);
  });
});

describe("the board", () => {
  test("seven days from today are this week, seven more the next; every row stands in one group", () => {
    const groups = [-1, 0, 6, 7, 13, 14].map((count) => groupOf({ due: daysAfter(NOW, count) }, NOW));
    expect(groups).toEqual(["overdue", "week", "week", "next", "next", "later"]);
  });
});

describe("a clock", () => {
  test("one that stands still is not called missed; a week before, it is marked", () => {
    const late = { due: daysAfter(NOW, -2), missed: true };
    expect(clockState(row({ paused: true, still: true }), NOW).name).toBe("stands still");
    expect(clockState(row(late), NOW)).toEqual({ name: "missed, 2 days ago", tone: "tag--danger" });
    expect(clockState(row({ due: daysAfter(NOW, 7) }), NOW).tone).toBe("tag--caution");
    expect(clockState(row({ due: daysAfter(NOW, 8) }), NOW).tone).toBe("");
  });

  test("one that waits while the law moves no day is as near as ever", () => {
    expect(clockState(row({ paused: true, due: daysAfter(NOW, 3) }), NOW).name).toBe("in 3 days");
  });
});
