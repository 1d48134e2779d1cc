import { describe, expect, it } from "vitest";
import { inLanguage, labelledAnswers } from "./answers";
import type { Definition } from "./wire";

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
    ],
  },
};

describe("answers on the case page", () => {
  it("stand in the questionnaire's order, with the labels of what was chosen", () => {
    const answers = { story: "At night.", where: ["lab", "elsewhere"], category: "fraud", headline: "Petty cash" };
    expect(labelledAnswers(answers, DEFINITION, "de")).toEqual([
      { id: "headline", label: "In einer Zeile", values: ["Petty cash"], long: false },
      { id: "category", label: "What was done?", values: ["Geld wurde entwendet"], long: false },
      { id: "where", label: "Where?", values: ["In a laboratory", "elsewhere"], long: false },
      { id: "story", label: "What happened?", values: ["At night."], long: true },
    ]);
  });

  it("do not show the ids of attachments, which are listed as files", () => {
    expect(labelledAnswers({ files: ["0d2c1f9e-5a77-4c1b-9b1e-3f60a2c5d804"] }, DEFINITION, "en")).toEqual([]);
  });

  it("are never left out for want of a question", () => {
    const [answer] = labelledAnswers({ gone: "Still here." }, DEFINITION, "en");
    expect(answer).toEqual({ id: "gone", label: "gone", values: ["Still here."], long: true });
  });

  it("fall back to English, then to any language", () => {
    expect(inLanguage({ en: "Hello", ar: "مرحبا" }, "de")).toBe("Hello");
    expect(inLanguage({ ar: "مرحبا" }, "de")).toBe("مرحبا");
    expect(inLanguage(undefined, "de")).toBe("");
  });
});
