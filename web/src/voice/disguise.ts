/**
 * How a voice is altered: drawn anew for every recording, from ranges that never come near "unchanged".
 *
 * Pitch goes to a height of its own, whatever it was: the speaker's own middle and span are lost, not moved, so nothing
 * can move them back. Formants, which the length of a throat sets, all move the same way but not by the same share.
 */

import { at } from "./fft";
import { ORDER, RATE, SIZE } from "./frames";

/** What every recording keeps to; tests hold it, and the page may say it. */
export const PROMISE = {
  /** Hz: where the middle of the altered pitch lies. */
  pitch: { lowest: 95, highest: 240 },
  /** The middle moves by at least this factor, up or down. */
  pitchMoves: 1.25,
  /** Every formant up to 3.5 kHz moves by a factor between these, all up or all down. */
  formants: { least: 1.14, most: 1.26 },
} as const;

/** Span of the altered pitch: standard deviation of its logarithm. People's own are 0.1 to 0.3. */
const SPAN = { least: 0.07, most: 0.12 };
/** The sound of room and microphone: up to this much (natural logarithm) on each of the first cepstral coefficients. */
const COLOUR = 0.12;
const COLOURED = 4;
/** Hz: where the two formant factors hold; between them the share changes evenly, above it fades to none. */
const FIRST = 1000;
const SECOND = 3500;

/** A number from 0 (inclusive) to 1 (exclusive). In the browser it must be one that nobody can guess: random.ts. */
export type Random = () => number;

export interface Disguise {
  /** Middle of the altered pitch, Hz. */
  pitch: number;
  /** Most that the pitch's logarithm may deviate from the middle (standard deviation). */
  span: number;
  /** Factors of the formants at FIRST and SECOND. */
  formants: readonly [number, number];
  /** Added to the cepstrum from its second coefficient on. */
  colour: readonly number[];
}

/** Draws a disguise for a voice whose pitch has this middle (Hz; null if it was never voiced). */
export function drawDisguise(middle: number | null, random: Random): Disguise {
  const up = random() < 0.5;
  const factor = () => {
    const { least, most } = PROMISE.formants;
    const moved = between(least, most, random);
    return up ? moved : 1 / moved;
  };
  return {
    pitch: drawPitch(middle, random),
    span: between(SPAN.least, SPAN.most, random),
    formants: [factor(), factor()],
    colour: Array.from({ length: COLOURED }, () => between(-COLOUR, COLOUR, random)),
  };
}

/** Evenly (by the logarithm) over all of the range that is far enough from `middle`. */
function drawPitch(middle: number | null, random: Random): number {
  const [low, high] = [Math.log(PROMISE.pitch.lowest), Math.log(PROMISE.pitch.highest)];
  const centre = middle === null ? Number.NEGATIVE_INFINITY : Math.log(middle);
  const apart = Math.log(PROMISE.pitchMoves);
  const below = Math.min(high, Math.max(low, centre - apart)) - low;
  const above = high - Math.max(low, Math.min(high, centre + apart));
  const drawn = random() * (below + above);
  return Math.exp(drawn < below ? low + drawn : high - above + (drawn - below));
}

function between(low: number, high: number, random: Random): number {
  return low + (high - low) * random();
}

/** Where (Hz) in the voice as it was the altered voice takes what it has at `frequency`. */
export function sourceOf(frequency: number, [first, second]: Disguise["formants"]): number {
  const knots = [
    [0, 0],
    [FIRST * first, FIRST],
    [SECOND * second, SECOND],
    [RATE / 2, RATE / 2],
  ] as const;
  const next = knots.findIndex(([to]) => frequency <= to);
  const [[to0, from0], [to1, from1]] = [knots[Math.max(0, next - 1)] ?? knots[0], knots[Math.max(1, next)] ?? knots[1]];
  return from0 + ((frequency - to0) * (from1 - from0)) / (to1 - to0);
}

/**
 * The warp of a spectrum as what it is on cepstra: a matrix. Row j gives coefficient j of the altered envelope;
 * there are 4/3 as many rows as columns, so that a stretched envelope keeps its detail.
 */
export function warpMatrix({ formants }: Disguise): Float64Array[] {
  const half = SIZE / 2;
  const wave = Float64Array.from({ length: SIZE }, (_, k) => Math.cos((2 * Math.PI * k) / SIZE));
  const sources = Float64Array.from(
    { length: half + 1 },
    (_, k) => (2 * Math.PI * sourceOf((k * RATE) / SIZE, formants)) / RATE,
  );
  const columns = Array.from({ length: ORDER }, (_, n) => sources.map((source) => Math.cos(n * source)));
  return Array.from({ length: (ORDER * 4) / 3 }, (_, j) =>
    Float64Array.from(columns, (column, n) => {
      let sum = 0;
      for (let k = 0; k <= half; k += 1) {
        const once = k === 0 || k === half ? 1 : 2;
        sum += once * at(column, k) * at(wave, (j * k) % SIZE);
      }
      return ((n === 0 ? 1 : 2) * sum) / SIZE;
    }),
  );
}
