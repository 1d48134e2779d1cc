/**
 * That one reporter wrote two reports: the receipt of the earlier one signs the case id of the later one (protocol §20).
 *
 * Signatures never link cases by themselves (protocol §11); here the reporter chooses to, and the proof lies sealed in
 * the later report. Importing this adds the check of its body.
 */
import "./readersBodies";
import type { Follows } from "./bodies";
import { type Bytes, concat, fromHex, idToBytes, label, toHex } from "./bytes";
import { caseIdOf } from "./place";
import { type Signer, verify } from "./signing";
import type { ReadCase } from "./thread";

/** The proof for the body of the later report. `signer`: the earlier receipt's key; both cases are ids. */
export async function signFollows(signer: Signer, earlier: string, later: string): Promise<Follows> {
  const signature = await signer.sign(signedBytes(earlier, later));
  return { case: earlier, key: toHex(signer.public), signature: toHex(signature) };
}

/**
 * Whether the proof in the report of `later` shows by itself that its author wrote the earlier report: true where its
 * key is the one that the earlier case's id is made of. False for another key, such as one after a new receipt:
 * `isOfChain` tells, once the earlier case was read. Throws Tampered where the signature does not hold.
 */
export async function checkFollows(follows: Follows, later: string): Promise<boolean> {
  const key = fromHex(follows.key);
  await verify(key, fromHex(follows.signature), signedBytes(follows.case, later));
  return caseIdOf(key) === follows.case;
}

/** Whether the key of a proof is one of the reporter's of the earlier case. */
export function isOfChain(follows: Follows, earlier: ReadCase): boolean {
  const { caseId, entries, findings, report } = earlier;
  if (caseId !== follows.case || report === null) return false;
  if (findings.some((finding) => finding.code === "succession-fork")) return false;
  const named = entries.flatMap((one) => (one.readable && one.kind === "succession" ? [one.body.signing_key] : []));
  return [toHex(report.authorKey), ...named].includes(follows.key);
}

/** "vouchsafe/v1/follows" ‖ earlier case id ‖ later case id. */
function signedBytes(earlier: string, later: string): Bytes {
  return concat(label("vouchsafe/v1/follows"), idToBytes(earlier), idToBytes(later));
}
