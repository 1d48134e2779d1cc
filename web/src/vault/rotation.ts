/** A new receipt for a case, in the stead of the one at hand (protocol §6). */
import { toBase64, toHex } from "./bytes";
import { keyFor } from "./compose";
import { Refused } from "./errors";
import type { KeyKind } from "./keyKind";
import type { Receipt } from "./receipt";
import type { ReadCase } from "./thread";
import { type GrantJson, grantTo, type ItemJson, sealBody } from "./wire";

/** What makes a new receipt count, as it is posted: the same for every try, so that the server knows a retry. */
export interface RotationJson {
  readonly lookup_token: string;
  readonly receipt_hash: string;
  readonly item: ItemJson;
  readonly grants: readonly GrantJson[];
}

/**
 * Name the next receipt in the reporter's chain, and give it every key that the present one holds verified (protocol §6).
 * @throws Refused "thread/no-key" when the case could not be verified, "thread/receipt-replaced" when the present receipt
 *   has a successor already.
 *
 * 1. One key names one next key: two would be a fork, and neither would count.
 * 2. The present key names the next one, where handlers read it: under the newest verified case key.
 * 3. The next key grants the keys to itself: whoever learned the present receipt can slip it none.
 */
export async function sealRotation(
  read: ReadCase,
  present: Receipt,
  following: Receipt,
  sentOn: string,
): Promise<RotationJson> {
  const { caseId } = read;
  const own = toHex(present.keys.signing.public);
  if (read.entries.some((one) => one.readable && one.kind === "succession" && toHex(one.authorKey) === own)) {
    throw new Refused("A newer receipt has taken the place of this one.", "thread/receipt-replaced");
  }
  const { signing, recipient } = following.keys;
  const body = { sent_on: sentOn, signing_key: toHex(signing.public), recipient: toBase64(recipient.raw) };
  const item = await sealBody(keyFor(read, "succession"), caseId, present.keys.signing, "succession", body);
  const target = { holder: "receipt", recipient };
  const grants = [...read.keys].map(([name, key]) => {
    const [kind, generation] = name.split("/").map(Number) as [KeyKind, number];
    return grantTo([target], caseId, kind, { generation, key }, signing);
  });
  return {
    lookup_token: toBase64(present.lookupToken),
    receipt_hash: toHex(following.lookupHash),
    item,
    grants: (await Promise.all(grants)).flat(),
  };
}
