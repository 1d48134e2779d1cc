/** The form of a request to open what is kept apart: facts, law, necessity, and the day from which it may be opened. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CaseReading } from "../cases/caseReading";
import { t } from "../common/i18n";
import { Unsent } from "../common/unsent";
import { DeskElement } from "../people/element";
import { dayText } from "../people/texts";
import { TraitsGuard } from "./traitsGuard";
import type { KeptKey } from "./wire";

/** How long a reporter is told before that their identity may be opened (Directive (EU) 2019/1937, article 16(3)). */
const NOTICE_DAYS = 7;

@customElement("desk-ask")
export class AskPage extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @property({ attribute: false }) kept!: KeptKey;
  /** Of the request key that this request makes. */
  @property({ attribute: false }) generation = 0;
  @state() private urgent = false;
  private readonly guard = new TraitsGuard(this);
  private readonly unsent = new Unsent();

  protected override render(): TemplateResult {
    const isIdentity = this.kept.asks === "identity";
    return html`
      ${this.problem()}
      <form @submit=${this.submit}>
        <p>${isIdentity ? t("The reporter reads what you write here before anything is opened, and may object.") : t("The reporter can read what you write here.")} ${t("A colleague or an overseer who holds a share reads it and decides.")}</p>
        ${this.text("facts", t("The facts"), t("What is known, and from where. What somebody did, never what they are."))}
        ${this.text("law", t("Law"), t("The rule that allows or demands the opening, with its section."))}
        ${this.text("necessity", t("Necessity"), t("Why nothing milder will do: what you tried, or why you cannot."))}
        ${isIdentity ? this.time() : nothing}
        ${this.guard.warning()}
        <div class="actions"><button class="button" ?disabled=${this.busy}>${isIdentity ? t("Ask, and tell the reporter") : t("Ask a second person")}</button></div>
      </form>`;
  }

  private time(): TemplateResult {
    const first = dayAfter(NOTICE_DAYS);
    return html`
      <div class="field">
        <label class="field__label" for=${this.place("day")}>${t("Not before")}</label>
        <p class="hint">${t("The reporter is told now, and has until then to object. {day} at the earliest.", { day: dayText(first) })}</p>
        <input class="input input--short" type="date" id=${this.place("day")} min=${first} .value=${first} ?disabled=${this.urgent} required />
      </div>
      <label class="choice apart-urgent">
        <input type="checkbox" .checked=${this.urgent} @change=${(event: Event) => {
          this.urgent = (event.target as HTMLInputElement).checked;
        }} /><span>${t("Telling the reporter before would jeopardise the investigation or a court's proceedings")}</span>
      </label>
      ${this.urgent ? this.text("danger", t("What would be jeopardised, and why"), t("The reporter reads it. It can be opened as soon as a second person gives their share.")) : nothing}`;
  }

  private text(name: string, label: string, hint: string): TemplateResult {
    const id = this.place(name);
    return html`
      <div class="field">
        <label class="field__label" for=${id}>${label}</label>
        <p class="hint" id="${id}-hint">${hint}</p>
        <textarea class="input" id=${id} rows="3" autocomplete="off" autocorrect="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto"
          aria-describedby="${id}-hint" required></textarea>
      </div>`;
  }

  private place(name: string): string {
    return `ask-${this.kept.asks}-${name}`;
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const value = (name: string) =>
      this.querySelector<HTMLTextAreaElement | HTMLInputElement>(`#${this.place(name)}`)?.value.trim() ?? "";
    const isWaiting = this.kept.asks === "identity" && !this.urgent;
    const asking = {
      facts: value("facts"),
      law: value("law"),
      necessity: value("necessity"),
      notBefore: isWaiting ? value("day") : dayAfter(0),
      danger: this.urgent ? value("danger") : "",
    };
    if (!this.guard.passes(asking.facts, asking.law, asking.necessity, asking.danger)) return;
    const { reading, kept, generation } = this;
    const done = await this.attempt(async () => {
      const { api, worker } = this.session;
      await this.unsent.post(api, `/cases/${reading.id}/requests`, [kept.asks, generation, asking], () =>
        worker.call("sealRequest", { id: reading.id, kept, generation, asking }),
      );
    });
    if (!done) return;
    this.dispatchEvent(
      new CustomEvent("sent", {
        detail: t("Asked. Who holds a share, and the reporter, can read why."),
        bubbles: true,
      }),
    );
  }
}

/** So many days from today, in UTC, as YYYY-MM-DD. */
function dayAfter(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
