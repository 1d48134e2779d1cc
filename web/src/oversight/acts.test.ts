import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Me } from "../people/stage";
import { actName, actSentence, plainSentence } from "./acts";
import { type Act, ANY, queryOf } from "./wire";

const HANA = "0b0c5a52-0d7b-4f5f-8f07-4b8c9d2b4c11";
const OMAR = "5d1b8f0e-93f4-4d8e-a7a2-1f0f2c3d4e5f";
const CASE = "9f0f6d1e-3c6f-4b7e-8a51-0d4b1f0e2a77";
const NAMES = new Map([
  [HANA, "Hana Weiss"],
  [OMAR, "Omar Said"],
]);
const ME = { channels: [{ id: CASE, slug: "integrity", name: "Integrity" }] } as unknown as Me;

function act(tag: string, objects: Act["objects"] = {}, actor: string | null = HANA): Act {
  return { index: 7, at: "2026-11-25T20:10:10.000123Z", tag, actor, objects };
}

describe("acts in words", () => {
  it("have a sentence for every tag of the record", () => {
    const source = readFileSync(new URL("../../../vouchsafe/audit/tags.py", import.meta.url), "utf-8");
    const tags = [...source.matchAll(/= "([a-z-]+:[a-z-]+)"/g)].map((match) => match[1] as string);
    expect(tags.length).toBeGreaterThan(10);
    for (const tag of tags) {
      expect(actName(tag)).not.toBe(tag);
      expect(actSentence(act(tag), ME, NAMES).text).not.toContain("{act}");
    }
  });

  it("name who, whom, and the case, whole in a table", () => {
    const excluded = act("case:member-excluded", { case: CASE, member: OMAR });
    expect(plainSentence(excluded, ME, NAMES)).toBe(`Hana Weiss excluded Omar Said from case ${CASE}.`);
    const { parts } = actSentence(excluded, ME, NAMES);
    expect(parts["case"]).toEqual({ text: "9f0f6d1e", whole: CASE, kind: "case" });
  });

  it("name roles, channels and states by their words", () => {
    const granted = act("right:granted", { member: OMAR, role: "handler", channel: CASE });
    expect(plainSentence(granted, ME, NAMES)).toBe("Hana Weiss gave Omar Said a right: handler, Integrity.");
    const everywhere = act("right:granted", { member: OMAR, role: "overseer" });
    expect(plainSentence(everywhere, ME, NAMES)).toBe("Hana Weiss gave Omar Said a right: overseer, all channels.");
    const moved = act("case:state-changed", { case: CASE, came_from: "received", went_to: "assessing" });
    expect(plainSentence(moved, ME, NAMES)).toContain("“received” to “being assessed”");
  });

  it("tell an act of a release to come, and an actor whom nobody knows, as they are", () => {
    expect(plainSentence(act("case:sung", {}, CASE), ME, NAMES)).toBe("Somebody unknown: case:sung");
    expect(plainSentence(act("constructor", {}, null), ME, NAMES)).toBe("The server: constructor");
  });
});

describe("what is asked for", () => {
  it("leaves out what is any", () => {
    expect(queryOf(ANY)).toBe("");
    expect(queryOf({ ...ANY, member: HANA }, { after: "" })).toBe(`member=${HANA}`);
  });
});
