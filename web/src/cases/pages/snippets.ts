/** "Insert a text": short texts that come with the software, and those that the organisation keeps, by language. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { languageName } from "../../common/words";
import { DeskElement } from "../../people/element";
import type { Session } from "../../people/session";
import { ownLanguages, purposeName } from "../snippetTexts";
import type { SnippetsAnswer } from "../wire";

/** Asked for once for each session: they are not about a case. */
const asked = new WeakMap<Session, Promise<SnippetsAnswer>>();

export function snippetsOf(session: Session): Promise<SnippetsAnswer> {
  const known = asked.get(session);
  if (known !== undefined) return known;
  const answer = session.api.get<SnippetsAnswer>("/snippets");
  asked.set(session, answer);
  void answer.catch(() => asked.delete(session));
  return answer;
}

export function forgetSnippets(session: Session): void {
  asked.delete(session);
}

interface Offered {
  readonly language: string;
  readonly name: string;
  readonly text: string;
}

/** Fires "insert" with the chosen text. */
@customElement("desk-snippets")
export class SnippetPicker extends DeskElement {
  /** The purposes whose texts are offered here first, and which of those that come with the software at all. */
  @property({ attribute: false }) purposes: readonly string[] = [];
  /** What the reporter wrote: its script says which language comes first. */
  @property({ attribute: false }) written = "";
  @property({ attribute: false }) name = "snippets";
  @state() private answer: SnippetsAnswer | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(async () => {
      this.answer = await snippetsOf(this.session);
    });
  }

  protected override render(): TemplateResult | typeof nothing {
    const languages = this.languages();
    if (languages.length === 0) return nothing;
    const id = `${this.name}-choice`;
    return html`
      <div class="desk-snippets">
        <label class="desk-snippets__label" for=${id}>${t("Insert a text")}</label>
        <select class="input" id=${id} ?disabled=${this.busy} @change=${this.choose}>
          <option value="">${t("Choose")}</option>
          ${languages.map(
            (language) => html`
              <optgroup label=${languageName(language)}>
                ${this.offered(language).map(({ name, text }) => html`<option value=${text}>${name}</option>`)}
              </optgroup>`,
          )}
        </select>
      </div>`;
  }

  private languages(): string[] {
    const all = [...(this.answer?.kept ?? []), ...(this.answer?.starters ?? [])].map(({ language }) => language);
    const first = ownLanguages(this.written);
    const rest = [...new Set(all)].filter((language) => !first.includes(language)).sort();
    return [...first, ...rest].filter((language) => this.offered(language).length > 0);
  }

  private offered(language: string): Offered[] {
    const kept = (this.answer?.kept ?? []).filter((one) => one.language === language);
    const starters = (this.answer?.starters ?? [])
      .filter((one) => one.language === language && this.purposes.includes(one.purpose))
      .map(({ purpose, text }) => ({ language, name: purposeName(purpose), text }));
    return [...kept, ...starters];
  }

  private choose(event: Event): void {
    const select = event.target as HTMLSelectElement;
    if (select.value !== "") this.dispatchEvent(new CustomEvent("insert", { detail: select.value }));
    select.value = "";
  }
}
