/** The questions of a sealed form as they stand in the page. Nothing here has a name that a form could send. */

import { fill, find, findAll, focusOn, make } from "../common/dom";
import { t } from "../common/i18n";
import { lengthOf, problemOf, type Question, type Standing } from "./validate";

export interface Problem {
  field: Field;
  sentence: string;
}

/** One question: reads its answer, shows what is wrong with it. */
export class Field implements Question {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly required: boolean;
  readonly max: number | null;
  /** For attachments: how the files stand. Set by whoever sends them. */
  filesNow: (() => NonNullable<Standing["files"]>) | null = null;
  private readonly inputs: (HTMLInputElement | HTMLTextAreaElement)[];

  constructor(private readonly element: HTMLElement) {
    this.id = element.dataset.field ?? "";
    this.kind = element.dataset.kind ?? "short";
    this.required = element.hasAttribute("data-required");
    this.max = element.dataset.max ? Number(element.dataset.max) : null;
    this.inputs = findAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea", element);
    this.label = ownText(find(".field__label", element));
    this.joinRadios();
    this.countCharacters();
  }

  get value(): string {
    const [first] = this.inputs;
    if (first instanceof HTMLInputElement && first.type === "radio") return this.chosen?.value ?? "";
    return first instanceof HTMLInputElement && first.type === "file" ? "" : (first?.value ?? "");
  }

  set value(text: string) {
    const [first] = this.inputs;
    if (first?.type === "radio")
      for (const input of this.inputs) (input as HTMLInputElement).checked = input.value === text;
    else if (first && first.type !== "file") first.value = text;
  }

  /** The radio button that is on. */
  get chosen(): HTMLInputElement | null {
    return this.inputs.find((input): input is HTMLInputElement => "checked" in input && input.checked) ?? null;
  }

  /** The answer as a person reads it. */
  get shown(): string {
    const label = this.chosen?.closest("label")?.querySelector(".choice__label");
    return label ? ownText(label) : this.value.trim();
  }

  problem(): string | null {
    const broken = this.inputs.some((input) => input.validity.badInput);
    const files = this.filesNow?.();
    return problemOf(this, {
      value: this.chosen?.hasAttribute("data-passes") ? "-" : this.value,
      broken,
      ...(files ? { files } : {}),
    });
  }

  /** Shows `sentence` with the field, or takes it away. */
  mark(sentence: string | null): void {
    const slot = find(".field__slot", this.element);
    const id = `error-${this.id}`;
    this.element.classList.toggle("field--wrong", sentence !== null);
    fill(slot, sentence !== null && make("p", { class: "field__error", id }, sentence));
    for (const input of this.inputs) {
      if (sentence === null) input.removeAttribute("aria-invalid");
      else input.setAttribute("aria-invalid", "true");
      const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
      const all = sentence === null ? described : [...described, id];
      if (all.length > 0) input.setAttribute("aria-describedby", all.join(" "));
      else input.removeAttribute("aria-describedby");
    }
  }

  focus(): void {
    const target = this.inputs[0] ?? this.element.querySelector<HTMLElement>("button:not([hidden])");
    if (target) focusOn(this.chosen ?? target);
  }

  onInput(listener: () => void): void {
    for (const input of this.inputs) input.addEventListener("input", listener);
  }

  /** Radio buttons need a name to exclude each other; they get one only now that nothing else can send the form. */
  private joinRadios(): void {
    for (const input of this.inputs) if (input.type === "radio") input.name = `choice-${this.id}`;
  }

  private countCharacters(): void {
    const count = this.element.querySelector("[data-count]");
    const { max } = this;
    if (!count || max === null) return;
    this.onInput(() => {
      const left = max - lengthOf(this.value);
      count.textContent = left < max / 5 ? t("{left} of {max} characters left", { left, max }) : "";
    });
  }
}

/** A sealed form: it is never sent as a form; `go` runs when all is well. */
export class SealedForm {
  readonly fields: Field[];

  constructor(
    private readonly form: HTMLFormElement,
    go: () => void,
  ) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.check()) go();
    });
    this.fields = findAll("[data-field]", form).map((element) => new Field(element));
    for (const button of findAll<HTMLButtonElement>("button", form)) button.disabled = false;
  }

  field(id: string): Field {
    const field = this.fields.find((one) => one.id === id);
    if (!field) throw new Error(`This form has no field ${id}.`);
    return field;
  }

  /** Marks every problem and puts the focus on their summary. True when there is none. */
  check(): boolean {
    const problems = this.fields.flatMap((field): Problem[] => {
      const sentence = field.problem();
      return sentence === null ? [] : [{ field, sentence }];
    });
    this.show(problems);
    return problems.length === 0;
  }

  /** Shows problems found elsewhere too, such as by the worker. */
  show(problems: readonly Problem[]): void {
    for (const field of this.fields) {
      field.mark(problems.find((problem) => problem.field === field)?.sentence ?? null);
    }
    const summary = find("[data-errors]", this.form);
    summary.hidden = problems.length === 0;
    fill(find("ul", summary), ...problems.map((problem) => make("li", {}, linkTo(problem))));
    if (problems.length > 0) {
      summary.setAttribute("role", "alert");
      focusOn(summary);
      scrollToStart(summary);
    }
  }
}

function scrollToStart(element: HTMLElement): void {
  element.scrollIntoView({ block: "start" });
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

/** The text of a label without its "(optional)". */
function ownText(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (const extra of findAll(".field__optional", copy)) extra.remove();
  return (copy.textContent ?? "").trim();
}
