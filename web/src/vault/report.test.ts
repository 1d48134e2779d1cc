import { beforeAll, describe, expect, test } from "vitest";
import { APART_KINDS } from "./apart";
import { openBlob } from "./blobs";
import { decodeBody } from "./bodies";
import { fromBase64, fromHex, fromUtf8, newId, toHex, utf8 } from "./bytes";
import {
  type Cast,
  CHANNEL,
  type Chain,
  extend,
  grantsFor,
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
  QUESTIONNAIRE,
  TODAY,
  verified,
  viewOf,
} from "./cast";
import type { Directory } from "./directory";
import { Role } from "./directoryEntry";
import { isGrantShape, openGrant } from "./grants";
import { openItem } from "./items";
import { KeyKind } from "./keyKind";
import { isItemSize } from "./padding";
import { Place } from "./place";
import { ReportSealer } from "./report";
import { combine } from "./shares";
import { readCase } from "./thread";
import type { GrantJson, ItemJson } from "./wire";

let cast: Cast;
let chain: Chain;
let directory: Directory;
const receipt = makeReceipt();
const content = { answers: { what: "A crate", who: ["x", "y"] }, title: "Crates", sentOn: TODAY };

beforeAll(async () => {
  cast = await makeCast();
  chain = await makeChain(cast);
  directory = await verified(chain);
});

function sealer(excluded: readonly string[] = []): ReportSealer {
  return new ReportSealer({ receipt, directory, channel: CHANNEL, questionnaire: QUESTIONNAIRE, excluded });
}

async function shareOf(who: Person, grants: readonly GrantJson[]): Promise<Uint8Array> {
  const mine = grants.find((grant) => grant.holder === print(who)) as GrantJson;
  return (await openGrant(who.keys.opener, fromBase64(mine.sealed))).key;
}

const print = (who: Person) => toHex(who.fingerprint);
const streamOf = (bytes: Uint8Array) => new Blob([bytes.slice()]).stream();
const drained = async (stream: ReadableStream<Uint8Array>) => new Uint8Array(await new Response(stream).arrayBuffer());
const photo = utf8("not really a photo");
const file = (bytes: Uint8Array) => ({
  source: streamOf(bytes),
  size: photo.length,
  name: "a.jpg",
  mediaType: "image/jpeg",
});

test("a trial of the channel says so in its bundle, and no other report does", async () => {
  const trial = new ReportSealer({ receipt, directory, channel: CHANNEL, questionnaire: QUESTIONNAIRE, test: true });
  const marked = JSON.parse(fromUtf8((await trial.finish(content)).toJson()));
  const plain = JSON.parse(fromUtf8((await sealer().finish(content)).toJson()));
  expect([marked.test, "test" in plain]).toEqual([true, false]);
});

describe("a sealed report", () => {
  test("is granted to the channel's handlers, the recovery sheets and the receipt, each once", async () => {
    const { json } = (await makeBundle(directory, receipt)).bundle;
    const { hanna, hugo, rosa, ralf } = cast;
    const cards = [hanna, hugo, rosa, ralf].map(print);
    expect(json.grants.map((grant) => grant.holder).sort()).toEqual([...cards, "receipt"].sort());
    for (const grant of json.grants) await expect(isGrantShape(fromBase64(grant.sealed))).resolves.toBe(true);
  });

  test("keeps apart who reports and whom it concerns, in shares for handlers, overseers and recovery sheets", async () => {
    const apart = { identity: { who: [{ name: "Rae Okoye" }] }, subject: { whom: [{ role: "buyer" }] } };
    const { json } = (await makeBundle(directory, receipt, [], apart)).bundle;
    const holders = directory.shareHolders(CHANNEL);
    for (const [at, kind] of APART_KINDS.entries()) {
      const grants = json.grants.filter((grant) => grant.key_kind === at + KeyKind.IDENTITY);
      expect(grants.map((grant) => grant.holder).sort()).toEqual(holders.map((card) => toHex(card.fingerprint)).sort());
      const item = json.items.find((one) => one.kind === kind) as ItemJson;
      const [mine, theirs] = await Promise.all([cast.hanna, cast.rosa].map((who) => shareOf(who, grants)));
      const key = await combine([mine as Uint8Array, theirs as Uint8Array]);
      const opened = await openItem(key, 0, new Place(receipt.caseId, kind, item.id), fromBase64(item.sealed));
      expect(decodeBody(kind, opened.body).answers).toEqual(apart[kind]);
    }
  });

  test("says in its title that it cannot wait, and of which category it is", async () => {
    const one = sealer();
    const { json } = await one.finish({ ...content, answers: { urgent: "yes" }, category: "sabotage" });
    const title = json.items.find((item) => item.kind === "title") as ItemJson;
    const place = new Place(receipt.caseId, "title", title.id);
    const { body } = await openItem(one.caseKey, 0, place, fromBase64(title.sealed));
    expect(decodeBody("title", body)).toMatchObject({ urgent: "yes", category: "sabotage" });
  });

  test("shows the server only ids, kinds, padded sizes and hashes", async () => {
    const { bundle } = await makeBundle(directory, receipt);
    const sent = JSON.parse(fromUtf8(bundle.toJson()));
    expect(Object.keys(sent).sort()).toEqual(
      ["version", "channel", "questionnaire_version", "directory", "receipt_hash", "items", "grants", "blobs"].sort(),
    );
    expect(sent).toMatchObject({ version: 1, channel: CHANNEL, receipt_hash: toHex(receipt.lookupHash) });
    for (const item of sent.items) expect(isItemSize(fromBase64(item.sealed).length)).toBe(true);
    expect(fromUtf8(bundle.toJson())).not.toContain(toHex(receipt.lookupToken));
  });

  test("is the same bytes at every try", async () => {
    const { bundle } = await makeBundle(directory, receipt);
    expect(bundle.toJson()).toEqual(bundle.toJson());
  });

  test("leaves out the handler whom the reporter excluded, but never the last one nor a recovery sheet", async () => {
    const [hanna, hugo, rosa] = [print(cast.hanna), print(cast.hugo), print(cast.rosa)];
    const { json } = await sealer([hugo, rosa]).finish(content);
    const holders = json.grants.map((grant) => grant.holder);
    expect(holders).not.toContain(hugo);
    expect(holders).toContain(rosa);
    expect(() => sealer([hanna, hugo])).toThrow(expect.objectContaining({ code: "vault/refused" }));
  });

  test("is refused for a channel that nobody handles", () => {
    const channel = newId();
    expect(() => new ReportSealer({ receipt, directory, channel, questionnaire: QUESTIONNAIRE })).toThrow(
      expect.objectContaining({ code: "vault/refused" }),
    );
  });

  test("goes to the handlers of its own channel only", async () => {
    const other = new ReportSealer({ receipt, directory, channel: OTHER_CHANNEL, questionnaire: QUESTIONNAIRE });
    const holders = (await other.finish(content)).json.grants.map((grant) => grant.holder);
    expect(holders).toContain(toHex(cast.sana.fingerprint));
    expect(holders).not.toContain(toHex(cast.hanna.fingerprint));
  });
});

describe("attachments", () => {
  test("are vouched for by the report, and open with their manifest alone", async () => {
    const sealing = sealer();
    const upload = await sealing.sealAttachment(file(photo));
    const stored = await drained(upload.stream);
    expect(stored).toHaveLength(upload.sealedSize);
    const { json } = await sealing.finish(content);
    expect(json.blobs).toEqual([{ id: upload.blob, size: upload.sealedSize }]);

    const grants = grantsFor(json.grants, toHex(cast.hanna.fingerprint));
    const view = viewOf(receipt.caseId, json.items.map(itemView), grants);
    const read = await readCase(view, holderReader(cast.hanna, directory));
    expect(read.findings).toEqual([]);
    const manifest = read.entries.find((entry) => entry.readable && entry.kind === "attachment") as {
      body: { blob: string; size: number; sha256: string; name: string };
    };
    expect(manifest.body).toMatchObject({ blob: upload.blob, size: photo.length, name: "a.jpg" });
    const place = new Place(receipt.caseId, "blob", manifest.body.blob);
    const expected = { size: manifest.body.size, sha256: fromHex(manifest.body.sha256) };
    const opening = openBlob(sealing.caseKey, 0, place, streamOf(stored), expected);
    expect(await drained(opening.stream)).toEqual(new Uint8Array(photo));
    await opening.done;
    const kinds = read.report?.body.parts.map((part) => part.kind);
    expect(kinds).toEqual(["title", "attachment", "blob"]);
  });

  test("that were dropped are not in the report", async () => {
    const sealing = sealer();
    const upload = await sealing.sealAttachment(file(photo));
    await drained(upload.stream);
    sealing.dropAttachment(upload.blob);
    const { json } = await sealing.finish(content);
    expect(json.blobs).toEqual([]);
    expect(json.items.map((item) => item.kind)).toEqual(["report", "title"]);
  });

  test("that changed while they were read stop the report", async () => {
    const sealing = sealer();
    const upload = await sealing.sealAttachment(file(photo.slice(1)));
    await expect(drained(upload.stream)).rejects.toThrow();
    await expect(sealing.finish(content)).rejects.toEqual(expect.objectContaining({ code: "vault/refused" }));
  });
});

describe("told that its directory entry is outdated", () => {
  test("the report is sealed again to an entry that follows, under the same case and key", async () => {
    const sealing = sealer();
    const { caseKey } = sealing;
    const newcomer = [...listingsOf(cast), listing(cast.sana, Role.HANDLER, CHANNEL)];
    const newer = await verified(await extend(chain, cast.hanna, newcomer));
    sealing.adopt(newer);
    const { json, caseId } = await sealing.finish(content);
    expect(json.directory).toBe(toHex(newer.headHash));
    expect(json.grants.map((grant) => grant.holder)).toContain(toHex(cast.sana.fingerprint));
    expect(caseId).toBe(receipt.caseId);
    expect(sealing.caseKey).toEqual(caseKey);
  });

  test("a recipient added by a branch that does not follow from it is refused, and nothing is sealed to them", async () => {
    const sealing = sealer();
    const first = { ...chain, entries: chain.entries.slice(0, 1), cards: [...chain.cards, cast.mallory.card] };
    const planted = [...listingsOf(cast), listing(cast.mallory, Role.HANDLER, CHANNEL)];
    const branch = await verified(await extend(first, cast.cora, planted));
    expect(() => sealing.adopt(branch)).toThrow(expect.objectContaining({ code: "directory/not-descendant" }));
    const { json } = await sealing.finish(content);
    expect(json.directory).toBe(toHex(directory.headHash));
    expect(json.grants.map((grant) => grant.holder)).not.toContain(toHex(cast.mallory.fingerprint));
  });
});
