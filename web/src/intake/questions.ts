/** A questionnaire as it stands in the page: read from the elements, so that nothing is published twice. */

import type { Field as Question, Text } from "../common/definition";
import { findAll } from "../common/dom";

export type { Question };

/** The language of the page, in which every text of it is read. */
export function pageLanguage(): string {
  return document.documentElement.lang || "en";
}

/** The question of a `.field` element. */
export function questionIn(element: HTMLElement): Question {
  const { field, part, kind = "short", max, when, is = "" } = element.dataset;
  const parts = findAll("[data-part]", element);
  const most = element.querySelector<HTMLElement>(":scope > [data-most]")?.dataset.most;
  const currencies = currenciesIn(element);
  return {
    id: field ?? part ?? "",
    kind,
    label: said(element.querySelector(".field__label, .field__tick")),
    required: element.hasAttribute("data-required"),
    ...(when === undefined ? {} : { when: { field: when, is: is.split(" ") } }),
    ...(max === undefined ? {} : { max_length: Number(max) }),
    ...(currencies.length === 0 ? {} : { currencies }),
    ...(kind === "choice" || kind === "choices" || kind === "category" ? { options: optionsIn(element) } : {}),
    ...(parts.length === 0 ? {} : { fields: parts.map(questionIn) }),
    ...(most === undefined ? {} : { max_entries: Number(most) }),
  };
}

/** The text of a label without its "(optional)". */
export function ownText(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (const extra of findAll(".field__optional", copy)) extra.remove();
  return (copy.textContent ?? "").trim();
}

function said(element: Element | null): Text {
  return { [pageLanguage()]: element ? ownText(element) : "" };
}

/** An option that cannot be chosen is of a category that is paused. */
function optionsIn(element: HTMLElement): { id: string; label: Text; paused: boolean }[] {
  const inputs = findAll<HTMLInputElement>(".choices input", element);
  return inputs.map((input) => ({
    id: input.value,
    label: said(input.closest("label")?.querySelector(".choice__label") ?? null),
    paused: input.disabled,
  }));
}

function currenciesIn(element: HTMLElement): string[] {
  const of = element.querySelector<HTMLElement>(":scope > .amount [data-currency]");
  if (of instanceof HTMLSelectElement) return [...of.options].map((option) => option.value);
  return of?.dataset.currency ? [of.dataset.currency] : [];
}
