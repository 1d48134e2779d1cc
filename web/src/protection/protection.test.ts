/** Check-ins, minutes, measures and reports that follow one another, in a case that both sides read. */
import { describe, expect, test } from "vitest";
import {
  type Cast,
  holderReader,
  makeCast,
  makeChain,
  makeReceipt,
  reporterReader,
  TODAY,
  verified,
} from "../vault/cast";
import type { Directory } from "../vault/directory";
import { checkFollows, isOfChain, signFollows } from "../vault/follows";
import { of, sealChecked, sealCheckIn, sealMeasure, sealMinutes } from "../vault/protection";
import { ReportSealer } from "../vault/report";
import { makeStory, type Story, shownTo, shownToReporter } from "../vault/story";
import { readCase } from "../vault/thread";
import { makeTimeline } from "../vault/timelineVector";
import { checkInsOf, daysAfter } from "./checkIns";
import { measuresOf } from "./measures";
import { minutesOf } from "./minutes";
import { tiedTo } from "./tied";

/** Hanna at the desk and Rae with her receipt, in one case. */
class Case {
  private constructor(
    readonly cast: Cast,
    readonly directory: Directory,
    readonly story: Story,
  ) {}

  static async open(): Promise<Case> {
    const cast = await makeCast();
    const directory = await verified(await makeChain(cast));
    return new Case(cast, directory, await makeStory(cast, directory));
  }

  get rae() {
    return this.story.receipt.keys.signing;
  }

  get hanna() {
    return this.cast.hanna.keys.signing;
  }

  asRae() {
    return readCase(shownToReporter(this.story), reporterReader(this.story.receipt, this.directory));
  }

  asHanna() {
    return readCase(shownTo(this.story, this.cast.hanna), holderReader(this.cast.hanna, this.directory));
  }

  async told(day: 0 | 30 | 60 | 90, answer: "yes" | "no", text = ""): Promise<void> {
    this.story.items.push(await sealCheckIn(await this.asRae(), this.rae, { sent_on: TODAY, day, answer, text }));
  }

  async minutes(meeting: string | null, text: string): Promise<void> {
    const said = { sent_on: TODAY, meeting, met_on: TODAY, way: "meeting", text } as const;
    this.story.items.push(await sealMinutes(await this.asHanna(), this.hanna, said));
  }

  async checked(verdict: "right" | "corrected", text = ""): Promise<void> {
    const [{ hash = "" } = {}] = minutesOf(await this.asRae());
    const said = { sent_on: TODAY, minutes: hash, verdict, text };
    this.story.items.push(await sealChecked(await this.asRae(), this.rae, said));
  }
}

describe("check-ins", () => {
  const states = async (one: Case, today: string) =>
    checkInsOf(await one.asHanna(), TODAY, today).map(({ day, state }) => `${day} ${state}`);

  test("each question opens on its day, and gives way to the next one", async () => {
    const one = await Case.open();
    expect(await states(one, daysAfter(TODAY, 29))).toEqual(["30 later", "60 later", "90 later"]);
    expect(await states(one, daysAfter(TODAY, 30))).toEqual(["30 open", "60 later", "90 later"]);
    expect(await states(one, daysAfter(TODAY, 60))).toEqual(["30 passed", "60 open", "90 later"]);
    expect(await states(one, daysAfter(TODAY, 400))).toEqual(["30 passed", "60 passed", "90 open"]);
  });

  test("an answer closes its question alone, and what is told unasked closes none", async () => {
    const one = await Case.open();
    await one.told(0, "yes", "They changed my locks.");
    await one.told(30, "no");
    expect(await states(one, daysAfter(TODAY, 61))).toEqual(["30 no", "60 open", "90 later", "0 yes"]);
    expect((await one.asHanna()).findings).toEqual([]);
  });

  test("nobody at the desk answers in the reporter's name", async () => {
    const one = await Case.open();
    const said = { sent_on: TODAY, day: 30, answer: "no", text: "" } as const;
    one.story.items.push(await sealCheckIn(await one.asHanna(), one.hanna, said));
    expect(await states(one, daysAfter(TODAY, 30))).toEqual(["30 open", "60 later", "90 later"]);
    expect((await one.asRae()).findings.map(({ code }) => code)).toEqual(["foreign-author"]);
  });
});

describe("minutes", () => {
  test("wait for the reporter, who corrects them; the next version waits again, and is right", async () => {
    const one = await Case.open();
    const state = async () => minutesOf(await one.asHanna()).map(({ revision, state }) => `${revision} ${state}`);
    await one.minutes(null, "Three crates.");
    expect(await state()).toEqual(["0 waiting"]);
    await one.checked("corrected", "Four crates.");
    expect(await state()).toEqual(["0 corrected"]);
    expect(minutesOf(await one.asHanna())[0]?.correction).toBe("Four crates.");

    await one.minutes(minutesOf(await one.asHanna())[0]?.meeting ?? null, "Four crates.");
    expect(await state()).toEqual(["1 waiting"]);
    await one.checked("right");
    expect(await state()).toEqual(["1 right"]);
    expect((await one.asRae()).findings).toEqual([]);
  });

  test("nobody at the desk can say that they are right", async () => {
    const one = await Case.open();
    await one.minutes(null, "Three crates.");
    const [{ hash = "" } = {}] = minutesOf(await one.asHanna());
    const said = { sent_on: TODAY, minutes: hash, verdict: "right", text: "" } as const;
    one.story.items.push(await sealChecked(await one.asHanna(), one.hanna, said));
    expect(minutesOf(await one.asHanna())[0]?.state).toBe("waiting");
  });
});

test("a measure counts in its highest revision, and measures stand by their day", async () => {
  const one = await Case.open();
  const keep = async (said: Parameters<typeof sealMeasure>[2]) =>
    one.story.items.push(await sealMeasure(await one.asHanna(), one.hanna, said));
  const shift = { written_on: TODAY, what: "Another shift", who: "Staff office", state: "planned" } as const;
  await keep({ ...shift, measure: null, from: "2026-03-01" });
  await keep({ ...shift, measure: null, what: "No night work", from: "2026-02-10" });
  const [, later] = measuresOf(await one.asHanna());
  await keep({ ...shift, measure: later?.measure ?? null, from: "2026-03-02", until: "2026-09-02", state: "running" });

  const seen = measuresOf(await one.asHanna()).map(({ what, from, state }) => `${from} ${what} ${state}`);
  expect(seen).toEqual(["2026-02-10 No night work planned", "2026-03-02 Another shift running"]);
});

describe("a report that follows another", () => {
  const LATER = makeReceipt("Rae's second report");

  async function followed(one: Case, signer = one.rae, earlier = one.story.receipt.caseId) {
    const { channel = "" } = (await one.asRae()).report?.body ?? {};
    const questionnaire = { version: 1, sha256: "00".repeat(32) };
    const sealer = new ReportSealer({ receipt: LATER, directory: one.directory, channel, questionnaire });
    const follows = await signFollows(signer, earlier, LATER.caseId);
    const bundle = await sealer.finish({ answers: {}, title: "They cut my shifts", sentOn: TODAY, follows });
    const story = { ...one.story, receipt: LATER, items: [...bundle.json.items], caseGrants: bundle.json.grants };
    return readCase(shownTo(story, one.cast.hanna), holderReader(one.cast.hanna, one.directory));
  }

  test("is shown to be by the same reporter, without the earlier one", async () => {
    const one = await Case.open();
    const later = await followed(one);
    expect(later.report?.body.follows && (await checkFollows(later.report.body.follows, LATER.caseId))).toBe(true);
    expect(await tiedTo(later, () => null)).toEqual({ case: one.story.receipt.caseId, standing: "proven" });
  });

  test("by somebody else's key is broken once the earlier one is read, and never proven before", async () => {
    const one = await Case.open();
    const later = await followed(one, makeReceipt("Mallory's").keys.signing);
    expect((await tiedTo(later, () => null))?.standing).toBe("unread");
    const earlier = await one.asHanna();
    expect((await tiedTo(later, () => earlier))?.standing).toBe("broken");
  });

  test("by another of the reporter's receipts is proven once the earlier one is read", async () => {
    const one = await Case.open();
    const follows = await signFollows(one.rae, one.story.receipt.caseId, LATER.caseId);
    expect(isOfChain(follows, await one.asHanna())).toBe(true);
    expect(isOfChain({ ...follows, case: LATER.caseId }, await one.asHanna())).toBe(false);
  });
});

test("a timeline holds every document with its signature, and nothing that opens anything", async () => {
  const { text, read, story } = await makeTimeline();
  const kinds = ["report", "title", "message", "message", "checkin", "minutes", "checked"];
  const data = JSON.parse(/hidden="">(.*)<\/pre>/s.exec(text)?.[1] ?? "");
  expect(data.items.map((item: { kind: string }) => item.kind).sort()).toEqual([...kinds].sort());
  expect(of(read, "checkin")).toHaveLength(1);
  for (const secret of [story.receipt.text, ...[...read.keys.values()].map((key) => Buffer.from(key).toString("hex"))])
    expect(text).not.toContain(secret);
});
