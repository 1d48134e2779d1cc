/** Writing again: a message, a correction, or a withdrawal, which is asked once more before it goes. */

import { find, findAll } from "../common/dom";
import type { Writing } from "../worker/reportWorker";
import { type Field, SealedForm } from "./fields";

export class Composer {
  private readonly form: SealedForm;

  /** `send` runs when there is something to send, and, of a withdrawal, when it was confirmed. */
  constructor(
    private readonly root: HTMLElement,
    send: () => void,
  ) {
    this.form = new SealedForm(find("form", root), () => this.ask(send));
    this.form.field("purpose").onInput(() => this.explain());
    find("[data-withdraw]", root).addEventListener("click", () => {
      this.confirm(false);
      send();
    });
    find("[data-stay]", root).addEventListener("click", () => {
      this.confirm(false);
      this.form.field("text").focus();
    });
    this.explain();
  }

  get files(): Field {
    return this.form.field("files");
  }

  get holdsText(): boolean {
    return this.form.field("text").value.trim() !== "";
  }

  /** What stands in the boxes; to be put back in the same page in another language. */
  get typed(): SealedForm["typed"] {
    return this.form.typed;
  }

  set typed(typed: SealedForm["typed"]) {
    this.form.typed = typed;
    this.explain();
  }

  get writing(): Writing {
    return { text: this.form.field("text").value.trim(), purpose: this.purpose };
  }

  /** Another look at the outcome can be asked for once, after there is one. */
  offerContest(possible: boolean): void {
    const choice = find("[data-contest]", this.root);
    const isChosen = find<HTMLInputElement>("input", choice).checked;
    choice.hidden = !possible;
    if (!possible && isChosen) this.choose("message");
  }

  clear(): void {
    this.form.field("text").value = "";
    this.choose("message");
  }

  private choose(purpose: string): void {
    for (const one of findAll<HTMLInputElement>("[data-purpose]", this.root)) one.checked = one.value === purpose;
    this.explain();
  }

  private get purpose(): NonNullable<Writing["purpose"]> | null {
    const chosen = findAll<HTMLInputElement>("[data-purpose]", this.root).find((one) => one.checked)?.value;
    const known = ["correction", "withdrawal", "meeting", "contest"] as const;
    return known.find((one) => one === chosen) ?? null;
  }

  private ask(send: () => void): void {
    if (this.purpose === "withdrawal") this.confirm(true);
    else send();
  }

  private confirm(asking: boolean): void {
    const question = find("[data-confirm]", this.root);
    question.hidden = !asking;
    if (asking) find<HTMLButtonElement>("[data-stay]", question).focus();
  }

  /** Says what the chosen purpose means, and what to write for it. */
  private explain(): void {
    this.confirm(false);
    for (const part of findAll("[data-about]", this.root))
      part.hidden = part.dataset.about !== (this.purpose ?? "message");
  }
}
