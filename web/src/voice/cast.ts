/** Voices for tests, made and measured by means of their own: nothing here uses the code that alters a voice. */

import type { Random } from "./disguise";

/** Samples a second of every voice here. */
export const RATE = 16_000;
/** Formants, Hz, of vowels of tall and short speakers, far enough apart that each is found again. */
export const VOWELS = {
  tall: [510, 1300, 2400],
  eh: [560, 1750, 2500],
  uh: [700, 1500, 2700],
  child: [800, 2100, 3100],
} as const;

const WINDOW = Float64Array.from({ length: 400 }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / 400));

/** The same numbers for the same seed. */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `seconds` of a vowel. `pitch` gives Hz at a time in seconds. */
export function voice(pitch: (time: number) => number, formants: readonly number[], seconds: number): Float32Array {
  const source = new Float32Array(Math.round(seconds * RATE) + 1);
  for (let place = 0; place < source.length - 1; place += RATE / pitch(place / RATE)) {
    // A pulse between two samples is shared out between them.
    const i = Math.floor(place);
    source[i] = 1 - (place - i);
    source[i + 1] = place - i;
  }
  return loud(resonate(source.subarray(0, -1), formants));
}

/** A vowel without pitch. */
export function whisper(formants: readonly number[], seconds: number, random: Random): Float32Array {
  const source = Float32Array.from({ length: Math.round(seconds * RATE) }, () => random() - 0.5);
  return loud(resonate(source, formants));
}

/** One resonance after another, each 80 Hz wide. */
function resonate(source: Float32Array, formants: readonly number[]): Float32Array {
  const radius = Math.exp((-Math.PI * 80) / RATE);
  return formants.reduce((signal, formant) => {
    const turn = 2 * radius * Math.cos((2 * Math.PI * formant) / RATE);
    let [last, before] = [0, 0];
    return signal.map((sample) => {
      const value = sample + turn * last - radius ** 2 * before;
      [before, last] = [last, value];
      return value;
    });
  }, source);
}

function loud(signal: Float32Array): Float32Array {
  const peak = signal.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return signal.map((value) => (0.5 * value) / peak);
}

/** The samples of a WAV file of 16-bit samples whose header is 44 bytes. */
export function samplesOf(wav: Uint8Array<ArrayBuffer>): Float32Array {
  return Float32Array.from(new Int16Array(wav.buffer, 44), (value) => value / 32_768);
}

/** The pitch (Hz) at every eighth of a second: the first strong peak of the normalised cross-correlation, found by trying all. */
export function pitches(signal: Float32Array): number[] {
  const found: number[] = [];
  for (let start = 0; start + 1024 <= signal.length; start += RATE / 8) {
    const likeness = Array.from({ length: 260 }, (_, lag) => alike(signal, start, lag));
    const best = Math.max(...likeness.slice(40));
    const lag = likeness.findIndex(
      (value, i) => i >= 40 && value > 0.9 * best && value >= (likeness[i + 1] ?? 0) && value >= (likeness[i - 1] ?? 0),
    );
    found.push(RATE / lag);
  }
  return found;
}

function alike(signal: Float32Array, start: number, lag: number): number {
  let both = 0;
  let here = 1e-12;
  let there = 1e-12;
  for (let i = start; i < start + 1024 - 260; i += 1) {
    const a = signal[i] as number;
    const b = signal[i + lag] as number;
    both += a * b;
    here += a * a;
    there += b * b;
  }
  return both / Math.sqrt(here * there);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

/** The strongest `count` resonances (Hz, rising) below 4.2 kHz of a sound without pitch: peaks of its mean spectrum. */
export function resonances(signal: Float32Array, count: number): number[] {
  const bins = Array.from({ length: 210 }, (_, bin) => 20 * bin);
  const power = bins.map((frequency) => Math.log(meanPower(signal, frequency)));
  const even = power.map((_, k) => {
    const near = power.slice(Math.max(0, k - 4), k + 5);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
  const peaks = even.flatMap((value, k) =>
    k > 5 && k < even.length - 1 && value > (even[k - 1] as number) && value >= (even[k + 1] as number) ? [k] : [],
  );
  const strongest = peaks.sort((a, b) => rise(even, b) - rise(even, a)).slice(0, count);
  return strongest.map((k) => bins[k] as number).sort((a, b) => a - b);
}

/** How far a peak stands above the lower of the valleys beside it. */
function rise(curve: readonly number[], peak: number): number {
  const around = curve.slice(Math.max(0, peak - 15), peak + 16);
  return (curve[peak] as number) - Math.min(...around);
}

/** Mean power at one frequency over pieces of 25 ms (Goertzel's recurrence). */
function meanPower(signal: Float32Array, frequency: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * frequency) / RATE);
  let total = 1e-12;
  for (let start = 0; start + 400 <= signal.length; start += 400) {
    let [last, before] = [0, 0];
    for (let i = 0; i < 400; i += 1) {
      const value = (signal[start + i] as number) * (WINDOW[i] as number) + turn * last - before;
      before = last;
      last = value;
    }
    total += last ** 2 + before ** 2 - turn * last * before;
  }
  return total;
}
