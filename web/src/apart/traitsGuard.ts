/** Asks to read once more before a reason is sealed that may name a trait of somebody. Once read, it passes. */
import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import { t } from "../common/i18n";
import { type FoundTrait, type Trait, traitsOnPage } from "./traits";

/**
 * For a form with reasons: `passes` on submit, `warning` in its template above the buttons. The same text passes the
 * second time: it is a warning, never a block, and nothing of it is sent.
 */
export class TraitsGuard implements ReactiveController {
  private found: readonly FoundTrait[] = [];
  private warned = "";

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** Whether these texts may be sealed: nothing was found in them, or they were warned of as they stand. */
  passes(...texts: readonly string[]): boolean {
    const text = texts.join("\n");
    const found = traitsOnPage(text, document.documentElement.lang || "en");
    this.found = found.length === 0 || text === this.warned ? [] : found;
    this.warned = text;
    this.host.requestUpdate();
    return this.found.length === 0;
  }

  warning(): TemplateResult | typeof nothing {
    if (this.found.length === 0) return nothing;
    return html`
      <div class="notice notice--caution" role="alert">
        <p>${t("Read this once more. These words may say what somebody is, not what they did:")}</p>
        <ul>${this.found.map(({ trait, word }) => html`<li><bdi>${word}</bdi> <span class="quiet">(${traitName(trait)})</span></li>`)}</ul>
        <p>${t("What somebody is gives no reason. If it is the act itself that you describe, press the button again. Nobody is told of this warning.")}</p>
      </div>`;
  }
}

function traitName(trait: Trait): string {
  const names: Readonly<Record<Trait, string>> = {
    nationality: t("nationality or origin"),
    ethnicity: t("ethnicity"),
    religion: t("religion"),
    politics: t("politics"),
    health: t("health"),
    union: t("union membership"),
  };
  return names[trait];
}
