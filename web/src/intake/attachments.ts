/** The files of one question: sealed and sent at once, with progress, another try, and a way to remove them. */

import { find, make } from "../common/dom";
import { t } from "../common/i18n";
import { readableSize } from "../common/sizes";
import type { Field } from "./fields";
import { codeOf, sentenceFor } from "./sentences";

/** How files are sent; the worker's `attach` and `detach`. */
export interface Carrier {
  attach(key: string, file: File, progress: (share: number) => void): Promise<string>;
  detach(key: string, blob: string | null): void;
}

interface Row {
  key: string;
  file: File;
  blob: string | null;
  failed: boolean;
  element: HTMLLIElement;
}

/** What a question offers for adding a file. */
const FIRST = "input[type=file], button:not([hidden])";
let count = 0;

/** The files of one question, wherever they come from. */
export class Uploads {
  private rows: Row[] = [];
  private readonly list: HTMLElement;

  constructor(
    field: Field,
    element: HTMLElement,
    private readonly carrier: Carrier,
  ) {
    this.list = find("[data-files]", element);
    field.filesNow = () => ({
      arrived: this.blobs.length,
      underway: this.rows.filter((row) => !row.failed && row.blob === null).length,
      failed: this.rows.filter((row) => row.failed).length,
      open: this.open,
    });
  }

  /** Whether a file is being made that is neither used nor discarded. */
  protected get open(): boolean {
    return false;
  }

  get blobs(): string[] {
    return this.rows.flatMap((row) => (row.blob === null ? [] : [row.blob]));
  }

  get names(): string[] {
    return this.rows.filter((row) => row.blob !== null).map((row) => row.file.name);
  }

  get size(): number {
    return this.rows.length;
  }

  /** Forgets all of them, after they were sent with a message. */
  clear(): void {
    this.rows = [];
    this.list.replaceChildren();
  }

  protected add(file: File): void {
    count += 1;
    const row: Row = { key: String(count), file, blob: null, failed: false, element: make("li") };
    this.rows.push(row);
    this.list.append(row.element);
    this.start(row);
  }

  private async start(row: Row): Promise<void> {
    row.failed = false;
    const meter = make("progress", {
      class: "meter",
      max: 1,
      value: 0,
      "aria-label": t("Sending {name}", { name: row.file.name }),
    });
    this.draw(row, t("Sealing and sending"), meter);
    try {
      row.blob = await this.carrier.attach(row.key, row.file, (share) => {
        meter.value = share;
      });
      this.draw(row, t("Sealed and uploaded"));
    } catch (error) {
      if (codeOf(error) === "upload/removed") return;
      row.failed = true;
      this.draw(row, sentenceFor(error));
    }
  }

  private draw(row: Row, status: string, meter: HTMLElement | null = null): void {
    const again = make("button", { class: "button button--quiet", type: "button" }, t("Try again"));
    again.addEventListener("click", () => this.start(row));
    const remove = make(
      "button",
      { class: "button button--quiet", type: "button" },
      t("Remove"),
      hidden(row.file.name),
    );
    remove.addEventListener("click", () => this.remove(row));
    const text = make(
      "div",
      {},
      make("span", { class: "files__name" }, row.file.name),
      make(
        "span",
        { class: row.failed ? "field__error" : "quiet", role: "status" },
        ` ${readableSize(row.file.size, document.documentElement.lang || "en")} · ${status}`,
      ),
    );
    row.element.replaceChildren(text, make("span", {}, row.failed && again, remove), ...(meter ? [meter] : []));
  }

  private remove(row: Row): void {
    this.carrier.detach(row.key, row.blob);
    this.rows = this.rows.filter((one) => one !== row);
    const next = row.element.nextElementSibling ?? row.element.previousElementSibling;
    row.element.remove();
    const focus = next?.querySelector("button") ?? this.list.parentElement?.querySelector<HTMLElement>(FIRST);
    focus?.focus();
  }
}

/** Files that are chosen. */
export class Attachments extends Uploads {
  constructor(field: Field, element: HTMLElement, carrier: Carrier) {
    super(field, element, carrier);
    const input = find<HTMLInputElement>("input[type=file]", element);
    input.disabled = false;
    input.addEventListener("change", () => {
      for (const file of input.files ?? []) this.add(file);
      input.value = "";
    });
  }
}

function hidden(text: string): HTMLElement {
  return make("span", { class: "visually-hidden" }, ` ${text}`);
}
