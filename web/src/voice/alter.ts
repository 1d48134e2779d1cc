/** A recording from its first sample to the altered file. */

import { Listener } from "./analysis";
import { drawDisguise, type Random } from "./disguise";
import { type Frame, RATE, SILENCE } from "./frames";
import { trackPitch } from "./pitch";
import { Resampler } from "./resample";
import { pitchOf, speak } from "./synthesis";
import { WavWriter } from "./wav";

/** Root mean square to which the spoken parts are brought (-20 dB), however near the microphone was. */
const LOUDNESS = 0.1;
const MOST_GAIN = 30;
/** Louder than this is pressed together instead of cut. */
const KNEE = 0.6;

export interface Altered {
  /** A WAV file. */
  wav: Uint8Array<ArrayBuffer>;
  /** Its length. */
  seconds: number;
  /** False if nothing was heard at all. */
  heard: boolean;
}

export class Recording {
  private readonly resampler: Resampler;
  private readonly listener = new Listener();

  /** `rate`: samples a second of what will be heard. */
  constructor(
    rate: number,
    private readonly random: Random,
  ) {
    this.resampler = new Resampler(rate);
  }

  /** The next samples, one channel, full scale ±1. */
  hear(samples: Float32Array): void {
    this.listener.push(this.resampler.push(samples));
  }

  /** Ends the recording. `progress`: 0 to 1. */
  alter(progress: (share: number) => void = () => {}): Altered {
    this.listener.push(this.resampler.finish());
    const frames = this.listener.finish();
    const { length } = this.listener;
    const track = trackPitch(frames);
    const disguise = drawDisguise(pitchOf(track)?.middle ?? null, this.random);
    const file = new WavWriter(length);
    const gain = gainFor(frames);
    speak(frames, track, disguise, length, this.random, (samples, frame) => {
      file.write(samples.map((sample) => pressed(gain * sample)));
      if (frame % 200 === 0) progress(frame / frames.length);
    });
    return { wav: file.finish(), seconds: length / RATE, heard: frames.some(({ power }) => power >= SILENCE) };
  }
}

/** Brings the louder half of the frames, which is where somebody speaks, to LOUDNESS. */
function gainFor(frames: readonly Frame[]): number {
  const powers = Float64Array.from(frames, ({ power }) => power).sort();
  const loud = powers.subarray(powers.length >> 1);
  const mean = loud.reduce((sum, power) => sum + power, 0) / Math.max(1, loud.length);
  return Math.min(MOST_GAIN, LOUDNESS / Math.sqrt(Math.max(mean, SILENCE)));
}

function pressed(sample: number): number {
  const over = Math.abs(sample) - KNEE;
  return over <= 0 ? sample : Math.sign(sample) * (KNEE + (1 - KNEE) * Math.tanh(over / (1 - KNEE)));
}
