/** Handing keys on, with a server that tells the truth or lies about who lacks what. */
import { beforeEach, describe, expect, it } from "vitest";
import { ApiError } from "../common/api";
import { deskOf, type Holder, House, holder } from "../people/cast";
import { allAccepted } from "../people/trust";
import { fromBase64, toHex } from "../vault/bytes";
import { verifyChain } from "../vault/directory";
import { Role } from "../vault/directoryEntry";
import { openGrant } from "../vault/grants";
import { Receipt } from "../vault/receipt";
import { type Bundle, ReportSealer } from "../vault/report";
import {
  type CaseGrant,
  type Counter,
  type Granter,
  granterAt,
  handOn,
  type LackingCase,
  type Progress,
} from "./regranting";

const TODAY = "2026-11-22";
let house: House;
let vera: Holder;

beforeEach(async () => {
  house = await House.found();
});

async function directory() {
  const { entries, cards } = house.answer;
  return verifyChain(
    entries.map((entry) => fromBase64(entry)),
    cards.map((card) => fromBase64(card)),
  );
}

async function report(excluded: readonly string[] = []): Promise<Bundle> {
  const questionnaire = { version: 1, sha256: "00".repeat(32) };
  const receipt = Receipt.generate();
  const channel = house.channel;
  const sealer = new ReportSealer({ receipt, directory: await directory(), channel, questionnaire, excluded });
  return sealer.finish({ answers: { what: "Parts left by the back door." }, title: "Missing parts", sentOn: TODAY });
}

/** Vera made a key and Ines put it on the list, after the reports had come. */
async function veraJoins(): Promise<void> {
  vera = await house.join("Vera Lind");
  await house.addHandler(house.ines, vera);
}

async function granterOf(who: Holder, accepting: readonly Holder[] = []): Promise<Granter> {
  const { own, keeper } = await deskOf(who, house);
  if (accepting.length > 0) await keeper.accept(accepting.map(({ fingerprint }) => fingerprint));
  return granterAt(own, keeper, async () => ({}));
}

function rowOf({ caseId, json }: Bundle, granter: Holder, lacks: Holder): LackingCase {
  return {
    id: caseId,
    channel: house.channel,
    excluded: [],
    missing: [{ holder: lacks.fingerprint, key_kind: 0, generation: 0 }],
    grants: json.grants.filter(({ holder }) => holder === granter.fingerprint),
    items: json.items.filter(({ kind }) => kind === "report").map((item) => ({ ...item, day: TODAY })),
  };
}

/** A server with these cases, a page each, that keeps what it is given. */
class Server implements Counter {
  readonly stored: CaseGrant[] = [];
  pages = 0;

  constructor(private rows: readonly LackingCase[]) {}

  async list(after: string | null) {
    this.pages += 1;
    const at = after === null ? 0 : this.rows.findIndex(({ id }) => id === after) + 1;
    const cases = this.rows.slice(at, at + 1);
    const next = at + 1 < this.rows.length ? (cases[0]?.id ?? null) : null;
    return { cases, next, left: this.rows.length - at };
  }

  async store(grants: readonly CaseGrant[]) {
    this.stored.push(...grants);
  }
}

const silent = (_: Progress) => {};

describe("handing keys on", () => {
  it("gives a newcomer whose card was compared the key of each case, signed by the granter, and tells how far it is", async () => {
    const bundles = [await report(), await report()];
    await veraJoins();
    const server = new Server(bundles.map((bundle) => rowOf(bundle, house.hana, vera)));
    const told: number[] = [];
    const outcome = await handOn(await granterOf(house.hana, [vera]), server, ({ done }) => told.push(done));
    expect(outcome).toMatchObject({ done: 2, total: 2, granted: 2, unaccepted: [], unverified: [] });
    expect(told).toEqual([0, 1, 1, 2]);
    for (const { case: caseId, sealed } of server.stored) {
      const grant = await openGrant(vera.keys.opener, fromBase64(sealed));
      expect(grant).toMatchObject({ caseId, keyKind: 0, generation: 0, granter: house.hana.keys.signing.public });
    }
  });

  it("goes on where it was cut off: what was handed on is not asked for again", async () => {
    const rows = [await report(), await report(), await report()];
    await veraJoins();
    const granter = await granterOf(house.hana, [vera]);
    class Breaking extends Server {
      breaks = true;
      override async list(after: string | null) {
        if (this.breaks && after !== null) throw new ApiError("network/unreachable", "No answer.", 0);
        return super.list(after);
      }
    }
    const all = rows.map((bundle) => rowOf(bundle, house.hana, vera));
    const broken = new Breaking(all);
    await expect(handOn(granter, broken, silent)).rejects.toMatchObject({ code: "network/unreachable" });
    expect(broken.stored).toHaveLength(1);
    const rest = new Server(all.filter(({ id }) => broken.stored.every((grant) => grant.case !== id)));
    expect(await handOn(granter, rest, silent)).toMatchObject({ done: 2, total: 2, granted: 2 });
  });

  it("takes a recovery sheet's key to open, while the member signs", async () => {
    const bundle = await report();
    await veraJoins();
    const server = new Server([rowOf(bundle, house.sheet, vera)]);
    const opener = house.sheet.keys.opener;
    const outcome = await handOn({ ...(await granterOf(house.hana, [vera])), opener }, server, silent);
    expect(outcome.granted).toBe(1);
  });

  it("gives nothing to a card that was not compared in this browser, and says whose", async () => {
    const bundle = await report();
    const store = (await deskOf(house.hana, house)).store; // Hana was here before Vera came
    await veraJoins();
    const { own, keeper } = await deskOf(house.hana, house, store);
    const { directory, pins } = keeper.accepted;
    const isAccepted: Granter["isAccepted"] = ({ fingerprint }) =>
      allAccepted([toHex(fingerprint)], pins, own.unlocked.card);
    const server = new Server([rowOf(bundle, house.hana, vera)]);
    const granter = { ...(await granterOf(house.hana)), directory, isAccepted };
    expect(await handOn(granter, server, silent)).toMatchObject({ granted: 0, unaccepted: [vera.fingerprint] });
    expect(server.stored).toEqual([]);
  });

  it("gives nothing of a case where the server names somebody who does not handle the channel, or was left out", async () => {
    const [open, closed] = [await report(), await report([house.omar.fingerprint])];
    await veraJoins();
    const granter = await granterOf(house.hana, [vera]);
    const stranger = await house.join("Somebody");
    for (const row of [
      rowOf(open, house.hana, stranger),
      rowOf(open, house.hana, house.ines),
      rowOf(closed, house.hana, house.omar),
    ]) {
      const server = new Server([row]);
      expect(await handOn(granter, server, silent)).toMatchObject({ granted: 0, unverified: [row.id] });
      expect(server.stored).toEqual([]);
    }
  });

  it("goes on with the other cases where one author signed other readers than they sealed to", async () => {
    const [odd, good] = [await report([house.omar.fingerprint]), await report()];
    await veraJoins();
    const granter = await granterOf(house.hana, [vera]);
    const rows = [rowOf(odd, house.hana, house.omar), rowOf(good, house.hana, vera)];
    const outcome = await handOn(granter, new Server(rows), silent);
    expect(outcome).toMatchObject({ done: 2, granted: 1, unverified: [odd.caseId] });
  });

  it("knows who was left out by the person, whichever card they have now", async () => {
    const bundle = await report([house.omar.fingerprint]);
    const again = await holder("Omar Said", house.organisation, house.omar.id);
    house.people.push(again);
    const kept = house.listings.filter((line) => toHex(line.fingerprint) !== house.omar.fingerprint);
    const line = { channel: house.channel, role: Role.HANDLER, fingerprint: again.card.fingerprint };
    await house.list(house.ines, [...kept, line]);
    const excluded = { ...rowOf(await report(), house.hana, again), excluded: [again.id] };
    const granter = await granterOf(house.hana, [again]);
    for (const row of [rowOf(bundle, house.hana, again), excluded]) {
      expect(await handOn(granter, new Server([row]), silent)).toMatchObject({ granted: 0, unverified: [row.id] });
    }
  });

  it("hands nothing on of a case that does not verify: without its report, with another's key, in another channel", async () => {
    const [bundle, other] = [await report(), await report()];
    await veraJoins();
    const granter = await granterOf(house.hana, [vera]);
    const row = rowOf(bundle, house.hana, vera);
    const elsewhere = {
      ...row,
      channel: house.organisation,
      missing: row.missing.map((one) => ({ ...one, holder: house.hana.fingerprint })),
    };
    for (const lie of [{ ...row, items: [] }, { ...row, grants: rowOf(other, house.hana, vera).grants }, elsewhere]) {
      const server = new Server([lie]);
      expect(await handOn(granter, server, silent)).toMatchObject({ granted: 0, unverified: [bundle.caseId] });
      expect(server.stored).toEqual([]);
    }
  });

  it("never hands on a share of what is kept apart", async () => {
    const bundle = await report();
    await veraJoins();
    const row = rowOf(bundle, house.hana, vera);
    const missing = [{ holder: vera.fingerprint, key_kind: 2, generation: 0 }];
    const server = new Server([{ ...row, missing }]);
    expect((await handOn(await granterOf(house.hana, [vera]), server, silent)).granted).toBe(0);
  });

  it("asks again, once, when somebody's rights changed between list and batch", async () => {
    const bundle = await report();
    await veraJoins();
    class Changing extends Server {
      refusals = 1;
      override async store(grants: readonly CaseGrant[]) {
        if (this.refusals-- > 0) throw new ApiError("grant/not-entitled", "Changed.", 409);
        await super.store(grants);
      }
    }
    const server = new Changing([rowOf(bundle, house.hana, vera)]);
    const granter = await granterOf(house.hana, [vera]);
    await handOn(granter, server, silent);
    expect(server.stored).toHaveLength(1);
    const stubborn = new Changing([rowOf(bundle, house.hana, vera)]);
    stubborn.refusals = 2;
    await expect(handOn(granter, stubborn, silent)).rejects.toMatchObject({ code: "grant/not-entitled" });
  });
});
