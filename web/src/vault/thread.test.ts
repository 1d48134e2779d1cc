import { beforeAll, describe, expect, test } from "vitest";
import { newId, randomBytes, toHex } from "./bytes";
import {
  type Cast,
  CHANNEL,
  type Chain,
  extend,
  grantsFor,
  grantView,
  holderReader,
  itemView,
  listing,
  listingsOf,
  makeBundle,
  makeCast,
  makeChain,
  makeReceipt,
  OTHER_CHANNEL,
  type Person,
  reporterReader,
  TODAY,
  verified,
  viewOf,
} from "./cast";
import { makeDeskKey, sealMessage, sealNote } from "./compose";
import type { Directory } from "./directory";
import { Role } from "./directoryEntry";
import { KeyKind } from "./keyKind";
import { sha256 } from "./primitives";
import type { Receipt } from "./receipt";
import { sealRotation } from "./rotation";
import {
  ANSWER,
  AT,
  deskItems,
  makeStory,
  NOTE,
  REPLY,
  replaced,
  reporterItems,
  type Story,
  shownTo,
  shownToReporter,
  without,
} from "./story";
import { heads, type ReadCase, readCase } from "./thread";
import { inVerifiedOrder } from "./threadFindings";
import type { CaseView, GrantView, ItemView, Pins, ThreadEntry } from "./threadTypes";
import { type GrantJson, grantTo, type ItemJson, sealBody } from "./wire";

let cast: Cast;
let chain: Chain;
let directory: Directory;
let receipt: Receipt;
let caseKey: Uint8Array;
let deskKey: Uint8Array;
let story: Story;

beforeAll(async () => {
  cast = await makeCast();
  chain = await makeChain(cast);
  directory = await verified(chain);
  story = await makeStory(cast, directory);
  ({ receipt, caseKey, deskKey } = story);
});

function itemsFor(reporter: boolean): ItemView[] {
  return reporter ? reporterItems(story) : deskItems(story);
}

function read(who: Person, cheat: Partial<CaseView> = {}, pins: Pins = {}): Promise<ReadCase> {
  return readCase(shownTo(story, who, cheat), holderReader(who, directory, pins));
}

function readByReporter(cheat: Partial<CaseView> = {}): Promise<ReadCase> {
  return readCase(shownToReporter(story, cheat), reporterReader(receipt, directory));
}

/** A holder's grants of the case key, and of the desk key. */
const caseGrants = (who: Person) => grantsFor(story.caseGrants, toHex(who.fingerprint));
const allGrants = (who: Person) => shownTo(story, who).grants;

const codes = (read: ReadCase) => [...new Set(read.findings.map((finding) => finding.code))].sort();
const reasons = (read: ReadCase) => read.entries.flatMap((entry) => (entry.readable ? [] : [entry.reason]));
const texts = (read: ReadCase) =>
  read.entries.flatMap((entry) => (entry.readable && "text" in entry.body ? [entry.body.text] : []));
const maySeal = (read: ReadCase) => [read.current(KeyKind.CASE) !== null, read.current(KeyKind.DESK) !== null];
const THREAD = [ANSWER, REPLY];

describe("an honest server's case", () => {
  test("reads whole for a handler, who may seal under both keys", async () => {
    const whole = await read(cast.hugo);
    expect(codes(whole)).toEqual([]);
    expect(reasons(whole)).toEqual([]);
    expect(texts(whole)).toEqual([...THREAD, NOTE]);
    expect(whole.report?.body.answers).toEqual({ what: "Crates leave the dock at night." });
    expect(maySeal(whole)).toEqual([true, true]);
    expect(whole.current(KeyKind.DESK)?.key).toEqual(deskKey);
    expect(whole.excluded).toEqual([]);
  });

  test("says who wrote what", async () => {
    const whole = await read(cast.hugo);
    const authors = whole.entries.flatMap((entry) => (entry.readable ? [entry.author] : []));
    const hanna = toHex(cast.hanna.fingerprint);
    expect(authors).toEqual(["reporter", "reporter", hanna, "reporter", hanna]);
  });

  test("reads whole for the reporter, who sees no gap for the handlers' notes and has no desk key", async () => {
    const own = await readByReporter();
    expect(codes(own)).toEqual([]);
    expect(texts(own)).toEqual(THREAD);
    expect(maySeal(own)).toEqual([true, false]);
  });

  test("reads for the recovery sheet too", async () => {
    const recovered = await read(cast.rosa);
    expect(codes(recovered)).toEqual([]);
    expect(maySeal(recovered)).toEqual([true, true]);
  });

  test("tells nothing to a coordinator whom no grant was made for", async () => {
    const nothing = await read(cast.cora);
    expect(reasons(nothing)).toEqual(new Array(5).fill("key/missing"));
    expect(maySeal(nothing)).toEqual([false, false]);
  });

  test("knows which handler the reporter left out, and no desk key is granted to them", async () => {
    const other = makeReceipt("someone who does not trust Hugo");
    const hugo = toHex(cast.hugo.fingerprint);
    const { bundle } = await makeBundle(directory, other, [hugo]);
    const grants = grantsFor(bundle.json.grants, toHex(cast.hanna.fingerprint));
    const view = viewOf(other.caseId, bundle.json.items.map(itemView), grants);
    const whole = await readCase(view, holderReader(cast.hanna, directory));
    expect(codes(whole)).toEqual([]);
    expect(whole.excluded).toEqual([hugo]);
    const { excluded, caseId } = whole;
    const desk = await makeDeskKey(directory, CHANNEL, caseId, cast.hanna.keys.signing, { excluded });
    expect(desk.grants.map((grant) => grant.holder)).not.toContain(hugo);
    expect(desk.grants).toHaveLength(3);
  });

  test("may list one day's items in any order: they stand in the order in which they were seen", async () => {
    const items = itemsFor(false)
      .map((item) => ({ ...item, day: TODAY }))
      .reverse();
    const whole = await read(cast.hanna, { items });
    expect(codes(whole)).toEqual([]);
    expect(texts(whole)).toEqual([...THREAD, NOTE]);
    expect(whole.entries[0]?.kind).toBe("report");
  });
});

test("a thread of any length is put in order, in whatever order it is listed", () => {
  const hashOf = (at: number) => at.toString(16).padStart(64, "0");
  const entry = (at: number) =>
    ({
      readable: true,
      id: String(at),
      sealedSha256: hashOf(at),
      body: { seen: at === 0 ? [] : [hashOf(at - 1)] },
    }) as unknown as ThreadEntry;
  const written = Array.from({ length: 50_000 }, (_, at) => entry(at));
  const ordered = inVerifiedOrder([...written].reverse(), null);
  expect(ordered.map(({ id }) => Number(id))).toEqual(written.map((_, at) => at));
});

test("the report is shown, and first, whatever else has its bytes", async () => {
  const report = deskItems(story)[AT.report] as ItemView;
  const copy = { ...report, id: newId(), kind: "message" };
  const { entries, report: verified } = await read(cast.hanna, { items: [copy, ...deskItems(story)] });
  expect(entries[0]).toBe(verified);
  expect(entries).toHaveLength(story.items.length + 1);
});

describe("a cheating server", () => {
  test("plants a desk key: it is shown, and no note is sealed under it", async () => {
    const planted = { generation: 0, key: randomBytes(32) };
    const target = { holder: "", recipient: cast.hanna.keys.recipient };
    const signer = cast.mallory.keys.signing;
    const grants = await grantTo([target], receipt.caseId, KeyKind.DESK, planted, signer);
    const cheated = await read(cast.hanna, { grants: [...caseGrants(cast.hanna), ...grants.map(grantView)] });
    expect(codes(cheated)).toEqual(["desk-key-not-from-colleague"]);
    expect(maySeal(cheated)).toEqual([true, false]);
    const note = { text: "Not to be read by Mallory", writtenOn: TODAY };
    await expect(sealNote(cheated, cast.hanna.keys.signing, note)).rejects.toEqual(
      expect.objectContaining({ code: "thread/no-key" }),
    );
  });

  test("plants a newer desk key beside the colleagues': neither is sealed under until that is cleared up", async () => {
    const planted = { generation: 1, key: randomBytes(32) };
    const target = { holder: "", recipient: cast.hanna.keys.recipient };
    const [grant] = await grantTo([target], receipt.caseId, KeyKind.DESK, planted, cast.mallory.keys.signing);
    const grants = allGrants(cast.hanna);
    const cheated = await read(cast.hanna, { grants: [...grants, grantView(grant as GrantJson)] });
    expect(codes(cheated)).toEqual(["desk-key-not-from-colleague"]);
    expect(maySeal(cheated)).toEqual([true, false]);
    expect(texts(cheated)).toContain(NOTE);
  });

  test("replaces the report under its id by one of its own: there is no report, and nothing is sealed", async () => {
    const { id } = story.items[AT.report] as ItemJson;
    const forged = await makeBundle(directory, makeReceipt("the server's own reporter"));
    const item = { ...itemView(forged.bundle.json.items[AT.report] as ItemJson), id };
    const cheated = await read(cast.hanna, { items: replaced(itemsFor(false), AT.report, item) });
    expect(codes(cheated)).toContain("report-missing");
    expect(cheated.entries.find((entry) => entry.id === id)).toMatchObject({ reason: "vault/wrong-key" });
    expect(maySeal(cheated)).toEqual([false, false]);
  });

  test("has a key holder replace the report, under the true key but another hand: it is not this case's", async () => {
    const body = (await read(cast.hanna)).report?.body as never;
    const current = { generation: 0, key: caseKey };
    const forged = await sealBody(current, receipt.caseId, cast.hugo.keys.signing, "report", body);
    const cheated = await read(cast.hanna, { items: replaced(itemsFor(false), AT.report, itemView(forged)) });
    expect(cheated.entries.find((entry) => entry.id === forged.id)).toMatchObject({ reason: "report/not-this-case" });
    expect(codes(cheated)).toContain("report-missing");
    expect(maySeal(cheated)).toEqual([false, false]);
  });

  test("drops the answer that the reporter's reply had seen: the gap is shown", async () => {
    const cheated = await read(cast.hugo, { items: without(itemsFor(false), AT.answer) });
    expect(codes(cheated)).toEqual(["gap"]);
    const own = await readByReporter({ items: without(itemsFor(true), AT.answer) });
    expect(codes(own)).toEqual(["gap"]);
  });

  test("drops the report: nothing else counts", async () => {
    const cheated = await read(cast.hanna, { items: without(itemsFor(false), AT.report) });
    expect(codes(cheated)).toContain("report-missing");
    expect(reasons(cheated)).toHaveLength(4);
    expect(maySeal(cheated)).toEqual([false, false]);
  });

  test("drops the title that the report vouches for: the missing part is shown", async () => {
    const cheated = await read(cast.hanna, { items: without(itemsFor(false), 1) });
    expect(codes(cheated)).toEqual(["part-missing"]);
  });

  test("reorders answer and reply: it is shown, and they stand in the order in which they were written", async () => {
    const items = itemsFor(false);
    const [answer, reply] = [items[AT.answer] as ItemView, items[AT.reply] as ItemView];
    const cheated = await read(cast.hanna, { items: replaced(replaced(items, AT.answer, reply), AT.reply, answer) });
    expect(codes(cheated)).toEqual(["order"]);
    expect(texts(cheated)).toEqual([...THREAD, NOTE]);
  });

  test("names other days, so that the answer came before the question: it is shown", async () => {
    const items = itemsFor(false).map((item, at) => ({ ...item, day: at === AT.answer ? "2026-02-04" : TODAY }));
    const answer = items.splice(AT.answer, 1);
    const cheated = await read(cast.hanna, { items: [...items, ...answer] });
    expect(codes(cheated)).toEqual(["order"]);
  });

  test("swaps a grant for another case's: it is not taken, and nothing is readable", async () => {
    const other = await makeBundle(directory, makeReceipt("another reporter"));
    const grants = grantsFor(other.bundle.json.grants, toHex(cast.hanna.fingerprint));
    const cheated = await read(cast.hanna, { grants });
    expect(codes(cheated)).toEqual(["grant-invalid", "report-missing"]);
    expect(reasons(cheated)).toEqual(new Array(5).fill("key/missing"));
    expect(maySeal(cheated)).toEqual([false, false]);
  });

  test("swaps a grant for another holder's, or a flipped one: it is not taken", async () => {
    const [grant, ...rest] = allGrants(cast.hanna) as [GrantView, ...GrantView[]];
    const flipped = grant.sealed.with(1000, (grant.sealed[1000] as number) ^ 1);
    const [ofHugo] = caseGrants(cast.hugo) as [GrantView];
    for (const wrong of [ofHugo, { ...grant, sealed: flipped }]) {
      const cheated = await read(cast.hanna, { grants: [wrong, ...rest] });
      expect(codes(cheated)).toContain("grant-invalid");
      expect(maySeal(cheated)).toEqual([false, false]);
    }
  });

  test("announces a grant as another kind's or generation's: it is not taken", async () => {
    const [grant, ...rest] = allGrants(cast.hanna) as [GrantView, ...GrantView[]];
    for (const lie of [{ keyKind: KeyKind.DESK }, { generation: 1 }]) {
      const cheated = await read(cast.hanna, { grants: [{ ...grant, ...lie }, ...rest] });
      expect(codes(cheated)).toContain("grant-invalid");
      expect(cheated.keys.has("0/1")).toBe(false);
    }
  });

  test("hands on the first case key: only a colleague may, and only the key that opens the report", async () => {
    const handedOn = async (granter: Person, key: Uint8Array) => {
      const target = { holder: "", recipient: cast.sana.keys.recipient };
      const current = { generation: 0, key };
      const [grant] = await grantTo([target], receipt.caseId, KeyKind.CASE, current, granter.keys.signing);
      return read(cast.sana, { grants: [grantView(grant as GrantJson)] });
    };
    const honest = await handedOn(cast.hanna, caseKey);
    expect(codes(honest)).toEqual([]);
    expect(maySeal(honest)).toEqual([true, false]);
    for (const cheated of [await handedOn(cast.sana, caseKey), await handedOn(cast.hanna, new Uint8Array(32))]) {
      expect(codes(cheated)).toEqual(["grant-invalid", "report-missing"]);
      expect(maySeal(cheated)).toEqual([false, false]);
    }
  });

  test("swaps a reply for another case's, or shows it under another id or kind: it does not open", async () => {
    const items = itemsFor(false);
    const reply = items[AT.reply] as ItemView;
    const other = await makeBundle(directory, makeReceipt("another reporter"));
    const moved = itemView(other.bundle.json.items[1] as ItemJson);
    const flipped = reply.sealed.with(400, (reply.sealed[400] as number) ^ 1);
    for (const [wrong, reason] of [
      [moved, "vault/wrong-key"],
      [{ ...reply, id: newId() }, "vault/wrong-key"],
      [{ ...reply, kind: "letter" }, "vault/wrong-key"],
      [{ ...reply, kind: "note", keyKind: KeyKind.DESK }, "vault/wrong-key"],
      [{ ...reply, keyKind: KeyKind.DESK }, "vault/tampered"],
      [{ ...reply, kind: "telegram" }, "vault/unsupported"],
      [{ ...reply, kind: "blob" }, "vault/unsupported"],
      [{ ...reply, generation: 7 }, "key/missing"],
      [{ ...reply, sealed: flipped }, "vault/tampered"],
      [{ ...reply, sealed: reply.sealed.slice(0, -1) }, "vault/tampered"],
      [{ ...reply, sealed: new Uint8Array(0) }, "vault/malformed"],
    ] as const) {
      const cheated = await read(cast.hanna, { items: replaced(items, AT.reply, wrong) });
      expect(reasons(cheated), reason).toEqual([reason]);
      expect(texts(cheated)).toEqual([THREAD[0], NOTE]);
    }
  });

  test("has Mallory, who got hold of the case key, write as a colleague: it is unreadable", async () => {
    const current = { generation: 0, key: caseKey };
    const body = { sent_on: TODAY, text: "Please call this number.", seen: [], parts: [] };
    const forged = await sealBody(current, receipt.caseId, cast.mallory.keys.signing, "message", body);
    const own = await readByReporter({ items: [...itemsFor(true), itemView(forged)] });
    expect(codes(own)).toEqual(["foreign-author"]);
    expect(reasons(own)).toEqual(["author/not-allowed"]);
    expect(texts(own)).toEqual(THREAD);
  });

  test("has a handler of another channel, or the overseer, write: it is unreadable", async () => {
    const current = { generation: 0, key: caseKey };
    const body = { sent_on: TODAY, text: "Drop it.", seen: [], parts: [] };
    for (const who of [cast.sana, cast.omar, cast.rosa]) {
      const foreign = await sealBody(current, receipt.caseId, who.keys.signing, "message", body);
      const own = await readByReporter({ items: [...itemsFor(true), itemView(foreign)] });
      expect(reasons(own)).toEqual(["author/not-allowed"]);
    }
  });

  test("lets the reporter sign a note, or a coordinator: only handlers write those", async () => {
    const current = { generation: 0, key: deskKey };
    const body = { written_on: TODAY, text: "Closed.", seen: [] };
    for (const signer of [receipt.keys.signing, cast.cora.keys.signing]) {
      const note = await sealBody(current, receipt.caseId, signer, "note", body);
      const cheated = await read(cast.hanna, { items: [...itemsFor(false), itemView(note)] });
      expect(reasons(cheated)).toEqual(["author/not-allowed"]);
    }
  });

  test("shows one id twice: the second is not believed", async () => {
    const items = itemsFor(false);
    const again = { ...(items[AT.reply] as ItemView), id: (items[AT.answer] as ItemView).id };
    const cheated = await read(cast.hanna, { items: [...items, again] });
    expect(codes(cheated)).toEqual(["duplicate-item"]);
    expect(reasons(cheated)).toEqual(["item/duplicate"]);
  });

  test("shows a case to a receipt that is not its own, with a working grant: nothing is opened", async () => {
    const victim = makeReceipt("another reporter");
    const target = { holder: "receipt", recipient: victim.keys.recipient };
    const current = { generation: 0, key: caseKey };
    const [grant] = await grantTo([target], receipt.caseId, KeyKind.CASE, current, receipt.keys.signing);
    const view = shownToReporter(story, { grants: [grantView(grant as GrantJson)] });
    const cheated = await readCase(view, reporterReader(victim, directory));
    expect(codes(cheated)).toEqual(["grant-invalid", "report-missing"]);
    expect(reasons(cheated)).toEqual(new Array(4).fill("key/missing"));
    expect(cheated.keys.size).toBe(0);
    expect(maySeal(cheated)).toEqual([false, false]);
  });

  test("moves the case to another channel: nothing is sealed", async () => {
    const cheated = await read(cast.hanna, { channel: OTHER_CHANNEL });
    expect(codes(cheated)).toEqual(["case-mismatch"]);
    expect(maySeal(cheated)).toEqual([false, false]);
  });
});

describe("recipients that the handler never accepted", () => {
  /** Rae seals to what a cheating server showed: `listings` in an entry that the handlers know or do not know. */
  async function sealedTo(shown: Directory, reading: Directory): Promise<ReadCase> {
    const { bundle } = await makeBundle(shown, receipt);
    const grants = grantsFor(bundle.json.grants, toHex(cast.hanna.fingerprint));
    const view = viewOf(receipt.caseId, bundle.json.items.map(itemView), grants);
    return readCase(view, holderReader(cast.hanna, reading));
  }

  test("an added recipient, by an entry that is not in the accepted chain, is shown and nothing is sealed", async () => {
    const cards = { ...chain, cards: [...chain.cards, cast.mallory.card] };
    const more = [...listingsOf(cast), listing(cast.mallory, Role.HANDLER, CHANNEL)];
    const planted = await verified(await extend(cards, cast.cora, more));
    const cheated = await sealedTo(planted, directory);
    expect(codes(cheated)).toEqual(["directory-unknown"]);
    expect(maySeal(cheated)).toEqual([false, false]);
  });

  test("a swapped recipient, in a report that names an entry without them, is shown and nothing is sealed", async () => {
    const current = { generation: 0, key: caseKey };
    const { body } = (await read(cast.hanna)).report as { body: { sealed_to: string[] } };
    const [, ...kept] = body.sealed_to;
    for (const [sealed_to, code] of [
      [[...kept, toHex(cast.mallory.fingerprint)].sort(), "unknown-recipient"],
      [[...body.sealed_to, toHex(cast.omar.fingerprint)].sort(), "unknown-recipient"],
      [body.sealed_to.filter((print) => print !== toHex(cast.ralf.fingerprint)), "sealed-to-mismatch"],
      [[toHex(cast.rosa.fingerprint), toHex(cast.ralf.fingerprint)].sort(), "sealed-to-mismatch"],
    ] as const) {
      const odd = { ...body, sealed_to } as never;
      const report = await sealBody(current, receipt.caseId, receipt.keys.signing, "report", odd);
      const cheated = await read(cast.hanna, { items: replaced(itemsFor(false), AT.report, itemView(report)) });
      expect(codes(cheated)).toContain(code);
      expect(maySeal(cheated)).toEqual([false, true]);
    }
  });
});

describe("writing on", () => {
  test("a message names as seen the newest of what both sides can read, and a note the notes too", async () => {
    const whole = await read(cast.hanna);
    const hashAt = (at: number) => toHex(sha256(itemsFor(false)[at]?.sealed as Uint8Array));
    expect(heads(whole, ["report", "message", "letter"])).toEqual([hashAt(AT.reply)]);
    expect(heads(whole, ["report", "message", "letter", "note"])).toEqual([hashAt(AT.note)]);
  });

  test("a new receipt reads and writes on where the old one left off, and handlers follow", async () => {
    const next = makeReceipt("Rae, after losing her purse");
    const rotation = await sealRotation(await readByReporter(), receipt, next, TODAY);
    const items = [...itemsFor(true), itemView(rotation.item)];
    const view = shownToReporter(story, { items, grants: rotation.grants.map(grantView) });
    const own = await readCase(view, reporterReader(next, directory));
    expect(codes(own)).toEqual([]);
    expect(own.keys).toEqual((await readByReporter()).keys);
    const message = await sealMessage(own, next.keys.signing, { text: "It is me.", sentOn: TODAY });
    const seen = await read(cast.hanna, { items: [...items, itemView(message)] });
    expect(codes(seen)).toEqual([]);
    expect(texts(seen)).toContain("It is me.");
    const early = await read(cast.hanna, { items: [...itemsFor(true), itemView(message)] });
    expect(codes(early)).toEqual(["foreign-author"]);
  });

  test("a receipt that was replaced names no second one", async () => {
    const { item } = await sealRotation(await readByReporter(), receipt, makeReceipt("next"), TODAY);
    const replaced = await readByReporter({ items: [...itemsFor(true), itemView(item)] });
    await expect(sealRotation(replaced, receipt, makeReceipt("other"), TODAY)).rejects.toMatchObject({
      code: "thread/receipt-replaced",
    });
  });

  test("where the case cannot be verified, no new receipt is made", async () => {
    const unverified = await readByReporter({ grants: [] });
    await expect(sealRotation(unverified, receipt, makeReceipt("next"), TODAY)).rejects.toMatchObject({
      code: "thread/no-key",
    });
  });
});
