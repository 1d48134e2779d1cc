/** Who has a case: taken, given to somebody who reads it, or put down. On the case's page, and for coordinators in the list. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";

interface Assignment {
  readonly assigned_to: string | null;
  readonly members: readonly { readonly id: string; readonly name: string }[];
}

@customElement("desk-assign")
export class AssignPanel extends DeskElement {
  @property({ attribute: false }) caseId = "";
  /** In a list: nothing is asked of the server before it was unfolded. */
  @property({ attribute: false }) folded = false;
  @state() private now: Assignment | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.folded) this.look();
  }

  protected override render(): TemplateResult {
    if (!this.folded) return this.panel();
    return html`
      <details class="desk-exclude" @toggle=${this.look}>
        <summary>${t("Assign")}</summary>
        ${this.panel()}
      </details>`;
  }

  private look(): void {
    if (this.now !== null) return;
    void this.attempt(async () => {
      this.now = await this.session.api.get<Assignment>(this.path);
    });
  }

  private panel(): TemplateResult {
    const { now } = this;
    if (now === null) return html`${this.problem()}`;
    const me = this.session.me.member.id;
    const mine = now.assigned_to === me;
    const may = now.members.some(({ id }) => id === me);
    return html`
      ${this.problem()}
      <p class="desk-assign__who" role="status">${this.sentence(now)}</p>
      <div class="actions">
        ${may && !mine ? html`<button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.give(me)}>${t("Take this case")}</button>` : nothing}
        ${now.assigned_to === null ? nothing : html`<button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${() => this.give(null)}>${mine ? t("Put it down") : t("Take it from them")}</button>`}
      </div>
      ${this.others(now)}`;
  }

  private sentence(now: Assignment): string {
    if (now.assigned_to === null) return t("Nobody has this case yet.");
    if (now.assigned_to === this.session.me.member.id) return t("You have this case.");
    const name = now.members.find(({ id }) => id === now.assigned_to)?.name;
    return name === undefined
      ? t("Somebody who no longer reads it has this case.")
      : t("{name} has this case.", { name });
  }

  private others(now: Assignment): TemplateResult | typeof nothing {
    const others = now.members.filter(({ id }) => id !== now.assigned_to && id !== this.session.me.member.id);
    if (others.length === 0) return nothing;
    const id = `assign-${this.caseId}`;
    return html`
      <form class="desk-assign__give" @submit=${this.submit}>
        <label class="field__label" for=${id}>${t("Give it to")}</label>
        <select class="input" id=${id} required>
          <option value="">${t("Choose")}</option>
          ${others.map((one) => html`<option value=${one.id} translate="no">${one.name}</option>`)}
        </select>
        <button class="button button--secondary" ?disabled=${this.busy}>${t("Give")}</button>
      </form>`;
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const chosen = this.querySelector("select")?.value ?? "";
    if (chosen !== "") void this.give(chosen);
  }

  /** Who was quicker is shown, with the refusal. */
  private async give(to: string | null): Promise<void> {
    const before = this.now?.assigned_to ?? null;
    const went = await this.attempt(async () => {
      this.now = await this.session.api.send<Assignment>("POST", this.path, { to, instead_of: before });
    });
    if (went) this.dispatchEvent(new CustomEvent("assigned", { detail: to, bubbles: true }));
    else this.now = await this.session.api.get<Assignment>(this.path).catch(() => this.now);
  }

  private get path(): string {
    return `/cases/${this.caseId}/assignment`;
  }
}
