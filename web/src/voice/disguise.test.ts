import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "./cast";
import { drawDisguise, PROMISE, sourceOf, warpMatrix } from "./disguise";
import { ORDER } from "./frames";

const middle = fc.option(fc.double({ min: 66, max: 500, noNaN: true }), { nil: null });
const chance = fc.integer().map(seeded);

test("a pitch is drawn inside the range and far from the speaker's own, whatever that is", () => {
  fc.assert(
    fc.property(middle, chance, (own, random) => {
      const { pitch } = drawDisguise(own, random);
      expect(pitch).toBeGreaterThan(PROMISE.pitch.lowest / 1.000001);
      expect(pitch).toBeLessThan(PROMISE.pitch.highest * 1.000001);
      if (own !== null) expect(Math.max(own / pitch, pitch / own)).toBeGreaterThan(PROMISE.pitchMoves / 1.000001);
    }),
  );
});

test("every frequency up to 3.5 kHz moves by the promised share", () => {
  fc.assert(
    fc.property(chance, fc.double({ min: 50, max: 3500, noNaN: true }), (random, frequency) => {
      const { formants } = drawDisguise(null, random);
      const { least, most } = PROMISE.formants;
      const ends = formants.map((factor) => (factor > 1 ? factor : 1 / factor));
      for (const end of ends) {
        expect(end).toBeGreaterThanOrEqual(least);
        expect(end).toBeLessThan(most);
      }
      const [first, second] = formants;
      const low = Math.min(first, second) * frequency;
      const high = Math.max(first, second) * frequency;
      // The altered frequency lies between both factors: what it takes is at most, at least, what was there.
      expect(sourceOf(low, formants)).toBeLessThanOrEqual(frequency * 1.000001);
      expect(sourceOf(high, formants)).toBeGreaterThanOrEqual(frequency / 1.000001);
    }),
  );
});

test("the warp is one rising line from silence to the highest frequency", () => {
  fc.assert(
    fc.property(chance, (random) => {
      const { formants } = drawDisguise(null, random);
      const line = Array.from({ length: 801 }, (_, i) => sourceOf(10 * i, formants));
      expect(line[0]).toBe(0);
      expect(line[800]).toBeCloseTo(8000, 6);
      for (let i = 1; i < line.length; i += 1) expect(line[i]).toBeGreaterThan(line[i - 1] as number);
    }),
  );
});

test("an even spectrum stays even, as loud as it was", () => {
  const matrix = warpMatrix(drawDisguise(null, seeded(1)));
  const flat = matrix.map((row) => row[0] as number);
  expect(flat[0]).toBeCloseTo(1, 9);
  for (const other of flat.slice(1)) expect(other).toBeCloseTo(0, 9);
  expect(matrix[0]).toHaveLength(ORDER);
});
