/** The draft as a reporter will see it: the report door's own page, in a frame in which nothing runs. */
import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import type { Language } from "../wire";

const WIDTHS = ["phone", "tablet", "wide"] as const;
type Width = (typeof WIDTHS)[number];

@customElement("desk-preview")
export class Preview extends DeskElement {
  @property({ attribute: false }) channelId = "";
  @property({ attribute: false }) revision = 0;
  @property({ attribute: false }) languages: readonly Language[] = [];
  @property({ attribute: false }) language = "en";
  @state() private width: Width = "wide";

  protected override render(): TemplateResult {
    const names: Readonly<Record<Width, string>> = { phone: t("Telephone"), tablet: t("Tablet"), wide: t("Screen") };
    const address = `/channels/${this.channelId}/preview/${this.language}/?revision=${this.revision}`;
    return html`
      <p class="hint">${t("As a reporter will see it, with every step laid open. Nothing can be sent from here.")}</p>
      <div class="edit-bar">
        <div class="desk-tabs" role="group" aria-label=${t("Language of the preview")}>
          ${this.languages.map(({ code, name }) =>
            tab(
              name,
              code === this.language,
              () => {
                this.language = code;
              },
              code,
            ),
          )}
        </div>
        <div class="desk-tabs" role="group" aria-label=${t("Width of the preview")}>
          ${WIDTHS.map((width) =>
            tab(names[width], width === this.width, () => {
              this.width = width;
            }),
          )}
        </div>
      </div>
      <iframe class="edit-preview edit-preview--${this.width}" sandbox="allow-same-origin" title=${t("Preview of the form")}
        src=${address}></iframe>`;
  }
}

export function tab(label: string, pressed: boolean, press: () => void, lang?: string): TemplateResult {
  return html`<button type="button" class="desk-tabs__tab" aria-pressed=${pressed} lang=${lang ?? document.documentElement.lang} @click=${press}>${label}</button>`;
}
