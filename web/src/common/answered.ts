/** A reporter's answers beside the questions that they answered, as people read them. Pure but for the texts. */

import { type Definition, type Field, inLanguage } from "./definition";
import { t } from "./i18n";
import { localeOf } from "./words";

type Value = string | readonly string[];
/** Answers by field id: a text, several, or the entries of a repeated question. */
export type GivenAnswers = Readonly<Record<string, Value | readonly Readonly<Record<string, Value>>[]>>;

/** An answer. Either `values` or `entries` says something; both are empty for an empty answer. */
export interface LabelledAnswer {
  readonly id: string;
  readonly label: string;
  readonly values: readonly string[];
  /** Of a repeated question: the rows of each entry. */
  readonly entries: readonly (readonly LabelledAnswer[])[];
  /** Long answers stand on their own, below their question. */
  readonly long: boolean;
}

/** Kinds whose answers are ids of blobs: they are listed as files. */
const FILES = ["attachment", "voice"];

/**
 * Answers in the order of the questionnaire, each value as its option's label where it has one. Answers to questions
 * that the questionnaire does not have come last, under their own id: nothing that a reporter wrote is left out.
 * Without a questionnaire all of them stand under their ids.
 */
export function labelledAnswers(
  answers: GivenAnswers,
  definition: Definition | null,
  language: string,
): LabelledAnswer[] {
  return labelled(answers, definition?.questionnaire.fields ?? [], definition, language);
}

function labelled(
  answers: GivenAnswers,
  fields: readonly Field[],
  definition: Definition | null,
  language: string,
): LabelledAnswer[] {
  const known = new Map(fields.map((field) => [field.id, field]));
  const asked = fields.filter((field) => !FILES.includes(field.kind) && Object.hasOwn(answers, field.id));
  const ordered = [...asked.map((field) => field.id), ...Object.keys(answers).filter((id) => !known.has(id))];
  return ordered.map((id) => {
    const field = known.get(id);
    const given = answers[id] ?? "";
    const list = typeof given === "string" ? [given] : given;
    const values = list.filter((value): value is string => typeof value === "string" && value !== "");
    const entries = list.filter((value): value is Record<string, Value> => typeof value === "object");
    return {
      id,
      label: labelOf(id, field, language),
      values: values.map((value) => valueText(value, field, definition, language)),
      entries: entries.map((entry) => labelled(entry, field?.fields ?? [], null, language)),
      long: field === undefined || field.kind === "long",
    };
  });
}

function labelOf(id: string, field: Field | undefined, language: string): string {
  if (field !== undefined) return inLanguage(field.label, language);
  return { urgent: t("Urgent"), name: t("Name"), role: t("What they do"), reach: t("How to reach them") }[id] ?? id;
}

function valueText(value: string, field: Field | undefined, definition: Definition | null, language: string): string {
  if (field === undefined) return value === "yes" ? t("Yes") : value;
  if (field.kind === "category") {
    const category = definition?.categories.find((one) => one.id === value);
    return category === undefined ? value : inLanguage(category.act, language);
  }
  if (field.kind === "date") return dateText(value, language);
  if (field.kind === "amount") return amountText(value, language);
  if (field.kind === "consent") return value === "yes" ? t("Yes") : value;
  const option = field.options?.find((one) => one.id === value);
  return option === undefined ? value : inLanguage(option.label, language);
}

/** A date of a questionnaire (year, month or day, "~" for about right) as people write it; anything else as it is. */
export function dateText(value: string, language: string): string {
  const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(~?)$/.exec(value);
  if (!found) return value;
  const [, year, month, day, about] = found;
  const time = Date.parse(`${year}-${month ?? "01"}-${day ?? "01"}T00:00:00Z`);
  if (Number.isNaN(time)) return value;
  const date = new Intl.DateTimeFormat(localeOf(language), {
    timeZone: "UTC",
    year: "numeric",
    ...(month ? { month: "long" } : {}),
    ...(day ? { day: "numeric" } : {}),
  }).format(time);
  return about === "~" ? t("about {date}", { date }) : date;
}

/** "1200.50 EUR" as people write it; anything else as it is. */
export function amountText(value: string, language: string): string {
  const found = /^(\d{1,15}(?:\.(\d{1,2}))?) ([A-Z]{3})$/.exec(value);
  if (!found) return value;
  const [, number, decimals, currency] = found;
  const style = { style: "currency", currency: currency as string, currencyDisplay: "code" } as const;
  const digits = decimals === undefined ? 0 : 2;
  const format = new Intl.NumberFormat(language, { ...style, minimumFractionDigits: digits, maximumFractionDigits: 2 });
  return format.format(Number(number));
}
