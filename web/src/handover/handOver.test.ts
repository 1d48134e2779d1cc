import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NOT_CONCLUDED } from "../cases/cast";
import { CaseReader, hashOfDefinition } from "../cases/reading";
import type { CaseAnswer, WireItem } from "../cases/wire";
import { CaseWriter } from "../cases/writing";
import { Api } from "../common/api";
import type { Definition } from "../common/definition";
import { deskOf, type Holder, House } from "../people/cast";
import { MemoryStore } from "../people/store";
import { fromBase64, newId, toHex } from "../vault/bytes";
import { type Directory, verifyChain } from "../vault/directory";
import { sha256 } from "../vault/primitives";
import { Receipt } from "../vault/receipt";
import { type Bundle, type BundleJson, ReportSealer } from "../vault/report";
import { readCase } from "../vault/thread";
import type { OpenedOf } from "../vault/threadTypes";
import type { ItemJson } from "../vault/wire";
import { hashWords } from "../vault/words";
import { HandOver } from "./handOver";
import type { LookedPartner } from "./wire";

const DEFINITION: Definition = {
  name: { en: "Integrity and security" },
  categories: [],
  questionnaire: { fields: [{ id: "what", kind: "long", label: { en: "What happened?" } }] },
};
const TODAY = "2026-11-22";
const NO_ERRANDS = new Api("http://127.0.0.1:1");

let house: House;
let harbour: House;
let report: Bundle;
let items: WireItem[];
let looked: LookedPartner;

const directoryOf = ({ answer }: House): Promise<Directory> =>
  verifyChain(
    answer.entries.map((entry) => fromBase64(entry)),
    answer.cards.map((card) => fromBase64(card)),
  );

async function sealReport(): Promise<Bundle> {
  const questionnaire = { version: 1, sha256: hashOfDefinition(DEFINITION) };
  const directory = await directoryOf(house);
  const sealer = new ReportSealer({ receipt: Receipt.generate(), directory, channel: house.channel, questionnaire });
  return sealer.finish({ answers: { what: "Parts left." }, title: "Missing parts", sentOn: TODAY });
}

/** A partner as its server shows it. */
async function published(of: House, words = of): Promise<LookedPartner> {
  const channel = {
    organisation: { id: of.organisation, name: "Harbour Agency" },
    channel: { id: of.channel },
    definition: DEFINITION,
    version: 1,
    sha256: hashOfDefinition(DEFINITION),
  };
  return {
    id: newId(),
    name: "The Harbour",
    address: "https://report.harbour.example/en/harbour/hotline/",
    words: (await hashWords((await directoryOf(words)).rootHash)).join(" "),
    notice_days: 7,
    looked: 1,
    published: JSON.stringify({ channel, directory: of.answer }),
    failure: "",
  };
}

function answerFor(who: Holder): CaseAnswer {
  const grants = report.json.grants.filter(({ holder }) => holder === who.fingerprint);
  const about = { received_on: TODAY, sealed_by: "client", definition_version: 1, is_test: false, is_room: false };
  return {
    case: {
      id: report.caseId,
      channel: house.channel,
      state: "received",
      excluded: [],
      rekey_due: false,
      held_until: null,
      recording_article: null,
      ...NOT_CONCLUDED,
      entitled: [],
      ...about,
    },
    definition: DEFINITION,
    grants,
    items,
    blobs: [],
  };
}

/** Somebody at their desk, with the case open as it is now. */
async function sit(who: Holder): Promise<HandOver> {
  const { own, keeper, store } = await deskOf(who, house, new MemoryStore());
  await keeper.accept([house.hana, house.omar, house.ines].map((one) => one.fingerprint));
  const reader = new CaseReader(store, own, keeper);
  await reader.read(answerFor(who));
  return new HandOver(own, keeper, reader, new CaseWriter(own, keeper, reader, () => TODAY), () => TODAY);
}

function keep(item: ItemJson): string {
  items = [...items, { ...item, day: TODAY }];
  return item.id;
}

async function propose(who: Holder, contents?: string[]): Promise<string> {
  const hashes = contents ?? [hashOf("report")];
  const desk = await sit(who);
  const proposing = { why: "They can act.", note: "Ask Rae.", contents: hashes, releaseOn: TODAY, danger: "" };
  return keep(await desk.propose(report.caseId, looked, proposing));
}

function hashOf(kind: string): string {
  const item = items.find((one) => one.kind === kind) as WireItem;
  return toHex(sha256(fromBase64(item.sealed)));
}

async function say(who: Holder, proposal: string, verdict: "agreed" | "withdrawn"): Promise<void> {
  keep(await (await sit(who)).decide(report.caseId, proposal, verdict, "So be it."));
}

async function release(who: Holder, proposal: string, directory?: string) {
  const shown = directory ?? toHex((await directoryOf(harbour)).headHash);
  const releasing = { from: "Meridian", title: "Missing parts", told: [{ label: "What?", text: "Parts left." }] };
  const carriage = { api: NO_ERRANDS, proposal, partner: looked.id, progress: () => {} };
  return (await sit(who)).release(report.caseId, looked, { ...releasing, directory: shown }, carriage);
}

/** The report as the partner's handler reads it. */
async function readThere(bundle: BundleJson, caseId: string) {
  const who = harbour.hana;
  const grants = bundle.grants.filter(({ holder }) => holder === who.fingerprint);
  const view = {
    caseId,
    channel: harbour.channel,
    items: bundle.items.map((item) => ({ ...item, keyKind: item.key_kind, sealed: fromBase64(item.sealed) })),
    grants: grants.map((grant) => ({ ...grant, keyKind: grant.key_kind, sealed: fromBase64(grant.sealed) })),
  };
  const { opener, signing } = who.keys;
  const directory = await directoryOf(harbour);
  return readCase(view, { role: "holder", identity: opener, signing, directory, pins: {} });
}

beforeAll(async () => {
  house = await House.found();
});

beforeEach(async () => {
  harbour = await House.found();
  looked = await published(harbour);
  report = await sealReport();
  items = report.json.items.map((item) => ({ ...item, day: TODAY }));
});

describe("a hand-over", () => {
  it("is a new case of the partner's, with the answers and the note, and no key of the old one", async () => {
    const proposal = await propose(house.hana);
    await say(house.omar, proposal, "agreed");
    const released = await release(house.hana, proposal);
    const bundle = JSON.parse(Buffer.from(released.bundle, "base64").toString()) as BundleJson;
    expect(released.case).not.toBe(report.caseId);
    const read = await readThere(bundle, released.case);
    expect(read.findings).toEqual([]);
    const there = read.report as OpenedOf<"report">;
    expect(there.body.handed_over).toEqual({
      from: "Meridian",
      note: "Ask Rae.",
      told: [{ label: "What?", text: "Parts left." }],
      messages: [],
      left_out: [],
    });
    expect(there.body.organisation).toBe(harbour.organisation);
  });

  it("is not sealed unless another person agreed, whoever the server says did", async () => {
    const proposal = await propose(house.hana);
    await expect(release(house.hana, proposal)).rejects.toMatchObject({ code: "desk/not-agreed" });
    await say(house.hana, proposal, "agreed");
    await expect(release(house.hana, proposal)).rejects.toMatchObject({ code: "desk/not-agreed" });
  });

  it("is not sealed once it was taken back, whatever the server says", async () => {
    const proposal = await propose(house.hana);
    await say(house.omar, proposal, "agreed");
    await say(house.hana, proposal, "withdrawn");
    await expect(release(house.omar, proposal)).rejects.toMatchObject({ code: "desk/not-agreed" });
  });

  it("is not sealed when an agreement to another proposal is shown for it", async () => {
    const first = await propose(house.hana);
    await say(house.omar, first, "agreed");
    const second = await propose(house.hana);
    await expect(release(house.hana, second)).rejects.toMatchObject({ code: "desk/not-agreed" });
  });

  it("is not sealed when something that was to go is not there", async () => {
    const proposal = await propose(house.hana);
    await say(house.omar, proposal, "agreed");
    const all = items;
    items = items.filter(({ kind }) => kind !== "title");
    await expect(release(house.hana, proposal)).resolves.toBeDefined();
    items = all.map((item) => (item.kind === "report" ? { ...item, sealed: "AAAA" } : item));
    await expect(release(house.hana, proposal)).rejects.toMatchObject({ code: expect.stringMatching(/desk|thread/) });
  });
});

describe("the partner", () => {
  it("is refused when its directory does not begin at the words on the list", async () => {
    looked = await published(harbour, house);
    await expect(propose(house.hana)).rejects.toMatchObject({ code: "directory/root-mismatch" });
  });

  it("is refused when it is another than two people agreed to, under words that fit", async () => {
    const proposal = await propose(house.hana);
    await say(house.omar, proposal, "agreed");
    harbour = await House.found();
    looked = await published(harbour);
    await expect(release(house.hana, proposal)).rejects.toMatchObject({ code: "directory/not-descendant" });
  });

  it("is asked about again when its readers changed since, and sealed to only as the handler was shown", async () => {
    const proposal = await propose(house.hana);
    await say(house.omar, proposal, "agreed");
    const before = toHex((await directoryOf(harbour)).headHash);
    await harbour.addHandler(harbour.hana, await harbour.join("Vera Lind"));
    looked = await published(harbour);
    await expect(release(house.hana, proposal, before)).rejects.toMatchObject({ code: "desk/readers-changed" });
    await expect(release(house.hana, proposal)).resolves.toBeDefined();
  });

  it("is refused when a part of what it publishes is another's", async () => {
    const whole = JSON.parse(looked.published as string);
    const definition = { ...DEFINITION, name: { en: "Another" } };
    for (const channel of [
      { ...whole.channel, definition },
      { ...whole.channel, organisation: { ...whole.channel.organisation, id: house.organisation } },
    ]) {
      const changed = { ...looked, published: JSON.stringify({ ...whole, channel }) };
      await expect((await sit(house.hana)).partner(changed)).rejects.toMatchObject({ code: "vault/tampered" });
    }
    for (const text of [null, "", "{}", '{"channel":{},"directory":[]}']) {
      await expect((await sit(house.hana)).partner({ ...looked, published: text })).rejects.toMatchObject({
        code: "vault/malformed",
      });
    }
  });
});
