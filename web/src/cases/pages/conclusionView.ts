/** What came of a case, as a handler wrote it: sealed for handlers, with the words of the letter to the reporter. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../common/i18n";
import { outcomeName } from "../../common/outcomes";
import type { Bodies } from "../../vault/bodies";

export function conclusionView(said: Bodies["conclusion"]): TemplateResult {
  const rows: readonly (readonly [string, string])[] = [
    [t("Why"), said.reason],
    [t("Measures taken"), said.measures],
    [t("Damage"), said.damage],
    [t("Recovered"), said.recovery],
    [t("Letter to the reporter"), said.letter],
  ];
  return html`
    <dl class="desk-answers">
      <div><dt>${t("Outcome")}</dt><dd>${outcomeName(said.outcome)}</dd></div>
      ${rows.map(([label, text]) =>
        text === "" ? nothing : html`<div class="is-long"><dt>${label}</dt><dd class="letter__text">${text}</dd></div>`,
      )}
    </dl>`;
}
