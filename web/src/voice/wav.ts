/** WAV files of 16-bit samples, one channel: the 44 bytes that say how to play them, and nothing about anybody. */

import { RATE } from "./frames";

export const RECORDING = "audio/wav";
const HEADER = 44;

/** The first bytes of a file of `length` samples at `RATE`. */
function headerOf(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER);
  const view = new DataView(bytes.buffer);
  const text = (place: number, letters: string) => bytes.set(new TextEncoder().encode(letters), place);
  text(0, "RIFF");
  view.setUint32(4, HEADER - 8 + 2 * length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, 2 * RATE, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * length, true);
  return bytes;
}

/** Whether a file is one that WavWriter writes, and so holds nothing but samples. */
export async function isRecording(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, HEADER).arrayBuffer());
  const wanted = headerOf((file.size - HEADER) / 2);
  return file.size % 2 === 0 && head.length === HEADER && head.every((byte, i) => byte === wanted[i]);
}

/** A WAV file of samples at `RATE`, full scale ±1; what is louder is cut. */
export class WavWriter {
  private readonly bytes: Uint8Array<ArrayBuffer>;
  private readonly view: DataView;
  private place = HEADER;

  /** `length`: samples that will be written. */
  constructor(length: number) {
    this.bytes = new Uint8Array(HEADER + 2 * length);
    this.view = new DataView(this.bytes.buffer);
    this.bytes.set(headerOf(length));
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
