import { beforeAll, describe, expect, it } from "vitest";
import { type Holder, House } from "../people/cast";
import { Acts } from "./acts";
import { reported, Server, sitDown, TODAY } from "./cast";
import type { ActRow, Terms } from "./wire";

const HOLD = { act: "legal-hold", terms: { until: "2027-02-01" }, reason: "The court asked for the file." } as const;

let house: House;
let server: Server;

async function sit(who: Holder) {
  const { own, reader, writer, read } = await sitDown(who, server);
  const acts = new Acts(own, reader, writer, () => TODAY);
  return { acts, writer, read };
}

/** Hana's proposal on the server, and the row by which the server tells of it. */
async function proposed(terms: Terms = HOLD.terms): Promise<ActRow> {
  const hana = await sit(house.hana);
  server.store(await hana.writer.deskKey(server.of.caseId));
  await hana.read();
  const item = await hana.acts.propose(server.of.caseId, HOLD);
  server.add({ items: [item], blobs: [] });
  const { act } = HOLD;
  return { id: item.id, act, terms, state: "open", is_mine: false, proposed_on: TODAY, expires_on: "2026-12-22" };
}

beforeAll(async () => {
  house = await House.found();
  server = new Server(await reported(house, { what: "Parts left." }), house);
});

describe("an act that two people do", () => {
  it("is read by the second one with its terms and its reason, and answered to what was sealed", async () => {
    server = new Server(server.of, house);
    const row = await proposed();
    const omar = await sit(house.omar);
    const shown = (await omar.read()).entries.find(({ id }) => id === row.id);
    expect(shown).toMatchObject({
      readable: true,
      author: { kind: "colleague" },
      twoPerson: { act: "legal-hold", terms: [{ name: "until", value: "2027-02-01" }], reason: HOLD.reason },
    });
    const item = await omar.acts.decide(server.of.caseId, row, "agreed", "");
    server.add({ items: [item], blobs: [] });
    const said = (await omar.read()).entries.find(({ id }) => id === item.id);
    expect(said).toMatchObject({ twoPerson: { verdict: "agreed", proposal: shown?.readable && shown.hash } });
  });

  it("is not agreed to where the server was told other terms than the proposal says", async () => {
    server = new Server(server.of, house);
    const row = await proposed({ until: "2027-11-01" });
    const omar = await sit(house.omar);
    const { caseId } = server.of;
    await expect(omar.acts.decide(caseId, row, "agreed", "")).rejects.toMatchObject({ code: "desk/other-terms" });
    const more = { ...row, terms: { ...HOLD.terms, for: "ever" } };
    await expect(omar.acts.decide(caseId, more, "agreed", "")).rejects.toMatchObject({ code: "desk/other-terms" });
    const other = { ...row, terms: HOLD.terms, act: "destroy-evidence" } as const;
    await expect(omar.acts.decide(caseId, other, "agreed", "")).rejects.toMatchObject({ code: "desk/other-terms" });
  });

  it("is not agreed to where no such proposal can be read", async () => {
    server = new Server(server.of, house);
    const row = await proposed();
    const omar = await sit(house.omar);
    const missing = { ...row, id: "0b9d6a50-2f43-4c57-8f0e-7a4f8d3c2b1a" };
    await expect(omar.acts.decide(server.of.caseId, missing, "agreed", "")).rejects.toMatchObject({
      code: "desk/no-such-proposal",
    });
  });
});
