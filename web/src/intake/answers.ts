/**
 * What answers a questionnaire takes: which questions are asked, and what is wrong with what was given. Pure.
 *
 * The twin of vouchsafe/channels/answers.py; `vectors/answers.json` holds both to the same rules.
 */

import type { Field } from "../common/definition";

/** Where something is wrong ("field" or "field[0].part"): a code "answer/…" and the numbers of its sentence. */
export interface Problem {
  readonly place: string;
  readonly code: string;
  readonly values: Readonly<Record<string, number>>;
}

type Given = Readonly<Record<string, unknown>>;
type Options = readonly { readonly id: string; readonly paused?: unknown }[];

/** The answer of a ticked box. */
export const YES = "yes";
/** The answer of the tick box after the questions. */
export const URGENT = "urgent";
/** Kinds whose answers are ids of blobs. */
export const FILES: readonly string[] = ["attachment", "voice"];
/** Kinds of fields whose answers are sealed apart (protocol §5), and the item that holds them. */
export const APART: Readonly<Record<string, "identity" | "subject">> = { identity: "identity", person: "subject" };
/** What is asked of a person: nothing that says what somebody is or thinks. */
export const PARTS: Readonly<Record<string, readonly string[]>> = {
  identity: ["name", "reach"],
  person: ["name", "role", "reach"],
};
export const LONGEST_PART = 500;

const CHOOSING = ["choice", "choices", "category", "consent"];
const DATE = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?~?$/;
const AMOUNT = /^[0-9]{1,15}(?:\.[0-9]{1,2})? ([A-Z]{3})$/;

/** The fields that are asked, given these answers: one whose condition fails is not, nor is what hangs on it. */
export function asked<Q extends Field>(fields: readonly Q[], answers: Given, categories: Options = []): Q[] {
  const here = new Map<string, Q>();
  for (const field of fields) {
    const { when } = field;
    const of = when && here.get(when.field);
    if (!when || (of && holds(when.is, of, answers, categories))) here.set(field.id, field);
  }
  return [...here.values()];
}

/** Everything that is wrong with `answers` (those sealed apart among them), in the order of the questions. */
export function problemsOf(fields: readonly Field[], answers: Given, categories: Options): Problem[] {
  const here = asked(fields, answers, categories);
  const found = here.flatMap((field) => ofField(field, valueAt(answers, field.id), categories));
  for (const name of namesBeyond(answers, here)) {
    if (name !== URGENT) found.push(problem(name, "unknown"));
    else if (answers[name] !== YES) found.push(problem(name, "shape"));
  }
  return found;
}

/** Characters as a person counts them and the channel's limit means them: code points. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** A year, a month or a day of the calendar, "~" when it is only about right (ISO 8601-2, EDTF level 1). */
export function isDate(text: string): boolean {
  const found = DATE.exec(text);
  if (!found || found[1] === "0000") return false;
  const [year, month, day] = [Number(found[1]), Number(found[2] ?? 1), Number(found[3] ?? 1)];
  if (month < 1 || month > 12) return false;
  const last = new Date(0);
  last.setUTCFullYear(year, month, 0);
  return day >= 1 && day <= last.getUTCDate();
}

function holds(is: readonly string[], of: Field, answers: Given, categories: Options): boolean {
  const given = valueAt(answers, of.id);
  const offered = optionsOf(of, categories);
  return (Array.isArray(given) ? given : [given]).some((one) => is.includes(one) && offered.includes(one));
}

function optionsOf(field: Field, categories: Options): string[] {
  if (field.kind === "consent") return [YES];
  return (field.kind === "category" ? categories : (field.options ?? [])).map((option) => option.id);
}

function ofField(field: Field, given: unknown, categories: Options): Problem[] {
  if (field.kind === "group") return ofEntries(field, given, field.fields ?? []);
  const parts = PARTS[field.kind];
  if (!parts) return ofValue(field, given, field.id, categories);
  const plain = { kind: "short", label: {}, max_length: LONGEST_PART };
  return ofEntries(
    field,
    given,
    parts.map((id) => ({ ...plain, id })),
  );
}

function ofEntries(field: Field, given: unknown, parts: readonly Field[]): Problem[] {
  const { id, max_entries: max = 1 } = field;
  if (isAbsent(given)) return field.required ? [problem(id, "missing")] : [];
  if (!Array.isArray(given) || given.length === 0 || !given.every(isEntry)) return [problem(id, "shape")];
  const found = given.length > max ? [problem(id, "too-many", { max })] : [];
  return found.concat(
    given.flatMap((entry, number) => {
      const here = asked(parts, entry);
      const place = (name: string) => `${id}[${number}].${name}`;
      return [
        ...here.flatMap((part) => ofValue(part, valueAt(entry, part.id), place(part.id), [])),
        ...namesBeyond(entry, here).map((name) => problem(place(name), "unknown")),
      ];
    }),
  );
}

function ofValue(field: Field, given: unknown, place: string, categories: Options): Problem[] {
  const { kind } = field;
  if (isAbsent(given)) return field.required ? [problem(place, "missing")] : [];
  const texts = kind === "choices" || FILES.includes(kind) ? given : [given];
  if (!Array.isArray(texts) || texts.length === 0 || !texts.every((text) => typeof text === "string" && text !== "")) {
    return [problem(place, "shape")];
  }
  if (kind === "category" && categories.some(({ id, paused }) => paused && id === given))
    return [problem(place, "paused")];
  if (CHOOSING.includes(kind)) return ofChoice(place, texts, optionsOf(field, categories));
  if (kind === "date") return isDate(texts[0]) ? [] : [problem(place, "not-a-date")];
  if (kind === "amount") return ofAmount(place, texts[0], field.currencies ?? []);
  const max = field.max_length;
  const over = FILES.includes(kind) || max === undefined ? 0 : lengthOf(texts[0]) - max;
  return over > 0 && max !== undefined ? [problem(place, "too-long", { max, over })] : [];
}

function ofChoice(place: string, chosen: readonly string[], offered: readonly string[]): Problem[] {
  if (!chosen.every((one) => offered.includes(one))) return [problem(place, "unknown-option")];
  const inOrder = offered.filter((option) => chosen.includes(option));
  const same = inOrder.length === chosen.length && inOrder.every((option, at) => option === chosen[at]);
  return same ? [] : [problem(place, "shape")];
}

function ofAmount(place: string, given: string, currencies: readonly string[]): Problem[] {
  const found = AMOUNT.exec(given);
  if (!found) return [problem(place, "not-an-amount")];
  return currencies.includes(found[1] ?? "") ? [] : [problem(place, "unknown-currency")];
}

function problem(place: string, code: string, values: Problem["values"] = {}): Problem {
  return { place, code: `answer/${code}`, values };
}

/** Names of answers that no question here asks for, in order. */
function namesBeyond(answers: Given, here: readonly Field[]): string[] {
  const known = new Set(here.map((field) => field.id));
  return Object.keys(answers)
    .filter((name) => !known.has(name))
    .sort();
}

function valueAt(answers: Given, id: string): unknown {
  return Object.hasOwn(answers, id) ? answers[id] : undefined;
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function isEntry(value: unknown): value is Given {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}
