/** The microphone: open while somebody records, and closed for good after. */

import { trustedScript } from "../common/trusted";

type Reason = "refused" | "no-microphone" | "busy" | "not-a-sound" | "too-long" | "failed";

/**
 * Why there is no sound. "voice/refused": the person or the device's settings said no; "voice/no-microphone";
 * "voice/busy": another program has it; "voice/not-a-sound" and "voice/too-long": a file that was chosen instead; "voice/failed": anything else.
 */
export class VoiceError extends Error {
  override name = "VoiceError";

  constructor(
    readonly code: `voice/${Reason}`,
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

const CODES: Record<string, VoiceError["code"]> = {
  NotAllowedError: "voice/refused",
  SecurityError: "voice/refused",
  NotFoundError: "voice/no-microphone",
  OverconstrainedError: "voice/no-microphone",
  NotReadableError: "voice/busy",
  AbortError: "voice/busy",
};

/** Whether this browser has what recording needs. Tor Browser is built without getUserMedia. */
export function canRecord(): boolean {
  return "mediaDevices" in navigator && "AudioWorkletNode" in globalThis;
}

export class Microphone {
  private constructor(
    private readonly stream: MediaStream,
    private readonly context: AudioContext,
  ) {}

  /** Samples a second. */
  get rate(): number {
    return this.context.sampleRate;
  }

  /** Asks for the microphone and opens it. `capture`: address of the worklet. Raises VoiceError. */
  static async open(capture: string): Promise<Microphone> {
    const context = new AudioContext();
    let stream: MediaStream | null = null;
    try {
      // What the browser can take out of the background tells nobody where the reporter was.
      const audio = { channelCount: 1, noiseSuppression: true, echoCancellation: true, autoGainControl: true };
      stream = await navigator.mediaDevices.getUserMedia({ audio });
      await context.audioWorklet.addModule(trustedScript(capture));
      await context.resume();
      return new Microphone(stream, context);
    } catch (error) {
      stopTracks(stream);
      void context.close();
      const code = error instanceof DOMException ? CODES[error.name] : undefined;
      throw new VoiceError(code ?? "voice/failed", { cause: error });
    }
  }

  /** From now on `heard` gets one channel, piece by piece. */
  listen(heard: (samples: Float32Array) => void): void {
    const node = new AudioWorkletNode(this.context, "capture", {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: "explicit",
    });
    node.port.onmessage = (event: MessageEvent<Float32Array>) => heard(event.data);
    this.context.createMediaStreamSource(this.stream).connect(node);
  }

  close(): void {
    stopTracks(this.stream);
    void this.context.close();
  }
}

function stopTracks(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
