import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { traitsIn, traitsOnPage } from "./traits";
import words from "./traits.json";

const traits = (text: string, language: string) => traitsIn(text, language).map(({ trait }) => trait);

describe("a reason that names a trait", () => {
  test.each([
    ["en", "He is a Muslim and prays in hall four.", ["religion"]],
    ["en", "She is on sick leave with burnout.", ["health"]],
    ["en", "A Russian, and a trade union member.", ["nationality", "union"]],
    ["en", "He votes for the party; his skin colour is known.", ["ethnicity", "politics"]],
    ["de", "Er ist Syrer, geht in die Moschee und streikt.", ["nationality", "religion", "union"]],
    ["de", "Sie ist schwanger; ihre politische Gesinnung ist bekannt.", ["politics", "health"]],
    ["ar", "هو مسلم سوري", ["nationality", "religion"]],
    ["ar", "والمهاجر عضو في النقابة", ["nationality", "union"]],
    ["ar", "هي مُسْلِمة", ["religion"]],
    ["es", "Es musulmán, de nacionalidad siria, y está de baja.", ["nationality", "religion", "health"]],
    ["es", "Delegada sindical; conocemos sus ideas políticas y su etnia.", ["ethnicity", "politics", "union"]],
    ["fr", "Il vient du Maroc, où il a choisi l’islam ; c'est un syndicaliste.", ["religion", "union"]],
    [
      "fr",
      "Son pays d’origine, sa couleur de peau et ses opinions politiques.",
      ["nationality", "ethnicity", "politics"],
    ],
    ["fr", "Elle est enceinte et en arrêt maladie.", ["health"]],
    ["zh-hans", "她是穆斯林，也是工会会员。", ["religion", "union"]],
    [
      "zh-hans",
      "我们知道他是叙利亚人，属于少数民族，患有抑郁症，还参加过示威。",
      ["nationality", "ethnicity", "politics", "health"],
    ],
  ])("%s: %s", (language, text, expected) => {
    expect([...new Set(traits(text, language))].sort()).toEqual([...expected].sort());
  });

  test("is told by the word that was written", () => {
    expect(traitsIn("Beide sind Kurden.", "de")).toEqual([{ trait: "ethnicity", word: "kurden" }]);
  });

  test("is told by the word alone where a language has no spaces", () => {
    expect(traitsIn("他是穆斯林。", "zh-hans")).toEqual([{ trait: "religion", word: "穆斯林" }]);
  });
});

test("a page in another language looks for English words too, and says each once", () => {
  expect(traitsOnPage("He is a Muslim and a Kurd, aus Syrien geflüchtet.", "de").map(({ word }) => word)).toEqual([
    "geflüchtet",
    "kurd",
    "muslim",
  ]);
});

describe("a reason that names an act", () => {
  test.each([
    ["en", "The ledger names a supplier whom only the reporter has seen; the invoices were paid twice."],
    ["en", "Code of Criminal Procedure § 161. Read the polish of the second seal."],
    ["de", "Die Rechnungen wurden doppelt bezahlt; beide Vertragsparteien wussten davon."],
    ["de", "§ 8 Absatz 1 HinSchG, § 94 StPO. Mildere Mittel gibt es nicht."],
    [
      "es",
      "La factura se pagó dos veces desde una cuenta en el extranjero, contra la política de compras y de mala fe.",
    ],
    ["fr", "La facture a été payée deux fois par un compte à l’étranger, contre la politique d’achat du secteur."],
    ["zh-hans", "同一张发票付了两次；员工会议记录里有，新教师也知道教授签了字。"],
    ["ar", "دُفعت الفاتورة مرتين من الحساب نفسه في المخزن الرابع."],
  ])("%s: passes without a word (%s)", (language, text) => {
    expect(traits(text, language)).toEqual([]);
  });
});

test("every language has every trait, and each of its words is found alone, capitals or not", () => {
  for (const [language, list] of Object.entries(words)) {
    expect(Object.keys(list)).toEqual(Object.keys(words.en));
    for (const [trait, entries] of Object.entries(list)) {
      for (const entry of entries) {
        const text = entry.replaceAll("*", "").toUpperCase();
        expect(traits(`. ${text}!`, language), `${language}: ${entry}`).toContain(trait);
      }
    }
  }
});

test("any text is looked through, in any language of a page", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.constantFrom("en", "de", "ar", "fr", "zh-hans", "it", "__proto__"),
      (text, language) => {
        for (const { word } of traitsIn(text, language)) expect(word).not.toBe("");
      },
    ),
    { numRuns: 30 },
  );
});
