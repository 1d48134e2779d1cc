/** A passkey's PRF, taken in as a key (protocol §1). Small: the pages of signing in load it without the rest of the vault. */
import { type Bytes, label } from "./bytes";
import { Malformed } from "./errors";

/** What every passkey is asked for: one input, because at sign-in nobody knows yet who it is. */
export const PRF_INPUT: Bytes = label("vouchsafe/v1/unlock");

const PRF_BYTES = 32;

/** A passkey's output as a key that derives others and that no script can read. It may rest in IndexedDB. */
export type TouchKey = CryptoKey;

/** Takes a PRF's output (32 bytes, else `Malformed`) in, and blanks it where it came from. */
export async function touchKeyFrom(output: Bytes): Promise<TouchKey> {
  if (output.length !== PRF_BYTES) throw new Malformed("A passkey's output has 32 bytes.");
  try {
    return await crypto.subtle.importKey("raw", output, "HKDF", false, ["deriveBits"]);
  } finally {
    output.fill(0);
  }
}
