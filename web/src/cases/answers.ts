/** The reporter's answers beside the questions of the questionnaire that they answered. Pure. */
import type { Definition, Field, Text } from "./wire";

export interface LabelledAnswer {
  readonly id: string;
  readonly label: string;
  readonly values: readonly string[];
  /** Long answers stand on their own, below their question. */
  readonly long: boolean;
}

/** A text in the page's language, else English, else whatever there is. */
export function inLanguage(text: Text | undefined, language: string): string {
  if (text === undefined) return "";
  return text[language] ?? text.en ?? Object.values(text)[0] ?? "";
}

/**
 * Answers in the order of the questionnaire, each value as its option's label where it has one. Answers to questions
 * that the questionnaire does not have come last, under their own id: nothing that a reporter wrote is left out.
 * Attachments are no answers here: they are listed as files.
 */
export function labelledAnswers(
  answers: Readonly<Record<string, string | readonly string[]>>,
  definition: Definition,
  language: string,
): LabelledAnswer[] {
  const fields = definition.questionnaire.fields;
  const known = new Map(fields.map((field) => [field.id, field]));
  const asked = fields.filter((field) => field.kind !== "attachment" && Object.hasOwn(answers, field.id));
  const ordered = [...asked.map((field) => field.id), ...Object.keys(answers).filter((id) => !known.has(id))];
  return ordered.map((id) => {
    const field = known.get(id);
    const given = answers[id] ?? "";
    const values = (typeof given === "string" ? [given] : given).filter((value) => value !== "");
    return {
      id,
      label: field === undefined ? id : inLanguage(field.label, language),
      values: values.map((value) => labelOf(value, field, definition, language)),
      long: field === undefined || field.kind === "long",
    };
  });
}

function labelOf(value: string, field: Field | undefined, definition: Definition, language: string): string {
  if (field?.kind === "category") {
    const category = definition.categories.find((one) => one.id === value);
    return category === undefined ? value : inLanguage(category.act, language);
  }
  const option = field?.options?.find((one) => one.id === value);
  return option === undefined ? value : inLanguage(option.label, language);
}
