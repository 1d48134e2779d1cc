/** The files of one question: sealed and sent at once, each with its own line. */

import { fill, find, make } from "../common/dom";
import { FileQueue, type QueuedFile, type Sending, verdictOn } from "../common/fileQueue";
import { t } from "../common/i18n";
import { cleaningLines } from "../common/metadata";
import { paceText } from "../common/pace";
import { readableSize } from "../common/sizes";
import type { Cleaning } from "../metadata";
import type { Field } from "./fields";
import { codeOf, sentenceFor } from "./sentences";

/** What a question offers for adding a file. */
const FIRST = "input[type=file], button:not([hidden])";

/** The files of one question, wherever they come from. */
export class Uploads {
  protected readonly queue: FileQueue;
  private readonly list: HTMLElement;
  private readonly lines = new Map<string, Line>();

  constructor(
    field: Field,
    private readonly element: HTMLElement,
    sending: Sending,
  ) {
    this.list = find("[data-files]", element);
    this.queue = new FileQueue(
      sending,
      () => this.draw(),
      (error) => verdictOn(codeOf(error)),
    );
    addEventListener("online", () => this.queue.resume());
    field.filesNow = () => ({ ...this.queue.standing, open: this.open });
  }

  /** Whether a file is being made that is neither used nor discarded. */
  protected get open(): boolean {
    return false;
  }

  /** What is said below a file that arrived. */
  protected told(cleaned: Cleaning): HTMLElement | null {
    return cleaning(cleaned);
  }

  get blobs(): string[] {
    return this.queue.blobs;
  }

  get names(): string[] {
    return this.queue.files.filter(({ state }) => state.at === "arrived").map(({ file }) => file.name);
  }

  get size(): number {
    return this.queue.files.length;
  }

  add(files: Iterable<File>): void {
    this.queue.add(files);
  }

  /** Forgets all of them, after they were sent with a message. */
  clear(): void {
    this.queue.clear();
  }

  private draw(): void {
    const { files } = this.queue;
    for (const [key, line] of this.lines) {
      if (files.some((one) => one.key === key)) continue;
      this.lines.delete(key);
      this.drop(line.element);
    }
    for (const one of files) {
      const line = this.lines.get(one.key) ?? this.begin(one);
      line.draw(one);
    }
  }

  private begin({ key, file }: QueuedFile): Line {
    const line = new Line(file, {
      retry: () => this.queue.retry(key),
      remove: () => this.queue.remove(key),
      told: (cleaned) => this.told(cleaned),
    });
    this.lines.set(key, line);
    this.list.append(line.element);
    return line;
  }

  /** Takes a line away; where it held the focus, the next one gets it. */
  private drop(line: HTMLElement): void {
    const held = line.contains(document.activeElement);
    const next = line.nextElementSibling ?? line.previousElementSibling;
    line.remove();
    if (held) (next?.querySelector("button") ?? find<HTMLElement>(FIRST, this.element)).focus();
  }
}

/** One file. Only a change of how it stands is announced; the running figures are there to be looked at. */
class Line {
  readonly element = make("li");
  private readonly said = make("span", { role: "status" });
  private readonly pace = make("span", { class: "quiet files__pace" });
  private readonly buttons = make("span");
  private readonly below = make("div", { class: "files__below" });
  private readonly meter: HTMLProgressElement;
  private at = "";

  constructor(
    private readonly file: File,
    private readonly acts: { retry: () => void; remove: () => void; told: (cleaned: Cleaning) => HTMLElement | null },
  ) {
    this.meter = make("progress", { class: "meter", max: 1, "aria-label": t("Sending {name}", { name: file.name }) });
    const name = make("span", { class: "files__name" }, file.name);
    this.element.append(make("div", {}, name, " ", this.said, this.pace), this.buttons, this.below);
  }

  draw({ state }: QueuedFile): void {
    const language = document.documentElement.lang || "en";
    const size = readableSize(this.file.size, language);
    if (state.at === "sending") {
      this.meter.value = state.share;
      this.pace.textContent = paceText(state, this.file.size, language);
    }
    if (state.at === this.at) return;
    this.at = state.at;
    if (state.at !== "sending") this.pace.textContent = size;
    this.said.className = state.at === "failed" ? "field__error" : "quiet";
    this.said.textContent = state.at === "failed" ? sentenceFor(state.error) : saying(state.at);
    this.buttons.replaceChildren(...this.buttonsFor(state.at));
    if (state.at === "arrived") fill(this.below, this.acts.told(state.cleaned));
    else this.below.replaceChildren(...(state.at === "failed" ? [] : [this.meter]));
    if (state.at === "preparing") this.meter.removeAttribute("value");
  }

  private buttonsFor(at: string): HTMLElement[] {
    const stop = at === "arrived" || at === "failed" ? t("Remove") : t("Stop");
    const remove = button(stop, this.file.name, this.acts.remove);
    return at === "failed" ? [button(t("Try again"), this.file.name, this.acts.retry), remove] : [remove];
  }
}

function saying(at: string): string {
  if (at === "preparing") return t("Looking for what it says of itself");
  return at === "sending" ? t("Sealing and sending") : t("Sealed and uploaded");
}

function button(text: string, name: string, act: () => void): HTMLButtonElement {
  const hidden = make("span", { class: "visually-hidden" }, ` ${name}`);
  const element = make("button", { class: "button button--quiet", type: "button" }, text, hidden);
  element.addEventListener("click", act);
  return element;
}

/** What was removed from the file and what was not; the latter stands out, it is what to think about. */
function cleaning(cleaned: Cleaning): HTMLElement {
  const { removed, left } = cleaningLines(cleaned);
  const list = make("ul", { class: "files__cleaning" });
  list.append(...removed.map((line) => make("li", {}, line)));
  list.append(...left.map((line) => make("li", { class: "files__left" }, line)));
  return list;
}
