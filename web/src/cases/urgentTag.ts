/** Marks a case that its reporter called urgent. */
import { html, type TemplateResult } from "lit";
import { t } from "../common/i18n";

export function urgentTag(): TemplateResult {
  return html`<span class="tag tag--danger">${t("Urgent")}</span>`;
}
