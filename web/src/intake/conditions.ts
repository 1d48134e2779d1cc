/** Questions that are asked only when an earlier one was answered in some way: shown and hidden as answers change. */

import { t } from "../common/i18n";
import { listed } from "../common/words";
import { asked } from "./answers";
import type { Answer, Field } from "./field";
import { say } from "./say";

type Options = readonly { readonly id: string }[];

/** The questions that are asked, as things stand. */
export function askedNow<F extends Field>(fields: readonly F[], categories: Options = []): F[] {
  const all = Object.fromEntries(fields.map((field) => [field.id, field.answer]));
  const questions = fields.map((field) => field.question);
  const here = new Set(asked(questions, all, categories).map((question) => question.id));
  return fields.filter((field) => here.has(field.id));
}

/** The answers to what is asked, by id: what stands in a question that is not asked is left out. */
export function answersNow(fields: readonly Field[], categories: Options = []): Record<string, Answer> {
  const pairs = askedNow(fields, categories).map((field) => [field.id, field.answer] as const);
  return Object.fromEntries(pairs.filter((pair): pair is [string, Answer] => pair[1] !== undefined));
}

/** Shows what is asked and hides the rest, and says so to whoever does not see it happen. */
export function showAsked(fields: readonly Field[], categories: Options = []): void {
  const here = askedNow(fields, categories);
  const changed = fields.filter((field) => field.element.hidden === here.includes(field));
  for (const field of changed) field.element.hidden = !here.includes(field);
  const named = (which: readonly Field[]) => listed(which.map((field) => `“${field.label}”`));
  const [shown, gone] = [
    changed.filter((field) => !field.element.hidden),
    changed.filter((field) => field.element.hidden),
  ];
  const said = [
    shown.length > 0 && t("Asked now: {questions}", { questions: named(shown) }),
    gone.length > 0 && t("No longer asked: {questions}", { questions: named(gone) }),
  ].filter((sentence) => sentence !== false);
  if (said.length > 0) say(said.join(" "));
}
