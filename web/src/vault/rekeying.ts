/** New keys for a case, and who may hold its keys now (protocol §1, §4, §7). */
import { fromBase64, randomBytes, toHex } from "./bytes";
import type { Card } from "./cards";
import { keyFor } from "./compose";
import type { Directory } from "./directory";
import { Role } from "./directoryEntry";
import { Refused } from "./errors";
import { Recipient } from "./hybrid";
import { KeyKind } from "./keyKind";
import type { Signer } from "./signing";
import type { ReadCase } from "./thread";
import { independentOnly } from "./threadFindings";
import { cardTarget, type GrantJson, grantTo } from "./wire";

/** The body of POST cases/<id>/rekeying. `successions`: how many items of that kind were seen. */
export interface NewKeysJson {
  readonly keys: readonly {
    readonly key_kind: KeyKind;
    readonly generation: number;
    readonly grants: readonly Pick<GrantJson, "holder" | "sealed">[];
  }[];
  readonly successions: number;
}

/**
 * The cards of handlers that may hold this case's keys, by the newest entry and the reporter's signed word: nobody whom
 * the reporter left out, whichever card they have now; and where the reporter left out everybody but independent
 * handlers, only those. @throws Refused "thread/no-key" without a verified report.
 */
export function keyHolders(read: ReadCase, directory: Directory, channel: string): Card[] {
  if (read.report === null) throw noKey();
  const leftOut = directory.people(read.excluded);
  const cards = directory.holders(channel, [Role.HANDLER]).filter((card) => !leftOut.has(card.holder));
  if (!independentOnly(read.report, directory)) return cards;
  const independent = directory.holders(channel, [Role.INDEPENDENT]);
  return cards.filter((card) => independent.includes(card));
}

/**
 * To whom answers go: the recipient that the report names, or the newest receipt in the reporter's chain (§6).
 * @throws Refused "thread/no-key" when the case could not be verified, or names what nothing can be sealed to.
 */
export function replyRecipient(read: ReadCase): Recipient {
  keyFor(read, "message"); // verified, and the chain of receipts is no fork
  if (read.report === null) throw noKey();
  let { authorKey, recipient } = { authorKey: toHex(read.report.authorKey), recipient: read.report.body.reply_to };
  for (let next = successionBy(read, authorKey); next !== undefined; next = successionBy(read, authorKey)) {
    authorKey = next.signing_key;
    recipient = next.recipient;
  }
  const found = Recipient.fromBytes(fromBase64(recipient));
  if (!found.isSound) throw noKey();
  return found;
}

function successionBy(read: ReadCase, key: string) {
  for (const entry of read.entries) {
    if (entry.readable && entry.kind === "succession" && toHex(entry.authorKey) === key) return entry.body;
  }
  return undefined;
}

/**
 * Make the next generation of each key in `newest` (the newest generations, by kind) for these cards.
 * @throws Refused "thread/no-key": nothing was made.
 *
 * 1. The case is verified, and its present keys are here: whoever is shown an old generation makes none.
 * 2. Each key is new: 32 random bytes.
 * 3. The case key goes to the reporter's newest receipt too; the desk key does not.
 */
export async function sealNewKeys(
  read: ReadCase,
  newest: ReadonlyMap<KeyKind, number>,
  cards: readonly Card[],
  granter: Signer,
): Promise<NewKeysJson> {
  const receipt = { holder: "receipt", recipient: replyRecipient(read) };
  const keys = [...newest].map(async ([kind, generation]) => {
    if (read.current(kind)?.generation !== generation) throw noKey();
    const made = { generation: generation + 1, key: randomBytes(32) };
    const targets = [...cards.map(cardTarget), ...(kind === KeyKind.CASE ? [receipt] : [])];
    const grants = await grantTo(targets, read.caseId, kind, made, granter);
    return {
      key_kind: kind,
      generation: made.generation,
      grants: grants.map(({ holder, sealed }) => ({ holder, sealed })),
    };
  });
  const successions = read.entries.filter(({ kind }) => kind === "succession").length;
  return { keys: await Promise.all(keys), successions };
}

function noKey(): Refused {
  return new Refused("This case could not be verified, so nobody is given keys of it.", "thread/no-key");
}
