/** A sealed text to write, as every form of a case has it: nothing of it is corrected, completed or remembered. */
import { html, nothing, type TemplateResult } from "lit";

export interface TextField {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly rows?: number;
  readonly required?: boolean;
}

export function textField({ id, label, hint = "", rows = 3, required = false }: TextField): TemplateResult {
  return html`
    <div class="field">
      <label class="field__label" for=${id}>${label}</label>
      ${hint === "" ? nothing : html`<p class="hint" id="${id}-hint">${hint}</p>`}
      <textarea class="input" id=${id} rows=${rows} ?required=${required} autocomplete="off" autocorrect="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto" aria-describedby=${hint === "" ? nothing : `${id}-hint`}></textarea>
    </div>`;
}

/** What stands in a text field of this form. */
export function textOf(form: Element, id: string): string {
  return form.querySelector<HTMLTextAreaElement>(`#${id}`)?.value.trim() ?? "";
}
