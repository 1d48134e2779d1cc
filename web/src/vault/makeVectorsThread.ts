/** Our vectors of whole cases: honest ones, and every kind of cheating (`npm run vectors`). Not part of the client. */
import { idFromHash, randomBytes, toBase64, toHex, utf8 } from "./bytes";
import {
  type Cast,
  CHANNEL,
  type Chain,
  extend,
  grantsFor,
  grantView,
  itemView,
  listing,
  listingsOf,
  makeBundle,
  makeCast,
  makeChain,
  makeReceipt,
  OTHER_CHANNEL,
  type Person,
  TODAY,
  verified,
  viewOf,
} from "./cast";
import { makeDeskKey } from "./compose";
import type { Directory } from "./directory";
import { Role } from "./directoryEntry";
import type { Recipient } from "./hybrid";
import { KeyKind } from "./keyKind";
import { sha256 } from "./primitives";
import type { Receipt } from "./receipt";
import { receiptScenes } from "./receiptScenes";
import {
  AT,
  deskItems,
  makeStory,
  replaced,
  reporterItems,
  type Story,
  shownTo,
  shownToReporter,
  without,
} from "./story";
import { type CaseView, type GrantView, type ItemView, type Pins, pinName } from "./threadTypes";
import { readVector, type ThreadInput } from "./threadVectors";
import type { VectorCase } from "./vectorFiles";
import { grantTo, sealBody } from "./wire";

/** What every maker below needs. */
export interface Stage {
  readonly cast: Cast;
  readonly chain: Chain;
  readonly directory: Directory;
  readonly story: Story;
}

/** A case as shown, to whom, and with what pins. */
export interface Scene {
  readonly name: string;
  readonly view: CaseView;
  readonly reader: Person | Receipt;
  readonly pins?: Pins;
}

async function threadVectors(): Promise<VectorCase[]> {
  const cast = await makeCast();
  const chain = await makeChain(cast);
  const directory = await verified(chain);
  const stage = { cast, chain, directory, story: await makeStory(cast, directory) };
  const makers = [honest, itemCheats, grantCheats, authorCheats, reportCheats, pinCheats, receiptScenes];
  const scenes = (await Promise.all(makers.map((make) => make(stage)))).flat();
  return Promise.all(scenes.map((scene) => vectorOf(scene, chain)));
}

async function vectorOf({ name, view, reader, pins }: Scene, { entries, cards }: Chain): Promise<VectorCase> {
  const input: ThreadInput = {
    case: view.caseId,
    channel: view.channel,
    items: view.items.map(({ id, kind, keyKind, generation, sealed, day }) => ({
      id,
      kind,
      key_kind: keyKind,
      generation,
      sealed: toBase64(sealed),
      ...(day === undefined ? {} : { day }),
    })),
    grants: view.grants.map(({ keyKind, generation, sealed }) => ({
      key_kind: keyKind,
      generation,
      sealed: toBase64(sealed),
    })),
    directory: { entries: entries.map(toBase64), cards: cards.map(toBase64) },
    reader: "text" in reader ? { receipt: reader.text } : { identity: reader.identity.toString() },
    ...(pins === undefined ? {} : { pins }),
  };
  return { name, expect: "ok", input: { ...input }, output: { ...(await readVector(input)) } };
}

async function honest({ cast, story, directory }: Stage): Promise<Scene[]> {
  const { hanna, hugo, cora, rosa } = cast;
  const receipt = makeReceipt("somebody who says who they are");
  const { json } = (await makeBundle(directory, receipt, [], { identity: { who: [{ name: "Rae" }] } })).bundle;
  const told = viewOf(receipt.caseId, json.items.map(itemView), grantsFor(json.grants, toHex(hanna.fingerprint)));
  const sameDay = deskItems(story).map((item) => ({ ...item, day: TODAY }));
  return [
    { name: "an honest case, read by a handler", view: shownTo(story, hugo), reader: hugo },
    { name: "an honest case, read by the reporter", view: shownToReporter(story), reader: story.receipt },
    { name: "an honest case, read with a recovery sheet", view: shownTo(story, rosa), reader: rosa },
    { name: "a coordinator without any grant", view: shownTo(story, cora), reader: cora },
    {
      name: "one day's items in another order",
      view: shownTo(story, hanna, { items: sameDay.toReversed() }),
      reader: hanna,
    },
    { name: "a reporter who says who they are, kept apart", view: told, reader: hanna },
    {
      name: "who they are is taken away",
      view: { ...told, items: told.items.filter((item) => item.kind !== "identity") },
      reader: hanna,
    },
    { name: "no items at all", view: shownTo(story, hanna, { items: [] }), reader: hanna },
  ];
}

async function itemCheats({ cast, story, directory }: Stage): Promise<Scene[]> {
  const { hanna } = cast;
  const items = deskItems(story);
  const [answer, reply] = [items[AT.answer] as ItemView, items[AT.reply] as ItemView];
  const other = (await makeBundle(directory, makeReceipt("another reporter"))).bundle.json;
  const shown = (name: string, items: readonly ItemView[]) => ({
    name,
    view: shownTo(story, hanna, { items }),
    reader: hanna,
  });
  const swapped = (name: string, by: ItemView) => shown(name, replaced(items, AT.reply, by));
  const dated = items.map((item, at) => ({ ...item, day: at === AT.answer ? "2026-02-04" : TODAY }));
  return [
    shown("the report dropped", without(items, AT.report)),
    shown("the title dropped", without(items, AT.title)),
    shown("an answer dropped that the reply had seen", without(items, AT.answer)),
    shown("answer and reply in another order", replaced(replaced(items, AT.answer, reply), AT.reply, answer)),
    shown("an answer that is dated after its reply", [...without(dated, AT.answer), dated[AT.answer] as ItemView]),
    shown("everything in reverse", items.toReversed()),
    shown("one id twice", [...items, { ...reply, id: answer.id }]),
    shown("the report twice", [...items, items[AT.report] as ItemView]),
    swapped("another case's item for the reply", itemView(other.items[1] as never)),
    swapped("the reply under another id", { ...reply, id: idFromHash(sha256(utf8("another id"))) }),
    swapped("the reply as a letter", { ...reply, kind: "letter" }),
    swapped("the reply as a note", { ...reply, kind: "note", keyKind: KeyKind.DESK }),
    swapped("the reply said to be under the desk key", { ...reply, keyKind: KeyKind.DESK }),
    swapped("the reply said to be of generation 7", { ...reply, generation: 7 }),
    swapped("the reply as a kind that nobody knows", { ...reply, kind: "telegram" }),
    swapped("the reply as a blob", { ...reply, kind: "blob" }),
    swapped("the reply with one bit flipped in its payload", { ...reply, sealed: flip(reply.sealed, 400) }),
    swapped("the reply with nothing in it", { ...reply, sealed: new Uint8Array(0) }),
    {
      name: "the answer dropped, read by the reporter",
      view: shownToReporter(story, { items: without(reporterItems(story), AT.answer) }),
      reader: story.receipt,
    },
  ];
}

async function grantCheats({ cast, story, directory }: Stage): Promise<Scene[]> {
  const { hanna, hugo, omar, sana, mallory } = cast;
  const { receipt, caseKey } = story;
  const { grants } = shownTo(story, hanna);
  const caseGrants = grantsFor(story.caseGrants, toHex(hanna.fingerprint));
  const grant = caseGrants[0] as GrantView;
  const shown = (name: string, ...given: readonly GrantView[]) => ({
    name,
    view: shownTo(story, hanna, { grants: given }),
    reader: hanna,
  });
  const granted = async (
    recipient: Recipient,
    granter: Person,
    kind: KeyKind = KeyKind.CASE,
    generation = 0,
    key = caseKey,
  ) => {
    const target = { holder: "", recipient };
    const [one] = await grantTo([target], receipt.caseId, kind, { generation, key }, granter.keys.signing);
    return grantView(one as never);
  };
  const made = (to: Person, granter: Person, kind: KeyKind, generation: number, key: Uint8Array = randomBytes(32)) =>
    granted(to.keys.recipient, granter, kind, generation, key);
  const other = (await makeBundle(directory, makeReceipt("another reporter"))).bundle.json;
  const again = await makeDeskKey(directory, CHANNEL, receipt.caseId, hanna.keys.signing);
  const handedOn = (name: string, given: GrantView) => ({
    name,
    view: shownTo(story, sana, { grants: [given] }),
    reader: sana,
  });
  return [
    shown("a planted desk key", ...caseGrants, await made(hanna, mallory, KeyKind.DESK, 0)),
    shown("a planted newer desk key beside the true one", ...grants, await made(hanna, mallory, KeyKind.DESK, 1)),
    shown("a planted newer case key", ...grants, await made(hanna, mallory, KeyKind.CASE, 1)),
    shown("a newer case key by a colleague", ...grants, await made(hanna, hugo, KeyKind.CASE, 1)),
    shown("a desk key by a handler of another channel", ...caseGrants, await made(hanna, sana, KeyKind.DESK, 0)),
    shown("two desk keys of one generation", ...grants, ...grantsFor(again.grants, toHex(hanna.fingerprint))),
    shown("another case's grant", ...grantsFor(other.grants, toHex(hanna.fingerprint))),
    shown("another holder's grant", ...grantsFor(story.caseGrants, toHex(hugo.fingerprint))),
    shown("a grant with one bit flipped", { ...grant, sealed: flip(grant.sealed, 1000) }),
    shown("a case key's grant said to be a desk key's", { ...grant, keyKind: KeyKind.DESK }),
    shown("a grant said to be of generation 1", { ...grant, generation: 1 }),
    shown("no grant"),
    handedOn("the first case key granted by a handler", await made(sana, hanna, KeyKind.CASE, 0, caseKey)),
    handedOn("another first case key granted by a handler", await made(sana, hanna, KeyKind.CASE, 0)),
    handedOn("the first case key granted by an overseer", await made(sana, omar, KeyKind.CASE, 0, caseKey)),
    shown("the first case key granted by a handler too", ...grants, await made(hanna, hugo, KeyKind.CASE, 0, caseKey)),
    {
      name: "the first case key granted to a receipt by a handler",
      view: shownToReporter(story, { grants: [await granted(receipt.keys.recipient, hanna)] }),
      reader: receipt,
    },
  ];
}

async function authorCheats({ cast, story }: Stage): Promise<Scene[]> {
  const { hanna, cora, omar, sana, rosa, mallory } = cast;
  const { receipt, caseKey, deskKey } = story;
  const message = { sent_on: TODAY, text: "Drop it.", seen: [], parts: [] };
  const note = { written_on: TODAY, text: "Closed.", seen: [] };
  const byMessage = async (name: string, who: Person): Promise<Scene> => {
    const current = { generation: 0, key: caseKey };
    const item = itemView(await sealBody(current, receipt.caseId, who.keys.signing, "message", message));
    const view = shownToReporter(story, { items: [...reporterItems(story), item] });
    return { name: `a message by ${name}`, view, reader: receipt };
  };
  const byNote = async (name: string, signing: Person["keys"]["signing"]): Promise<Scene> => {
    const item = itemView(await sealBody({ generation: 0, key: deskKey }, receipt.caseId, signing, "note", note));
    return {
      name: `a note by ${name}`,
      view: shownTo(story, hanna, { items: [...deskItems(story), item] }),
      reader: hanna,
    };
  };
  return [
    await byMessage("a coordinator", cora),
    await byMessage("somebody who belongs to nobody", mallory),
    await byMessage("a handler of another channel", sana),
    await byMessage("the overseer", omar),
    await byMessage("a recovery sheet", rosa),
    await byNote("the reporter", receipt.keys.signing),
    await byNote("a coordinator", cora.keys.signing),
  ];
}

async function reportCheats({ cast, chain, story, directory }: Stage): Promise<Scene[]> {
  const { hanna, hugo, omar, rosa, ralf, mallory } = cast;
  const { receipt, caseKey } = story;
  const current = { generation: 0, key: caseKey };
  const items = deskItems(story);
  const sealer = await makeBundle(directory, receipt);
  const sealed_to = [cast.hanna, hugo, rosa, ralf].map((who) => toHex(who.fingerprint)).sort();
  const body = {
    sent_on: TODAY,
    organisation: directory.organisation,
    channel: CHANNEL,
    questionnaire: { version: 1, sha256: "00".repeat(32) },
    directory: toHex(directory.headHash),
    sealed_to,
    reply_to: toBase64(receipt.keys.recipient.raw),
    answers: {},
    parts: [],
  };
  const scene = async (name: string, change: Partial<typeof body>, signer = receipt.keys.signing): Promise<Scene> => {
    const report = itemView(await sealBody(current, receipt.caseId, signer, "report", { ...body, ...change }));
    return { name, view: shownTo(story, hanna, { items: replaced(items, AT.report, report) }), reader: hanna };
  };
  const prints = (...people: Person[]) => people.map((who) => toHex(who.fingerprint)).sort();
  const planted = [...listingsOf(cast), listing(mallory, Role.HANDLER, CHANNEL)];
  const withMallory = { ...chain, cards: [...chain.cards, mallory.card] };
  const unknownEntry = await verified(await extend(withMallory, cast.cora, planted));
  const victim = makeReceipt("another reporter");
  const target = { holder: "receipt", recipient: victim.keys.recipient };
  const slipped = await grantTo([target], receipt.caseId, KeyKind.CASE, current, receipt.keys.signing);
  const second = itemView(sealer.bundle.json.items[AT.report] as never);
  return [
    await scene("a report by a handler in the reporter's place", {}, hanna.keys.signing as never),
    await scene("a report that vouches for nothing, seen by nobody", {}),
    await scene("a report sealed to an overseer too", { sealed_to: prints(hanna, hugo, rosa, ralf, omar) }),
    await scene("a report sealed to a card that nobody knows", { sealed_to: prints(hanna, rosa, ralf, mallory) }),
    await scene("a report that left one handler out", { sealed_to: prints(hanna, rosa, ralf) }),
    await scene("a report without one recovery sheet", { sealed_to: prints(hanna, hugo, rosa) }),
    await scene("a report without any handler", { sealed_to: prints(rosa, ralf) }),
    await scene("a report by an entry that is not in the directory", { directory: toHex(unknownEntry.headHash) }),
    await scene("a report for another organisation", { organisation: OTHER_CHANNEL }),
    await scene("a report for another channel", { channel: OTHER_CHANNEL }),
    { name: "a case moved to another channel", view: shownTo(story, hanna, { channel: OTHER_CHANNEL }), reader: hanna },
    {
      name: "two reports by the reporter, under one key",
      view: shownTo(story, hanna, { items: [...items, { ...second, ...(await resealed(current, receipt, body)) }] }),
      reader: hanna,
    },
    {
      name: "a case shown to another receipt, with a working grant",
      view: shownToReporter(story, { grants: slipped.map(grantView) }),
      reader: victim,
    },
  ];
}

async function resealed(current: { generation: number; key: Uint8Array }, receipt: Receipt, body: never | object) {
  return itemView(await sealBody(current, receipt.caseId, receipt.keys.signing, "report", body as never));
}

async function pinCheats({ cast, story }: Stage): Promise<Scene[]> {
  const { hugo } = cast;
  const { receipt, caseKey, deskKey } = story;
  const pin = (kind: KeyKind, generation: number, key: Uint8Array): Pins => ({
    [pinName(receipt.caseId, kind)]: { generation, sha256: toHex(sha256(key)) },
  });
  const other = new Uint8Array(32);
  const shown = (name: string, pins: Pins, cheat: Partial<CaseView> = {}) => ({
    name,
    view: shownTo(story, hugo, cheat),
    reader: hugo,
    pins,
  });
  const caseGrants = grantsFor(story.caseGrants, toHex(hugo.fingerprint));
  return [
    shown("both keys as pinned", { ...pin(KeyKind.CASE, 0, caseKey), ...pin(KeyKind.DESK, 0, deskKey) }),
    shown("an older case key than the pinned one", pin(KeyKind.CASE, 1, other)),
    shown("an older desk key than the pinned one", pin(KeyKind.DESK, 1, other)),
    shown("another case key than the pinned one", pin(KeyKind.CASE, 0, other)),
    shown("another desk key than the pinned one", pin(KeyKind.DESK, 0, other)),
    shown("a pinned desk key that is not shown", pin(KeyKind.DESK, 0, deskKey), { grants: caseGrants }),
    shown("a pin of a request key, which is not looked at", pin(KeyKind.REQUEST, 0, other)),
  ];
}

function flip(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, (bytes[at] as number) ^ 1);
}

/** Makers of cases by topic. */
export const topics: Record<string, () => Promise<VectorCase[]>> = { thread: threadVectors };
