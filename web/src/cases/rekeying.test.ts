/** New keys for a case, with a server that tells the truth or lies about whom they are for. */
import { beforeEach, describe, expect, it } from "vitest";
import { ApiError } from "../common/api";
import { deskOf, type Holder, House } from "../people/cast";
import { decodeBody } from "../vault/bodies";
import { concat, fromBase64, toBase64, toHex } from "../vault/bytes";
import { type Directory, verifyChain } from "../vault/directory";
import { openGrant } from "../vault/grants";
import { openItem } from "../vault/items";
import { KeyKind } from "../vault/keyKind";
import { Place } from "../vault/place";
import { Receipt } from "../vault/receipt";
import type { NewKeysJson } from "../vault/rekeying";
import { Bundle, ReportSealer } from "../vault/report";
import { type ItemJson, sealBody } from "../vault/wire";
import { type Granter, granterAt } from "./regranting";
import { type DueCase, type KeyStore, rekey, rekeyAll } from "./rekeying";

const TODAY = "2026-11-22";
let house: House;
let directory: Directory;
let receipt: Receipt;
let bundle: Bundle;

beforeEach(async () => {
  house = await House.found();
  const { entries, cards } = house.answer;
  directory = await verifyChain(
    entries.map((entry) => fromBase64(entry)),
    cards.map((card) => fromBase64(card)),
  );
  receipt = Receipt.generate();
  bundle = await report();
});

async function report(excluded: readonly string[] = []): Promise<Bundle> {
  const questionnaire = { version: 1, sha256: "00".repeat(32) };
  const { channel } = house;
  const sealer = new ReportSealer({ receipt, directory, channel, questionnaire, excluded });
  return sealer.finish({ answers: { what: "Parts left." }, title: "Missing parts", sentOn: TODAY });
}

/** The report, signed and sealed by its author again, with another recipient for answers. */
async function reportNaming(replyTo: string): Promise<ItemJson> {
  const [own] = bundle.json.grants.filter(({ holder }) => holder === house.hana.fingerprint);
  const { key } = await openGrant(house.hana.keys.opener, fromBase64(own?.sealed ?? ""));
  const [report] = bundle.json.items;
  const place = new Place(bundle.caseId, "report", report?.id ?? "");
  const { body } = await openItem(key, 0, place, fromBase64(report?.sealed ?? ""));
  const said = { ...decodeBody("report", body), reply_to: replyTo };
  return sealBody({ generation: 0, key }, bundle.caseId, receipt.keys.signing, "report", said);
}

function sealedAnew({ caseId, json }: Bundle, item: ItemJson): Bundle {
  return new Bundle(caseId, { ...json, items: [item, ...json.items.slice(1)] });
}

async function granterOf(who: Holder): Promise<Granter> {
  const { own, keeper } = await deskOf(who, house);
  return granterAt(own, keeper, async () => ({}));
}

function rowOf({ caseId, json }: Bundle, change: Partial<DueCase> = {}): DueCase {
  return {
    id: caseId,
    channel: house.channel,
    excluded: [],
    newest: [{ key_kind: 0, generation: 0 }],
    entitled: [house.hana.fingerprint],
    grants: json.grants.filter(({ holder }) => holder === house.hana.fingerprint),
    items: json.items.filter(({ kind }) => kind === "report").map((item) => ({ ...item, day: TODAY })),
    ...change,
  };
}

/** A server with these cases that keeps what it is given; the first answers are `refusals`. */
class Server implements KeyStore {
  readonly stored: NewKeysJson[] = [];

  constructor(
    private readonly row: DueCase,
    private readonly refusals: string[] = [],
    private readonly others: readonly DueCase[] = [],
  ) {}

  due = async () => ({ cases: [this.row, ...this.others], next: null });
  one = async () => this.row;
  store = async (_: string, keys: NewKeysJson) => {
    const refusal = this.refusals.shift();
    if (refusal !== undefined) throw new ApiError(refusal, "Refused.", 409);
    this.stored.push(keys);
  };
}

const silent = () => {};

describe("new keys", () => {
  it("are of the next generation, for who is entitled, the recovery sheet and the reporter's receipt", async () => {
    const server = new Server(rowOf(bundle));
    expect(await rekeyAll(await granterOf(house.hana), server, silent)).toEqual({ done: 1, unverified: [] });
    const [made] = server.stored[0]?.keys ?? [];
    expect(made).toMatchObject({ key_kind: 0, generation: 1 });
    const held = Object.fromEntries((made?.grants ?? []).map(({ holder, sealed }) => [holder, fromBase64(sealed)]));
    expect(Object.keys(held).sort()).toEqual([house.hana.fingerprint, house.sheet.fingerprint, "receipt"].sort());
    const opened = await Promise.all([
      openGrant(house.hana.keys.opener, held[house.hana.fingerprint] as Uint8Array),
      openGrant(house.sheet.keys.opener, held[house.sheet.fingerprint] as Uint8Array),
      openGrant(receipt.keys.opener, held.receipt as Uint8Array),
    ]);
    expect(new Set(opened.map(({ key }) => toHex(key))).size).toBe(1);
    expect(opened[0]).toMatchObject({ caseId: bundle.caseId, keyKind: KeyKind.CASE, generation: 1 });
  });

  it("stop, loudly, at a card that was not compared in this browser", async () => {
    const granter = await granterOf(house.hana);
    const server = new Server(rowOf(bundle));
    const isAccepted: Granter["isAccepted"] = ({ fingerprint }) => toHex(fingerprint) !== house.sheet.fingerprint;
    await expect(rekeyAll({ ...granter, isAccepted }, server, silent)).rejects.toMatchObject({
      code: "desk/card-not-accepted",
    });
    expect(server.stored).toEqual([]);
  });

  it("are made for nobody whom the reporter or a coordinator left out, nor who handles nothing here", async () => {
    const left = await report([house.omar.fingerprint]);
    const lies = [
      rowOf(left, { entitled: [house.hana.fingerprint, house.omar.fingerprint] }),
      rowOf(bundle, { entitled: [house.omar.fingerprint], excluded: [house.omar.id] }),
      rowOf(bundle, { entitled: [house.ines.fingerprint] }),
    ];
    for (const lie of lies) {
      const server = new Server(lie);
      const granter = await granterOf(house.hana);
      expect(await rekeyAll(granter, server, silent)).toEqual({ done: 0, unverified: [lie.id] });
      await expect(rekey(granter, server, lie)).rejects.toMatchObject({ code: "desk/not-entitled" });
      expect(server.stored).toEqual([]);
    }
  });

  it("are made for the other cases where one author signed other readers than they sealed to", async () => {
    const odd = rowOf(await report([house.omar.fingerprint]), {
      entitled: [house.hana.fingerprint, house.omar.fingerprint],
    });
    receipt = Receipt.generate();
    const server = new Server(odd, [], [rowOf(await report())]);
    expect(await rekeyAll(await granterOf(house.hana), server, silent)).toEqual({ done: 1, unverified: [odd.id] });
    expect(server.stored).toHaveLength(1);
  });

  it("are made for the other cases where one author names a receipt that nothing can be sealed to", async () => {
    const broken = concat(receipt.keys.recipient.raw.subarray(0, 1184), new Uint8Array(32));
    const sealed = sealedAnew(bundle, await reportNaming(toBase64(broken)));
    receipt = Receipt.generate();
    const server = new Server(rowOf(sealed), [], [rowOf(await report())]);
    const outcome = await rekeyAll(await granterOf(house.hana), server, silent);
    expect(outcome).toEqual({ done: 1, unverified: [sealed.caseId] });
  });

  it("are not made where the case does not verify, or an older key is shown than the server says there is", async () => {
    for (const row of [rowOf(bundle, { items: [] }), rowOf(bundle, { newest: [{ key_kind: 0, generation: 1 }] })]) {
      const server = new Server(row);
      expect(await rekeyAll(await granterOf(house.hana), server, silent)).toEqual({
        done: 0,
        unverified: [bundle.caseId],
      });
      expect(server.stored).toEqual([]);
    }
  });

  it("of a colleague who was first count; a receipt that changed meanwhile is asked for once more", async () => {
    const granter = await granterOf(house.hana);
    const first = new Server(rowOf(bundle), ["key/exists"]);
    expect(await rekeyAll(granter, first, silent)).toEqual({ done: 1, unverified: [] });
    expect(first.stored).toEqual([]);
    const changed = new Server(rowOf(bundle), ["key/receipt-changed"]);
    expect((await rekeyAll(granter, changed, silent)).done).toBe(1);
    expect(changed.stored).toHaveLength(1);
    const stubborn = new Server(rowOf(bundle), ["key/receipt-changed", "key/receipt-changed"]);
    await expect(rekeyAll(granter, stubborn, silent)).rejects.toMatchObject({ code: "key/receipt-changed" });
  });
});
