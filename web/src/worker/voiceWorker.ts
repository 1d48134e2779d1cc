/** A voice recording in the worker. It hears the samples as they come and keeps none of them (voice/frames.ts). */

import { type Altered, Recording } from "../voice/alter";
import { secureRandom } from "../voice/random";

let recording: Recording | null = null;

function begun(): Recording {
  if (recording === null) throw new Error("No recording was begun in this worker.");
  return recording;
}

export const voiceMethods = {
  /** `rate`: samples a second of what `hear` will get. */
  begin: ({ rate }: { rate: number }) => {
    recording = new Recording(rate, secureRandom());
  },
  /** One channel, full scale ±1. */
  hear: ({ samples }: { samples: Float32Array }) => begun().hear(samples),
  /** Ends the recording and gives what the reporter may hear and send. `progress`: 0 to 1. */
  alter: (_: Record<string, never>, progress: (share: number) => void): Altered => {
    const ended = begun();
    recording = null;
    return ended.alter(progress);
  },
};

export type VoiceMethods = typeof voiceMethods;
