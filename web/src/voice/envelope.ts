/**
 * The shape of a voice's spectrum without its pitch: what the mouth and throat make of it.
 * M. Morise, "CheapTrick, a spectral envelope estimator for high-quality speech synthesis", Speech Communication 67
 * (2015), shortened to the first `ORDER` cepstral coefficients.
 */

import { at, Fft } from "./fft";
import { hann, ORDER, RATE, SIZE } from "./frames";

/** Taken as the pitch where there is none: windows of 12 ms, bands of 160 Hz. */
const UNVOICED = 240;
const FLOOR = 1e-12;
/** Morise's coefficient of spectral recovery. */
const RECOVERY = -0.15;
const HALF = SIZE / 2;

const fft = new Fft(SIZE);
const re = new Float64Array(SIZE);
const im = new Float64Array(SIZE);

/** The envelope's cepstrum (as in Frame) of the `SIZE` samples around a frame. `pitch`: Hz, or null if unvoiced. */
export function envelopeOf(around: Float32Array, pitch: number | null): Float32Array {
  const height = pitch ?? UNVOICED;
  const power = powerSpectrum(around, height);
  return cepstrumOf(smooth(pitch === null ? power : fillBelow(power, pitch), (2 * height) / 3), height);
}

/** Power over three periods, so scaled that white noise of variance 1 has power 1 everywhere. */
function powerSpectrum(around: Float32Array, pitch: number): Float64Array {
  const reach = Math.min(HALF - 1, Math.round((1.5 * RATE) / pitch));
  const start = HALF - reach;
  const window = hann(2 * reach + 1);
  let weighted = 0;
  let weight = 0;
  let energy = 0;
  for (let i = 0; i < window.length; i += 1) {
    weighted += at(window, i) * at(around, start + i);
    weight += at(window, i);
    energy += at(window, i) ** 2;
  }
  re.fill(0);
  im.fill(0);
  for (let i = 0; i < window.length; i += 1) {
    re[i] = ((at(around, start + i) - weighted / weight) * at(window, i)) / Math.sqrt(energy);
  }
  fft.forward(re, im);
  const power = new Float64Array(HALF + 1);
  for (let k = 0; k <= HALF; k += 1) power[k] = at(re, k) ** 2 + at(im, k) ** 2;
  return power;
}

/** Below the pitch nothing was heard: what is above it is mirrored down, so that a lower voice has a fundamental. */
function fillBelow(power: Float64Array, pitch: number): Float64Array {
  const edge = (pitch * SIZE) / RATE;
  const filled = power.slice();
  for (let k = 0; k < edge; k += 1) filled[k] = at(power, k) + at(power, Math.round(edge - k));
  return filled;
}

/** The mean over a band of `width` Hz around every place. */
function smooth(power: Float64Array, width: number): Float64Array {
  const reach = (width * SIZE) / RATE / 2;
  const edge = Math.ceil(reach) + 1;
  const sums = new Float64Array(power.length + 2 * edge + 1);
  for (let i = 0; i < sums.length - 1; i += 1) {
    const k = Math.abs(i - edge);
    sums[i + 1] = at(sums, i) + at(power, k > HALF ? 2 * HALF - k : k);
  }
  /** The integral up to `place`, in bins; bin k reaches from k - ½ to k + ½. */
  const upTo = (place: number) => {
    const whole = Math.floor(place + edge + 0.5);
    const rest = place + edge + 0.5 - whole;
    return at(sums, whole) + rest * (at(sums, whole + 1) - at(sums, whole));
  };
  const smoothed = new Float64Array(power.length);
  for (let k = 0; k <= HALF; k += 1) smoothed[k] = (upTo(k + reach) - upTo(k - reach)) / (2 * reach);
  return smoothed;
}

function cepstrumOf(power: Float64Array, pitch: number): Float32Array {
  im.fill(0);
  for (let k = 0; k <= HALF; k += 1) {
    re[k] = 0.5 * Math.log(at(power, k) + FLOOR);
    re[(SIZE - k) % SIZE] = at(re, k);
  }
  fft.inverse(re, im);
  const cepstrum = new Float32Array(ORDER);
  for (let n = 0; n < ORDER; n += 1) cepstrum[n] = at(re, n) * lifter((n * pitch) / RATE);
  return cepstrum;
}

/** Takes the harmonics out of the cepstrum and gives back the height that smoothing took. */
function lifter(periods: number): number {
  const angle = Math.PI * periods;
  const sinc = periods === 0 ? 1 : Math.sin(angle) / angle;
  return sinc * (1 - 2 * RECOVERY + 2 * RECOVERY * Math.cos(2 * angle));
}
