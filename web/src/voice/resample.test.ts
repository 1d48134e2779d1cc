import { expect, test } from "vitest";
import { RATE, seeded } from "./cast";
import { Resampler } from "./resample";

const tone = (frequency: number, rate: number, seconds: number) =>
  Float32Array.from({ length: rate * seconds }, (_, i) => Math.sin((2 * Math.PI * frequency * i) / rate));

function resampled(signal: Float32Array, rate: number, piece: number): Float32Array {
  const resampler = new Resampler(rate);
  const parts: number[] = [];
  for (let at = 0; at < signal.length; at += piece) parts.push(...resampler.push(signal.subarray(at, at + piece)));
  parts.push(...resampler.finish());
  return Float32Array.from(parts);
}

test.each([8000, 16_000, 44_100, 48_000, 96_000])("a tone stays the same tone from %i samples a second", (rate) => {
  const made = resampled(tone(440, rate, 1), rate, 1024);
  const wanted = tone(440, RATE, 1);
  expect(made.length).toBe(RATE);
  for (let i = 200; i < RATE - 200; i += 1) {
    expect(Math.abs((made[i] as number) - (wanted[i] as number))).toBeLessThan(0.01);
  }
});

test("what is too high for the new rate is gone, not folded down", () => {
  const made = resampled(tone(11_000, 48_000, 1), 48_000, 4096).subarray(200, -200);
  expect(Math.max(...made.map(Math.abs))).toBeLessThan(0.02);
});

test("the pieces in which sound comes make no difference", () => {
  const random = seeded(1);
  const signal = Float32Array.from({ length: 5000 }, () => random() - 0.5);
  const whole = resampled(signal, 44_100, 5000);
  for (const piece of [1, 7, 128, 999]) expect(resampled(signal, 44_100, piece)).toEqual(whole);
});

test("no sound at all is no sound", () => {
  expect(resampled(new Float32Array(0), 48_000, 1).length).toBe(0);
});
