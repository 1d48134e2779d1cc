/** One page, several steps: shows one, moves the focus, and makes the browser's own Back go one step back. */

import { find, findAll, focusOn } from "../common/dom";

export class Steps {
  private readonly sections = new Map<string, HTMLElement>();
  private readonly pageTitle = document.title;
  private readonly first: string;
  current: string;

  /** `locked`: steps that Back does not leave. `entering` is called before a step is shown. */
  constructor(
    private readonly locked: readonly string[] = [],
    private readonly entering: (name: string) => void = () => {},
  ) {
    for (const section of findAll("[data-step]")) this.sections.set(section.dataset.step ?? "", section);
    this.first = [...this.sections.keys()][0] ?? "";
    this.current = this.first;
    history.replaceState({ step: this.first }, "");
    addEventListener("popstate", (event) => this.travel((event.state as { step?: string } | null)?.step));
  }

  /** Shows a step. Only its name enters the history, never what was typed. */
  show(name: string, focus?: HTMLElement): void {
    const present = (history.state as { step?: string } | null)?.step;
    if (name !== present && !this.locked.includes(name)) history.pushState({ step: name }, "");
    this.display(name, focus);
  }

  section(name: string): HTMLElement {
    return find(`[data-step="${name}"]`);
  }

  private travel(name: string | undefined): void {
    if (this.locked.includes(this.current)) history.pushState({ step: this.current }, "");
    else this.display(name && this.sections.has(name) ? name : this.first);
  }

  private display(name: string, focus?: HTMLElement): void {
    this.entering(name);
    for (const [key, section] of this.sections) section.hidden = key !== name;
    this.current = name;
    for (const mark of findAll("[data-way]")) {
      if (mark.dataset.way === name) mark.setAttribute("aria-current", "step");
      else if (findAll(`[data-way="${name}"]`).length > 0) mark.removeAttribute("aria-current");
    }
    const heading = find("h1", this.section(name));
    document.title = name === this.first ? this.pageTitle : `${heading.textContent} – ${this.pageTitle}`;
    scrollTo(0, 0);
    focusOn(focus ?? heading);
  }
}
