/** "Who should not read this?": the product's own question after the questionnaire. It comes late, with the questions. */

import { fill, find, findAll, focusOn, make } from "../common/dom";
import { t } from "../common/i18n";
import { listed } from "../common/words";
import type { ReaderNamed } from "../worker/reportWorker";
import type { Line } from "./review";

export class LeavingOut {
  private readonly slot = make("div", { class: "field__slot", id: "error-_left-out" });
  private readonly element: HTMLElement;

  /** `before`: what the question stands before. `chosen`: who was chosen before the page was reloaded. */
  constructor(
    private readonly readers: readonly ReaderNamed[],
    before: HTMLElement,
    chosen: readonly string[],
  ) {
    const inside = readers.length > 1 ? [...told(), this.slot, this.leadership(), this.choices(chosen)] : onlyOne();
    const legend = make("legend", { class: "field__label" }, question(), " ");
    legend.append(make("span", { class: "field__optional" }, t("(optional)")));
    const set = make("fieldset", { "aria-describedby": "hint-_left-out error-_left-out" }, legend, ...inside);
    this.element = make("div", { class: "field", "data-left-out": true }, set);
    before.before(this.element);
    this.element.addEventListener("change", (event) => this.changed(event.target as HTMLInputElement));
    this.showLeadership();
  }

  /** The ids of who is left out. */
  get chosen(): string[] {
    return this.boxes.filter((box) => box.checked).map((box) => box.value);
  }

  get names(): string[] {
    const { chosen } = this;
    return this.readers.filter(({ id }) => chosen.includes(id)).map(nameOf);
  }

  /** Whether somebody is left to read the report; where nobody is, that is said and the focus goes there. */
  check(): boolean {
    const wrong = this.boxes.length > 0 && this.boxes.every((box) => box.checked);
    this.element.classList.toggle("field--wrong", wrong);
    const sentence = t(
      "Somebody must be left to read your report. If nobody here should, turn to one of these instead:",
    );
    fill(this.slot, wrong && make("p", { class: "field__error" }, sentence), wrong && elsewhere());
    if (wrong) this.focus();
    return !wrong;
  }

  focus(): void {
    focusOn(this.boxes[0] ?? find("legend", this.element));
  }

  /** Its line among the answers to be checked. */
  line(change: () => void): Line {
    const { names } = this;
    const nobody = make("span", { class: "quiet" }, t("Nobody is left out"));
    return { label: question(), shown: [names.length > 0 ? names.join("\n") : nobody], change };
  }

  private get boxes(): HTMLInputElement[] {
    return findAll<HTMLInputElement>("[value]", this.element);
  }

  /** One box for all who are not independent; only where somebody is, and not everybody. Else nothing. */
  private leadership(): HTMLElement | false {
    const independent = this.readers.filter((reader) => reader.independent);
    if (independent.length === 0 || independent.length === this.readers.length) return false;
    const names = make("span", { translate: "no", dir: "auto" }, listed(independent.map(nameOf)));
    const label = make("span", { class: "choice__label" }, t("It concerns somebody in the leadership"));
    const more = make(
      "span",
      { class: "choice__more" },
      t("Then only these read it, who stand outside the hierarchy, and nobody else later either:"),
      " ",
      names,
    );
    const box = make("input", { type: "checkbox", "data-leadership": true, autocomplete: "off" });
    return make("label", { class: "choice" }, box, make("span", {}, label, more));
  }

  private changed(box: HTMLInputElement): void {
    if (box.matches("[data-leadership]")) for (const each of this.inside) each.checked = box.checked;
    else this.showLeadership();
  }

  private showLeadership(): void {
    for (const box of findAll<HTMLInputElement>("[data-leadership]", this.element)) {
      box.checked = this.inside.every((each) => each.checked);
    }
  }

  /** The boxes of those who are not independent. */
  private get inside(): HTMLInputElement[] {
    const independent = this.readers.filter((reader) => reader.independent).map(({ id }) => id);
    return this.boxes.filter((box) => !independent.includes(box.value));
  }

  private choices(chosen: readonly string[]): HTMLElement {
    const choice = (reader: ReaderNamed) => {
      const checked = chosen.includes(reader.id);
      const box = make("input", { type: "checkbox", value: reader.id, autocomplete: "off", checked });
      const name = make("span", { class: "choice__label", translate: "no", dir: "auto" }, nameOf(reader));
      return make("label", { class: "choice" }, box, name);
    };
    return make("div", { class: "choices" }, ...this.readers.map(choice));
  }
}

function question(): string {
  return t("Who should not read this?");
}

function nameOf({ name }: ReaderNamed): string {
  return name || t("Somebody whose name is not published");
}

function told(): HTMLElement[] {
  const texts = [
    t(
      "Choose whoever your report is about, or who should not decide on it. They get no key to it, no part of what is sealed apart, and no notice of it.",
    ),
    t(
      "The server can see whom you leave out, since a key is missing for them; it cannot see why. The others who read your report can see it too.",
    ),
    t("The names come from the server. Look whether they are those that the organisation made known."),
  ];
  return [make("div", { id: "hint-_left-out" }, ...texts.map((text) => make("p", { class: "hint" }, text)))];
}

function onlyOne(): HTMLElement[] {
  const text = t(
    "One person alone reads what is reported here, so they cannot be left out. If your report is about them, do not send it here. Turn to one of these instead:",
  );
  return [make("div", { id: "hint-_left-out" }, make("p", { class: "hint" }, text)), elsewhere()];
}

/** Where else to turn, as the page says it to those whose report does not belong here. */
function elsewhere(): HTMLElement {
  return find("[data-step=ended] .contacts").cloneNode(true) as HTMLElement;
}
