import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Holder, House } from "../people/cast";
import type { Bundle } from "../vault/report";
import { reported, Server, sitDown } from "./cast";
import type { TaskToSeal } from "./filing";

const OTHER = "0b9d6a50-2f43-4c57-8f0e-7a4f8d3c2b1a";
const LEDGER: TaskToSeal = { id: null, text: "Ask for the ledger", dueOn: "2026-12-01", who: null, done: null };

let house: House;
let bundle: Bundle;
let server: Server;

const sit = (who: Holder) => sitDown(who, server);

beforeAll(async () => {
  house = await House.found();
  bundle = await reported(house, { what: "Parts left.", urgent: "yes" });
});

beforeEach(async () => {
  server = new Server(bundle, house);
  const hana = await sit(house.hana);
  server.store(await hana.writer.deskKey(bundle.caseId));
});

describe("how a case is filed", () => {
  it("is what was written last, tags trimmed and each once; a colleague reads it", async () => {
    const hana = await sit(house.hana);
    const link = { case: OTHER, why: "The same van" };
    server.add(await hana.writer.file(bundle.caseId, { tags: [" Zoll", "Zoll ", ""], links: [link] }));
    await hana.read();
    server.add(await hana.writer.file(bundle.caseId, { tags: ["Zoll", "van"], links: [link] }));
    const omar = await sit(house.omar);
    expect((await omar.read()).filing).toEqual({ tags: ["Zoll", "van"], links: [link] });
  });

  it("stands in no conversation", async () => {
    const hana = await sit(house.hana);
    server.add(await hana.writer.file(bundle.caseId, { tags: ["van"], links: [] }));
    server.add(await hana.writer.task(bundle.caseId, LEDGER));
    expect((await hana.read()).entries.map(({ kind }) => kind)).toEqual(["report"]);
  });

  it("counts the later of two that were written at once", async () => {
    const [hana, omar] = [await sit(house.hana), await sit(house.omar)];
    const first = await hana.writer.file(bundle.caseId, { tags: ["by Hana"], links: [] });
    const second = await omar.writer.file(bundle.caseId, { tags: ["by Omar"], links: [] });
    server.add(first);
    server.add(second);
    const seen = [(await hana.read()).filing.tags, (await omar.read()).filing.tags];
    expect(seen[0]).toEqual(seen[1]);
  });
});

describe("tasks", () => {
  it("are changed by a new revision, open ones by their day, those without one after them", async () => {
    const hana = await sit(house.hana);
    for (const task of [
      { ...LEDGER, text: "No day", dueOn: null },
      LEDGER,
      { ...LEDGER, text: "Sooner", dueOn: "2026-11-25" },
    ]) {
      server.add(await hana.writer.task(bundle.caseId, task));
      await hana.read();
    }
    const tasks = (await hana.read()).tasks;
    expect(tasks.map(({ text }) => text)).toEqual(["Sooner", "Ask for the ledger", "No day"]);
    const sooner = tasks[0] as (typeof tasks)[number];
    server.add(await hana.writer.task(bundle.caseId, { ...sooner, done: "yes" }));
    const after = (await hana.read()).tasks;
    expect(after.map(({ text, done }) => [text, done])).toEqual([
      ["Ask for the ledger", null],
      ["No day", null],
      ["Sooner", "yes"],
    ]);
  });
});

describe("another title", () => {
  it("keeps what the first one said besides: the case stays urgent", async () => {
    const omar = await sit(house.omar);
    server.add(await omar.writer.title(bundle.caseId, "Parts missing in hall four"));
    expect(await omar.read()).toMatchObject({ title: "Parts missing in hall four", urgent: true });
  });
});
