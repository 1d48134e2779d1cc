import { describe, expect, it } from "vitest";
import { isBlank, isText, lacking, written } from "./languages";

describe("a text in several languages", () => {
  it("takes words in one and keeps those in the others", () => {
    expect(written({ en: "Fraud" }, "de", "Betrug")).toEqual({ en: "Fraud", de: "Betrug" });
    expect(written(undefined, "de", "Betrug")).toEqual({ en: "", de: "Betrug" });
  });

  it("loses a language that says nothing, but never English: its blank is a problem to be seen", () => {
    expect(written({ en: "Fraud", de: "Betrug" }, "de", " ")).toEqual({ en: "Fraud" });
    expect(written({ en: "Fraud", de: "Betrug" }, "en", "")).toEqual({ en: "", de: "Betrug" });
  });

  it("is told from everything else by its languages", () => {
    expect(isText({ en: "a", "pt-br": "b" })).toBe(true);
    for (const other of [{}, { de: "a" }, { en: 1 }, { en: "a", Name: "b" }, ["en"], "en", null, undefined]) {
      expect(isText(other)).toBe(false);
    }
    expect([isBlank({ en: " " }), isBlank({ en: "", de: "a" }), isBlank(undefined)]).toEqual([true, false, true]);
  });
});

it("every text that a language lacks is found, wherever it stands", () => {
  const body = {
    version: 1,
    name: { en: "A", de: "B" },
    law: [{ en: "C", de: " " }, { en: "D" }],
    clock: { acknowledge_days: 7, source: { en: "E", de: "F" } },
  };
  expect(lacking(body, "de")).toEqual(["law[0]", "law[1]"]);
  expect(lacking(body, "ar")).toEqual(["name", "law[0]", "law[1]", "clock.source"]);
  expect(lacking(body, "en")).toEqual([]);
});
