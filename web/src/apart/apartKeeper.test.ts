import { beforeAll, describe, expect, test } from "vitest";
import { NOT_CONCLUDED } from "../cases/cast";
import { CaseReader, hashOfDefinition } from "../cases/reading";
import type { CaseAnswer, WireItem } from "../cases/wire";
import type { Definition } from "../common/definition";
import { deskOf, type Holder, House, holder } from "../people/cast";
import { fromBase64, toBase64 } from "../vault/bytes";
import { type Directory, verifyChain } from "../vault/directory";
import { ALL_CHANNELS, Role } from "../vault/directoryEntry";
import { openGrant, sealGrant } from "../vault/grants";
import { KeyKind } from "../vault/keyKind";
import { keyKindOf } from "../vault/place";
import { Receipt } from "../vault/receipt";
import { type Bundle, ReportSealer } from "../vault/report";
import { readCase } from "../vault/thread";
import type { GrantJson } from "../vault/wire";
import { ApartKeeper } from "./apartKeeper";
import type { Asks, KeptKey, NewDecision, NewRequest, RequestRow } from "./wire";

const DEFINITION: Definition = {
  name: { en: "Integrity" },
  categories: [],
  questionnaire: { fields: [{ id: "what", kind: "long", label: { en: "What happened?" } }] },
};
const TODAY = "2026-11-22";
const ASKING = {
  facts: "The ledger.",
  law: "§ 161 StPO",
  necessity: "Nobody else saw it.",
  notBefore: TODAY,
  danger: "",
};
const NAME = { me: [{ name: "Rana Haddad" }] };
const WHOM = { whom: [{ role: "Storekeeper" }] };

let house: House;
let tom: Holder;
let stranger: Holder;
/** Hana again, on a card that she made before the report came, and that was not taken off the list. */
let hanaAgain: Holder;
let receipt: Receipt;
let report: Bundle;

const directoryOf = ({ answer }: House): Promise<Directory> =>
  verifyChain(
    answer.entries.map((entry) => fromBase64(entry)),
    answer.cards.map((card) => fromBase64(card)),
  );

beforeAll(async () => {
  house = await House.found();
  tom = await house.join("Tom Okoro");
  stranger = await house.join("Vera Nowak");
  hanaAgain = await holder("Hana Weiss", house.organisation, house.hana.id);
  house.people.push(hanaAgain);
  await house.list(house.ines, [
    ...house.listings,
    { channel: ALL_CHANNELS, role: Role.OVERSEER, fingerprint: tom.card.fingerprint },
    { channel: house.channel, role: Role.HANDLER, fingerprint: hanaAgain.card.fingerprint },
    { channel: ALL_CHANNELS, role: Role.COORDINATOR, fingerprint: stranger.card.fingerprint },
  ]);
  receipt = Receipt.generate();
  const questionnaire = { version: 1, sha256: hashOfDefinition(DEFINITION) };
  const sealer = new ReportSealer({
    receipt,
    directory: await directoryOf(house),
    channel: house.channel,
    questionnaire,
  });
  const apart = { identity: NAME, subject: WHOM };
  report = await sealer.finish({ answers: { what: "Parts left." }, title: "Missing parts", sentOn: TODAY, apart });
});

function caseFor(who: Holder): CaseAnswer {
  const about = {
    received_on: TODAY,
    sealed_by: "client",
    definition_version: 1,
    is_test: false,
    is_room: false,
    entitled: [],
  };
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
      ...about,
    },
    definition: DEFINITION,
    grants: report.json.grants.filter((grant) => grant.holder === who.fingerprint),
    items: report.json.items.map((item) => ({ ...item, day: TODAY })),
    blobs: [],
  };
}

/** Somebody's desk; with the case open where they can read it. */
async function at(who: Holder, today = TODAY): Promise<ApartKeeper> {
  const { own, keeper, store } = await deskOf(who, house);
  const reader = new CaseReader(store, own, keeper);
  if (who !== tom) await reader.read(caseFor(who));
  return new ApartKeeper(own, keeper, reader, () => today);
}

const kept = (asks: Asks, ...readers: Holder[]): KeptKey => ({
  asks,
  generation: 0,
  readers: readers.map((one) => one.fingerprint),
});
const everybody = () => [house.hana, house.omar, hanaAgain, tom, house.sheet];

async function asked(asks: Asks = "subject", asking = ASKING): Promise<NewRequest> {
  return (await at(house.hana)).ask(report.caseId, kept(asks, ...everybody()), 0, asking);
}

/** A request as the server shows it to somebody. */
function rowFor(who: Holder, made: NewRequest, ...decisions: NewDecision[]): RequestRow {
  const shares = report.json.grants.filter(
    ({ holder, key_kind }) => holder === who.fingerprint && key_kind === keyKindOf(made.asks),
  );
  const keys = made.grants.filter((grant) => grant.holder === who.fingerprint);
  return {
    id: made.item.id,
    case: report.caseId,
    channel: house.channel,
    asks: made.asks,
    state: "open",
    is_mine: who === house.hana,
    not_before: made.not_before,
    expires_on: "2027-01-01",
    item: { ...made.item, day: TODAY },
    decisions: decisions.map(({ item }) => ({ ...item, day: TODAY })),
    grants: [...shares, ...keys.map(({ sealed }) => ({ key_kind: KeyKind.REQUEST, generation: 0, sealed }))],
  };
}

const given = async (who: Holder, made: NewRequest) => (await at(who)).decide(rowFor(who, made), "given", "");
const refusing = (code: string) => expect.objectContaining({ code });

describe("two people", () => {
  test("open whom a report concerns: Hana asks, Omar reads why and gives, Hana puts both together", async () => {
    const made = await asked();
    const omar = await at(house.omar);
    const [view] = await omar.read([rowFor(house.omar, made)]);
    expect(view).toMatchObject({ readable: true, body: { law: "§ 161 StPO" }, asker: { name: "Hana Weiss" } });
    const said = await omar.decide(rowFor(house.omar, made), "given", "I read it.");

    const hana = await at(house.hana);
    expect(hana.opened(report.caseId)).toEqual([]);
    const opened = await hana.put(rowFor(house.hana, made, said), said.share as string);
    expect(opened).toMatchObject([{ kind: "subject", answers: WHOM }]);
    hana.forget();
    expect(hana.opened(report.caseId)).toEqual([]);
  });

  test("open who reports with an overseer's share, who holds no key of the case", async () => {
    const made = await asked("identity");
    expect(caseFor(tom).grants.map(({ key_kind }) => key_kind)).not.toContain(KeyKind.CASE);
    const said = await given(tom, made);
    const opened = await (await at(house.hana)).put(rowFor(house.hana, made, said), said.share as string);
    expect(opened).toMatchObject([{ kind: "identity", answers: NAME }]);
  });

  test("are not one who asks and gives, nor the same one on two cards", async () => {
    const made = await asked();
    await expect(given(house.hana, made)).rejects.toEqual(refusing("desk/two-people"));
    await expect(given(hanaAgain, made)).rejects.toEqual(refusing("desk/two-people"));

    // A browser of hers that did not refuse: her other card's share and word, sealed all the same.
    const share = await shareOf(hanaAgain, "subject");
    const sealed = toBase64(await reseal(hanaAgain, house.hana, "subject", share));
    const byOmar = await given(house.omar, made);
    const row = rowFor(house.hana, made, byOmar);
    await expect((await at(house.hana)).put(row, sealed)).rejects.toEqual(refusing("desk/bad-share"));
  });

  test("do nothing before the day that the reporter was promised", async () => {
    const made = await asked("identity", { ...ASKING, notBefore: "2026-11-29" });
    await expect(given(house.omar, made)).rejects.toEqual(refusing("desk/too-early"));
    const later = await at(house.omar, "2026-11-29");
    const said = await later.decide(rowFor(house.omar, made), "given", "");
    const row = rowFor(house.hana, made, said);
    await expect((await at(house.hana)).put(row, said.share as string)).rejects.toEqual(refusing("desk/too-early"));
    await (await at(house.hana, "2026-11-29")).put(row, said.share as string);
  });
});

async function shareOf(who: Holder, asks: Asks): Promise<Uint8Array> {
  const found = report.json.grants.find(
    ({ holder, key_kind }) => holder === who.fingerprint && key_kind === keyKindOf(asks),
  ) as GrantJson;
  return (await openGrant(who.keys.opener, fromBase64(found.sealed))).key;
}

function reseal(from: Holder, to: Holder, asks: Asks, share: Uint8Array): Promise<Uint8Array> {
  return sealGrant(to.keys.recipient, report.caseId, keyKindOf(asks), 0, share, from.keys.signing);
}

describe("what is handed over", () => {
  test("is refused when it is no share of the reporter's list, of another key, or of somebody who did not say so", async () => {
    const made = await asked();
    const said = await given(house.omar, made);
    const hana = await at(house.hana);
    const row = rowFor(house.hana, made, said);
    const wrong = (await shareOf(house.omar, "subject")).map((byte, place) => (place === 0 ? byte ^ 1 : byte));
    for (const sealed of [
      await reseal(house.omar, house.hana, "subject", wrong),
      await reseal(house.omar, house.hana, "identity", await shareOf(house.omar, "identity")),
      await reseal(tom, house.hana, "subject", await shareOf(tom, "subject")),
    ]) {
      await expect(hana.put(row, toBase64(sealed))).rejects.toEqual(refusing("desk/bad-share"));
    }
    await expect(hana.put(rowFor(house.hana, made), said.share as string)).rejects.toEqual(refusing("desk/bad-share"));
    expect(hana.opened(report.caseId)).toEqual([]);
  });

  test("is put together by who asked alone", async () => {
    const made = await asked();
    const said = await given(house.omar, made);
    const omar = await at(house.omar);
    await expect(omar.put(rowFor(house.omar, made, said), said.share as string)).rejects.toEqual(
      refusing("desk/two-people"),
    );
  });
});

describe("a request", () => {
  test("is read by the reporter with the receipt, and refused with a reason that they read too", async () => {
    const made = await asked("identity");
    const said = await (await at(house.omar)).decide(rowFor(house.omar, made), "refused", "Ask the storekeeper.");
    const item = (one: Pick<WireItem, "id" | "kind" | "key_kind" | "generation" | "sealed">) => ({
      ...one,
      keyKind: one.key_kind,
      sealed: fromBase64(one.sealed),
    });
    const grants = [
      ...report.json.grants.filter(({ holder: of }) => of === "receipt"),
      ...made.grants
        .filter(({ holder: of }) => of === "receipt")
        .map((one) => ({ ...one, key_kind: 4, generation: 0 })),
    ].map((one) => ({ keyKind: one.key_kind, generation: one.generation, sealed: fromBase64(one.sealed) }));
    const { identity, signing } = receipt.keys;
    const read = await readCase(
      {
        caseId: report.caseId,
        channel: house.channel,
        items: [...report.json.items, made.item, said.item].map(item),
        grants,
      },
      { role: "reporter", identity, signing, directory: await directoryOf(house), pins: {} },
    );
    expect(read.findings).toEqual([]);
    const bodies = read.entries.flatMap((entry) => (entry.readable ? [entry.body] : []));
    expect(bodies).toContainEqual(expect.objectContaining({ facts: ASKING.facts, necessity: ASKING.necessity }));
    expect(bodies).toContainEqual(expect.objectContaining({ verdict: "refused", reason: "Ask the storekeeper." }));
  });

  test("is sealed to nobody whom the directory does not let hold a share", async () => {
    const hana = await at(house.hana);
    const ask = hana.ask(report.caseId, kept("subject", ...everybody(), stranger), 0, ASKING);
    await expect(ask).rejects.toEqual(refusing("desk/not-entitled"));
  });

  test("is sealed to no card that was not compared here", async () => {
    const { own, keeper, store } = await deskOf(house.hana, house);
    const late = await house.join("Nils Berg");
    const before = house.listings;
    await house.addHandler(house.ines, late);
    await keeper.review(house.answer, house.names);
    const reader = new CaseReader(store, own, keeper);
    await reader.read(caseFor(house.hana));
    const ask = new ApartKeeper(own, keeper, reader).ask(report.caseId, kept("subject", house.omar, late), 0, ASKING);
    await expect(ask).rejects.toEqual(refusing("desk/card-not-accepted"));
    await house.list(house.ines, before);
  });

  test("is shown as unreadable when its author is nobody who may ask, or did not grant its key", async () => {
    const made = await asked();
    const other = await (await at(house.omar)).ask(report.caseId, kept("subject", ...everybody()), 0, ASKING);
    const row = rowFor(tom, made);
    const mixed = { ...row, item: { ...other.item, day: TODAY } };
    const another = { ...row, asks: "identity" as const };
    const views = await (await at(tom)).read([row, mixed, another, { ...row, grants: [] }]);
    expect(views.map(({ readable }) => readable)).toEqual([true, false, false, false]);
  });

  test("is taken back by who asked, and by nobody else", async () => {
    const made = await asked();
    await expect((await at(house.omar)).decide(rowFor(house.omar, made), "withdrawn", "x")).rejects.toEqual(
      refusing("desk/two-people"),
    );
    const back = await (await at(house.hana)).decide(rowFor(house.hana, made), "withdrawn", "Not needed.");
    const [view] = await (await at(tom)).read([rowFor(tom, made, back)]);
    expect(view).toMatchObject({ said: [{ readable: true, body: { verdict: "withdrawn" } }] });
  });
});
