/** Nothing to open yet: set-up is missing, or a colleague has to add this member's key. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement, wordList } from "../element";

@customElement("desk-waiting")
export class WaitingPage extends DeskElement {
  protected override render(): TemplateResult {
    const { me, trust } = this.session;
    return html`
      <div class="desk-step">
        <p class="eyebrow">${t("Almost there")}</p>
        <h1 tabindex="-1">${me.needs_setup ? t("Waiting for set-up") : t("Waiting for a colleague")}</h1>
        <p class="lead">${
          me.needs_setup
            ? t(
                "An administrator of {organisation} still has to make the recovery sheets and the first list of keys. Your key will be part of it.",
                { organisation: me.organisation.name },
              )
            : t(
                "Reports are not sealed to your key yet. A handler or coordinator adds it, after comparing its words with you.",
              )
        }</p>
        <h2>${t("Your key's twelve words")}</h2>
        <p>${t("Read them to your colleague by telephone or in person. Not by e-mail, and not through this site: whoever changed the one could change the other.")}</p>
        ${wordList(trust?.ownWords ?? [])}
        ${this.problem()}
        <div class="actions">
          <button class="button" type="button" ?disabled=${this.busy} @click=${() => this.attempt(() => this.session.review())}>
            ${t("Look again")}
          </button>
        </div>
        ${me.needs_setup ? nothing : html`<p class="quiet"><a href="/recovery/">${t("Nobody with a key is left? Use a recovery sheet")}</a></p>`}
      </div>`;
  }
}
