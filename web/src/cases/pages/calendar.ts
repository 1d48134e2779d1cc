/** A calendar of what is due, for programs that show calendars: its address is a secret, and is shown once. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";

@customElement("desk-calendar")
export class CalendarPanel extends DeskElement {
  @state() private made: boolean | null = null;
  /** Until the page is left. */
  @state() private address = "";
  @state() private said = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(async () => {
      this.made = (await this.session.api.get<{ made: boolean }>("/due/feed")).made;
    });
  }

  protected override render(): TemplateResult {
    return html`
      <section class="due-calendar" aria-labelledby="calendar-title">
        <h2 id="calendar-title">${t("In your calendar")}</h2>
        <p class="quiet">${t("An address that your calendar fetches: what is due and on which day, and nothing of a case. Whoever has the address reads as much; where your calendar lies, it stays.")}</p>
        ${this.problem()}
        <p role="status">${this.said}</p>
        ${this.address === "" ? nothing : this.shown()}
        ${this.made === null ? nothing : this.buttons(this.made)}
      </section>`;
  }

  private shown(): TemplateResult {
    return html`
      <div class="notice notice--good">
        <p>${t("This address is shown once. Put it into your calendar now.")}</p>
        <label class="visually-hidden" for="calendar-address">${t("The address of your calendar")}</label>
        <input class="input due-calendar__address" id="calendar-address" readonly dir="ltr" translate="no" .value=${this.address} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
      </div>`;
  }

  private buttons(made: boolean): TemplateResult {
    return html`
      <div class="actions">
        <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${this.make}>
          ${made ? t("Make a new address; the old one ends") : t("Make an address")}
        </button>
        ${made ? html`<button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${this.revoke}>${t("End it")}</button>` : nothing}
      </div>`;
  }

  private make(): Promise<boolean> {
    return this.attempt(async () => {
      this.address = (await this.session.api.send<{ address: string }>("POST", "/due/feed", {})).address;
      this.made = true;
      this.said = t("Your calendar has a new address.");
    });
  }

  private revoke(): Promise<boolean> {
    return this.attempt(async () => {
      await this.session.api.send("POST", "/due/feed/revoke", {});
      this.address = "";
      this.made = false;
      this.said = t("The address leads nowhere any more.");
    });
  }
}
