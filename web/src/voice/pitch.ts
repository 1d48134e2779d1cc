/**
 * How high a voice is. Candidates per frame from the autocorrelation, then the likeliest path through them.
 * P. Boersma, "Accurate short-term analysis of the fundamental frequency", IFA Proceedings 17 (1993), with its values.
 */

import { at, Fft } from "./fft";
import { type Frame, HOP, hann, type PitchCandidate, RATE, SILENCE, SIZE } from "./frames";

/** 48 ms: three periods of the lowest pitch. The longest lag beside it fits the transform. */
const WINDOW = 768;
const LOWEST = 66;
const HIGHEST = 500;
const MOST_CANDIDATES = 4;
const WEAKEST = 0.25;
const OCTAVE_COST = 0.01;
const VOICING = 0.45;
const QUIET = 0.03;
/** Boersma's costs are for steps of 10 ms. */
const STEP = (0.01 * RATE) / HOP;
const JUMP_COST = 0.35 * STEP;
const SWITCH_COST = 0.14 * STEP;

const fft = new Fft(SIZE);
const window = hann(WINDOW);
const re = new Float64Array(SIZE);
const im = new Float64Array(SIZE);
const windowCorrelation = correlate((i) => at(window, i)).slice();

/** The autocorrelation of `WINDOW` values, by lag; the same array every time. */
function correlate(value: (i: number) => number): Float64Array {
  re.fill(0);
  im.fill(0);
  for (let i = 0; i < WINDOW; i += 1) re[i] = value(i);
  fft.forward(re, im);
  for (let k = 0; k < SIZE; k += 1) {
    re[k] = at(re, k) ** 2 + at(im, k) ** 2;
    im[k] = 0;
  }
  fft.inverse(re, im);
  return re;
}

/** The strongest candidates of the `SIZE` samples around a frame, the best first; none in silence. */
export function pitchCandidates(around: Float32Array): PitchCandidate[] {
  const start = (SIZE - WINDOW) / 2;
  let mean = 0;
  for (let i = 0; i < WINDOW; i += 1) mean += at(around, start + i) / WINDOW;
  const correlation = correlate((i) => (at(around, start + i) - mean) * at(window, i));
  const scale = at(windowCorrelation, 0) / at(correlation, 0);
  if (at(correlation, 0) < SILENCE) return [];
  const likeness = (lag: number) => (scale * at(correlation, lag)) / at(windowCorrelation, lag);
  const found: PitchCandidate[] = [];
  for (let lag = Math.ceil(RATE / HIGHEST); lag <= RATE / LOWEST; lag += 1) {
    const here = likeness(lag);
    if (here < WEAKEST || here < likeness(lag - 1) || here <= likeness(lag + 1)) continue;
    found.push(peak(lag, likeness(lag - 1), here, likeness(lag + 1)));
  }
  return found.sort((a, b) => worth(b) - worth(a)).slice(0, MOST_CANDIDATES);
}

/** The top of the parabola through three values around `lag`. */
function peak(lag: number, before: number, here: number, after: number): PitchCandidate {
  const shift = (0.5 * (before - after)) / (before - 2 * here + after);
  return { pitch: RATE / (lag + shift), strength: Math.min(1, here - 0.25 * (before - after) * shift) };
}

/** Strength, with the higher of two octaves preferred a little. */
function worth({ pitch, strength }: PitchCandidate): number {
  return strength + OCTAVE_COST * Math.log2(pitch / LOWEST);
}

/** The best candidate by itself, or null where the frame sounds unvoiced. */
export function localPitch([best]: readonly PitchCandidate[]): number | null {
  return best !== undefined && best.strength > VOICING ? best.pitch : null;
}

interface State {
  candidate: PitchCandidate | null;
  score: number;
  from: State | null;
}

/** For each frame the candidate on the likeliest path, or null where the voice is silent or unvoiced. */
export function trackPitch(frames: readonly Frame[]): (PitchCandidate | null)[] {
  const loudest = Math.sqrt(frames.reduce((most, frame) => Math.max(most, frame.power), SILENCE));
  let states: State[] = [{ candidate: null, score: 0, from: null }];
  for (const frame of frames) {
    const loudness = Math.sqrt(frame.power) / loudest;
    const unvoiced = VOICING + Math.max(0, 2 - (loudness * (1 + VOICING)) / QUIET);
    states = [null, ...frame.candidates].map((candidate) => {
      const gain = candidate === null ? unvoiced : worth(candidate);
      const from = states.reduce((best, state) => (reach(state, candidate) > reach(best, candidate) ? state : best));
      return { candidate, score: gain + reach(from, candidate), from };
    });
  }
  const path: (PitchCandidate | null)[] = [];
  let state: State | null = states.reduce((best, one) => (one.score > best.score ? one : best));
  for (; state?.from; state = state.from) path.push(state.candidate);
  return path.reverse();
}

function reach({ candidate, score }: State, next: PitchCandidate | null): number {
  if (candidate === null && next === null) return score;
  if (candidate === null || next === null) return score - SWITCH_COST;
  return score - JUMP_COST * Math.abs(Math.log2(candidate.pitch / next.pitch));
}
