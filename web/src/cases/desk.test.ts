import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Api } from "../common/api";
import { deskOf, type Holder, House, holder } from "../people/cast";
import { MemoryStore } from "../people/store";
import { sealAttachment, sealManifest } from "../vault/attachments";
import { fromBase64, newId, toHex } from "../vault/bytes";
import { keyFor } from "../vault/compose";
import { verifyChain } from "../vault/directory";
import { Receipt } from "../vault/receipt";
import { type Bundle, ReportSealer } from "../vault/report";
import type { Signer } from "../vault/signing";
import type { ReadCase } from "../vault/thread";
import type { ThreadEntry } from "../vault/threadTypes";
import { readingOf } from "./caseReading";
import { DEFINITION, Server, TODAY } from "./cast";
import { fetchAttachment } from "./downloading";
import { CaseReader, hashOfDefinition } from "./reading";
import type { WireItem } from "./wire";
import { type Addition, CaseWriter } from "./writing";

const PLAIN = new TextEncoder().encode("serial numbers of three centrifuges");

let house: House;
let bundle: Bundle;
let blobs: Map<string, Uint8Array>;
/** The receipt of the report that was sealed last. */
let receipt: Receipt;

async function sealReport(more: Record<string, string> = {}, category = ""): Promise<Bundle> {
  const { entries, cards } = house.answer;
  const directory = await verifyChain(
    entries.map((entry) => fromBase64(entry)),
    cards.map((card) => fromBase64(card)),
  );
  const questionnaire = { version: 1, sha256: hashOfDefinition(DEFINITION) };
  receipt = Receipt.generate();
  const sealer = new ReportSealer({ receipt, directory, channel: house.channel, questionnaire });
  const source = new Blob([PLAIN]).stream();
  const file = { source, size: PLAIN.length, name: "../list.txt", mediaType: "text/plain" };
  const upload = await sealer.sealAttachment(file);
  blobs.set(upload.blob, new Uint8Array(await new Response(upload.stream).arrayBuffer()));
  const answers = { what: "Parts left by the back door.", ...more };
  return sealer.finish({ answers, title: "Missing parts", category, sentOn: TODAY });
}

async function sit(who: Holder, store = new MemoryStore()) {
  const desk = await deskOf(who, house, store);
  const reader = new CaseReader(store, desk.own, desk.keeper);
  const writer = new CaseWriter(desk.own, desk.keeper, reader, () => TODAY);
  return { ...desk, reader, writer };
}

beforeAll(async () => {
  house = await House.found();
});

beforeEach(async () => {
  blobs = new Map();
  bundle = await sealReport();
});

describe("the inbox", () => {
  const row = (server: Server, who: Holder) => {
    const { case: about, grants } = server.answerFor(who);
    const title = server.items.find((item) => item.kind === "title") as WireItem;
    return {
      ...about,
      title: title.id,
      unread: true,
      due: null,
      assigned_to: null,
      contested: false,
      sealed: { ...about, title, grants },
    };
  };
  type Row = ReturnType<typeof row>;
  const open = (reader: CaseReader, one: Row) => reader.openTitles([one], async () => [one.sealed]);

  it("opens the titles that this handler was granted, and tells why not for others", async () => {
    const server = new Server(bundle, house);
    const { reader } = await sit(house.hana);
    const mine = row(server, house.hana);
    const title = { title: "Missing parts", urgent: false, category: null };
    expect(await reader.knownTitles([mine])).toEqual({});
    expect(await open(reader, mine)).toEqual({ [mine.id]: title });
    expect(await reader.knownTitles([mine])).toEqual({ [mine.id]: title });
    expect(await reader.knownTitles([{ ...mine, title: newId() }])).toEqual({});
    const stolen = row(server, house.omar);
    const { reader: fresh } = await sit(house.hana);
    expect(await open(fresh, stolen)).toEqual({ [mine.id]: { reason: "vault/wrong-key" } });
    expect(await fresh.knownTitles([stolen])).toEqual({});
    const none = { ...mine, sealed: { ...mine.sealed, grants: [] } };
    expect(await open(fresh, none)).toEqual({ [mine.id]: { reason: "key/missing" } });
    expect(await fresh.openTitles([{ ...mine, title: null }], () => Promise.reject(new Error("asked")))).toEqual({});
  });

  it("marks what its reporter called urgent, and the category, here and on the case page", async () => {
    const server = new Server(await sealReport({ urgent: "yes" }, "theft"), house);
    const { reader } = await sit(house.hana);
    const mine = row(server, house.hana);
    expect(await open(reader, mine)).toEqual({
      [mine.id]: { title: "Missing parts", urgent: true, category: "theft" },
    });
    expect(await reader.read(server.answerFor(house.hana))).toMatchObject({ urgent: true });
  });

  it("does not open a title that was moved to another case", async () => {
    const server = new Server(bundle, house);
    const [mine, id] = [row(server, house.hana), newId()];
    const moved = { ...mine, id, sealed: { ...mine.sealed, id } };
    expect(await open((await sit(house.hana)).reader, moved)).toEqual({ [id]: { reason: "key/missing" } });
  });
});

describe("the case page", () => {
  it("shows the report with its file, in the reporter's name, and no finding", async () => {
    const reading = await (await sit(house.hana)).reader.read(new Server(bundle, house).answerFor(house.hana));
    expect(reading).toMatchObject({
      title: "Missing parts",
      urgent: false,
      findings: [],
      mayAnswer: true,
      mayNote: true,
    });
    expect(reading.entries).toHaveLength(1);
    expect(reading.entries[0]).toMatchObject({
      kind: "report",
      author: { kind: "reporter" },
      answers: { what: "Parts left by the back door." },
      files: [{ name: "../list.txt", size: PLAIN.length }],
    });
  });

  it("looks through a case as often, however long its conversation is", async () => {
    const { reader } = await sit(house.hana);
    const answer = new Server(bundle, house).answerFor(house.hana);
    await reader.read(answer);
    const { read } = reader.opened(bundle.caseId);
    const context = {
      own: "",
      isAccepted: () => true,
      nameOf: () => "",
      questionnaire: { version: 1, sha256: hashOfDefinition(DEFINITION) },
      follows: null,
      today: TODAY,
    };
    const [report] = read.entries;
    const times = (length: number) => {
      let looked = 0;
      const entries = [
        ...read.entries,
        ...Array.from({ length }, (_, i) => ({ ...report, id: `${i}` }) as ThreadEntry),
      ];
      const long = new Proxy(read, {
        get: (whole, name) => {
          looked += name === "entries" ? 1 : 0;
          return name === "entries" ? entries : Reflect.get(whole, name, whole);
        },
      });
      expect(readingOf(long, answer, context).entries).toHaveLength(1 + length);
      return looked;
    };
    expect(times(50)).toBe(times(1));
  });

  it("carries an answer and a note to a colleague, under the name that was accepted", async () => {
    const server = new Server(bundle, house);
    const hana = await sit(house.hana);
    const first = await hana.reader.read(server.answerFor(house.hana));
    expect(first.needsDeskKey).toBe(true);
    server.store(await hana.writer.deskKey(first.id));
    expect((await hana.reader.read(server.answerFor(house.hana))).needsDeskKey).toBe(false);
    server.add(await hana.writer.note(first.id, "Compare with the store's list."));
    await hana.reader.read(server.answerFor(house.hana));
    server.add(await hana.writer.answer(first.id, "Thank you. When was this?"));
    const seen = await (await sit(house.omar)).reader.read(server.answerFor(house.omar));
    expect(seen.findings).toEqual([]);
    expect(seen.entries.map((entry) => entry.kind)).toEqual(["report", "note", "message"]);
    expect(seen.entries[2]).toMatchObject({
      text: "Thank you. When was this?",
      author: { kind: "colleague", name: "Hana Weiss", accepted: true },
    });
  });

  it("seals nothing to a recipient whose card this browser has not accepted", async () => {
    const vera = await house.join("Vera Novak");
    const store = new MemoryStore();
    await sit(house.hana, store);
    await house.addHandler(house.ines, vera);
    const server = new Server(await sealReport(), house);
    const hana = await sit(house.hana, store);
    const reading = await hana.reader.read(server.answerFor(house.hana));
    expect(reading.findings).toContainEqual({ code: "unaccepted-recipient", detail: vera.fingerprint });
    expect(reading).toMatchObject({ mayAnswer: false, mayNote: false });
    const refused = { code: "desk/card-not-accepted" };
    await expect(hana.writer.answer(reading.id, "x")).rejects.toMatchObject(refused);
    await expect(hana.writer.deskKey(reading.id)).rejects.toMatchObject(refused);
    await hana.keeper.accept([vera.fingerprint]);
    expect((await hana.reader.read(server.answerFor(house.hana))).mayAnswer).toBe(true);
    await hana.writer.answer(reading.id, "x");
  });

  it("grants the desk key to the handlers of today, if both the list of keys and the server say that they are", async () => {
    const server = new Server(bundle, house);
    const late = await house.join("Late Comer");
    await house.addHandler(house.ines, late);
    const hana = await sit(house.hana);
    const answer = server.answerFor(house.hana);
    const holdersOf = async (entitled: readonly string[]): Promise<string[]> => {
      const reading = await hana.reader.read({ ...answer, case: { ...answer.case, entitled } });
      return (await hana.writer.deskKey(reading.id)).grants.map((grant) => grant.holder).sort();
    };
    const sealedTo = bundle.json.grants.map((grant) => grant.holder).filter((name) => name !== "receipt");
    expect(await holdersOf(answer.case.entitled)).toEqual([...sealedTo, late.fingerprint].sort());
    const withoutLate = answer.case.entitled.filter((name) => name !== late.fingerprint);
    expect(await holdersOf(withoutLate)).toEqual(sealedTo.sort());
    const stranger = (await holder("A Stranger", house.organisation)).fingerprint;
    expect(await holdersOf([...withoutLate, stranger])).toEqual(sealedTo.sort());
  });

  it("takes no desk key from somebody who is no colleague, and seals no note under it", async () => {
    const server = new Server(bundle, house);
    const stranger = await house.join("Stranger");
    const hana = await sit(house.hana);
    await hana.reader.read(server.answerFor(house.hana));
    const forger = await sit(house.hana);
    await forger.reader.read(server.answerFor(house.hana));
    Object.defineProperty(forger.own, "unlocked", { value: { keys: stranger.keys, card: house.hana.card } });
    server.store(await forger.writer.deskKey(bundle.caseId));
    const reading = await hana.reader.read(server.answerFor(house.hana));
    expect(reading.findings.map((finding) => finding.code)).toEqual(["desk-key-not-from-colleague"]);
    expect(reading).toMatchObject({ mayAnswer: true, mayNote: false, needsDeskKey: false });
    await expect(hana.writer.note(bundle.caseId, "x")).rejects.toMatchObject({ code: "thread/no-key" });
  });

  it("notices that a desk key which it has used is gone", async () => {
    const server = new Server(bundle, house);
    const store = new MemoryStore();
    const hana = await sit(house.hana, store);
    await hana.reader.read(server.answerFor(house.hana));
    const before = new Map(server.keys);
    server.store(await hana.writer.deskKey(bundle.caseId));
    await hana.reader.read(server.answerFor(house.hana));
    server.keys = before;
    const again = await (await sit(house.hana, store)).reader.read(server.answerFor(house.hana));
    expect(again.findings.map((finding) => finding.code)).toEqual(["pinned-key-missing"]);
    expect(again).toMatchObject({ mayNote: false, needsDeskKey: false });
  });

  it("says when the questions shown are not those that the reporter answered", async () => {
    const answer = new Server(bundle, house).answerFor(house.hana);
    const asked = { fields: [{ id: "what", kind: "long", label: { en: "What did you steal?" } }] };
    const reading = await (await sit(house.hana)).reader.read({
      ...answer,
      definition: { ...DEFINITION, questionnaire: asked },
    });
    expect(reading.findings.map((finding) => finding.code)).toEqual(["questionnaire-changed"]);
  });

  it("shows what does not open, with its reason", async () => {
    const server = new Server(bundle, house);
    const [report, ...others] = server.items as [WireItem, ...WireItem[]];
    const bytes = fromBase64(report.sealed);
    bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
    server.items = [{ ...report, sealed: Buffer.from(bytes).toString("base64") }, ...others];
    const reading = await (await sit(house.hana)).reader.read(server.answerFor(house.hana));
    expect(reading.entries[0]).toMatchObject({ readable: false, kind: "report", reason: "vault/tampered" });
    expect(reading.findings.map((finding) => finding.code)).toContain("report-missing");
    expect(reading.mayAnswer).toBe(false);
  });
});

describe("an attachment", () => {
  const api = {
    stream: async (path: string) => new Blob([blobs.get(path.split("/").at(-1) as string) as BlobPart]).stream(),
  };

  it("is offered under a safe name once all of it was verified", async () => {
    const { reader } = await sit(house.hana);
    const reading = await reader.read(new Server(bundle, house).answerFor(house.hana));
    const [entry] = reading.entries;
    const manifest = entry?.readable ? entry.files[0]?.id : undefined;
    const file = await fetchAttachment(reader, api, reading.id, manifest as string, () => {});
    expect(file.name).toBe("list.txt");
    expect(new Uint8Array(await file.blob.arrayBuffer())).toEqual(PLAIN);
    expect(file.blob.type).toBe("application/octet-stream");
  });

  it("is not offered when one bit was changed", async () => {
    const { reader } = await sit(house.hana);
    const reading = await reader.read(new Server(bundle, house).answerFor(house.hana));
    const [entry] = reading.entries;
    const manifest = entry?.readable ? entry.files[0]?.id : undefined;
    for (const sealed of blobs.values()) sealed[sealed.length - 1] = (sealed.at(-1) as number) ^ 1;
    await expect(fetchAttachment(reader, api, reading.id, manifest as string, () => {})).rejects.toMatchObject({
      code: "vault/tampered",
    });
  });

  it("of no verified manifest is not even asked for", async () => {
    const { reader } = await sit(house.hana);
    const reading = await reader.read(new Server(bundle, house).answerFor(house.hana));
    const asked: string[] = [];
    const spying = {
      stream: async (path: string) => {
        asked.push(path);
        return new Blob([]).stream();
      },
    };
    await expect(fetchAttachment(reader, spying, reading.id, newId(), () => {})).rejects.toMatchObject({
      code: "desk/no-such-attachment",
    });
    expect(asked).toEqual([]);
  });
});

describe("a redacted copy", () => {
  async function copyBy(signer: Signer, read: ReadCase, redacts: string): Promise<Addition> {
    const key = keyFor(read, "attachment");
    const file = { size: PLAIN.length, name: "list (redacted).txt", mediaType: "text/plain" };
    const upload = sealAttachment(key, read.caseId, { ...file, source: new Blob([PLAIN]).stream() });
    await new Response(upload.stream).arrayBuffer();
    const { item } = await sealManifest(key, read.caseId, signer, await upload.done, TODAY, redacts);
    return { items: [item], blobs: [] };
  }

  it("names what it is a copy of, where a handler wrote it; a reporter's word for it counts for nothing", async () => {
    const server = new Server(bundle, house);
    const hana = await sit(house.hana);
    const { entries } = await hana.reader.read(server.answerFor(house.hana));
    const original = entries[0]?.readable ? (entries[0].files[0]?.hash ?? "") : "";
    const { read } = hana.reader.opened(bundle.caseId);
    for (const signer of [house.hana.keys.signing, receipt.keys.signing]) {
      server.add(await copyBy(signer, read, original));
    }
    const again = await hana.reader.read(server.answerFor(house.hana));
    expect(again.findings).toEqual([]);
    const copies = again.entries.flatMap((entry) =>
      entry.readable && entry.kind === "attachment"
        ? entry.files.map(({ redacts }) => [entry.author.kind, redacts])
        : [],
    );
    expect(new Map(copies as [string, string | null][])).toEqual(
      new Map([
        ["you", original],
        ["reporter", null],
      ]),
    );
  });

  it("is made of what the case holds, and of nothing else: nothing is announced or sent", async () => {
    const hana = await sit(house.hana);
    await hana.reader.read(new Server(bundle, house).answerFor(house.hana));
    const nowhere = new Proxy({} as Api, {
      get: () => {
        throw new Error("asked");
      },
    });
    const copying = hana.writer.copy(bundle.caseId, new File(["x"], "x.txt"), "ab".repeat(32), nowhere, () => {});
    await expect(copying).rejects.toMatchObject({ code: "desk/no-such-original" });
  });
});

describe("what is pinned", () => {
  it("is hashes only, never a key", async () => {
    const store = new MemoryStore();
    const hana = await sit(house.hana, store);
    await hana.reader.read(new Server(bundle, house).answerFor(house.hana));
    const pinned = JSON.stringify(await store.get("pins", `case/${house.hana.id}/${bundle.caseId}`));
    const key = [...hana.reader.opened(bundle.caseId).read.keys.values()][0] as Uint8Array;
    expect(pinned).toContain("sha256");
    expect(pinned).not.toContain(toHex(key));
  });
});
