/** A sealed form: its questions, what is wrong with the answers, and the answers. It is never sent as a form. */

import type { Definition } from "../common/definition";
import { fill, find, findAll, focusOn, make } from "../common/dom";
import type { Answers } from "../vault/bodies";
import { type Problem as Fault, problemsOf } from "./answers";
import { answersNow, askedNow, showAsked } from "./conditions";
import { Entries } from "./entries";
import { Field, type Typed } from "./field";
import { filesSentence, sentenceOf } from "./validate";

export type { Field };

export interface Problem {
  field: Field;
  sentence: string;
}

const REPEATED = ["group", "person", "identity"];

/** `go` runs when the form is sent and all is well. */
export class SealedForm {
  readonly fields: Field[];
  private readonly categories: Definition["categories"];

  constructor(
    private readonly form: HTMLFormElement,
    go: () => void,
  ) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.check()) go();
    });
    this.fields = findAll("[data-field]", form).map((element) =>
      REPEATED.includes(element.dataset.kind ?? "") ? new Entries(element) : new Field(element),
    );
    const offered = this.fields.find((field) => field.kind === "category")?.question.options ?? [];
    this.categories = offered.map(({ id, label, paused }) => ({ id, act: label, paused }));
    for (const button of findAll<HTMLButtonElement>("button", form)) button.disabled = false;
    form.addEventListener("input", () => this.refresh());
    this.refresh();
  }

  field(id: string): Field {
    const field = this.fields.find((one) => one.id === id);
    if (!field) throw new Error(`This form has no field ${id}.`);
    return field;
  }

  /** The questions that are asked, as things stand. */
  get asked(): Field[] {
    return askedNow(this.fields, this.categories);
  }

  /** The answers to what is asked, right or wrong. */
  get answers(): Answers {
    return answersNow(this.fields, this.categories);
  }

  /** The questionnaire, as far as it stands in the page, in the page's language. */
  get definition(): Definition {
    return {
      name: {},
      categories: this.categories,
      questionnaire: { fields: this.fields.map((field) => field.question) },
    };
  }

  /** What stands in the boxes, by question; to be put back in a page that was not touched yet. */
  get typed(): Record<string, Typed> {
    return Object.fromEntries(this.fields.map((field) => [field.id, field.typed]));
  }

  set typed(typed: Record<string, Typed>) {
    for (const field of this.fields) field.typed = typed[field.id] ?? [];
    this.refresh();
  }

  /** `listener` hears of everything that changes, of entries that were added or removed too. */
  onInput(listener: () => void): void {
    this.form.addEventListener("input", listener);
  }

  /** Marks every problem and puts the focus on their summary. True when there is none. */
  check(): boolean {
    const { answers, asked } = this;
    const faults = problemsOf(this.definition.questionnaire.fields, answers, this.categories);
    const problems = asked.flatMap((field) => {
      const files = field.filesNow === null ? null : filesSentence(field.label, field.filesNow());
      if (files !== null) return [{ field, sentence: files }];
      return faults.filter(({ place }) => place.split("[")[0] === field.id).map((fault) => this.problem(field, fault));
    });
    this.show(problems);
    return problems.length === 0;
  }

  /** Shows problems found elsewhere too, such as by the worker. */
  show(problems: readonly Problem[]): void {
    for (const field of this.fields.flatMap((one) => one.all)) {
      field.mark(problems.find((problem) => problem.field === field)?.sentence ?? null);
    }
    const summary = find("[data-errors]", this.form);
    summary.hidden = problems.length === 0;
    fill(find("ul", summary), ...problems.map((problem) => make("li", {}, linkTo(problem))));
    if (problems.length > 0) {
      summary.setAttribute("role", "alert");
      focusOn(summary);
      summary.scrollIntoView({ block: "start" });
    }
  }

  private refresh(): void {
    showAsked(this.fields, this.categories);
    for (const field of this.fields) field.refresh();
  }

  /** A fault at the question, or at a part of one of its entries. */
  private problem(field: Field, fault: Fault): Problem {
    const [, number, part] = /\[(\d+)\]\.(.+)$/.exec(fault.place) ?? [];
    const entry = field instanceof Entries && number ? field.filled[Number(number)] : undefined;
    const at = entry?.fields.find((one) => one.id === part) ?? field;
    const about = { kind: at.kind, label: at.label, given: at.answer, ...(entry ? { entry: entry.name } : {}) };
    return { field: at, sentence: sentenceOf(fault, about) };
  }
}

/** A link, so that it is read out as one; it moves the focus and leaves the address as it is. */
function linkTo({ field, sentence }: Problem): HTMLAnchorElement {
  const link = make("a", { href: "#main" }, sentence);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    field.focus();
  });
  return link;
}
