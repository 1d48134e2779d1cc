import { expect, test } from "vitest";
import { paceText, timeLeft } from "./pace";

test.each([
  [2, "a few seconds left"],
  [34, "about 30 seconds left"],
  [70, "about 1 minute left"],
  [600, "about 10 minutes left"],
  [9_000, "about 3 hours left"],
])("%i seconds are said no more exactly than they are known", (seconds, words) => {
  expect(timeLeft(seconds)).toBe(words);
});

test("a file on its way tells what arrived, how fast it goes and how long it may take", () => {
  const state = { at: "sending", share: 0.25, speed: 1_000_000, left: 30 } as const;
  expect(paceText(state, 40_000_000, "en")).toBe("10 MB of 40 MB · 1 MB a second · about 30 seconds left");
});

test("speed and time are left out until they are known", () => {
  const state = { at: "sending", share: 0, speed: null, left: null } as const;
  expect(paceText(state, 40_000_000, "en")).toBe("0 bytes of 40 MB");
});
