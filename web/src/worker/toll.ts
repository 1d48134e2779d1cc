/** What a test's report door asks for: real challenges (ALTCHA), cheap ones. Not part of the client. */
import { createChallenge, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import type { Challenge, Payload } from "altcha-lib/types";
import type { Errand } from "./proof";

const SECRETS = { hmacSignatureSecret: "a secret", hmacKeySignatureSecret: "another" };
/** Tries that a challenge may need. */
export const MOST = 6;

/** A challenge for this errand, which `counter` solves. */
export function challengeFor(errand: Errand, counter = MOST - 1): Promise<Challenge> {
  const data = { ...errand, most: MOST };
  return createChallenge({ algorithm: "PBKDF2/SHA-256", cost: 10, counter, deriveKey, data, ...SECRETS });
}

/** What the header of a request pays for, or null when it pays for nothing. */
export async function paidFor(header: string | string[] | undefined): Promise<Errand | null> {
  if (typeof header !== "string") return null;
  const payload = JSON.parse(Buffer.from(header, "base64").toString()) as Payload;
  const { verified } = await verifySolution({ ...payload, deriveKey, ...SECRETS });
  return verified ? (payload.challenge.parameters.data as Errand) : null;
}
