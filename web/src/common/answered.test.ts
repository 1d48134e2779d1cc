import { describe, expect, it } from "vitest";
import { amountText, dateText, labelledAnswers } from "./answered";
import { type Definition, inLanguage } from "./definition";

const DEFINITION: Definition = {
  name: { en: "Integrity" },
  categories: [{ id: "fraud", act: { en: "Money was taken", de: "Geld wurde entwendet" } }],
  questionnaire: {
    fields: [
      { id: "headline", kind: "short", label: { en: "In one line", de: "In einer Zeile" } },
      { id: "category", kind: "category", label: { en: "What was done?" } },
      {
        id: "where",
        kind: "choice",
        label: { en: "Where?" },
        options: [{ id: "lab", label: { en: "In a laboratory" } }],
      },
      { id: "story", kind: "long", label: { en: "What happened?" } },
      { id: "files", kind: "attachment", label: { en: "Something to show?" } },
      {
        id: "payments",
        kind: "group",
        label: { en: "Payments" },
        fields: [
          { id: "sum", kind: "amount", label: { en: "How much?" } },
          { id: "day", kind: "date", label: { en: "When?" } },
        ],
      },
    ],
  },
};

describe("answers on the case page", () => {
  it("stand in the questionnaire's order, with the labels of what was chosen", () => {
    const answers = { story: "At night.", where: ["lab", "elsewhere"], category: "fraud", headline: "Petty cash" };
    expect(labelledAnswers(answers, DEFINITION, "de")).toEqual([
      { id: "headline", label: "In einer Zeile", values: ["Petty cash"], entries: [], long: false },
      { id: "category", label: "What was done?", values: ["Geld wurde entwendet"], entries: [], long: false },
      { id: "where", label: "Where?", values: ["In a laboratory", "elsewhere"], entries: [], long: false },
      { id: "story", label: "What happened?", values: ["At night."], entries: [], long: true },
    ]);
  });

  it("do not show the ids of attachments, which are listed as files", () => {
    expect(labelledAnswers({ files: ["0d2c1f9e-5a77-4c1b-9b1e-3f60a2c5d804"] }, DEFINITION, "en")).toEqual([]);
  });

  it("are never left out for want of a question", () => {
    const [answer] = labelledAnswers({ gone: "Still here." }, DEFINITION, "en");
    expect(answer).toEqual({ id: "gone", label: "gone", values: ["Still here."], entries: [], long: true });
  });

  it("of a repeated question stand entry by entry, with the labels of its parts", () => {
    const [answer] = labelledAnswers(
      { payments: [{ day: "2026-03~", sum: "5 EUR" }, { sum: "7 EUR" }] },
      DEFINITION,
      "en",
    );
    expect(answer?.entries.map((rows) => rows.map((row) => [row.label, ...row.values]))).toEqual([
      [
        ["How much?", "EUR\u00a05"],
        ["When?", "about March 2026"],
      ],
      [["How much?", "EUR\u00a07"]],
    ]);
  });

  it("stand under their ids where there is no questionnaire", () => {
    expect(labelledAnswers({ story: "At night." }, null, "en").map((row) => row.label)).toEqual(["story"]);
  });

  it("fall back to English, then to any language", () => {
    expect(inLanguage({ en: "Hello", ar: "مرحبا" }, "de")).toBe("Hello");
    expect(inLanguage({ ar: "مرحبا" }, "de")).toBe("مرحبا");
    expect(inLanguage(undefined, "de")).toBe("");
  });
});

describe("dates and amounts", () => {
  it("are written as people write them", () => {
    expect(dateText("2026-03-05", "en")).toBe("5 March 2026");
    expect(dateText("2026", "de")).toBe("2026");
    expect(amountText("1200.5 EUR", "en")).toBe("EUR\u00a01,200.50");
  });

  it("stay as they are where they are none", () => {
    expect(dateText("last week", "en")).toBe("last week");
    expect(amountText("much", "en")).toBe("much");
  });
});
