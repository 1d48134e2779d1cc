import { describe, expect, it } from "vitest";
import { fitting, isBlank, isOlder, isText, lacking, older, sourcesOf, written } from "./languages";

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
  expect(lacking({ ...body, name: written(body.name, "en", "") }, "en")).toEqual(["name"]);
});

describe("a translation", () => {
  const body = { name: { en: "Fraud", de: "Betrug" }, law: [{ en: "Code", de: "Kodex", ar: "مدونة" }] };

  it("is older once its English text changed, and no more once it was written anew", () => {
    const sources = sourcesOf(body, {});
    const changed = { ...body, name: { en: "Fraud and theft", de: "Betrug" } };
    expect(older(body, "de", sources)).toEqual([]);
    expect(older(changed, "de", sources)).toEqual(["name"]);
    expect(older(changed, "ar", sources)).toEqual([]);
    expect(older({ ...body, name: { en: "Fraud and theft", de: "Betrug und Diebstahl" } }, "de", sources)).toEqual([]);
    expect(isOlder({ en: "Theft", de: " " }, "de", sources)).toBe(false);
  });

  it("is older from the start where the server knows that it was made of another text", () => {
    const sources = sourcesOf(body, { de: { Kodex: ["Rules"] } });
    expect(older(body, "de", sources)).toEqual(["law[0]"]);
    expect(older({ ...body, law: [{ en: "Rules", de: "Kodex" }] }, "de", sources)).toEqual([]);
  });

  it("is not older any more once somebody says that it still fits", () => {
    const text = { en: "Fraud and theft", de: "Betrug" };
    const sources = sourcesOf(body, {});
    expect(isOlder(text, "de", sources)).toBe(true);
    expect(isOlder(text, "de", fitting(text, "de", sources))).toBe(false);
  });
});
