/** "Check your answers": every answer as it will be sealed, each with a way back to change it. */

import { fill, make } from "../common/dom";
import { t } from "../common/i18n";
import type { Uploads } from "./attachments";
import type { Field } from "./fields";
import { dayFor } from "./sentences";

/** Fills the summary list. `change` leads back to a question. */
export function review(
  list: HTMLElement,
  fields: readonly Field[],
  attachments: ReadonlyMap<string, Uploads>,
  change: (field: Field) => void,
): void {
  fill(list, ...fields.map((field) => row(field, attachments.get(field.id), change)));
}

function row(field: Field, files: Uploads | undefined, change: (field: Field) => void): HTMLElement {
  const button = make(
    "button",
    { class: "button button--quiet", type: "button" },
    t("Change"),
    make("span", { class: "visually-hidden" }, ` ${field.label}`),
  );
  button.addEventListener("click", () => change(field));
  return make(
    "div",
    {},
    make("dt", {}, field.label),
    make("dd", { translate: "no" }, shown(field, files) || make("span", { class: "quiet" }, t("Not answered"))),
    make("dd", { class: "is-set" }, button),
  );
}

function shown(field: Field, files: Uploads | undefined): string {
  if (files) return files.names.join("\n");
  return field.kind === "date" && field.value ? dayFor(field.value) : field.shown;
}
