/** A holder's identity under a passphrase: an age file that any age tool opens (protocol §1). */
import { openWhole, sealWhole } from "./age";
import { MOST_WORK, scryptUnwrap, scryptWrap } from "./ageScrypt";
import { type Bytes, concat, fromUtf8, label, type RandomSource, randomBytes, utf8 } from "./bytes";
import { Refused } from "./errors";
import { Identity } from "./hybrid";
import { sha256 } from "./primitives";

/**
 * Seals an identity. The plaintext is `AGE-SECRET-KEY-PQ-1…` and a newline. Takes 1 to 2 s at `logN` 18 and 256 MiB:
 * call it in a worker. Throws `Refused` for an empty passphrase or for work outside 1 to 18.
 */
export async function sealKeyFile(
  identity: Identity,
  passphrase: string,
  { logN = MOST_WORK, random = randomBytes }: { readonly logN?: number; readonly random?: RandomSource } = {},
): Promise<Bytes> {
  if (passphrase === "") throw new Refused("A key needs a passphrase.");
  if (!Number.isInteger(logN) || logN < 1 || logN > MOST_WORK) throw new Refused("The work must be from 1 to 18.");
  return sealWhole(scryptWrap(passphrase, logN, random), utf8(`${identity.toString()}\n`), random);
}

/**
 * Opens a key file. Throws `WrongKey` for another passphrase, `Unsupported` for more work than 2¹⁸, `Malformed` when
 * the file or the identity in it is not well formed, `Tampered` when it was changed.
 */
export async function openKeyFile(data: Uint8Array, passphrase: string): Promise<Identity> {
  return Identity.parse(fromUtf8(await openWhole(scryptUnwrap(passphrase), data)));
}

/** What a holder signs to put `next` in the place of the `present` key file of the card with this fingerprint. */
export function replacementMessage(fingerprint: Uint8Array, present: Uint8Array, next: Uint8Array): Bytes {
  return concat(label("vouchsafe/v1/key-file"), fingerprint, sha256(present), sha256(next));
}
