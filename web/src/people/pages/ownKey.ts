/** The member's own key: its words for a colleague to compare, the recovery kit, the lock. */
import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement, wordList } from "../element";
import { saveRecoveryKit } from "../kit";

@customElement("desk-own-key")
export class OwnKeyPage extends DeskElement {
  protected override render(): TemplateResult {
    const { trust } = this.session;
    return html`
      <h1 tabindex="-1">${t("Your key")}</h1>
      <section class="folio">
        <h2>${t("Its twelve words")}</h2>
        <div>
          <p>${t("They are the same for everybody who has your true key. Read them to a colleague by telephone or in person, never through this site or by e-mail.")}</p>
          ${wordList(trust?.ownWords ?? [])}
          <p class="quiet">${
            trust?.listed
              ? t("Your key is in your organisation's list of keys: reports are sealed to it.")
              : t("Your key is not in your organisation's list of keys yet.")
          }</p>
        </div>
      </section>
      <section class="folio">
        <h2>${t("Recovery kit")}</h2>
        <div>
          <p>${t("Your key, sealed under your six words, as a file for a safe place. It opens with any age program.")}</p>
          <button class="button button--secondary" type="button" @click=${this.saveKit}>${t("Download the recovery kit")}</button>
        </div>
      </section>
      <section class="folio">
        <h2>${t("Lock")}</h2>
        <div>
          <p>${t("Locking forgets your key in every tab of this browser. Do it whenever you leave.")}</p>
          <button class="button" type="button" @click=${() => this.session.lock()}>${t("Lock now")}</button>
        </div>
      </section>`;
  }

  private saveKit(): void {
    const { me } = this.session;
    if (me.key !== null) saveRecoveryKit(me.key, me);
  }
}
