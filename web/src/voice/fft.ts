/** The discrete Fourier transform of complex signals whose length is a power of two. */

/** The value at an index that is known to be inside: signals are read by index everywhere in this folder. */
export function at(signal: ArrayLike<number>, index: number): number {
  return signal[index] as number;
}

/** Transforms of one length (radix 2, decimation in time). */
export class Fft {
  private readonly cos: Float64Array;
  private readonly sin: Float64Array;
  private readonly reversed: Uint32Array;

  constructor(readonly size: number) {
    this.cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.sin = Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    this.reversed = new Uint32Array(size);
    for (let i = 1; i < size; i += 1) {
      this.reversed[i] = (at(this.reversed, i >> 1) >> 1) | (i % 2 === 1 ? size >> 1 : 0);
    }
  }

  /** Forward, in place, without scaling. */
  forward(re: Float64Array, im: Float64Array): void {
    this.reorder(re, im);
    for (let span = 1; span < this.size; span *= 2) this.join(re, im, span);
  }

  /** The inverse of `forward`, in place. Swapping the parts before and after turns one into the other. */
  inverse(re: Float64Array, im: Float64Array): void {
    this.forward(im, re);
    for (let i = 0; i < this.size; i += 1) {
      re[i] = at(re, i) / this.size;
      im[i] = at(im, i) / this.size;
    }
  }

  private reorder(re: Float64Array, im: Float64Array): void {
    for (let i = 0; i < this.size; i += 1) {
      const j = at(this.reversed, i);
      if (j <= i) continue;
      const x = at(re, i);
      const y = at(im, i);
      re[i] = at(re, j);
      im[i] = at(im, j);
      re[j] = x;
      im[j] = y;
    }
  }

  /** Joins neighbouring transforms of `span` values into transforms of twice as many. */
  private join(re: Float64Array, im: Float64Array, span: number): void {
    const { size } = this;
    const step = size / (2 * span);
    for (let k = 0; k < span; k += 1) {
      const c = at(this.cos, k * step);
      const s = at(this.sin, k * step);
      for (let i = k; i < size; i += 2 * span) {
        const j = i + span;
        const x = at(re, j) * c - at(im, j) * s;
        const y = at(re, j) * s + at(im, j) * c;
        re[j] = at(re, i) - x;
        im[j] = at(im, i) - y;
        re[i] = at(re, i) + x;
        im[i] = at(im, i) + y;
      }
    }
  }
}
