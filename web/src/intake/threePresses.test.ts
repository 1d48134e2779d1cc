import { expect, test } from "vitest";
import { ThreePresses } from "./threePresses";

/** Presses the keys one after another, each a second after the last, "+" together; gives after which it was time to leave. */
function leavesAfter(keys: string[], step = 1_000): number | null {
  const presses = new ThreePresses();
  for (const [index, held] of keys.entries()) {
    const timeStamp = 60_000 + index * step;
    const parts = held.split("+");
    for (const key of parts) presses.down({ key, timeStamp });
    if (parts.reverse().some((key) => presses.up({ key, timeStamp }))) return index + 1;
  }
  return null;
}

test("Three presses of Shift leave; two do not.", () => {
  expect(leavesAfter(["Shift", "Shift", "Shift"])).toBe(3);
  expect(leavesAfter(["Shift", "Shift"])).toBeNull();
});

test("Capital letters never leave, however many are typed, and they start the count anew.", () => {
  expect(leavesAfter(["Shift+A", "Shift+B", "Shift+C", "Shift+D"])).toBeNull();
  expect(leavesAfter(["Shift", "Shift", "Shift+A", "Shift"])).toBeNull();
  expect(leavesAfter(["Shift", "Shift", "a", "Shift", "Shift", "Shift"])).toBe(6);
});

test("Presses that are far apart do not add up.", () => {
  expect(leavesAfter(["Shift", "Shift", "Shift"], 5_001)).toBeNull();
  expect(leavesAfter(["Shift", "Shift", "Shift"], 5_000)).toBe(3);
});

test("A key that is held down is one press.", () => {
  const presses = new ThreePresses();
  for (let time = 0; time < 20; time += 1) presses.down({ key: "Shift", timeStamp: time, repeat: time > 0 });
  expect(presses.up({ key: "Shift", timeStamp: 20 })).toBe(false);
});

test("A click between presses starts the count anew: somebody marks text with Shift.", () => {
  const presses = new ThreePresses();
  for (let press = 1; press <= 6; press += 1) {
    presses.down({ key: "Shift", timeStamp: press });
    presses.forget();
    expect(presses.up({ key: "Shift", timeStamp: press })).toBe(false);
  }
});
