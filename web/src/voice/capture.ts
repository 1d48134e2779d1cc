/** Runs beside the sound card (an AudioWorklet): hands on what the microphone hears, a few times a second. */

/** Samples handed on at once: 85 ms at 48 kHz. A multiple of the 128 that come at once. */
const PIECE = 4096;

// The DOM library of TypeScript does not describe this scope (Web Audio API, section 1.32).
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class Capture extends AudioWorkletProcessor {
  private piece = new Float32Array(PIECE);
  private filled = 0;

  process([input]: Float32Array[][]): boolean {
    const [channel] = input ?? [];
    if (channel) this.take(channel);
    return true;
  }

  private take(channel: Float32Array): void {
    this.piece.set(channel, this.filled);
    this.filled += channel.length;
    if (this.filled < PIECE) return;
    this.port.postMessage(this.piece, [this.piece.buffer]);
    this.piece = new Float32Array(PIECE);
    this.filled = 0;
  }
}

registerProcessor("capture", Capture);
