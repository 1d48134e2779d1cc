/**
 * What is kept of a voice while it is recorded: 200 times a second how high it may be, how loud it is, and a coarse
 * shape of its spectrum. The sound itself is gone as soon as a frame is made of it.
 */

/** Samples a second of every signal in this folder, one channel. */
export const RATE = 16_000;
/** Samples from one frame to the next: 5 ms. */
export const HOP = 80;
/** Length of every transform, in samples. */
export const SIZE = 1024;
/** Cepstral coefficients of a frame's spectral envelope. 48 hold formants; they cannot hold the harmonics of a voice. */
export const ORDER = 48;

/** One way to hear a frame as a tone. */
export interface PitchCandidate {
  /** Hz. */
  pitch: number;
  /** How periodic the frame is at this pitch, 0 to 1. */
  strength: number;
}

export interface Frame {
  /** Mean square of the samples around the frame; 1 is full scale. */
  power: number;
  candidates: readonly PitchCandidate[];
  /** Cepstrum of the natural logarithm of the amplitude spectrum: ln A(w) = c0 + 2 (c1 cos w + c2 cos 2w + …). */
  envelope: Float32Array;
}

/** Below this power (-90 dB) a frame is silence, and silence it stays. */
export const SILENCE = 1e-9;

/** A Hann window of `length` values that is 0 just outside its ends. */
export function hann(length: number): Float64Array {
  const window = new Float64Array(length);
  for (let i = 0; i < length; i += 1) window[i] = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / length);
  return window;
}
