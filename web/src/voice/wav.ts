/** WAV files of 16-bit samples, one channel: the 44 bytes that say how to play them, and nothing about anybody. */

import { RATE } from "./frames";

const HEADER = 44;

/** A WAV file of samples at `RATE`, full scale ±1; what is louder is cut. */
export class WavWriter {
  private readonly bytes: Uint8Array<ArrayBuffer>;
  private readonly view: DataView;
  private place = HEADER;

  /** `length`: samples that will be written. */
  constructor(length: number) {
    this.bytes = new Uint8Array(HEADER + 2 * length);
    this.view = new DataView(this.bytes.buffer);
    const text = (at: number, letters: string) => this.bytes.set(new TextEncoder().encode(letters), at);
    text(0, "RIFF");
    this.view.setUint32(4, this.bytes.length - 8, true);
    text(8, "WAVEfmt ");
    this.view.setUint32(16, 16, true);
    this.view.setUint16(20, 1, true);
    this.view.setUint16(22, 1, true);
    this.view.setUint32(24, RATE, true);
    this.view.setUint32(28, 2 * RATE, true);
    this.view.setUint16(32, 2, true);
    this.view.setUint16(34, 16, true);
    text(36, "data");
    this.view.setUint32(40, 2 * length, true);
  }

  write(samples: Float64Array): void {
    for (const sample of samples) {
      this.view.setInt16(this.place, Math.round(32_767 * Math.min(1, Math.max(-1, sample))), true);
      this.place += 2;
    }
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes;
  }
}
