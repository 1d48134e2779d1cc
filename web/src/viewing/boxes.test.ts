import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Box, between, LEAST, middle, nudged, within } from "./boxes";

const length = fc.integer({ min: 1, max: 5000 });
const page = fc.record({ width: length, height: length });
const number = fc.double({ min: -10_000, max: 10_000, noNaN: true });
const box = fc.record({ x: number, y: number, width: number, height: number });
const point = fc.record({ x: number, y: number });

function isInside({ x, y, width, height }: Box, size: { width: number; height: number }): boolean {
  const whole = [x, y, width, height].every(Number.isInteger);
  return whole && x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= size.width && y + height <= size.height;
}

describe("boxes", () => {
  it("lie on whole pixels within their page, however they are drawn, typed or moved", () => {
    fc.assert(
      fc.property(
        page,
        box,
        point,
        point,
        fc.constantFrom("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"),
        fc.boolean(),
        (size, any, from, to, key, resizes) => {
          const placed = within(any, size);
          expect(isInside(placed, size)).toBe(true);
          expect(isInside(nudged(placed, key, resizes, size) as Box, size)).toBe(true);
          const drawn = between(from, to, size);
          if (drawn !== null) expect(isInside(drawn, size)).toBe(true);
        },
      ),
    );
  });

  it("cover all that was drawn over, and a click draws none", () => {
    const size = { width: 100, height: 100 };
    expect(between({ x: 40.6, y: 30.2 }, { x: 10.4, y: 20.9 }, size)).toEqual({ x: 10, y: 20, width: 31, height: 11 });
    expect(between({ x: 10, y: 10 }, { x: 10 + LEAST - 2, y: 60 }, size)).toBeNull();
  });

  it("begin in the middle for whoever has no pointer, and other keys leave them", () => {
    const size = { width: 400, height: 200 };
    expect(middle(size)).toEqual({ x: 120, y: 90, width: 160, height: 20 });
    expect(nudged(middle(size), "ArrowRight", false, size)).toEqual({ x: 124, y: 90, width: 160, height: 20 });
    expect(nudged(middle(size), "ArrowDown", true, size)).toEqual({ x: 120, y: 90, width: 160, height: 24 });
    expect(nudged(middle(size), "x", false, size)).toBeNull();
  });
});
