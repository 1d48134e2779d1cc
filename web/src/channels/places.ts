/** Places of a definition in words, and the part of the editor that shows them. */
import { t } from "../common/i18n";
import { pathOf } from "./tree";
import type { Language } from "./wire";

export type Section = "about" | "safety" | "categories" | "screen" | "questions" | "clock" | "privacy";

export const SECTIONS: readonly Section[] = [
  "about",
  "safety",
  "categories",
  "screen",
  "questions",
  "clock",
  "privacy",
];

export function sectionName(section: Section): string {
  const names: Readonly<Record<Section, string>> = {
    about: t("About the channel"),
    safety: t("Danger and safety"),
    categories: t("Categories"),
    screen: t("Protected activity"),
    questions: t("Questions"),
    clock: t("Time limits and authorities"),
    privacy: t("Privacy and imprint"),
  };
  return names[section];
}

const SECTION_OF: Readonly<Record<string, Section>> = {
  danger: "safety",
  safety: "safety",
  categories: "categories",
  protected_activity: "screen",
  elsewhere: "screen",
  questionnaire: "questions",
  urgent: "questions",
  clock: "clock",
  authorities: "clock",
  privacy: "privacy",
  imprint: "privacy",
};

/** The section that shows a place. */
export function sectionOf(place: string): Section {
  return SECTION_OF[String(pathOf(place)[0])] ?? "about";
}

/** "Question 4 › Help text › Deutsch": where a place is, in words. */
export function placeText(place: string, languages: readonly Language[]): string {
  const names = partNames();
  const words: string[] = [];
  for (const part of pathOf(place)) {
    if (part === "questionnaire") continue;
    if (typeof part === "number") words.push(`${words.pop() ?? ""} ${part + 1}`.trim());
    else words.push(names[part] ?? languages.find((one) => one.code === part)?.name ?? part);
  }
  return words.join(" › ");
}

function partNames(): Readonly<Record<string, string>> {
  return {
    name: t("Name"),
    purpose: t("What it is for"),
    not_for: t("What it is not for"),
    readers: t("Who reads it"),
    retention: t("How long it is kept"),
    law: t("Law or policy"),
    danger: t("Somebody is in danger"),
    text: t("Text"),
    numbers: t("Number to call"),
    label: t("Words"),
    number: t("Telephone number"),
    safety: t("Advice"),
    privacy: t("Privacy notice"),
    controller: t("Who is responsible"),
    officer: t("Data protection officer"),
    purposes: t("What the data is for"),
    basis: t("On what legal ground"),
    recipients: t("Who receives it"),
    sources: t("Where it comes from"),
    named: t("What persons named in a report are told"),
    rights: t("Rights"),
    complaint: t("Where to complain"),
    imprint: t("Imprint"),
    address: t("Postal address"),
    contact: t("Contact"),
    categories: t("Category"),
    act: t("Act"),
    harmed: t("Whom or what it harms"),
    protected_activity: t("Protected activity"),
    question: t("Question"),
    help: t("Help text"),
    options: t("Option"),
    none: t("The answer that leads on"),
    ended: t("Where the form ends"),
    title: t("Heading"),
    elsewhere: t("Where help is"),
    what: t("What they do"),
    reach: t("How to reach them"),
    fields: t("Question"),
    urgent: t("The urgent box"),
    clock: t("Time limits"),
    acknowledge_days: t("Days to confirm"),
    answer_months: t("Months to answer"),
    policy: t("Own policy"),
    meeting: t("A meeting"),
    notice: t("Telling the person concerned"),
    "closing-letter": t("The closing letter stands"),
    amount: t("How long"),
    unit: t("Days, months or years"),
    source: t("Which law says so"),
    authorities: t("Authority"),
    id: t("Name in answers"),
    kind: t("Kind"),
    required: t("Required"),
    max_length: t("Most characters"),
    currencies: t("Currencies"),
    max_seconds: t("Longest recording"),
    entry: t("What one entry is called"),
    max_entries: t("Most entries"),
    when: t("Condition"),
    field: t("Earlier question"),
    is: t("Answers"),
  };
}
