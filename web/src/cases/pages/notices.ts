/** What must be said before any work: the first use of the list of keys in this browser, and keys not compared yet. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { nt, t } from "../../common/i18n";
import { listed } from "../../common/words";
import { DeskElement, wordList } from "../../people/element";

@customElement("desk-notices")
export class Notices extends DeskElement {
  @property({ attribute: false }) onPeople = false;

  protected override render(): TemplateResult {
    const { trust } = this.session;
    const fresh = (trust?.cards ?? []).filter((card) => card.standing === "new" || card.standing === "impostor");
    return html`
      ${trust !== null && trust.sheetUses.length > 0 ? this.sheetUsed(trust.sheetUses) : nothing}
      ${this.session.recordFault === "" ? nothing : this.recordFault(this.session.recordFault)}
      ${trust?.state === "first-use" ? this.firstUse(trust.rootWords) : nothing}
      ${fresh.length > 0 && !this.onPeople ? this.compare(fresh.length) : nothing}
      ${this.problem()}`;
  }

  private firstUse(words: readonly string[]): TemplateResult {
    return html`
      <section class="notice" aria-labelledby="first-use">
        <h2 id="first-use">${t("First visit with this browser")}</h2>
        <p>${t("This browser now remembers your organisation's list of keys and will notice if it is ever replaced. Compare these twelve words once with a poster, or with a colleague in person.")}</p>
        ${wordList(words)}
        <div class="actions">
          <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${this.dismiss}>${t("They are the same")}</button>
        </div>
        <p class="quiet">${t("Are they not? Then lock your key and tell whoever set up Vouchsafe.")}</p>
      </section>`;
  }

  private recordFault(code: string): TemplateResult {
    const isNotSigned = code === "record/not-signed";
    return html`
      <section class="notice notice--danger" role="alert" aria-labelledby="record-fault">
        <h2 id="record-fault">${t("The list of keys is not the one in the record")}</h2>
        <p>${recordFaultText(code)}</p>
        <p>${t("Compare no new key and answer no report before an overseer has verified the record. Name this to them: {code}", { code })}</p>
        <div class="actions">
          <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.attempt(() => this.session.review())}>${t("Look again")}</button>
          ${isNotSigned ? html`<button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${() => this.attempt(() => this.session.forgetRecord())}>${t("An overseer told me the record's new key is right")}</button>` : nothing}
        </div>
      </section>`;
  }

  private compare(count: number): TemplateResult {
    return html`
      <p class="notice notice--caution">
        ${nt("{n} key was added to the list and not compared by you yet.", "{n} keys were added to the list and not compared by you yet.", count)}
        <a href="/people/">${t("Compare on the people page")}</a>
      </p>`;
  }

  private sheetUsed(entries: readonly number[]): TemplateResult {
    return html`
      <section class="notice notice--danger" role="alert" aria-labelledby="sheet-used">
        <h2 id="sheet-used">${t("A recovery sheet changed the list of keys")}</h2>
        <p>${nt(
          "Entry {numbers} of the list was signed with a recovery sheet, and not by a colleague. That is right only when nobody with a key was left. Ask those who keep the sheets who used it and why, by telephone or in person.",
          "Entries {numbers} of the list were signed with a recovery sheet, and not by a colleague. That is right only when nobody with a key was left. Ask those who keep the sheets who used it and why, by telephone or in person.",
          entries.length,
          { numbers: listed(entries.map(String)) },
        )}</p>
        <div class="actions">
          <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${this.dismissSheets}>${t("I asked, and it was right")}</button>
        </div>
        <p class="quiet">${t("Nobody knows of it? Then lock your key and tell whoever set up Vouchsafe: somebody may have a sheet who should not.")}</p>
      </section>`;
  }

  private dismissSheets(): Promise<boolean> {
    return this.attempt(async () => {
      this.session.setTrust(await this.session.worker.call("dismissSheetUses", {}));
    });
  }

  private dismiss(): Promise<boolean> {
    return this.attempt(async () => {
      this.session.setTrust(await this.session.worker.call("dismissFirstUse", {}));
    });
  }
}

function recordFaultText(code: string): string {
  const texts: Readonly<Record<string, string>> = {
    "record/directory": t("Somebody may have been let in among those whom reports are sealed to without a trace."),
    "record/forked": t("The record is not the one that this browser saw before: somebody rewrote it."),
    "record/rolled-back": t("The record is shorter than this browser saw it before: something was taken away."),
    "record/not-proven": t("The server could not prove that the list of keys is in the record."),
    "record/not-signed": t("The record is signed with another key than before."),
  };
  return texts[code] ?? t("The server gave no proof that can be read.");
}
