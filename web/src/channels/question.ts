/** One question of the questionnaire, or one part of a group: what it asks, its kind and settings, and when it is asked. */
import { html, nothing, type TemplateResult } from "lit";
import { inLanguage, type Text } from "../common/definition";
import { nt, t } from "../common/i18n";
import {
  type Editing,
  idOf,
  nameInput,
  numberInput,
  problemsAt,
  selectInput,
  textInput,
  tickInput,
  wordsInput,
} from "./inputs";
import { answersOf, asKind, KINDS, kindName, lookedAt, newQuestion, OFFERED, PART_KINDS, toggled } from "./kinds";
import { list } from "./lists";
import { at, freshId, isTree, listOf, type Path, type Tree, textOf, treesOf } from "./tree";

const FIELDS: Path = ["questionnaire", "fields"];
/** The question that titles a report (vouchsafe/channels/rules.py). */
const HEADLINE = "headline";

export function words(editing: Editing, text: unknown): string {
  return inLanguage((text ?? undefined) as Text | undefined, editing.language);
}

/** Every question of the questionnaire. */
export function questions(editing: Editing): TemplateResult {
  return questionList(editing, FIELDS, t("Add a question"), "question", (path, field, number) =>
    question(editing, path, field, number, KINDS),
  );
}

function questionList(
  editing: Editing,
  path: Path,
  add: string,
  stem: string,
  item: (path: Path, field: Tree, number: number) => TemplateResult,
): TemplateResult {
  return list(editing, {
    path,
    add,
    item,
    fresh: (fields) => newQuestion(fields, stem),
    heading: (field, number) => `${number + 1}. ${words(editing, field.label) || t("A question without words")}`,
    marks: (field) => marks(field),
    stays: (field) => field.id === HEADLINE,
    folds: (field) => unfoldKey(path, field),
  });
}

/** By what a question is remembered as unfolded. */
export function unfoldKey(path: Path, field: Tree): string {
  return `${path.filter((part) => typeof part === "string").join(".")}#${textOf(field.id)}`;
}

function marks(field: Tree): TemplateResult {
  const when = at(field, ["when", "field"]);
  return html`
    <span class="tag">${kindName(textOf(field.kind))}</span>
    ${field.required === true ? html`<span class="tag">${t("required")}</span>` : nothing}
    ${when === undefined ? nothing : html`<span class="tag">${t("only sometimes")}</span>`}`;
}

function question(
  editing: Editing,
  path: Path,
  field: Tree,
  number: number,
  kinds: readonly (typeof KINDS)[number][],
): TemplateResult {
  const isTitle = field.id === HEADLINE && kinds === KINDS;
  return html`
    ${isTitle ? html`<p class="notice">${t("This question titles the report: one line, always asked, always required. Only its words can be changed.")}</p>` : nothing}
    ${textInput(editing, [...path, "label"], t("Question"))}
    ${textInput(editing, [...path, "help"], t("Help text"), { optional: true, rows: 2 })}
    ${isTitle ? numberInput(editing, [...path, "max_length"], t("Most characters")) : settings(editing, path, field, number, kinds)}`;
}

function settings(
  editing: Editing,
  path: Path,
  field: Tree,
  number: number,
  kinds: readonly (typeof KINDS)[number][],
): TemplateResult {
  const kind = textOf(field.kind);
  const choices = kinds.map((value) => ({ value, label: kindName(value) }));
  return html`
    ${selectInput(editing, [...path, "kind"], t("Kind of answer"), choices, kind, (value) => editing.set(path, asKind(field, value)))}
    ${OFFERED.includes(kind) ? nothing : tickInput(idOf([...path, "required"]), t("An answer is required"), field.required === true, (ticked) => editing.set([...path, "required"], ticked))}
    ${ofKind(editing, path, kind)} ${condition(editing, path, field, number)}
    ${idInput(editing, path)}`;
}

/** A question stays unfolded while its id is being changed. */
function idInput(editing: Editing, path: Path): TemplateResult {
  const keep = () => {
    const field = at(editing.body, path);
    if (isTree(field)) editing.unfold(unfoldKey(path.slice(0, -1), field), true);
  };
  return html`<div @input=${keep}>${nameInput(editing, path)}</div>`;
}

function ofKind(editing: Editing, path: Path, kind: string): TemplateResult | typeof nothing {
  const setting = (name: string) => [...path, name];
  switch (kind) {
    case "short":
    case "long":
    case "place":
      return numberInput(editing, setting("max_length"), t("Most characters"));
    case "choice":
    case "choices":
      return html`<h4>${t("Options")}</h4> ${options(editing, setting("options"))}`;
    case "amount":
      return wordsInput(editing, setting("currencies"), t("Currencies"), {
        hint: t("Three capital letters each, such as EUR, USD."),
      });
    case "voice":
      return numberInput(editing, setting("max_seconds"), t("Longest recording, in seconds"), {
        optional: true,
        hint: t("10 minutes unless you say so."),
      });
    case "person":
      return numberInput(editing, setting("max_entries"), t("Most persons"));
    case "group":
      return group(editing, path);
    default:
      return nothing;
  }
}

export function options(editing: Editing, path: Path): TemplateResult {
  return list(editing, {
    path,
    add: t("Add an option"),
    fresh: (things) => ({ id: freshId(things, "option"), label: { en: "" } }),
    heading: (option, number) => words(editing, option.label) || t("Option {n}", { n: number + 1 }),
    item: (inner) => html`${textInput(editing, [...inner, "label"], t("Words"))} ${nameInput(editing, inner)}`,
  });
}

function group(editing: Editing, path: Path): TemplateResult {
  return html`
    ${textInput(editing, [...path, "entry"], t("What one entry is called"), { hint: t("For example: payment, witness, event.") })}
    ${numberInput(editing, [...path, "max_entries"], t("Most entries"))}
    <h4>${t("Questions of each entry")}</h4>
    ${questionList(editing, [...path, "fields"], t("Add a question to the entry"), "part", (inner, part, number) =>
      question(editing, inner, part, number, PART_KINDS),
    )}`;
}

/** Asked always, or only when an earlier question has one of some answers. */
function condition(editing: Editing, path: Path, field: Tree, number: number): TemplateResult | typeof nothing {
  const list = path.slice(0, -1);
  const earlier = lookedAt(treesOf(at(editing.body, list)), number);
  const when = field.when;
  if (earlier.length === 0 && when === undefined) return nothing;
  const chosen = textOf(at(when, ["field"]));
  const known = earlier.map((one) => ({ value: textOf(one.id), label: words(editing, one.label) || textOf(one.id) }));
  const gone = chosen !== "" && !known.some((one) => one.value === chosen);
  const choices = [
    { value: "", label: t("Always") },
    ...known.map(({ value, label }) => ({
      value,
      label: t("Only after certain answers to: {question}", { question: label }),
    })),
    ...(gone ? [{ value: chosen, label: t("A question that does not stand before it: {id}", { id: chosen }) }] : []),
  ];
  const choose = (value: string) =>
    editing.set([...path, "when"], value === "" ? undefined : toggled(undefined, value, "", false));
  return html`
    ${selectInput(editing, [...path, "when", "field"], t("When is it asked?"), choices, chosen, choose)}
    ${answers(
      editing,
      path,
      when,
      earlier.find((one) => one.id === chosen),
    )}`;
}

function answers(
  editing: Editing,
  path: Path,
  when: Tree[string] | undefined,
  of: Tree | undefined,
): TemplateResult | typeof nothing {
  if (of === undefined || !isTree(when)) return nothing;
  const is = listOf(when.is);
  const place = [...path, "when", "is"];
  const known = answersOf(of, treesOf(editing.body.categories));
  const gone = is.map(textOf).filter((id) => !known.some((answer) => answer.id === id));
  const field = textOf(of.id);
  return html`
    <fieldset class="field choices">
      <legend class="field__label">${nt("Only after this answer", "Only after one of these answers", known.length)}</legend>
      ${problemsAt(editing, place)}
      ${[...known, ...gone.map((id) => ({ id, label: { en: t("An answer that is not offered: {id}", { id }) } }))].map(
        ({ id, label }) =>
          tickInput(`${idOf(place)}-${id}`, words(editing, label) || id, is.includes(id), (ticked) =>
            editing.set([...path, "when"], toggled(when, field, id, ticked)),
          ),
      )}
    </fieldset>`;
}
