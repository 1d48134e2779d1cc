/**
 * Speaking: frames and a disguise in, a new sound out. Nothing of the old sound is in it: its tone is a train of pulses,
 * its breath is noise, and both pass through the altered envelope.
 */

import { type Disguise, type Random, warpMatrix } from "./disguise";
import { at, Fft } from "./fft";
import { type Frame, HOP, hann, ORDER, type PitchCandidate, RATE, SILENCE } from "./frames";
import { HighPass } from "./highPass";

/** Samples from the beginning of a frame's two hops to where its filter has died away. */
const BLOCK = 512;
const HALF = BLOCK / 2;
/** Hz: up to here a voiced sound is tone as far as the frame was periodic, from the second on it is breath. */
const TONE = 3000;
const BREATH = 6500;
/** Each period is longer or shorter by up to this share, so that a voice's own unsteadiness is not its mark. */
const UNSTEADY = 0.01;
/** Widest that pitch may stray from its middle, as a factor. */
const WIDEST = 1.4;

export type Track = readonly (PitchCandidate | null)[];

/** The middle (Hz) and span (standard deviation of the logarithm) of a pitch track; null if it is never voiced. */
export function pitchOf(track: Track): { middle: number; span: number } | null {
  const heights = track.flatMap((one) => (one === null ? [] : [Math.log(one.pitch)])).sort((a, b) => a - b);
  if (heights.length === 0) return null;
  const middle = at(heights, heights.length >> 1);
  const spread = heights.reduce((sum, height) => sum + (height - middle) ** 2, 0) / heights.length;
  return { middle: Math.exp(middle), span: Math.sqrt(spread) };
}

/** The altered pitch (Hz) of every frame: the track on its new middle, no wider than its new span, never broken off. */
export function alteredPitch(track: Track, { pitch, span }: Disguise): Float64Array {
  const was = pitchOf(track);
  const heights = new Float64Array(track.length).fill(pitch);
  if (was === null) return heights;
  const share = Math.min(1, span / was.span);
  let last = pitch;
  for (const [n, one] of track.entries()) {
    if (one !== null) last = pitch * Math.min(WIDEST, Math.max(1 / WIDEST, (one.pitch / was.middle) ** share));
    heights[n] = last;
  }
  return heights;
}

/** Pulses and noise, both of variance 1, one hop after another. */
class Excitation {
  /** The last two hops: where a window of a frame lies. */
  readonly tone = new Float64Array(2 * HOP);
  readonly breath = new Float64Array(2 * HOP);
  private phase = 0;
  private period = 1;

  constructor(private readonly random: Random) {}

  advance(from: number, to: number): void {
    this.tone.copyWithin(0, HOP);
    this.breath.copyWithin(0, HOP);
    this.tone.fill(0, HOP);
    for (let i = HOP; i < 2 * HOP; i += 1) {
      const pitch = from + ((to - from) * (i - HOP)) / HOP;
      this.breath[i] = (this.random() - 0.5) * Math.sqrt(12);
      this.phase += pitch / RATE;
      if (this.phase >= this.period) this.pulse(i, pitch);
    }
  }

  /** A pulse between sample `i` and the one before, shared out by how near each is. */
  private pulse(i: number, pitch: number): void {
    this.phase -= this.period;
    this.period = 1 + UNSTEADY * (2 * this.random() - 1);
    const early = Math.min(1, (this.phase * RATE) / pitch);
    const height = Math.sqrt(RATE / pitch);
    this.tone[i] = at(this.tone, i) + height * (1 - early);
    this.tone[i - 1] = at(this.tone, i - 1) + height * early;
  }
}

/** Share of tone in the power at every bin, for a wholly periodic frame. */
const TONAL = Float64Array.from({ length: HALF + 1 }, (_, k) => {
  const share = ((k * RATE) / BLOCK - TONE) / (BREATH - TONE);
  return 0.5 + 0.5 * Math.cos(Math.PI * Math.min(1, Math.max(0, share)));
});

/**
 * Speaks `length` samples at `RATE` and hands them to `give` one hop at a time. `pitches`: of `alteredPitch`.
 * `give` may not keep the array that it gets.
 */
export function speak(
  frames: readonly Frame[],
  track: Track,
  disguise: Disguise,
  length: number,
  random: Random,
  give: (samples: Float64Array, frame: number) => void,
): void {
  const pitches = alteredPitch(track, disguise);
  const matrix = warpMatrix(disguise);
  const excitation = new Excitation(random);
  const filter = new Filter();
  const window = hann(2 * HOP);
  const coming = new Float64Array(BLOCK);
  const highPass = new HighPass();
  for (const [n, frame] of frames.entries()) {
    const here = at(pitches, n);
    excitation.advance(here, at(pitches, Math.min(n + 1, pitches.length - 1)));
    if (frame.power >= SILENCE) {
      filter.shape(warped(frame.envelope, matrix, disguise.colour));
      filter.pass(excitation, window, track[n]?.strength ?? 0, coming);
    }
    // The window of frame n covers the hop before it and the one after: the hop before is complete now.
    if (n > 0) give(highPass.pass(coming.subarray(0, Math.min(HOP, length - (n - 1) * HOP))), n);
    coming.copyWithin(0, HOP);
    coming.fill(0, BLOCK - HOP);
  }
}

function warped(envelope: Float32Array, matrix: readonly Float64Array[], colour: readonly number[]): Float64Array {
  const cepstrum = new Float64Array(matrix.length);
  for (const [j, row] of matrix.entries()) {
    let sum = j === 0 ? 0 : (colour[j - 1] ?? 0);
    for (let n = 0; n < ORDER; n += 1) sum += at(row, n) * at(envelope, n);
    cepstrum[j] = sum;
  }
  return cepstrum;
}

/** A filter with a given envelope and the least delay that it can have. */
class Filter {
  private readonly fft = new Fft(BLOCK);
  private readonly gainRe = new Float64Array(BLOCK);
  private readonly gainIm = new Float64Array(BLOCK);
  private readonly re = new Float64Array(BLOCK);
  private readonly im = new Float64Array(BLOCK);

  /** Doubling the cepstrum after its first coefficient gives ln A + i phase of the minimum-phase filter. */
  shape(cepstrum: Float64Array): void {
    const { gainRe, gainIm } = this;
    gainRe.fill(0);
    gainIm.fill(0);
    for (let n = 0; n < cepstrum.length; n += 1) gainRe[n] = (n === 0 ? 1 : 2) * at(cepstrum, n);
    this.fft.forward(gainRe, gainIm);
    for (let k = 0; k <= HALF; k += 1) {
      const amplitude = Math.exp(at(gainRe, k));
      const phase = at(gainIm, k);
      gainRe[k] = amplitude * Math.cos(phase);
      gainIm[k] = amplitude * Math.sin(phase);
    }
  }

  /** Adds the filtered two hops of `excitation` to `out`. `voiced`: how much of it is tone, 0 to 1. */
  pass({ tone, breath }: Excitation, window: Float64Array, voiced: number, out: Float64Array): void {
    const { re, im, gainRe, gainIm } = this;
    re.fill(0);
    im.fill(0);
    for (let i = 0; i < window.length; i += 1) {
      re[i] = at(tone, i) * at(window, i);
      im[i] = at(breath, i) * at(window, i);
    }
    // One transform for both: the spectrum of the real part is even, that of the imaginary part odd.
    this.fft.forward(re, im);
    for (let k = 0; k <= HALF; k += 1) {
      const j = (BLOCK - k) % BLOCK;
      const share = voiced * at(TONAL, k);
      const [a, b] = [Math.sqrt(share) / 2, Math.sqrt(1 - share) / 2];
      const x = a * (at(re, k) + at(re, j)) + b * (at(im, k) + at(im, j));
      const y = a * (at(im, k) - at(im, j)) + b * (at(re, j) - at(re, k));
      re[k] = x * at(gainRe, k) - y * at(gainIm, k);
      im[k] = x * at(gainIm, k) + y * at(gainRe, k);
      re[j] = at(re, k);
      im[j] = -at(im, k);
    }
    im[0] = 0;
    im[HALF] = 0;
    this.fft.inverse(re, im);
    for (let i = 0; i < BLOCK; i += 1) out[i] = at(out, i) + at(re, i);
  }
}
