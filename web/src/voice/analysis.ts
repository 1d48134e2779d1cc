/** Listening: sound in, frames out. Less than a tenth of a second of the sound is held at any time. */

import { envelopeOf } from "./envelope";
import { type Frame, HOP, SIZE } from "./frames";
import { HighPass } from "./highPass";
import { localPitch, pitchCandidates } from "./pitch";

export class Listener {
  readonly frames: Frame[] = [];
  /** Samples heard so far. */
  length = 0;
  /** The samples around the next frame, which stands in its middle. */
  private readonly around = new Float32Array(SIZE);
  private filled = SIZE / 2;
  private readonly highPass = new HighPass();

  /** Samples at `RATE`, full scale ±1; they are overwritten. What is no number counts as silence. */
  push(samples: Float32Array): void {
    this.length += samples.length;
    this.hear(samples);
  }

  /** At the end: the frames of the last samples too. */
  finish(): readonly Frame[] {
    const wanted = this.length === 0 ? 0 : Math.ceil(this.length / HOP) + 1;
    while (this.frames.length < wanted) this.hear(new Float32Array(HOP));
    this.around.fill(0);
    return this.frames;
  }

  private hear(samples: Float32Array): void {
    for (const sample of this.highPass.pass(samples)) {
      this.around[this.filled] = sample;
      this.filled += 1;
      if (this.filled < SIZE) continue;
      this.frames.push(frameOf(this.around));
      this.around.copyWithin(0, HOP);
      this.filled = SIZE - HOP;
    }
  }
}

function frameOf(around: Float32Array): Frame {
  const candidates = pitchCandidates(around);
  const middle = around.subarray((SIZE - 4 * HOP) / 2, (SIZE + 4 * HOP) / 2);
  const power = middle.reduce((sum, value) => sum + value ** 2, 0) / middle.length;
  return { power, candidates, envelope: envelopeOf(around, localPitch(candidates)) };
}
