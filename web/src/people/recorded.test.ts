import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judgeRecord, type RecordedAnswer, type RecordPins } from "./recorded";

interface Case {
  readonly name: string;
  readonly expect: string;
  readonly input: {
    readonly answer: RecordedAnswer;
    readonly pins: RecordPins | null;
    readonly organisation: string;
    readonly hashes: readonly string[];
  };
}

const { cases } = JSON.parse(readFileSync(new URL("../../../vectors/record.json", import.meta.url), "utf-8")) as {
  cases: readonly Case[];
};

describe("the directory that is shown, against the record", () => {
  it.each(cases.map((one) => [one.name, one] as const))("%s", async (_name, one) => {
    const { answer, pins, organisation, hashes } = one.input;
    const verdict = await judgeRecord(answer, pins, organisation, hashes);
    expect(verdict.code).toBe(one.expect === "ok" ? "" : one.expect);
    if (verdict.code !== "") return;
    expect(verdict.pins).toMatchObject({ key: answer.keys[0], size: 300, entries: 3 });
    // What was kept is what the next look goes on from.
    const again = { ...answer, consistency: [], entries: [] };
    expect((await judgeRecord(again, verdict.pins, organisation, hashes)).code).toBe("");
  });
});
