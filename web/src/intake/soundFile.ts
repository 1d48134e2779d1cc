/** A sound that was recorded elsewhere, such as by whoever uses Tor Browser, which lets no page near a microphone. */

import { RATE } from "../voice/frames";
import { VoiceError } from "./microphone";

/** Larger files would not fit into memory once decoded. */
const LARGEST = 200_000_000;

/** One channel at `RATE`. Raises VoiceError "voice/not-a-sound" or "voice/too-long". */
export async function soundOf(file: File, maxSeconds: number): Promise<Float32Array> {
  if (file.size > LARGEST) throw new VoiceError("voice/too-long");
  const sound = await decoded(await file.arrayBuffer());
  if (sound.duration > maxSeconds) throw new VoiceError("voice/too-long");
  const mixed = sound.getChannelData(0);
  for (let channel = 1; channel < sound.numberOfChannels; channel += 1) {
    for (const [i, value] of sound.getChannelData(channel).entries()) mixed[i] = (mixed[i] as number) + value;
  }
  return mixed.map((value) => value / sound.numberOfChannels);
}

async function decoded(bytes: ArrayBuffer): Promise<AudioBuffer> {
  try {
    return await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
  } catch (cause) {
    throw new VoiceError("voice/not-a-sound", { cause });
  }
}
