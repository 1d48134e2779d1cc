/** The inputs of the editor. Each stands at a place of the draft, shows what is wrong there, and changes only that. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { t } from "../common/i18n";
import { isBlank, isOlder, lacking, SOURCE, type Sources, written } from "./languages";
import { at, isTree, isWithin, type Json, listOf, type Path, placeOf, type Tree, textOf } from "./tree";
import type { Language, Law, Problem } from "./wire";

/** What inputs read and do: the page that edits a draft. */
export interface Editing {
  readonly body: Tree;
  /** In which texts are written now. */
  readonly language: string;
  /** The one that stands beside it. */
  readonly beside: string;
  readonly sources: Sources;
  /** Somebody says that the translation at a place fits its English text. */
  fits(path: Path): void;
  readonly languages: readonly Language[];
  readonly laws: readonly Law[];
  readonly problems: readonly Problem[];
  isUnfolded(key: string): boolean;
  unfold(key: string, open: boolean): void;
  set(path: Path, value: Json | undefined): void;
  add(list: Path, value: Json): void;
  move(list: Path, from: number, to: number): void;
}

interface Options {
  readonly hint?: string;
  readonly optional?: boolean;
  /** Lines of a text; one line unless given. */
  readonly rows?: number;
}

export function idOf(path: Path): string {
  return `at-${placeOf(path)}`;
}

export function problemsWithin(editing: Editing, path: Path): readonly Problem[] {
  const place = placeOf(path);
  return editing.problems.filter((problem) => isWithin(problem.place, place));
}

/** What is wrong at a place, for what has no input of its own. */
export function problemsAt(editing: Editing, path: Path): TemplateResult | typeof nothing {
  const place = placeOf(path);
  const here = editing.problems.filter((problem) => problem.place === place);
  if (here.length === 0) return nothing;
  return html`${here.map((problem) => html`<p class="field__error" tabindex="-1" id=${idOf(path)}>${problem.sentence}</p>`)}`;
}

interface Control {
  readonly id: string;
  readonly wrong: "true" | "false";
  readonly described: string;
}

function field(
  editing: Editing,
  path: Path,
  label: string,
  { hint, optional }: Options,
  control: (control: Control) => TemplateResult,
  more: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const id = idOf(path);
  const problems = problemsWithin(editing, path);
  return html`
    <div class="field ${problems.length > 0 ? "field--wrong" : ""}">
      <label class="field__label" for=${id}>${label} ${optional ? html`<span class="field__optional">${t("(optional)")}</span>` : nothing}</label>
      <div id="${id}-about">
        ${hint === undefined ? nothing : html`<p class="hint">${hint}</p>`}
        ${problems.map((problem) => html`<p class="field__error">${problem.sentence}</p>`)}
      </div>
      ${more} ${control({ id, wrong: problems.length > 0 ? "true" : "false", described: `${id}-about` })}
    </div>`;
}

/** A text in the language that is being written, beside its English words; it says in which languages it lacks. */
export function textInput(editing: Editing, path: Path, label: string, options: Options = {}): TemplateResult {
  const { language } = editing;
  const text = at(editing.body, path);
  const words = isTree(text) ? textOf(text[language]) : "";
  const onInput = (event: Event) => {
    const now = written(text, language, (event.target as HTMLInputElement).value);
    editing.set(path, options.optional && isBlank(now) ? undefined : now);
  };
  const input = ({ id, wrong, described }: Control) =>
    options.rows === undefined
      ? html`<input class="input" id=${id} lang=${language} dir="auto" autocomplete="off" aria-invalid=${wrong}
          aria-describedby=${described} .value=${live(words)} @input=${onInput} />`
      : html`<textarea class="input" id=${id} rows=${options.rows} lang=${language} dir="auto" autocomplete="off"
          aria-invalid=${wrong} aria-describedby=${described} .value=${live(words)} @input=${onInput}></textarea>`;
  return field(editing, path, label, options, input, beside(editing, path, text));
}

function beside(editing: Editing, path: Path, text: Json | undefined): TemplateResult | typeof nothing {
  if (!isTree(text) || isBlank(text)) return nothing;
  const source = textOf(text[editing.beside]);
  const missing = editing.languages.filter(({ code }) => lacking({ [SOURCE]: "", ...text }, code).length > 0);
  return html`
    ${editing.language === editing.beside || source === "" ? nothing : html`<p class="edit-source" lang=${editing.beside} dir="auto">${source}</p>`}
    ${
      isOlder(text, editing.language, editing.sources)
        ? html`<p class="edit-older"><span class="tag tag--caution">${t("Older than the English text")}</span>
          <button class="button button--quiet" type="button" @click=${() => editing.fits(path)}>${t("It still fits")}</button></p>`
        : nothing
    }
    ${missing.length === 0 ? nothing : html`<p class="quiet edit-lacks">${t("Missing in:")} ${missing.map(({ code, name }) => html`<bdi class="tag" lang=${code}>${name}</bdi> `)}</p>`}`;
}

/** A short word that is the same in every language, such as an id or a telephone number. */
export function wordInput(editing: Editing, path: Path, label: string, options: Options = {}): TemplateResult {
  const onInput = (event: Event) => editing.set(path, (event.target as HTMLInputElement).value.trim());
  return field(
    editing,
    path,
    label,
    options,
    ({ id, wrong, described }) => html`
      <input class="input input--short" id=${id} dir="ltr" autocomplete="off" spellcheck="false" aria-invalid=${wrong}
        aria-describedby=${described} .value=${live(textOf(at(editing.body, path)))} @input=${onInput} />`,
  );
}

/** The id under which answers are kept; folded away until it is wrong. */
export function nameInput(editing: Editing, thing: Path): TemplateResult {
  const path = [...thing, "id"];
  return html`
    <details class="edit-more" ?open=${problemsWithin(editing, path).length > 0}>
      <summary>${t("Name in answers")}</summary>
      ${wordInput(editing, path, t("Name"), { hint: t("Answers are kept under it. Small letters, digits and hyphens.") })}
    </details>`;
}

/** Words in a row, such as currencies: read when the input is left. */
export function wordsInput(editing: Editing, path: Path, label: string, options: Options = {}): TemplateResult {
  const words = listOf(at(editing.body, path)).map(textOf).join(", ");
  const onChange = (event: Event) =>
    editing.set(
      path,
      (event.target as HTMLInputElement).value
        .toUpperCase()
        .split(/[\s,;]+/)
        .filter((word) => word !== ""),
    );
  return field(
    editing,
    path,
    label,
    options,
    ({ id, wrong, described }) => html`
      <input class="input input--short" id=${id} dir="ltr" autocomplete="off" spellcheck="false" aria-invalid=${wrong}
        aria-describedby=${described} .value=${live(words)} @change=${onChange} />`,
  );
}

export function numberInput(editing: Editing, path: Path, label: string, options: Options = {}): TemplateResult {
  const value = at(editing.body, path);
  const onInput = (event: Event) => {
    const number = (event.target as HTMLInputElement).valueAsNumber;
    editing.set(path, Number.isNaN(number) ? undefined : Math.trunc(number));
  };
  return field(
    editing,
    path,
    label,
    options,
    ({ id, wrong, described }) => html`
      <input class="input input--short" type="number" step="1" id=${id} aria-invalid=${wrong} aria-describedby=${described}
        .value=${live(typeof value === "number" ? String(value) : "")} @input=${onInput} />`,
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export function selectInput(
  editing: Editing,
  path: Path,
  label: string,
  choices: readonly Choice[],
  chosen: string,
  choose: (value: string) => void,
  options: Options = {},
): TemplateResult {
  const onChange = (event: Event) => choose((event.target as HTMLSelectElement).value);
  return field(
    editing,
    path,
    label,
    options,
    ({ id, wrong, described }) => html`
      <select class="input" id=${id} aria-invalid=${wrong} aria-describedby=${described} @change=${onChange}>
        ${choices.map(({ value, label: words }) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`)}
      </select>`,
  );
}

export function tickInput(id: string, label: string, ticked: boolean, tick: (ticked: boolean) => void): TemplateResult {
  return html`
    <label class="choice" for=${id}>
      <input type="checkbox" id=${id} .checked=${live(ticked)} @change=${(event: Event) => tick((event.target as HTMLInputElement).checked)} />
      <span class="choice__label">${label}</span>
    </label>`;
}
