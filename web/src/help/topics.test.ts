import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { CASE_PARTS } from "../cases/router";
import sections from "./sections.json";
import { helpOf } from "./texts";
import { addressOf, type Topic } from "./topics";

const TOPICS = Object.keys(sections) as Topic[];
const read = (file: string) => readFileSync(resolve(import.meta.dirname, "../cases", file), "utf8");
const shownBy = (source: string) => new Set([...source.matchAll(/<(desk-[a-z-]+)/g)].map((found) => found[1] ?? ""));
/** What stands around a page at the desk, and is none: the help itself, what must be warned of, keys to hand on. */
const AROUND = new Set(["desk-help", "desk-notices", "desk-keys", "desk-bar"]);

describe("help at the desk", () => {
  it("says something of every page that the desk can show", () => {
    for (const page of shownBy(read("desk.ts"))) {
      if (AROUND.has(page)) continue;
      const topics = page === "desk-case" ? CASE_PARTS.map((part) => `desk-case/${part}`) : [page];
      for (const topic of topics) expect(TOPICS).toContain(topic);
    }
  });

  it("says something of every panel of a case", () => {
    const shown = read("pages/case.ts").split("private shownPart")[1]?.split("private warnings")[0] ?? "";
    const panels = shownBy(shown);
    expect(panels.size).toBeGreaterThan(10);
    for (const panel of panels) expect(TOPICS).toContain(panel);
  });

  it("is a few plain sentences each time", () => {
    for (const topic of TOPICS) {
      const sentences = helpOf(topic)
        .join(" ")
        .split(/(?<=[.?!]) /);
      expect(sentences.at(-1), topic).toMatch(/[.]$/);
      expect(sentences.length, topic).toBeLessThanOrEqual(6);
      for (const one of sentences) expect(one.split(" ").length, one).toBeLessThanOrEqual(30);
    }
  });

  it("leads to the section of the operator's site, and nowhere without one", () => {
    expect(addressOf("https://help.example.org/", "desk-inbox")).toBe("https://help.example.org/handlers/inbox/");
    expect(addressOf("", "desk-inbox")).toBe("");
  });
});
