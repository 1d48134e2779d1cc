import { beforeEach, describe, expect, it } from "vitest";
import { DEFINITION, reported, Server, TODAY } from "../cases/cast";
import { filingOf } from "../cases/filing";
import { CaseReader } from "../cases/reading";
import { CaseWriter } from "../cases/writing";
import { deskOf, type Holder, House } from "../people/cast";
import { MemoryStore, type Store } from "../people/store";
import { fromBase64, toBase64, toHex } from "../vault/bytes";
import { reporterReader } from "../vault/cast";
import { sealMessage } from "../vault/compose";
import { verifyChain } from "../vault/directory";
import { openGrant } from "../vault/grants";
import { KeyKind } from "../vault/keyKind";
import { Receipt } from "../vault/receipt";
import { Bundle, type BundleJson } from "../vault/report";
import { type ReadCase, readCase } from "../vault/thread";
import { RoomOpener } from "./opener";
import type { SealedRoom } from "./wire";

const STORY = "The buyer in hall four burns the second ledger.";
const SAID = { title: "Reply room", notice: "It is said that you destroyed books. You are presumed innocent." };
const PUBLISHED = { version: 1, definition: DEFINITION, door: "http://report.localhost:8000/" };

let house: House;

beforeEach(async () => {
  house = await House.found();
});

const directoryOf = () =>
  verifyChain(
    house.answer.entries.map((entry) => fromBase64(entry)),
    house.answer.cards.map((card) => fromBase64(card)),
  );

/** Somebody at their desk with the case open; in a new browser, they accept the directory as it is. */
async function sit(who: Holder, server: Server, store: Store = new MemoryStore(), excluded: string[] = []) {
  const { own, keeper } = await deskOf(who, house, store);
  const reader = new CaseReader(store, own, keeper);
  const answer = server.answerFor(who);
  const reading = await reader.read({ ...answer, case: { ...answer.case, excluded } });
  const writer = new CaseWriter(own, keeper, reader, () => TODAY);
  return { reader, reading, writer, opener: new RoomOpener(own, keeper, reader, writer, () => TODAY) };
}

/** A case with its desk key, as Hana has it. */
async function aCase(): Promise<Server> {
  const server = new Server(await reported(house, { what: STORY }), house);
  const { writer } = await sit(house.hana, server);
  server.store(await writer.deskKey(server.of.caseId));
  return server;
}

function bundleOf({ room, bundle }: SealedRoom): Bundle {
  return new Bundle(room, JSON.parse(new TextDecoder().decode(bundle)) as BundleJson);
}

/** The room as the person with its receipt reads it. */
async function readByReceipt(sealed: SealedRoom): Promise<ReadCase> {
  const { json, caseId } = bundleOf(sealed);
  const grants = json.grants.filter(({ holder }) => holder === "receipt");
  const view = {
    caseId,
    channel: house.channel,
    items: json.items.map((item) => ({ ...item, keyKind: item.key_kind, sealed: fromBase64(item.sealed) })),
    grants: grants.map((grant) => ({ ...grant, keyKind: grant.key_kind, sealed: fromBase64(grant.sealed) })),
  };
  return readCase(view, reporterReader(Receipt.parse(sealed.receipt), await directoryOf()));
}

describe("opening a reply room", () => {
  it("makes a case of its own, with the notice as a letter by the handler's card", async () => {
    const server = await aCase();
    const { opener } = await sit(house.hana, server);

    const sealed = await opener.seal(server.of.caseId, SAID, PUBLISHED);

    const read = await readByReceipt(sealed);
    expect(read.findings).toEqual([]);
    expect(read.isRoom).toBe(true);
    const letter = read.entries.find((entry) => entry.kind === "letter");
    expect(letter).toMatchObject({ readable: true, author: house.hana.fingerprint, body: { text: SAID.notice } });
    expect(read.report?.body.answers).toEqual({});
  });

  it("takes nothing of the first case along: no id, no word, no title, no key", async () => {
    const server = await aCase();
    const { opener, reader } = await sit(house.hana, server);
    const first = server.of.caseId;
    const keys = [...reader.opened(first).read.keys.values()];

    const sealed = await opener.seal(first, SAID, PUBLISHED);

    const read = await readByReceipt(sealed);
    const all = [...read.entries.map((entry) => JSON.stringify(entry)), new TextDecoder().decode(sealed.bundle)].join();
    const hashes = server.items.map(({ id }) => id);
    for (const secret of [first, STORY, "ledger", "Missing parts", ...hashes]) expect(all).not.toContain(secret);
    for (const grant of bundleOf(sealed).json.grants.filter(({ holder }) => holder === house.hana.fingerprint)) {
      const { key, caseId } = await openGrant(house.hana.keys.opener, fromBase64(grant.sealed));
      expect(caseId).toBe(sealed.room);
      expect(keys.map(toHex)).not.toContain(toHex(key));
    }
    for (const key of keys) expect(all).not.toContain(toBase64(key));
  });

  it("files the link in the first case, under its desk key, beside what was filed before", async () => {
    const server = await aCase();
    const { opener, reader, writer } = await sit(house.hana, server);
    const first = server.of.caseId;
    server.add(await writer.file(first, { tags: ["Harbour"], links: [] }));
    await reader.read(server.answerFor(house.hana));

    const { link, room } = await opener.seal(first, SAID, PUBLISHED);

    server.add(link);
    expect(link.items.map((item) => item.key_kind)).toEqual([KeyKind.DESK]);
    await reader.read(server.answerFor(house.hana));
    const filed = filingOf(reader.opened(first).read);
    expect(filed).toEqual({ tags: ["Harbour"], links: [{ case: room, why: "Reply room" }] });
  });

  it("gives no key to a handler whom a coordinator excluded from the first case", async () => {
    const server = await aCase();
    const { opener } = await sit(house.hana, server, new MemoryStore(), [house.omar.id]);
    const sealed = await opener.seal(server.of.caseId, SAID, PUBLISHED);
    expect(bundleOf(sealed).json.grants.map(({ holder }) => holder)).not.toContain(house.omar.fingerprint);
  });

  it("seals nothing while a colleague who would read it was not compared", async () => {
    const server = await aCase();
    const store = new MemoryStore();
    await sit(house.hana, server, store);
    const nils = await house.join("Nils Berg");
    await house.addHandler(house.ines, nils);
    const { opener } = await sit(house.hana, server, store);
    const opening = opener.seal(server.of.caseId, SAID, PUBLISHED);
    await expect(opening).rejects.toMatchObject({ code: "desk/card-not-accepted" });
  });

  it("a room has no rooms", async () => {
    const server = await aCase();
    const { opener } = await sit(house.hana, server);
    const room = new Server(bundleOf(await opener.seal(server.of.caseId, SAID, PUBLISHED)), house, true);
    const inside = await sit(house.hana, room);
    const opening = inside.opener.seal(room.of.caseId, SAID, PUBLISHED);
    await expect(opening).rejects.toMatchObject({ code: "desk/room-of-a-room" });
  });
});

describe("a room as handlers read it", () => {
  async function aRoom(isRoom = true) {
    const server = await aCase();
    const { opener } = await sit(house.hana, server);
    const sealed = await opener.seal(server.of.caseId, SAID, PUBLISHED);
    return { sealed, room: new Server(bundleOf(sealed), house, isRoom) };
  }

  it("shows no report, and whoever writes in it is the person concerned", async () => {
    const { sealed, room } = await aRoom();
    const { reading } = await sit(house.omar, room);
    expect(reading.isRoom).toBe(true);
    expect(reading.findings).toEqual([]);
    expect(reading.entries.map(({ kind }) => kind)).toEqual(["letter"]);

    const { signing } = Receipt.parse(sealed.receipt).keys;
    const read = await readByReceipt(sealed);
    room.add({ items: [await sealMessage(read, signing, { text: "I did not.", sentOn: TODAY })], blobs: [] });
    const again = await sit(house.omar, room);
    expect(again.reading.entries.at(-1)).toMatchObject({
      author: { kind: "reporter", concerned: true },
      byLetter: true,
    });
    expect(again.reading.entries[0]).toMatchObject({ byLetter: false });
  });

  it("a server that calls it a report is found out, and nothing is sealed then", async () => {
    const { room } = await aRoom(false);
    const { reading } = await sit(house.omar, room);
    expect(reading.findings.map(({ code }) => code)).toEqual(["room-mismatch"]);
    expect(reading.isRoom).toBe(true);
    expect(reading.mayAnswer).toBe(false);
  });

  it("a server that calls a report a room is found out", async () => {
    const server = new Server(await reported(house, { what: STORY }), house, true);
    const { reading } = await sit(house.omar, server);
    expect(reading.findings.map(({ code }) => code)).toEqual(["room-mismatch"]);
  });
});
