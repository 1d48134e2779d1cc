import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Altered, Recording } from "./alter";
import { median, pitches, RATE, resonances, samplesOf, seeded, VOWELS, voice, whisper } from "./cast";
import { PROMISE } from "./disguise";
import { isRecording } from "./wav";

function alter(signal: Float32Array, seed: number, piece = 4096): Altered {
  const recording = new Recording(RATE, seeded(seed));
  for (let at = 0; at < signal.length; at += piece) recording.hear(signal.slice(at, at + piece));
  return recording.alter();
}

const altered = (signal: Float32Array, seed: number) => samplesOf(alter(signal, seed).wav);
/** Two that move formants down, two that move them up. */
const SEEDS = [1, 5, 7, 8];
/** A measured frequency may be off by this share. */
const UNSHARP = 1.03;

describe("pitch", () => {
  test.each([80, 105, 130, 165, 210, 260, 330])("a voice at %i Hz goes to a height that is not its own", (pitch) => {
    const signal = voice(() => pitch, VOWELS.eh, 0.8);
    for (const seed of SEEDS) {
      const height = median(pitches(altered(signal, seed)));
      expect(Math.max(height / pitch, pitch / height)).toBeGreaterThan(PROMISE.pitchMoves / UNSHARP);
      expect(height).toBeGreaterThan(PROMISE.pitch.lowest / UNSHARP);
      expect(height).toBeLessThan(PROMISE.pitch.highest * UNSHARP);
    }
  });

  test("how far a lively voice ranges is not heard any more", () => {
    const signal = voice((time) => 150 * 1.5 ** Math.sin(5 * time), VOWELS.uh, 2);
    const range = (sound: Float32Array) => {
      const heights = pitches(sound).sort((a, b) => a - b);
      return (heights.at(-3) as number) / (heights[2] as number);
    };
    expect(range(signal)).toBeGreaterThan(1.8);
    for (const seed of SEEDS) expect(range(altered(signal, seed))).toBeLessThan(1.35);
  });

  test("the same voice comes out at another height each time", () => {
    const signal = voice(() => 120, VOWELS.uh, 0.6);
    const heights = SEEDS.map((seed) => median(pitches(altered(signal, seed))));
    expect(Math.max(...heights) / Math.min(...heights)).toBeGreaterThan(1.2);
  });
});

describe("timbre", () => {
  test.each(Object.entries(VOWELS))("every formant of %s moves by the promised share, all the same way", (_, vowel) => {
    const signal = whisper(vowel, 2, seeded(9));
    expect(resonances(signal, 3)).toHaveLength(3);
    for (const seed of SEEDS) {
      const factors = resonances(altered(signal, seed), 3).map((found, i) => found / (vowel[i] as number));
      const up = (factors[0] as number) > 1;
      for (const factor of factors.map((one) => (up ? one : 1 / one))) {
        expect(factor).toBeGreaterThan(PROMISE.formants.least / UNSHARP);
        expect(factor).toBeLessThan(PROMISE.formants.most * UNSHARP);
      }
    }
  });

  test("both directions come up", () => {
    const signal = whisper(VOWELS.eh, 1, seeded(9));
    const firsts = SEEDS.map((seed) => resonances(altered(signal, seed), 3)[1] as number);
    expect(Math.min(...firsts)).toBeLessThan(VOWELS.eh[1]);
    expect(Math.max(...firsts)).toBeGreaterThan(VOWELS.eh[1]);
  });
});

test("no stretch of the old sound is in the new one", () => {
  const signal = whisper(VOWELS.uh, 1, seeded(3));
  const made = altered(signal, 4);
  const piece = signal.subarray(8000, 9600);
  const energy = (part: Float32Array) => Math.sqrt(part.reduce((sum, value) => sum + value ** 2, 1e-12));
  for (let start = 7600; start < 8400; start += 1) {
    const there = made.subarray(start, start + 1600);
    const both = piece.reduce((sum, value, i) => sum + value * (there[i] as number), 0);
    expect(Math.abs(both) / (energy(piece) * energy(there))).toBeLessThan(0.3);
  }
});

test("a voice is as loud near the microphone as far from it", () => {
  const near = voice(() => 140, VOWELS.uh, 1);
  const far = near.map((value) => value / 8);
  const loudness = [near, far].map((signal) => {
    const made = altered(signal, 2);
    return Math.sqrt(made.reduce((sum, value) => sum + value ** 2, 0) / made.length);
  });
  expect(Math.abs(Math.log2((loudness[0] as number) / (loudness[1] as number)))).toBeLessThan(0.2);
});

test("silence stays silence, and says so", () => {
  const made = alter(new Float32Array(RATE), 1);
  expect(made.heard).toBe(false);
  expect(samplesOf(made.wav).every((value) => value === 0)).toBe(true);
});

test("a pause stays a pause, a word stays where it was", () => {
  const word = voice(() => 120, VOWELS.tall, 0.5);
  const signal = new Float32Array(3 * RATE);
  signal.set(word, RATE);
  const made = altered(signal, 5);
  const power = (from: number, to: number) =>
    made.subarray(from * RATE, to * RATE).reduce((sum, value) => sum + value ** 2, 0);
  expect(power(1, 1.5)).toBeGreaterThan(100 * (power(0, 0.95) + power(1.6, 3)));
});

test("the same chance makes the same bytes, however the sound came in pieces", () => {
  const signal = voice((time) => 100 + 20 * time, VOWELS.child, 0.7);
  const whole = alter(signal, 7, signal.length).wav;
  for (const piece of [1, 37, 128, 4096]) expect(alter(signal, 7, piece).wav).toEqual(whole);
});

test("any length and any numbers make a file of the same length without a false sample", () => {
  const sound = fc.oneof(
    fc.float32Array({ maxLength: 2000 }),
    fc.float32Array({ maxLength: 600, noDefaultInfinity: true, noNaN: true, min: -1, max: 1 }),
    fc.nat({ max: 500 }).map((length) => new Float32Array(length).fill(1)),
  );
  fc.assert(
    fc.property(sound, fc.integer(), (signal, seed) => {
      const length = signal.length;
      const made = alter(signal, seed, 333);
      expect(made.wav.length).toBe(44 + 2 * length);
      expect(made.seconds).toBe(length / RATE);
    }),
    { numRuns: 30 },
  );
});

test("a file says how to play it and nothing else", () => {
  const { wav } = alter(
    voice(() => 120, VOWELS.uh, 0.25),
    1,
  );
  const view = new DataView(wav.buffer);
  const letters = (at: number) => String.fromCharCode(...wav.subarray(at, at + 4));
  expect([0, 8, 12, 36].map(letters)).toEqual(["RIFF", "WAVE", "fmt ", "data"]);
  expect(view.getUint32(4, true)).toBe(wav.length - 8);
  expect(view.getUint32(40, true)).toBe(wav.length - 44);
  const format = [20, 22, 32, 34].map((at) => view.getUint16(at, true));
  expect(format).toEqual([1, 1, 2, 16]);
  expect([24, 28].map((at) => view.getUint32(at, true))).toEqual([RATE, 2 * RATE]);
});

test("only such a file is taken for a recording", async () => {
  const { wav } = alter(
    voice(() => 120, VOWELS.uh, 0.1),
    1,
  );
  expect(await isRecording(new Blob([wav]))).toBe(true);
  expect(await isRecording(new Blob([alter(new Float32Array(0), 1).wav]))).toBe(true);
  for (let at = 0; at < 44; at += 1) {
    expect(await isRecording(new Blob([wav.with(at, (wav[at] as number) ^ 1)]))).toBe(false);
  }
  for (const other of [wav.slice(0, 43), wav.slice(0, -1), wav.slice(0, -2), new Uint8Array(0)]) {
    expect(await isRecording(new Blob([other]))).toBe(false);
  }
  expect(await isRecording(new Blob([wav, "LIST"]))).toBe(false);
});
