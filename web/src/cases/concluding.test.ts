import { beforeAll, describe, expect, it } from "vitest";
import { type Holder, House } from "../people/cast";
import { Acts } from "./acts";
import { reported, Server, sitDown, TODAY } from "./cast";
import { type Concluding, Conclusions, type ProposedConclusion } from "./concluding";

const SAID: Concluding = {
  outcome: "unsupported",
  category: "",
  reason: "The books agree with the shelves.",
  measures: "None.",
  damage: "",
  recovery: "",
  letter: "We found nothing that shows it.",
};

let house: House;
let server: Server;

async function sit(who: Holder) {
  const { own, reader, writer, read } = await sitDown(who, server);
  const acts = new Acts(own, reader, writer, () => TODAY);
  const conclusions = new Conclusions(own, reader, writer, acts, () => TODAY);
  return { conclusions, writer, read };
}

async function proposed(): Promise<ProposedConclusion> {
  const hana = await sit(house.hana);
  server.store(await hana.writer.deskKey(server.of.caseId));
  await hana.read();
  const made = await hana.conclusions.propose(server.of.caseId, SAID);
  server.add({ items: [made.item, ...made.brings], blobs: [] });
  return made;
}

beforeAll(async () => {
  house = await House.found();
  server = new Server(await reported(house, { what: "Parts left." }), house);
});

describe("what comes of a case", () => {
  it("is sealed with its letter, which a colleague reads with the outcome that it tells", async () => {
    server = new Server(server.of, house);
    const hana = await sit(house.hana);
    server.store(await hana.writer.deskKey(server.of.caseId));
    await hana.read();
    const body = await hana.conclusions.conclude(server.of.caseId, { ...SAID, outcome: "partly" });
    expect([body.outcome, body.items.map(({ kind }) => kind)]).toEqual(["partly", ["conclusion", "letter"]]);
    server.add({ items: body.items, blobs: [] });
    const { entries, findings } = await (await sit(house.omar)).read();
    expect(findings.map(({ code }) => code)).not.toContain("gap");
    expect(entries.find(({ kind }) => kind === "conclusion")).toMatchObject({ conclusion: { reason: SAID.reason } });
    expect(entries.find(({ kind }) => kind === "letter")).toMatchObject({ outcome: "partly", text: SAID.letter });
  });

  it("is agreed to by a letter of the second person's, with the words and the outcome that were proposed", async () => {
    server = new Server(server.of, house);
    const { terms } = await proposed();
    const omar = await sit(house.omar);
    const letter = await omar.conclusions.letterOf(server.of.caseId, terms);
    server.add({ items: [letter], blobs: [] });
    const shown = (await omar.read()).entries.find(({ id }) => id === letter.id);
    expect(shown).toMatchObject({ author: { kind: "you" }, outcome: "unsupported", text: SAID.letter });
  });

  it("is not agreed to where the server names another conclusion, or another outcome than it says", async () => {
    server = new Server(server.of, house);
    const { terms } = await proposed();
    const omar = await sit(house.omar);
    for (const told of [{ conclusion: "5f".repeat(32) }, { outcome: "outside-scope" }, { category: "theft" }]) {
      const sealing = omar.conclusions.letterOf(server.of.caseId, { ...terms, ...told });
      await expect(sealing).rejects.toMatchObject({ code: "desk/other-terms" });
    }
  });
});
