/**
 * Keys kept apart: a 32-byte key split so that any two shares give it back, and one says nothing (protocol §5).
 *
 * Shamir's scheme over GF(2⁸), polynomial 0x11B, per byte. A share is 33 bytes: y (32) ‖ x (1).
 */

import { combine as combineShares, split as splitSecret } from "shamir-secret-sharing";
import { equalBytes } from "./bytes";
import { Malformed, Refused, Tampered } from "./errors";
import { sha256 } from "./primitives";

export const SECRET_BYTES = 32;
export const SHARE_BYTES = 33;
const THRESHOLD = 2;
const MOST_SHARES = 255;

/**
 * Split a 32-byte key into n shares of 33 bytes, any two of which give it back (protocol §5).
 * @throws Refused when the key is not 32 bytes, or n is not within 2 to 255.
 */
export async function split(secret: Uint8Array, n: number): Promise<Uint8Array[]> {
  if (secret.length !== SECRET_BYTES) throw new Refused("Only a key of 32 bytes is split.");
  if (!Number.isInteger(n) || n < THRESHOLD || n > MOST_SHARES) {
    throw new Refused("A key is split among two to 255 holders.");
  }
  return splitSecret(new Uint8Array(secret), n, THRESHOLD);
}

/**
 * The key of two or more shares (protocol §5). That the shares are the sealer's own is checked before, by
 * `shareHash` against the list in the signed body: combining cannot tell.
 * @throws Malformed when there are fewer than two, a length differs from 33, an x is 0, or two x are equal;
 *   Tampered when more than two are given and they are not all of one split.
 */
export async function combine(shares: readonly Uint8Array[]): Promise<Uint8Array> {
  if (shares.length < THRESHOLD) throw new Malformed("Two shares are needed to open what is kept apart.");
  if (shares.some((share) => share.length !== SHARE_BYTES)) throw new Malformed("A share must have 33 bytes.");
  const coordinates = shares.map((share) => share[SECRET_BYTES] as number);
  if (coordinates.includes(0)) throw new Malformed("A share with the coordinate 0 is refused.");
  if (new Set(coordinates).size !== coordinates.length) {
    throw new Malformed("The same share twice is one share: a second person is needed.");
  }
  const [first, ...others] = shares.map((share) => new Uint8Array(share)) as [Uint8Array, ...Uint8Array[]];
  const secrets = await Promise.all(others.map((other) => combineShares([first, other])));
  const secret = secrets[0] as Uint8Array;
  if (secrets.some((other) => !equalBytes(other, secret))) throw new Tampered("These shares are not of one key.");
  return secret;
}

/** SHA-256 of a share, as listed in the sealer's signed body (protocol §5). */
export function shareHash(share: Uint8Array): Uint8Array {
  return sha256(share);
}
