/** One question as it stands in the page: reads its answer, shows what is wrong with it. Nothing here has a name that a form could send. */

import { inLanguage } from "../common/definition";
import { fill, find, findAll, focusOn, make } from "../common/dom";
import { t } from "../common/i18n";
import type { Answers } from "../vault/bodies";
import { FILES, isDate, lengthOf } from "./answers";
import { pageLanguage, type Question, questionIn } from "./questions";
import { amountOf, dateFault, dateOf } from "./typed";
import type { FilesStanding } from "./validate";

export type Answer = Answers[string];
/** What stands in the boxes, right or wrong, as JSON: texts and ticks, or those of each entry. */
export type Typed = (string | boolean)[] | Typed[][];
type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** What was sealed and sent already for a question: files, or recordings. */
export interface Carried {
  readonly blobs: readonly string[];
  readonly names: readonly string[];
  readonly size: number;
}

export class Field {
  readonly question: Question;
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  /** Tells its elements from those of every other question, of another entry too. */
  readonly key: string;
  /** For files: how they stand. Set by whoever sends them. */
  filesNow: (() => FilesStanding) | null = null;
  /** For files: what arrived. */
  carried: Carried | null = null;
  protected readonly inputs: Input[];

  constructor(readonly element: HTMLElement) {
    this.question = questionIn(element);
    this.id = this.question.id;
    this.kind = this.question.kind;
    this.label = inLanguage(this.question.label, pageLanguage());
    this.key = element.dataset.key ?? this.id;
    this.inputs = findAll<Input>("input, textarea, select", element);
    this.joinRadios();
    this.countCharacters();
  }

  /** The answer as it would be sealed, right or wrong; undefined where there is none. */
  get answer(): Answer | undefined {
    if (this.kind === "date") return this.dateNow ?? undefined;
    if (this.kind === "amount") return amountOf(this.value, this.currency) ?? undefined;
    if (FILES.includes(this.kind)) return this.carried?.blobs.length ? [...this.carried.blobs] : undefined;
    if (this.ticks.length > 0) {
      const on = this.ticks.filter((tick) => tick.checked).map((tick) => tick.value);
      return on.length === 0 ? undefined : this.kind === "choices" ? on : on[0];
    }
    return this.value.trim() || undefined;
  }

  /** What stands in all boxes; files do not. */
  get typed(): Typed {
    return this.inputs.map((input) => (isTick(input) ? input.checked : isFile(input) ? "" : input.value));
  }

  set typed(typed: Typed) {
    for (const [at, input] of this.inputs.entries()) {
      const was = typed[at];
      if (isTick(input)) input.checked = was === true;
      else if (typeof was === "string" && !isFile(input)) input.value = was;
    }
  }

  /** What stands in the first box. */
  get value(): string {
    const [first] = this.inputs;
    return first === undefined || isFile(first) ? "" : first.value;
  }

  set value(text: string) {
    const [first] = this.inputs;
    if (first) first.value = text;
  }

  /** The radio button that is on. */
  get chosen(): HTMLInputElement | null {
    return this.ticks.find((tick) => tick.checked) ?? null;
  }

  /** This question, and those within it. */
  get all(): Field[] {
    return [this];
  }

  /** Shows `sentence` with the question, or takes it away. */
  mark(sentence: string | null): void {
    const id = `error-${this.key}`;
    this.element.classList.toggle("field--wrong", sentence !== null);
    fill(find(".field__slot", this.element), sentence !== null && make("p", { class: "field__error", id }, sentence));
    const wrong = sentence === null ? [] : this.culprits;
    for (const input of this.inputs) {
      if (wrong.includes(input)) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    const set = this.element.querySelector(":scope > fieldset, :scope > [role=group]");
    for (const described of set ? [set] : this.inputs) describe(described, id, sentence !== null);
  }

  focus(): void {
    const box = this.chosen ?? this.culprits[0] ?? this.inputs[0];
    const target = box ?? this.element.querySelector<HTMLElement>("button:not([hidden])");
    if (target) focusOn(target);
  }

  /** Shows of what is within it what is asked now. */
  refresh(): void {}

  onInput(listener: () => void): void {
    for (const input of this.inputs) input.addEventListener("input", listener);
  }

  private get ticks(): HTMLInputElement[] {
    return this.inputs.filter(isTick);
  }

  private get currency(): string {
    const select = this.inputs.find((input) => input instanceof HTMLSelectElement);
    return select?.value ?? this.question.currencies?.[0] ?? "";
  }

  private get dateNow(): string | null {
    const box = (name: string) => find<HTMLInputElement>(`[data-${name}]`, this.element);
    const [day, month, year] = [box("day").value, box("month").value, box("year").value];
    return dateOf({ day, month, year, about: box("about").checked });
  }

  /** The boxes that a problem is about. */
  private get culprits(): Input[] {
    if (this.kind === "amount") return this.inputs.slice(0, 1);
    if (this.kind !== "date") return this.inputs;
    const date = this.dateNow;
    const fault = date === null || isDate(date) ? "day" : dateFault(date);
    return [find<HTMLInputElement>(`[data-${fault}]`, this.element)];
  }

  /** Radio buttons need a name to exclude each other; they get one only now that nothing else can send the form. */
  private joinRadios(): void {
    for (const tick of this.ticks) if (tick.type === "radio") tick.name = `choice-${this.key}`;
  }

  private countCharacters(): void {
    const count = this.element.querySelector(":scope > [data-count]");
    const { max_length: max } = this.question;
    if (!count || max === undefined) return;
    this.onInput(() => {
      const left = max - lengthOf(this.value);
      count.textContent =
        left < 0
          ? t("{over} characters too many: at most {max} fit", { over: -left, max })
          : left < max / 5
            ? t("{left} of {max} characters left", { left, max })
            : "";
    });
  }
}

function isTick(input: Input): input is HTMLInputElement {
  return input instanceof HTMLInputElement && (input.type === "radio" || input.type === "checkbox");
}

function isFile(input: Input): boolean {
  return input instanceof HTMLInputElement && input.type === "file";
}

/** Ties the sentence of the id to what it is about, or unties it. */
function describe(element: Element, id: string, tied: boolean): void {
  const others = (element.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  const all = tied ? [id, ...others] : others;
  if (all.length > 0) element.setAttribute("aria-describedby", all.join(" "));
  else element.removeAttribute("aria-describedby");
}
