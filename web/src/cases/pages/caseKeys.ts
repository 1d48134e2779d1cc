/** On the page of a case: who was left out of it, and new keys when somebody took the old ones along. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import type { CaseAnswer } from "../wire";

@customElement("desk-case-keys")
export class CaseKeys extends DeskElement {
  @property({ attribute: false }) of!: CaseAnswer["case"];

  protected override render(): TemplateResult | typeof nothing {
    const { excluded, rekey_due: isDue } = this.of;
    if (excluded.length === 0 && !isDue) return nothing;
    return html`
      <section>
        <h2 class="desk-side__title">${t("Who reads this")}</h2>
        ${excluded.length === 0 ? nothing : html`<p>${t("Left out of this case: {names}. They see no trace of it. Do not speak of it with them.", { names: this.session.namesOf(excluded) })}</p>`}
        ${isDue ? this.due() : nothing} ${this.problem()}
      </section>`;
  }

  private due(): TemplateResult {
    return html`
      <p><span class="tag tag--caution">${t("Needs new keys")}</span></p>
      <p class="quiet">${t("Somebody who held this case's keys left or was excluded. A key that they copied also opens what is written from now on, until there are new ones.")}</p>
      <div class="actions">
        <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${this.rekey}>${t("Make new keys")}</button>
      </div>`;
  }

  private rekey(): Promise<boolean> {
    return this.attempt(async () => {
      const { worker, token } = this.session;
      await worker.call("rekey", { id: this.of.id, token });
      this.dispatchEvent(new CustomEvent("sent", { detail: t("This case has new keys.") }));
    });
  }
}
