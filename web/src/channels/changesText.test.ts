import { expect, it } from "vitest";
import { told } from "./changesText";
import { placeText, sectionOf } from "./places";
import type { Change } from "./wire";

const LANGUAGES = [
  { code: "en", name: "English" },
  { code: "de", name: "Deutsch" },
];
const change = (part: Partial<Change>): Change => ({
  kind: "changed",
  place: "purpose.en",
  old: "a",
  new: "b",
  about: null,
  pieces: [],
  ...part,
});

it("a move is told with the name of what moved, counted as people count", () => {
  const moved = change({ kind: "moved", place: "questionnaire.fields[1]", old: 3, new: 1, about: { en: "When?" } });
  expect(told(moved, LANGUAGES, "en").what).toBe("“When?” moved from 4 to 2");
});

it("a changed text is told by its place and language, with the pieces that came and went", () => {
  const pieces = [{ kind: "added", text: "x" }] as const;
  const shown = told(change({ place: "questionnaire.fields[3].help.de", pieces }), LANGUAGES, "en");
  expect(shown).toEqual({
    where: "",
    what: "Changed: Question 4 › Help text › Deutsch",
    pieces,
    language: "de",
  });
});

it("a thing that came is told by its own words, a setting by its values", () => {
  const category = { id: "fraud", act: { en: "Fraud", de: "Betrug" }, law: { en: "Law" } };
  const added = change({ kind: "added", place: "categories[0]", old: null, new: category });
  expect(told(added, LANGUAGES, "de").pieces).toEqual([{ kind: "added", text: "Betrug" }]);
  const setting = change({ place: "questionnaire.fields[0].required", old: true, new: false });
  expect(told(setting, LANGUAGES, "en").pieces).toEqual([
    { kind: "removed", text: "yes" },
    { kind: "added", text: "no" },
  ]);
});

it("every place belongs to the section that shows it", () => {
  expect(placeText("danger.numbers[0].number", LANGUAGES)).toBe(
    "Somebody is in danger › Number to call 1 › Telephone number",
  );
  expect(
    ["name.en", "law[2]", "questionnaire.fields[3]", "urgent.help.en", "elsewhere[0].name"].map(sectionOf),
  ).toEqual(["about", "about", "questions", "questions", "screen"]);
});
