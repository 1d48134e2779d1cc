/** Kinds of questions: what they are called, and which settings each has (vouchsafe/channels/schemas/definition.json). */
import { t } from "../common/i18n";
import { at, freshId, type Json, listOf, type Tree, textOf, treesOf } from "./tree";

export const KINDS = [
  "short",
  "long",
  "place",
  "choice",
  "choices",
  "category",
  "date",
  "amount",
  "attachment",
  "voice",
  "group",
  "person",
  "identity",
  "consent",
] as const;
export type Kind = (typeof KINDS)[number];

/** What a repeated group may be made of. */
export const PART_KINDS: readonly Kind[] = ["short", "long", "place", "choice", "choices", "date", "amount"];
/** What is offered and never required: nobody must say who they are, and not everybody can record. */
export const OFFERED: readonly string[] = ["identity", "voice"];
/** What a condition may look at. */
const CHOOSING: readonly string[] = ["choice", "choices", "category", "consent"];

export function kindName(kind: string): string {
  const names: Readonly<Record<Kind, string>> = {
    short: t("One line"),
    long: t("Long text"),
    place: t("Place"),
    choice: t("One of several"),
    choices: t("Any of several"),
    category: t("One of the categories"),
    date: t("Date, or about when"),
    amount: t("Amount of money"),
    attachment: t("Files"),
    voice: t("Voice recording"),
    group: t("Repeated group"),
    person: t("Persons concerned, sealed apart"),
    identity: t("Who reports, sealed apart"),
    consent: t("Box to tick"),
  };
  return names[kind as Kind] ?? kind;
}

/** The settings of each kind, as a new question has them. */
function settingsOf(kind: string): Tree {
  const blank = { en: "" };
  const options = ["option-1", "option-2"].map((id) => ({ id, label: blank }));
  const part = { id: "part-1", kind: "short", label: blank, required: false, max_length: 200 };
  const settings: Readonly<Record<string, Tree>> = {
    short: { max_length: 200 },
    place: { max_length: 200 },
    long: { max_length: 10_000 },
    choice: { options },
    choices: { options },
    amount: { currencies: ["EUR"] },
    group: { entry: blank, max_entries: 5, fields: [part] },
    person: { max_entries: 5 },
  };
  return settings[kind] ?? {};
}

const OWN: readonly string[] = ["options", "max_length", "currencies", "max_seconds", "fields", "entry", "max_entries"];

/** The question as another kind: what both kinds have stays, the rest is as new. */
export function asKind(field: Tree, kind: string): Tree {
  const settings = settingsOf(kind);
  const kept = Object.entries(field).filter(([name]) => !OWN.includes(name) || name in settings);
  return {
    ...settings,
    ...Object.fromEntries(kept),
    kind,
    required: OFFERED.includes(kind) ? false : field.required === true,
  };
}

export function newQuestion(fields: readonly Tree[], stem = "question"): Tree {
  return asKind({ id: freshId(fields, stem), label: { en: "" }, required: false }, "short");
}

export interface Answer {
  readonly id: string;
  readonly label: Json | undefined;
}

/** The answers that a condition may name of a question. */
export function answersOf(field: Tree, categories: readonly Tree[]): readonly Answer[] {
  if (field.kind === "consent") return [{ id: "yes", label: { en: t("Yes") } }];
  const [things, name] = field.kind === "category" ? [categories, "act"] : [treesOf(field.options), "label"];
  return things.map((thing) => ({ id: textOf(thing.id), label: thing[name as string] }));
}

/** The questions before a position that a condition may look at. */
export function lookedAt(fields: readonly Tree[], position: number): readonly Tree[] {
  return fields.slice(0, position).filter((field) => CHOOSING.includes(textOf(field.kind)));
}

/** The condition with one answer more, or less. Of another question, it begins anew. */
export function toggled(when: Json | undefined, field: string, answer: string, chosen: boolean): Tree {
  const before = at(when, ["field"]) === field ? listOf(at(when, ["is"])) : [];
  const others = before.filter((one) => one !== answer);
  return { field, is: chosen ? [...others, answer] : others };
}
