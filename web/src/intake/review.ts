/** "Check your answers": every answer as it will be sealed and read, each with a way back to change it. */

import { type LabelledAnswer, labelledAnswers } from "../common/answered";
import { fill, make } from "../common/dom";
import { t } from "../common/i18n";
import { APART } from "./answers";
import { Entries } from "./entries";
import type { Field, SealedForm } from "./fields";
import { pageLanguage } from "./questions";

/** One line of the summary: what was asked, what will be read, and the way back. */
export interface Line {
  label: string;
  apart?: boolean;
  shown: (Node | string)[];
  change: () => void;
}

/** Fills the summary list with what is asked, and `last`. `change` leads back to a question. */
export function review(
  list: HTMLElement,
  form: SealedForm,
  change: (field: Field) => void,
  last?: Line | undefined,
): void {
  const answered = new Map(
    labelledAnswers(form.answers, form.definition, pageLanguage()).map((answer) => [answer.id, answer]),
  );
  const lines = form.asked.map((field) => lineOf(field, answered.get(field.id), () => change(field)));
  fill(list, ...[...lines, ...(last ? [last] : [])].map(row));
}

function lineOf(field: Field, answer: LabelledAnswer | undefined, change: () => void): Line {
  const apart = Object.hasOwn(APART, field.kind) && answer !== undefined;
  return { label: field.label, apart, shown: shown(field, answer), change };
}

function row({ label, apart = false, shown, change }: Line): HTMLElement {
  const button = make(
    "button",
    { class: "button button--quiet", type: "button" },
    t("Change"),
    make("span", { class: "visually-hidden" }, ` ${label}`),
  );
  button.addEventListener("click", change);
  return make(
    "div",
    {},
    make("dt", {}, label, apart && make("span", { class: "quiet" }, ` ${t("(sealed apart)")}`)),
    make("dd", { translate: "no" }, ...shown),
    make("dd", { class: "is-set" }, button),
  );
}

function shown(field: Field, answer: LabelledAnswer | undefined): (Node | string)[] {
  if (field.carried && field.carried.names.length > 0) return [field.carried.names.join("\n")];
  if (answer === undefined) return [make("span", { class: "quiet" }, t("Not answered"))];
  if (field instanceof Entries) return field.filled.map(({ name }, at) => entry(name, answer.entries[at] ?? []));
  return [answer.values.join("\n")];
}

function entry(name: string, rows: readonly LabelledAnswer[]): HTMLElement {
  const terms = rows.flatMap(({ label, values }) => [make("dt", {}, label), make("dd", {}, values.join("\n"))]);
  const list = make("dl", {}, ...terms);
  return make("div", { class: "summary__entry" }, name !== "" && make("p", { class: "entry__head" }, name), list);
}
