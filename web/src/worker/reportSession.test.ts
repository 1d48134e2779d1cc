import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { Api } from "../common/api";
import { toHex } from "../vault/bytes";
import { parseCard } from "../vault/cards";
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
  makeCast,
  makeChain,
  ORGANISATION,
  QUESTIONNAIRE,
  verified,
  viewOf,
} from "../vault/cast";
import { parseEntry, Role } from "../vault/directoryEntry";
import { Receipt } from "../vault/receipt";
import { readCase } from "../vault/thread";
import { hashWords } from "../vault/words";
import { DAY, Door, refusal } from "./door";
import { MailSession } from "./mailSession";
import { ReportSession } from "./reportSession";

let cast: Cast;
let chain: Chain;
let door: Door;
const content = { answers: { what: "Crates leave the dock at night." }, title: "Crates at night" };
const quiet = () => {};
const quick = [0, 0, 0];
const rootOf = (of: Chain) => toHex(parseEntry(of.entries[0] as Uint8Array).hash);
const target = (root = rootOf(chain)) => ({
  organisation: ORGANISATION,
  channel: CHANNEL,
  questionnaire: QUESTIONNAIRE,
  root,
});
const begin = (root?: string) => ReportSession.start(new Api(door.address), target(root), quick);

beforeAll(async () => {
  cast = await makeCast();
  chain = await makeChain(cast);
});

beforeEach(async () => {
  door = await Door.open(chain);
});

afterEach(() => door.close());

/** The case as Hanna, who handles the hotline, reads it at the desk. */
async function asHanna(of: Chain = door.chain) {
  const { id, bundle } = door.stored as NonNullable<Door["stored"]>;
  const grants = grantsFor(bundle.grants, toHex(cast.hanna.fingerprint));
  const directory = await verified(of);
  return readCase(viewOf(id, door.items.map(itemView), grants), holderReader(cast.hanna, directory));
}

describe("sending a report", () => {
  test("a handler reads what was written, and the receipt is given only after the server's answer", async () => {
    const session = await begin();
    expect(door.stored).toBeNull();
    const { receipt, receivedOn } = await session.submit(content, quiet);
    expect(receipt).toMatch(/^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
    expect(receivedOn).toBe(DAY);
    const read = await asHanna();
    expect(read.report?.body.answers).toEqual(content.answers);
    expect(read.findings).toEqual([]);
  });

  test("nothing that was written, and no receipt, is on the wire in clear", async () => {
    const { receipt } = await (await begin()).submit(content, quiet);
    const sent = Buffer.concat(door.bundles).toString("latin1");
    for (const secret of [content.answers.what, content.title, receipt, receipt.replaceAll("-", "")]) {
      expect(sent).not.toContain(secret);
    }
  });

  test("after a lost answer the very same bytes go again, and there is one case", async () => {
    const session = await begin();
    door.losing = 2;
    const stages: string[] = [];
    await session.submit(content, (progress) => {
      if (stages.at(-1) !== progress.stage || progress.stage === "again") stages.push(progress.stage);
    });
    expect(door.bundles).toHaveLength(3);
    expect(new Set(door.bundles.map((bytes) => bytes.toString("base64"))).size).toBe(1);
    expect(stages).toEqual(["sealing", "proving", "sending", "again", "again"]);
  });

  test("when every try was lost, sending later still sends the same bytes", async () => {
    const session = await begin();
    door.losing = 4;
    await expect(session.submit(content, quiet)).rejects.toMatchObject({ code: "network/unreachable" });
    expect(await session.submit(content, quiet)).toMatchObject({ earlier: false });
    expect(new Set(door.bundles.map((bytes) => bytes.toString("base64"))).size).toBe(1);
    expect((await asHanna()).report?.body.answers).toEqual(content.answers);
  });

  test("when every try was lost and something else is said, whatever arrived first counts, and that is told", async () => {
    const session = await begin();
    door.losing = 4;
    await expect(session.submit(content, quiet)).rejects.toMatchObject({ code: "network/unreachable" });
    const sent = await session.submit({ ...content, answers: { what: "Something else." } }, quiet);
    expect(sent).toMatchObject({ earlier: true });
    expect((await asHanna()).report?.body.answers).toEqual(content.answers);
  });

  test("a try that failed and had not arrived gives way to what is said later", async () => {
    const session = await begin();
    door.away = 4;
    await expect(session.submit(content, quiet)).rejects.toMatchObject({ code: "database/away", status: 503 });
    const sent = await session.submit({ ...content, answers: { what: "Something else." } }, quiet);
    expect(sent).toMatchObject({ earlier: false });
    expect((await asHanna()).report?.body.answers).toEqual({ what: "Something else." });
  });

  test("what the server refused for certain can be changed and sealed again", async () => {
    const session = await begin();
    door.chain = { ...chain, entries: chain.entries.slice(0, 1) };
    await expect(session.submit(content, quiet)).rejects.toThrow();
    door.chain = chain;
    await session.submit({ ...content, answers: { what: "Put another way." } }, quiet);
    expect((await asHanna()).report?.body.answers).toEqual({ what: "Put another way." });
  });
});

describe("whom a report leaves out", () => {
  const idOf = async (who: keyof Cast) => (await parseCard(cast[who].card)).holder;

  test("readers are those of the verified directory, whatever other names the server gives", async () => {
    const [hanna, hugo] = [await idOf("hanna"), await idOf("hugo")];
    door.readers = [
      { id: hugo, name: "Hugo" },
      { id: await idOf("mallory"), name: "Hanna" },
    ];
    expect(await (await begin()).readers()).toEqual([
      { id: hanna, name: "", independent: false },
      { id: hugo, name: "Hugo", independent: false },
    ]);
  });

  test("who is left out gets no grant; the choice can change until it is sealed", async () => {
    const session = await begin();
    const [hanna, hugo] = [await idOf("hanna"), await idOf("hugo")];
    const everyone = session.submit({ ...content, leftOut: [hanna, hugo] }, quiet);
    await expect(everyone).rejects.toMatchObject({ code: "vault/refused" });
    expect(door.stored).toBeNull();
    await session.submit({ ...content, leftOut: [hugo] }, quiet);
    const holders = door.stored?.bundle.grants.map((grant) => grant.holder);
    expect(holders).toContain(toHex(cast.hanna.fingerprint));
    expect(holders).not.toContain(toHex(cast.hugo.fingerprint));
    expect((await asHanna()).findings).toEqual([]);
  });
});

describe("what a report costs", () => {
  test("a proof that is not taken is worked out anew, for the very same bytes", async () => {
    const session = await begin();
    door.refusing = 1;
    await session.submit(content, quiet);
    expect(door.bundles).toHaveLength(2);
    expect(door.bundles[0]).toEqual(door.bundles[1]);
    expect(door.asked.filter((line) => line === "POST /challenges")).toHaveLength(2);
  });

  test("a server that takes no proof is given up, and what was written can be sent later", async () => {
    const session = await begin();
    door.refusing = 3;
    await expect(session.submit(content, quiet)).rejects.toMatchObject({ code: "proof/wrong" });
    expect(door.stored).toBeNull();
    await session.submit(content, quiet);
    expect((await asHanna()).report?.body.answers).toEqual(content.answers);
  });

  test("nobody is asked for a proof in order to come back", async () => {
    const { receipt } = await (await begin()).submit(content, quiet);
    const before = door.asked.length;
    const mail = new MailSession(new Api(door.address), Receipt.parse(receipt), rootOf(chain), quick);
    await mail.open();
    await mail.attach("1", new File(["a map"], "map.txt"), quiet);
    await mail.write({ text: "Dock four." }, quiet);
    expect(door.asked.slice(before)).not.toContain("POST /challenges");
  });
});

describe("a report that arrived before", () => {
  test("sealed again to a newer directory, it is found under its own receipt and is not somebody else's", async () => {
    const session = await begin();
    door.lie = refusal(409, "bundle/directory-outdated");
    const sent = await session.submit(content, quiet);
    expect(door.bundles).toHaveLength(2);
    expect(sent).toMatchObject({ receivedOn: DAY, earlier: false });
    expect(Receipt.parse(sent.receipt).caseId).toBe(door.stored?.id);
  });

  test("with other answers than the last ones it is said to be the earlier one", async () => {
    const session = await begin();
    door.lie = refusal(400, "bundle/malformed");
    await expect(session.submit(content, quiet)).rejects.toMatchObject({ code: "bundle/malformed" });
    const sent = await session.submit({ ...content, answers: { what: "Put another way." } }, quiet);
    expect(sent).toMatchObject({ receivedOn: DAY, earlier: true });
    expect((await asHanna()).report?.body.answers).toEqual(content.answers);
  });

  test("with the same answers, but sealed to somebody who was left out since, it is said to be the earlier one", async () => {
    const session = await begin();
    door.losing = 4;
    await expect(session.submit(content, quiet)).rejects.toMatchObject({ code: "network/unreachable" });
    const { holder } = await parseCard(cast.hugo.card);
    expect(await session.submit({ ...content, leftOut: [holder] }, quiet)).toMatchObject({ earlier: true });
    const holders = door.stored?.bundle.grants.map((grant) => grant.holder);
    expect(holders).toContain(toHex(cast.hugo.fingerprint));
  });

  test("is not believed in when the mailbox does not show it", async () => {
    const session = await begin();
    door.lie = refusal(409, "bundle/directory-outdated");
    door.cheat = (answer) => ({ ...answer, items: [] });
    await expect(session.submit(content, quiet)).rejects.toMatchObject({ code: "bundle/case-exists" });
  });
});

describe("the keys that a report is sealed to", () => {
  test("a directory whose first entry is not the one on the page is refused before anything is made", async () => {
    await expect(begin("ab".repeat(32))).rejects.toMatchObject({ code: "directory/root-mismatch" });
  });

  test("another organisation's directory is refused", async () => {
    const other = { ...target(), organisation: "00000000-0000-4000-8000-000000000000" };
    const started = ReportSession.start(new Api(door.address), other, quick);
    await expect(started).rejects.toMatchObject({ code: "directory/other-organisation" });
  });

  test("a newer directory that continues the one held is followed, and its new handler can read", async () => {
    const session = await begin();
    const { omar, cora } = cast;
    door.chain = await extend(chain, cora, [...listingsOf(cast), listing(omar, Role.HANDLER, CHANNEL)]);
    const stages: string[] = [];
    await session.submit(content, (progress) => {
      if (stages.at(-1) !== progress.stage || progress.stage === "again") stages.push(progress.stage);
    });
    expect(stages).toEqual(["sealing", "proving", "sending", "resealing", "proving", "sending"]);
    const granted = door.stored?.bundle.grants.map((grant) => grant.holder);
    expect(granted).toContain(toHex(omar.fingerprint));
    expect(new Set(door.bundles.map((bytes) => JSON.parse(bytes.toString()).receipt_hash)).size).toBe(1);
  });

  test("a server that adds a reader by answering 409 gets nothing sealed to them", async () => {
    const session = await begin();
    const { mallory } = cast;
    const forged = await extend(chain, mallory, [...listingsOf(cast), listing(mallory, Role.HANDLER, CHANNEL)]);
    door.chain = { ...forged, cards: [...chain.cards, mallory.card] };
    await expect(session.submit(content, quiet)).rejects.toMatchObject({ code: "directory/bad-signer" });
    expect(door.stored).toBeNull();
    expect(Buffer.concat(door.bundles).toString()).not.toContain(toHex(mallory.fingerprint));
  });

  test("a server that shows a whole other chain after a 409 is refused, though that chain holds in itself", async () => {
    const session = await begin();
    const branch = await extend({ ...chain, entries: chain.entries.slice(0, 1) }, cast.cora, [
      listing(cast.sana, Role.HANDLER, CHANNEL),
      listing(cast.rosa, Role.RECOVERY),
    ]);
    door.chain = branch;
    await expect(session.submit(content, quiet)).rejects.toMatchObject({ code: "directory/not-descendant" });
    expect(door.stored).toBeNull();
  });

  test("twelve words from a poster are compared with the keys held", async () => {
    const session = await begin();
    const words = await hashWords(Buffer.from(rootOf(chain), "hex"));
    expect(await session.compareWords(words.join(" ").toUpperCase())).toBe(true);
    expect(await session.compareWords([...words].reverse().join("-"))).toBe(false);
    await expect(session.compareWords("only three words")).rejects.toMatchObject({ code: "vault/malformed" });
  });
});

describe("attachments", () => {
  const photo = new Uint8Array(2_500_000).map((_, at) => at % 251);
  const file = (name = "dock.jpg") => new File([photo], name, { type: "image/jpeg" });

  test("a file arrives whole through a connection that breaks, and its name stays sealed", async () => {
    const session = await begin();
    const shares: number[] = [];
    door.losing = 1;
    const { blob } = await session.attach("1", file(), (share) => {
      if (shares.length === 1) door.losing = 1;
      shares.push(share);
    });
    await session.submit({ ...content, answers: { ...content.answers, proof: [blob] } }, quiet);
    expect(shares.at(-1)).toBe(1);
    expect(door.stored?.bundle.blobs).toEqual([{ id: blob, size: door.uploads.get(blob)?.bytes.length }]);
    const manifest = (await asHanna()).entries.find((entry) => entry.kind === "attachment");
    expect(manifest).toMatchObject({ readable: true, body: { blob, name: "dock.jpg", size: photo.length } });
    expect(Buffer.concat(door.bundles).toString("latin1")).not.toContain("dock.jpg");
  });

  test("a file that never arrives does not hold the report back", async () => {
    const session = await begin();
    door.losing = 100;
    await expect(session.attach("1", file(), quiet)).rejects.toMatchObject({ code: "network/unreachable" });
    door.losing = 0;
    await session.submit(content, quiet);
    expect(door.stored?.bundle.blobs).toEqual([]);
  });

  test("tried again after the line dropped, a file goes on where the server stands", async () => {
    const session = await begin();
    door.dropping = 1_000_000;
    await expect(session.attach("1", file(), quiet)).rejects.toMatchObject({ code: "network/unreachable" });
    const [first] = door.uploads.keys();
    const before = door.uploads.get(first ?? "")?.bytes.length;
    door.dropping = Number.POSITIVE_INFINITY;
    door.losing = 0;
    const patched = door.asked.length;
    const { blob } = await session.attach("1", file(), quiet);
    expect(blob).toBe(first);
    expect(before).toBeGreaterThan(1_000_000);
    expect(door.asked.slice(patched).some((line) => line.startsWith("POST"))).toBe(false);
    await session.submit({ ...content, answers: { ...content.answers, proof: [blob] } }, quiet);
    expect((await asHanna()).findings).toEqual([]);
  });

  test("a file whose upload the server no longer has is begun anew", async () => {
    const session = await begin();
    door.dropping = 1_000_000;
    await expect(session.attach("1", file(), quiet)).rejects.toThrow();
    door.dropping = Number.POSITIVE_INFINITY;
    door.losing = 0;
    const [lost] = door.uploads.keys();
    door.uploads.clear();
    const { blob } = await session.attach("1", file(), quiet);
    expect(blob).not.toBe(lost);
    expect(door.uploads.get(blob)?.bytes.length).toBe(door.uploads.get(blob)?.size);
  });

  test("a file that was removed is neither in the report nor left on the server", async () => {
    const session = await begin();
    const { blob } = await session.attach("1", file(), quiet);
    session.detach({ key: "1" });
    await vi.waitFor(() => expect(door.uploads.has(blob)).toBe(false));
    await session.submit(content, quiet);
    expect(door.stored?.bundle.blobs).toEqual([]);
  });

  test("removing a file stops its upload, has it forgotten, and the report can be sent without it", async () => {
    const session = await begin();
    const upload = session.attach("1", file(), (share) => {
      if (share > 0.1) session.detach({ key: "1" });
    });
    await expect(upload).rejects.toMatchObject({ code: "upload/removed" });
    await vi.waitFor(() => expect(door.uploads.size).toBe(0));
    await session.submit(content, quiet);
    expect(door.stored?.bundle.blobs).toEqual([]);
  });

  test("a file can be removed before the server was asked for room", async () => {
    const session = await begin();
    const upload = session.attach("1", file(), quiet);
    session.detach({ key: "1" });
    await expect(upload).rejects.toMatchObject({ code: "upload/removed" });
    await vi.waitFor(() => expect(door.uploads.size).toBe(0));
  });
});
