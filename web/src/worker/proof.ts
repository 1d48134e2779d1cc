/**
 * Proof of work: what taking room on the server costs. A challenge of the report door (ALTCHA, PBKDF2/SHA-256) is solved
 * here in the worker, with the browser's own PBKDF2; the solver is loaded only when something is sent.
 */

import type { Challenge } from "altcha-lib/types";
import { type Api, ApiError } from "../common/api";
import { toBase64, utf8 } from "../vault/bytes";
import { DELAYS, patiently } from "./patience";

export const HEADER = "Vouchsafe-Proof";
const ALGORITHM = "PBKDF2/SHA-256";
/** What no honest server asks for: more would only keep this device busy. */
const MOST_ROUNDS = 10_000;
const MOST_TRIES = 1_000_000;
/** How often one sending solves a challenge: a day may end between challenge and use. */
const ATTEMPTS = 3;

/** What a proof is for; `length`: sealed bytes. */
export type Errand =
  | { for: "report"; channel: string; case: string }
  | { for: "upload"; channel: string; length: number };

export interface Proving {
  /** Called with the share of the tries that is done, 0 to 1; the last one is seldom needed. */
  progress?: (share: number) => void;
  signal?: AbortSignal;
  /** Milliseconds before each further try to get a challenge. */
  delays?: readonly number[];
}

/** What `send` answers, given the header of a solved challenge. Raises ApiError; an abort raises the signal's reason. */
export async function proven<T>(
  api: Api,
  { for: kind, ...wanted }: Errand,
  send: (headers: Record<string, string>) => Promise<T>,
  { progress = () => {}, signal, delays = DELAYS }: Proving = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const challenge = await patiently(
      () => api.send<Challenge>("POST", `/challenges/${kind}`, wanted),
      () => signal?.throwIfAborted(),
      delays,
    );
    const paid = await solve(challenge, { progress, ...(signal ? { signal } : {}) });
    try {
      return await send({ [HEADER]: paid });
    } catch (error) {
      const refused = error instanceof ApiError && error.code.startsWith("proof/");
      if (!refused || attempt === ATTEMPTS) throw error;
    }
  }
}

/** The header that proves that `challenge` was solved. Raises ApiError "proof/senseless" for what is no fair one. */
export async function solve(challenge: Challenge, { progress = () => {}, signal }: Proving = {}): Promise<string> {
  const most = fairly(challenge);
  const [{ solveChallenge }, { deriveKey }] = await Promise.all([
    import("altcha-lib"),
    import("altcha-lib/algorithms/web/pbkdf2"),
  ]);
  const step = Math.ceil(most / 100);
  let tried = 0;
  const found = await solveChallenge({
    challenge,
    timeout: 0,
    deriveKey: (...of) => {
      signal?.throwIfAborted();
      if (tried > most) throw senseless();
      if (tried % step === 0) progress(tried / most);
      tried += 1;
      return deriveKey(...of);
    },
  }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error instanceof ApiError ? error : senseless();
  });
  if (found === null) throw senseless();
  const { counter, derivedKey } = found; // and not how long it took: that would tell of the device
  return toBase64(utf8(JSON.stringify({ challenge, solution: { counter, derivedKey } })));
}

/** How many tries the challenge may need. */
function fairly({ parameters }: Challenge): number {
  const most = Number(parameters?.data?.most);
  const fair = parameters?.algorithm === ALGORITHM && parameters.cost <= MOST_ROUNDS && most <= MOST_TRIES;
  if (!fair) throw senseless();
  return most;
}

function senseless(): ApiError {
  return new ApiError("proof/senseless", "The server asks for a proof of work that makes no sense.", 0);
}
