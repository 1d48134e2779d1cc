/** To whom cases may be handed over. Administrators write the list; what goes there they never read. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { nt, t } from "../common/i18n";
import { DeskElement } from "../people/element";
import type { PartnerRow } from "./wire";

@customElement("desk-partners")
export class PartnersPage extends DeskElement {
  @state() private partners: readonly PartnerRow[] | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override render(): TemplateResult {
    return html`
      <h1 tabindex="-1">${t("Partners")}</h1>
      <p class="lead">${t("Organisations and authorities that your handlers may hand a case to, on this server or another. Two handlers must agree each time, and the reporter is told before.")}</p>
      ${this.partners === null ? nothing : this.list(this.partners)}
      <section class="folio">
        <h2>${t("A new partner")}</h2>
        <div>${this.problem()}${this.form()}</div>
      </section>`;
  }

  private list(partners: readonly PartnerRow[]): TemplateResult {
    if (partners.length === 0) return html`<div class="desk-empty"><h2>${t("No partner yet")}</h2></div>`;
    return html`<ul class="rows desk-cases">${partners.map((one) => this.row(one))}</ul>`;
  }

  private row(one: PartnerRow): TemplateResult {
    return html`
      <li class="desk-case">
        <h2 class="desk-case__title"><bdi>${one.name}</bdi></h2>
        <p class="desk-case__facts"><bdi class="handover-address">${one.address}</bdi> <span>${nt("The reporter is told {n} day before", "The reporter is told {n} days before", one.notice_days)}</span></p>
        <p class="desk-code handover-words" translate="no" lang="en">${one.words}</p>
        <button class="button button--secondary desk-case__state" type="button" ?disabled=${this.busy} @click=${() => this.takeOff(one)}>
          ${t("Remove")}<span class="visually-hidden"> ${one.name}</span>
        </button>
      </li>`;
  }

  private form(): TemplateResult {
    const field = (id: string, label: string, hint: string, input: TemplateResult) => html`
      <div class="field">
        <label class="field__label" for=${id}>${label}</label>
        <p class="hint" id="${id}-hint">${hint}</p>
        ${input}
      </div>`;
    return html`
      <form @submit=${this.submit} autocomplete="off">
        ${field("partner-name", t("Name"), t("As your handlers know it."), html`<input class="input" id="partner-name" maxlength="120" dir="auto" aria-describedby="partner-name-hint" required />`)}
        ${field("partner-address", t("Address of its channel"), t("The channel's page, copied from a browser: https://report.example/en/organisation/channel/"), html`<input class="input" id="partner-address" maxlength="300" dir="ltr" inputmode="url" aria-describedby="partner-address-hint" required />`)}
        ${field("partner-words", t("Its twelve words"), t("From its poster, or read out over the telephone: not from the page that the address leads to. They prove whose keys a case is sealed to."), html`<textarea class="input" id="partner-words" rows="2" dir="ltr" translate="no" autocomplete="off" spellcheck="false" aria-describedby="partner-words-hint" required></textarea>`)}
        ${field("partner-notice", t("Days in which the reporter may object"), t("Between the proposal and the release."), html`<input class="input input--short" id="partner-notice" type="number" min="1" max="90" value="7" aria-describedby="partner-notice-hint" required />`)}
        <div class="actions"><button class="button" ?disabled=${this.busy}>${t("Add to the list")}</button></div>
      </form>`;
  }

  private async load(): Promise<void> {
    await this.attempt(() => this.fetch());
  }

  private async fetch(): Promise<void> {
    this.partners = (await this.session.api.get<{ partners: PartnerRow[] }>("/partners")).partners;
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const value = (id: string) => form.querySelector<HTMLInputElement>(`#partner-${id}`)?.value.trim() ?? "";
    const done = await this.attempt(async () => {
      const notice_days = Number(value("notice"));
      const body = { name: value("name"), address: value("address"), words: value("words"), notice_days };
      await this.session.api.send("POST", "/partners", body);
      await this.fetch();
    });
    if (done) form.reset();
  }

  private takeOff({ id }: PartnerRow): void {
    void this.attempt(async () => {
      await this.session.api.remove(`/partners/${id}`);
      await this.fetch();
    });
  }
}
