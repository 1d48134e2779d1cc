/** Lists of things in the editor: added, removed, and moved up and down by buttons or by Alt and an arrow key. */
import { html, nothing, type TemplateResult } from "lit";
import { nt, t } from "../common/i18n";
import { type Editing, idOf, problemsAt, problemsWithin } from "./inputs";
import { at, type Json, listOf, type Path, placeOf, type Tree, treesOf } from "./tree";

export interface ListOf {
  readonly path: Path;
  /** What a new thing looks like, beside those that are there. */
  readonly fresh: (things: readonly Tree[]) => Json;
  /** The words of the button that adds one. */
  readonly add: string;
  /** What one is called, in its heading and by the buttons. */
  readonly heading: (thing: Tree, number: number) => string;
  readonly item: (path: Path, thing: Tree, number: number) => TemplateResult;
  /** Tags after the heading. */
  readonly marks?: (thing: Tree) => TemplateResult | typeof nothing;
  /** Things that the definition cannot be without. */
  readonly stays?: (thing: Tree) => boolean;
  /** By what a thing is folded and unfolded; without it, it always lies open. */
  readonly folds?: (thing: Tree) => string;
}

export function list(editing: Editing, of: ListOf): TemplateResult {
  const things = treesOf(at(editing.body, of.path));
  const add = () => {
    const thing = of.fresh(things);
    if (of.folds) editing.unfold(of.folds(thing as Tree), true);
    editing.add(of.path, thing);
  };
  return html`
    ${problemsAt(editing, of.path)}
    <ol class="edit-list">${things.map((thing, number) => item(editing, of, thing, number, things.length))}</ol>
    <div class="actions">
      <button class="button button--secondary" type="button" data-add=${placeOf(of.path)} @click=${add}>${of.add}</button>
    </div>`;
}

function item(editing: Editing, of: ListOf, thing: Tree, number: number, count: number): TemplateResult {
  const path = [...of.path, number];
  const key = of.folds?.(thing);
  const open = key === undefined || editing.isUnfolded(key);
  return html`
    <li class="edit-item" data-place=${placeOf(path)} @keydown=${(event: KeyboardEvent) => walk(event, editing, of, number)}>
      ${head(editing, of, thing, number, count)}
      <div class="edit-item__body" ?hidden=${!open}>
        ${problemsAt(editing, path)} ${open ? of.item(path, thing, number) : nothing}
      </div>
    </li>`;
}

function head(editing: Editing, of: ListOf, thing: Tree, number: number, count: number): TemplateResult {
  const name = of.heading(thing, number);
  const path = [...of.path, number];
  const wrong = problemsWithin(editing, path).length;
  const button = (way: "up" | "down", to: number, sign: string, label: string) => html`
    <button class="edit-move" type="button" data-move="${placeOf(path)} ${way}" aria-label=${label} title=${label}
      aria-disabled=${to < 0 || to >= count} @click=${() => editing.move(of.path, number, to)}>${sign}</button>`;
  return html`
    <div class="edit-item__head">
      <h3 class="edit-item__name">${folding(editing, of, thing, name)}</h3>
      ${of.marks?.(thing) ?? nothing}
      ${wrong > 0 ? html`<span class="tag tag--danger">${nt("{n} problem", "{n} problems", wrong)}</span>` : nothing}
      <span class="edit-item__buttons">
        ${button("up", number - 1, "↑", t("Move up: {name}", { name }))}
        ${button("down", number + 1, "↓", t("Move down: {name}", { name }))}
        ${
          of.stays?.(thing)
            ? nothing
            : html`<button class="button button--quiet" type="button" aria-label=${t("Remove: {name}", { name })}
                @click=${() => editing.set(path, undefined)}>${t("Remove")}</button>`
        }
      </span>
    </div>`;
}

function folding(editing: Editing, of: ListOf, thing: Tree, name: string): TemplateResult {
  const key = of.folds?.(thing);
  if (key === undefined) return html`<bdi>${name}</bdi>`;
  const open = editing.isUnfolded(key);
  return html`
    <button class="edit-fold" type="button" aria-expanded=${open} @click=${() => editing.unfold(key, !open)}>
      <bdi>${name}</bdi>
    </button>`;
}

/** Alt and an arrow key move the thing that holds the focus. */
function walk(event: KeyboardEvent, editing: Editing, of: ListOf, number: number): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step === undefined || !event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  const to = number + step;
  if (to >= 0 && to < listOf(at(editing.body, of.path)).length) editing.move(of.path, number, to);
}

/** The input that a problem's place leads to: its own, or that of what holds it. */
export function inputAt(root: ParentNode, path: Path): HTMLElement | null {
  for (let length = path.length; length > 0; length -= 1) {
    const outer = path.slice(0, length);
    const found =
      root.querySelector<HTMLElement>(`[id="${CSS.escape(idOf(outer))}"]`) ??
      root.querySelector<HTMLElement>(
        `[data-place="${CSS.escape(placeOf(outer))}"] button, [data-add="${CSS.escape(placeOf(outer))}"]`,
      );
    if (found !== null) return found;
  }
  return null;
}
