/** From a microphone's sample rate to `RATE`, piece by piece, with a windowed sinc. */

import { at } from "./fft";
import { RATE } from "./frames";

/** Zero crossings of the sinc on each side, and table entries between two of them. */
const CROSSINGS = 16;
const FINENESS = 256;

/** sinc(x) under a Hann window, for x from 0 to CROSSINGS in steps of 1 / FINENESS. */
const KERNEL = Float64Array.from({ length: CROSSINGS * FINENESS + 2 }, (_, i) => {
  const x = i / FINENESS;
  if (x === 0) return 1;
  if (x >= CROSSINGS) return 0;
  return (Math.sin(Math.PI * x) / (Math.PI * x)) * (0.5 + 0.5 * Math.cos((Math.PI * x) / CROSSINGS));
});

export class Resampler {
  /** What is still needed of the samples heard; the first of them is number `start`. */
  private held = new Float32Array(0);
  private start: number;
  private heard = 0;
  private given = 0;
  private readonly step: number;
  private readonly narrow: number;
  private readonly reach: number;

  /** `rate`: of what is heard, in samples a second. */
  constructor(rate: number) {
    this.step = rate / RATE;
    this.narrow = Math.min(1, RATE / rate);
    this.reach = Math.ceil(CROSSINGS / this.narrow);
    this.start = -this.reach;
    this.held = new Float32Array(this.reach);
  }

  /** The samples at `RATE` that are certain after these. */
  push(samples: Float32Array): Float32Array {
    this.heard += samples.length;
    return this.take(samples, Math.floor((this.heard - this.reach) / this.step));
  }

  /** The rest, at the end: as if silence followed. Together all pieces are as long in time as what was heard. */
  finish(): Float32Array {
    return this.take(new Float32Array(2 * this.reach + 1), Math.round(this.heard / this.step));
  }

  private take(samples: Float32Array, upTo: number): Float32Array {
    const held = new Float32Array(this.held.length + samples.length);
    held.set(this.held);
    held.set(samples, this.held.length);
    this.held = held;
    const made = Float32Array.from({ length: Math.max(0, upTo - this.given) }, (_, i) =>
      this.value((this.given + i) * this.step),
    );
    this.given += made.length;
    const needed = Math.floor(this.given * this.step) - this.reach;
    this.held = held.slice(Math.max(0, needed - this.start));
    this.start = Math.max(this.start, needed);
    return made;
  }

  private value(place: number): number {
    let sum = 0;
    for (let n = Math.ceil(place - this.reach); n <= place + this.reach; n += 1) {
      const x = Math.abs(place - n) * this.narrow * FINENESS;
      const i = Math.floor(x);
      if (i > CROSSINGS * FINENESS) continue;
      const weight = at(KERNEL, i) + (x - i) * (at(KERNEL, i + 1) - at(KERNEL, i));
      sum += weight * (this.held[n - this.start] ?? 0);
    }
    return sum * this.narrow;
  }
}
