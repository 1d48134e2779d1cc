/**
 * A case of the cast, as an honest server would hold it: Rae's report, Hanna's answer, Rae's reply, Hanna's note.
 * Not part of the client.
 */
import { toHex } from "./bytes";
import {
  type Cast,
  CHANNEL,
  grantsFor,
  holderReader,
  itemView,
  makeBundle,
  makeReceipt,
  type Person,
  reporterReader,
  TODAY,
  viewOf,
} from "./cast";
import { makeDeskKey, sealMessage, sealNote } from "./compose";
import type { Directory } from "./directory";
import type { Receipt } from "./receipt";
import { type ReadCase, readCase } from "./thread";
import type { CaseView, ItemView } from "./threadTypes";
import type { GrantJson, ItemJson } from "./wire";

/** Where the items stand in the story. */
export const AT = { report: 0, title: 1, answer: 2, reply: 3, note: 4 } as const;
export const ANSWER = "Thank you. Which dock?";
export const REPLY = "The northern one.";
export const NOTE = "Ask the port.";

export interface Story {
  readonly receipt: Receipt;
  readonly caseKey: Uint8Array;
  readonly deskKey: Uint8Array;
  readonly items: ItemJson[];
  /** Those of the case key. */
  readonly caseGrants: readonly GrantJson[];
  readonly deskGrants: readonly GrantJson[];
}

export async function makeStory(cast: Cast, directory: Directory): Promise<Story> {
  const receipt = makeReceipt();
  const { hanna } = cast;
  const { bundle, sealer } = await makeBundle(directory, receipt);
  const desk = await makeDeskKey(directory, CHANNEL, receipt.caseId, hanna.keys.signing);
  const story: Story = {
    receipt,
    caseKey: sealer.caseKey,
    deskKey: desk.key,
    items: [...bundle.json.items],
    caseGrants: bundle.json.grants,
    deskGrants: desk.grants,
  };
  const asHanna = () => readCase(shownTo(story, hanna), holderReader(hanna, directory));
  const asRae = () => readCase(shownToReporter(story), reporterReader(receipt, directory));
  const say = async (read: ReadCase, who: { signing: Person["keys"]["signing"] }, text: string) => {
    story.items.push(await sealMessage(read, who.signing, { text, sentOn: TODAY }));
  };
  await say(await asHanna(), hanna.keys, ANSWER);
  await say(await asRae(), receipt.keys, REPLY);
  story.items.push(await sealNote(await asHanna(), hanna.keys.signing, { text: NOTE, writtenOn: TODAY }));
  return story;
}

/** What handlers see: everything. */
export function deskItems({ items }: Story): ItemView[] {
  return items.map(itemView);
}

/** What the reporter sees: all but what is under the desk key. */
export function reporterItems({ items }: Story): ItemView[] {
  return items.filter((item) => item.kind !== "note").map(itemView);
}

/** What the server shows to a holder, changed by a cheat. */
export function shownTo(story: Story, who: Person, cheat: Partial<CaseView> = {}): CaseView {
  const grants = grantsFor([...story.caseGrants, ...story.deskGrants], toHex(who.fingerprint));
  return { ...viewOf(story.receipt.caseId, deskItems(story), grants), ...cheat };
}

/** What the server shows to the reporter, changed by a cheat. */
export function shownToReporter(story: Story, cheat: Partial<CaseView> = {}): CaseView {
  const grants = grantsFor(story.caseGrants, "receipt");
  return { ...viewOf(story.receipt.caseId, reporterItems(story), grants), ...cheat };
}

export function without<T>(list: readonly T[], at: number): T[] {
  return list.filter((_, i) => i !== at);
}

export function replaced<T>(list: readonly T[], at: number, by: T): T[] {
  return list.map((one, i) => (i === at ? by : one));
}
