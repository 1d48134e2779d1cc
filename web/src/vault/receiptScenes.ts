/** Cases whose reporter came to a new receipt, honestly and not, for our vectors. Not part of the client. */
import { toBase64, toHex } from "./bytes";
import { grantView, itemView, makeBundle, makeReceipt, reporterReader, TODAY, verified } from "./cast";
import { KeyKind } from "./keyKind";
import type { Scene, Stage } from "./makeVectorsThread";
import type { Receipt } from "./receipt";
import { type RotationJson, sealRotation } from "./rotation";
import type { Signer } from "./signing";
import { reporterItems, type Story, shownTo, shownToReporter } from "./story";
import { readCase } from "./thread";
import type { CurrentKey } from "./threadKeys";
import type { GrantView, ItemView } from "./threadTypes";
import { grantTo, type ItemJson, sealBody } from "./wire";

const NEXT = makeReceipt("Rae, after losing her purse");
const NEWEST = makeReceipt("Rae, after losing another purse");
const THIEF = makeReceipt("who found the purse");

/** What `read` shows to a receipt. */
interface Kept {
  readonly items: readonly ItemView[];
  readonly grants: readonly GrantView[];
}

export async function receiptScenes({ cast, chain, story, directory }: Stage): Promise<Scene[]> {
  const { hugo } = cast;
  const { receipt } = story;
  const kept = { items: reporterItems(story), grants: shownToReporter(story).grants };
  const rotate = async (from: Kept, present: Receipt, following: Receipt): Promise<RotationJson> => {
    const reader = reporterReader(present, await verified(chain));
    return sealRotation(await readCase(shownToReporter(story, from), reader), present, following, TODAY);
  };
  const after = ({ items }: Kept, { item, grants }: RotationJson): Kept => ({
    items: [...items, itemView(item)],
    grants: grants.map(grantView),
  });
  const first = after(kept, await rotate(kept, receipt, NEXT));
  const second = after(first, await rotate(first, NEXT, NEWEST));
  const byNext = itemView(await message(story, NEXT.keys.signing));
  const fork = itemView(await succession(story, receipt.keys.signing, THIEF));
  const byStranger = itemView(await succession(story, hugo.keys.signing, NEXT));
  const newer = { generation: 1, key: new Uint8Array(32).fill(9) };
  const target = { holder: "receipt", recipient: NEXT.keys.recipient };
  const planted = async (by: Signer, key: CurrentKey = newer) =>
    (await grantTo([target], receipt.caseId, KeyKind.CASE, key, by)).map(grantView);
  const firstKey = { generation: 0, key: story.caseKey };
  const shown = (name: string, reader: Receipt, { items, grants }: Kept, ...more: ItemView[]) => ({
    name,
    view: shownToReporter(story, { items: [...items, ...more], grants }),
    reader,
  });
  const atDesk = (name: string, ...more: ItemView[]) => ({
    name,
    view: shownTo(story, hugo, { items: [...shownTo(story, hugo).items, ...more] }),
    reader: hugo,
  });
  const named = first.items.at(-1) as ItemView;
  return [
    shown("a new receipt, read by it", NEXT, first, byNext),
    shown("a receipt that was changed twice", NEWEST, second, byNext),
    shown("a receipt that was changed, read by the old one", receipt, { ...first, grants: kept.grants }, byNext),
    shown("a new receipt, its succession withheld", NEXT, { ...first, items: kept.items }),
    shown("a newer receipt, an older succession replayed alone", NEWEST, { ...second, items: first.items }),
    shown("a new receipt, given the key by the old one", NEXT, {
      ...first,
      grants: await planted(receipt.keys.signing, firstKey),
    }),
    shown("a new receipt, with a newer key planted by the old one", NEXT, {
      ...first,
      grants: [...first.grants, ...(await planted(receipt.keys.signing))],
    }),
    shown("a new receipt, with a newer key by a colleague", NEXT, {
      ...first,
      grants: [...first.grants, ...(await planted(hugo.keys.signing))],
    }),
    shown("a receipt that names itself the successor", NEXT, {
      ...first,
      items: [...kept.items, itemView(await succession(story, NEXT.keys.signing, NEXT))],
    }),
    shown("a new receipt, named by a stranger", NEXT, { ...first, items: [...kept.items, byStranger] }),
    shown("a new receipt beside another one", NEXT, first, fork),
    atDesk("a new receipt, read by a handler", byNext, named),
    atDesk("a message by a key that no succession names", byNext),
    atDesk("two new receipts, read by a handler", named, fork, byNext),
    atDesk("a succession by a stranger, read by a handler", byStranger, byNext),
    await madeUp(story, directory),
  ];
}

/** Somebody who knows the receipt's public keys makes a case of their own up for it. */
async function madeUp(story: Story, directory: Stage["directory"]): Promise<Scene> {
  const other = makeReceipt("a reporter who was made up");
  const { bundle, sealer } = await makeBundle(directory, other);
  const current = { generation: 0, key: sealer.caseKey };
  const { signing, recipient } = story.receipt.keys;
  const body = { sent_on: TODAY, signing_key: toHex(signing.public), recipient: toBase64(recipient.raw) };
  const named = await sealBody(current, other.caseId, other.keys.signing, "succession", body);
  const target = { holder: "receipt", recipient };
  const grants = await grantTo([target], other.caseId, KeyKind.CASE, current, other.keys.signing);
  const items = [...bundle.json.items, named].map(itemView);
  const view = shownToReporter(story, { caseId: other.caseId, items, grants: grants.map(grantView) });
  return { name: "a case that was made up for a receipt", view, reader: story.receipt };
}

function succession({ receipt, caseKey }: Story, by: Signer, to: Receipt): Promise<ItemJson> {
  const { signing, recipient } = to.keys;
  const body = { sent_on: TODAY, signing_key: toHex(signing.public), recipient: toBase64(recipient.raw) };
  return sealBody({ generation: 0, key: caseKey }, receipt.caseId, by, "succession", body);
}

function message({ receipt, caseKey }: Story, by: Signer): Promise<ItemJson> {
  const body = { sent_on: TODAY, text: "It is me.", seen: [], parts: [] };
  return sealBody({ generation: 0, key: caseKey }, receipt.caseId, by, "message", body);
}
