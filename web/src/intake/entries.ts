/** A repeated question: entries that are added, filled in and removed. People are entries too. */

import { find, findAll, focusOn } from "../common/dom";
import { t } from "../common/i18n";
import type { Entry as EntryAnswers } from "../vault/bodies";
import { answersNow, showAsked } from "./conditions";
import { type Answer, Field, type Typed } from "./field";
import { say } from "./say";

/** One entry: its questions, under ids of their own. */
export class Entry {
  readonly fields: Field[];

  constructor(readonly element: HTMLElement) {
    this.fields = findAll("[data-part]", element).map((part) => new Field(part));
  }

  /** The answers to what is asked here, by part. */
  get answers(): EntryAnswers {
    return answersNow(this.fields) as EntryAnswers;
  }

  get isEmpty(): boolean {
    return Object.keys(this.answers).length === 0;
  }

  /** What it is called, such as "Payment 2"; "" where there is only ever one. */
  get name(): string {
    return (this.element.querySelector(".entry__head")?.textContent ?? "").trim();
  }
}

export class Entries extends Field {
  private readonly list: HTMLElement;
  private readonly pattern: HTMLElement;
  private entries: Entry[] = [];
  /** Entries so far, removed ones too: their ids are never given again. */
  private made = 1;

  constructor(element: HTMLElement) {
    super(element);
    this.list = find("[data-entries]", element);
    const first = find("[data-entry]", this.list);
    this.pattern = first.cloneNode(true) as HTMLElement;
    this.take(first);
    const add = element.querySelector<HTMLButtonElement>("[data-add]");
    add?.addEventListener("click", () => this.offer());
    this.number();
  }

  /** The entries that hold an answer. */
  override get answer(): Answer | undefined {
    const full = this.filled.map((entry) => entry.answers);
    return full.length > 0 ? full : undefined;
  }

  override get all(): Field[] {
    return [this, ...this.entries.flatMap((entry) => entry.fields)];
  }

  /** Those that hold an answer, in order: the numbers of `answer`. */
  get filled(): readonly Entry[] {
    return this.entries.filter((entry) => !entry.isEmpty);
  }

  override get typed(): Typed {
    return this.entries.map((entry) => entry.fields.map((field) => field.typed));
  }

  /** Of a page that was not touched yet: entries are added as there were. */
  override set typed(typed: Typed) {
    const all = typed as Typed[][];
    while (this.entries.length < all.length) this.add();
    for (const [at, entry] of this.entries.entries()) {
      for (const [part, field] of entry.fields.entries()) field.typed = all[at]?.[part] ?? [];
    }
  }

  override focus(): void {
    this.entries[0]?.fields[0]?.focus();
  }

  override refresh(): void {
    for (const entry of this.entries) showAsked(entry.fields);
  }

  private take(element: HTMLElement): Entry {
    const entry = new Entry(element);
    this.entries.push(entry);
    element.querySelector("[data-remove]")?.addEventListener("click", () => this.remove(entry));
    return entry;
  }

  private offer(): void {
    const entry = this.add();
    this.changed();
    say(t("{entry} was added.", { entry: entry.name }));
    entry.fields[0]?.focus();
  }

  private add(): Entry {
    const element = this.pattern.cloneNode(true) as HTMLElement;
    renameIds(element, `${this.id}.0.`, `${this.id}.${this.made}.`);
    this.made += 1;
    for (const button of findAll<HTMLButtonElement>("button", element)) button.disabled = false;
    this.list.append(element);
    const entry = this.take(element);
    this.number();
    return entry;
  }

  private remove(entry: Entry): void {
    const at = this.entries.indexOf(entry);
    const { name } = entry;
    this.entries.splice(at, 1);
    entry.element.remove();
    this.number();
    this.changed();
    say(t("{entry} was removed.", { entry: name }));
    const next = this.entries[Math.min(at, this.entries.length - 1)];
    focusOn(find(".entry__head", next?.element));
  }

  /** Whoever listens to the form hears of it. */
  private changed(): void {
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Counts the entries anew, and offers what can be done with them. */
  private number(): void {
    for (const [at, { element }] of this.entries.entries()) {
      for (const mark of findAll("[data-number]", element)) mark.textContent = String(at + 1);
      const remove = element.querySelector<HTMLElement>("[data-remove]");
      if (!remove) continue;
      remove.hidden = this.entries.length === 1;
      find("[data-named]", remove).textContent = this.entries[at]?.name ?? "";
    }
    const isFull = this.entries.length >= (this.question.max_entries ?? 1);
    for (const add of findAll("[data-add]", this.element)) add.hidden = isFull;
    for (const full of findAll("[data-full]", this.element)) full.hidden = !isFull;
  }
}

/** Gives the elements of a copied entry ids of its own. */
function renameIds(root: HTMLElement, from: string, to: string): void {
  const names = ["id", "for", "aria-describedby", "aria-labelledby", "data-key"];
  for (const element of findAll(names.map((name) => `[${name}]`).join(), root)) {
    for (const name of names) {
      const value = element.getAttribute(name);
      if (value !== null) element.setAttribute(name, value.replaceAll(from, to));
    }
  }
}
