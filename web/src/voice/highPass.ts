/** Keeps what no voice has out: rumble, hum, and a constant. One pole, about 50 Hz at `RATE`. */

const POLE = 0.98;

export class HighPass {
  private before = 0;
  private passed = 0;

  /** Filters in place, going on from the piece before. What is no number counts as silence. */
  pass<S extends Float32Array | Float64Array>(samples: S): S {
    for (let i = 0; i < samples.length; i += 1) {
      const sample = samples[i] as number;
      const sound = Number.isFinite(sample) ? sample : 0;
      this.passed = sound - this.before + POLE * this.passed;
      this.before = sound;
      samples[i] = this.passed;
    }
    return samples;
  }
}
