/** One recording on its way from the microphone, or from a file, to the altered file. */

import type { Altered } from "../voice/alter";
import { RATE } from "../voice/frames";
import { connect, type Remote } from "../worker/rpc";
import type { VoiceMethods } from "../worker/voiceWorker";
import { Microphone } from "./microphone";
import { soundOf } from "./soundFile";

export interface TakeTarget {
  /** Addresses of the worker and of the worklet. */
  worker: string;
  capture: string;
  /** Where the take stops by itself. */
  maxSeconds: number;
}

export class Take {
  /** A worker of its own: ending it ends whatever it still knows of the voice. */
  private readonly worker: Remote<VoiceMethods>;
  private microphone: Microphone | null = null;
  private heard = 0;
  private ended = false;

  /** `elapsed` is told the seconds heard so far; `full` that no more are taken; `failed` that the worker broke. */
  constructor(
    private readonly target: TakeTarget,
    private readonly events: { elapsed(seconds: number): void; full(): void; failed(error: unknown): void },
  ) {
    this.worker = connect<VoiceMethods>(target.worker, "voice");
  }

  /** Opens the microphone. Raises VoiceError or WorkerError. False if the take was ended meanwhile. */
  async begin(): Promise<boolean> {
    const microphone = await Microphone.open(this.target.capture);
    if (this.ended) {
      microphone.close();
      return false;
    }
    this.microphone = microphone;
    await this.worker.call("begin", { rate: microphone.rate });
    microphone.listen((samples) => this.hear(samples, microphone.rate));
    return true;
  }

  /** Alters a sound file instead of what the microphone hears. Raises VoiceError or WorkerError. */
  async read(file: File, progress: (share: number) => void): Promise<Altered> {
    const samples = await soundOf(file, this.target.maxSeconds);
    await this.worker.call("begin", { rate: RATE });
    for (let at = 0; at < samples.length; at += RATE) {
      await this.worker.call("hear", { samples: samples.slice(at, at + RATE) });
      progress(at / samples.length / 2);
    }
    return this.finish((share) => progress((1 + share) / 2));
  }

  /** Closes the microphone and alters what was heard. */
  async finish(progress: (share: number) => void): Promise<Altered> {
    this.silence();
    const altered = await this.worker.call("alter", {}, progress);
    this.worker.close();
    return altered;
  }

  /** Forgets everything, whatever was underway. */
  end(): void {
    this.ended = true;
    this.silence();
    this.worker.close();
  }

  private silence(): void {
    this.microphone?.close();
    this.microphone = null;
  }

  private hear(samples: Float32Array, rate: number): void {
    if (this.microphone === null) return;
    this.heard += samples.length;
    this.worker.call("hear", { samples }).catch((error) => this.events.failed(error));
    const seconds = this.heard / rate;
    this.events.elapsed(seconds);
    if (seconds >= this.target.maxSeconds) this.events.full();
  }
}
