/** A coordinator excludes somebody from a case, in two steps: what it means and whom, then for good. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { listed } from "../../common/words";
import { DeskElement } from "../../people/element";
import type { CaseRow } from "../wire";

interface MemberJson {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly { readonly role: string }[];
}

@customElement("desk-exclude")
export class ExcludePage extends DeskElement {
  @property({ attribute: false }) row!: CaseRow;
  @state() private members: readonly MemberJson[] = [];

  protected override render(): TemplateResult {
    const id = `exclude-${this.row.id}`;
    return html`
      <details class="desk-exclude" @toggle=${this.open}>
        <summary>${t("Exclude somebody")}</summary>
        ${this.problem()} ${this.told()}
        <form @submit=${this.exclude}>
          <label class="field__label" for=${id}>${t("Who is to see nothing more of this case")}</label>
          <select class="input" id=${id} required>
            <option value="">${t("Choose")}</option>
            ${this.offered().map((one) => html`<option value=${one.id} translate="no">${one.name}</option>`)}
          </select>
          <div class="actions"><button class="button button--secondary" ?disabled=${this.busy}>${t("Exclude for good")}</button></div>
        </form>
      </details>`;
  }

  private told(): TemplateResult {
    const names = this.members.filter(({ id }) => this.row.excluded.includes(id)).map(({ name }) => name);
    return html`
      ${names.length > 0 ? html`<p>${t("Excluded: {names}", { names: listed(names) })}</p>` : nothing}
      <p class="hint">${t("Their keys of this case are destroyed, no new one is taken for them, and they see no trace of it. This cannot be taken back.")}</p>
      <p class="hint">${t("What they read before they have read, and what they copied they have. Until the case has new keys, a key that they copied opens what is written in it.")}</p>`;
  }

  private offered(): MemberJson[] {
    const keyed = (one: MemberJson) => one.roles.some(({ role }) => role !== "administrator");
    return this.members.filter((one) => keyed(one) && !this.row.excluded.includes(one.id));
  }

  private open(): void {
    if (this.members.length > 0) return;
    void this.attempt(async () => {
      this.members = (await this.session.api.get<{ members: MemberJson[] }>("/directory")).members;
    });
  }

  private exclude(event: SubmitEvent): void {
    event.preventDefault();
    const member = this.querySelector("select")?.value ?? "";
    void this.attempt(async () => {
      const path = `/cases/${this.row.id}/exclusions`;
      const { excluded, rekey_due } = await this.session.api.send<CaseRow>("POST", path, { member });
      this.dispatchEvent(new CustomEvent("excluded", { detail: { ...this.row, excluded, rekey_due } }));
    });
  }
}
