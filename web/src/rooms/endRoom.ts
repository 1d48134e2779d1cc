/** Ending a reply room: a letter to the person concerned, by one handler. After a clearance letter nothing stays. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CaseReading, RoomEnd } from "../cases/caseReading";
import { textField, textOf } from "../cases/pages/fields";
import { Unsent } from "../common/unsent";
import "../cases/pages/snippets";
import { MAY_CONCLUDE } from "../cases/texts";
import { t } from "../common/i18n";
import { DeskElement } from "../people/element";
import { dayText } from "../people/texts";

type How = "cleared" | "closed";

@customElement("desk-end-room")
export class EndRoom extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @state() private how: How | null = null;
  private inserted = "";
  /** Sealed once, sent until the server took it. */
  private readonly unsent = new Unsent();

  protected override render(): TemplateResult {
    const { roomEnd, state } = this.reading;
    return html`
      <section class="desk-panel" aria-labelledby="end-room-title">
        <h2 id="end-room-title">${t("End of the room")}</h2>
        ${roomEnd === null ? nothing : this.ended(roomEnd)}
        ${this.problem()}
        ${MAY_CONCLUDE.includes(state) ? this.form() : nothing}
      </section>`;
  }

  private ended({ on, eraseDue }: RoomEnd): TemplateResult {
    return html`
      <p>${t("Ended on {day}.", { day: dayText(on) })}</p>
      ${eraseDue === null ? nothing : html`<p class="notice">${t("The person concerned was cleared. All of this room is erased after {day}.", { day: dayText(eraseDue) })}</p>`}`;
  }

  private form(): TemplateResult {
    const { how } = this;
    return html`
      <form class="desk-conclude" @submit=${this.submit}>
        <fieldset class="field choices">
          <legend class="field__label">${t("How does it end?")}</legend>
          ${this.choice("cleared", t("Clearance letter"), t("The report is unsupported, or outside scope. The person is told so, and thirty days later all of this room is erased."))}
          ${this.choice("closed", t("Closing letter"), t("Every other outcome. The room is kept as long as the channel's law says."))}
        </fieldset>
        ${textField({ id: "room-letter", label: t("Letter to the person concerned"), hint: t("Never say who reported, nor what would show it."), rows: 8, required: true })}
        <desk-snippets .session=${this.session} .name=${"room-letter"} .purposes=${how === null ? [] : [`room-${how}`]} .written=${this.written()} @insert=${this.insert}></desk-snippets>
        <div class="actions">
          <button class="button" ?disabled=${this.busy || how === null || !this.reading.mayAnswer}>${t("Send the letter and end the room")}</button>
          ${this.busy ? html`<span class="desk-busy" role="status">${t("Sealing and sending.")}</span>` : nothing}
        </div>
      </form>`;
  }

  private choice(how: How, name: string, more: string): TemplateResult {
    return html`
      <label class="choice">
        <input type="radio" name="room-end" value=${how} required .checked=${this.how === how} @change=${() => {
          this.how = how;
        }} />
        <span class="choice__label">${name}<span class="choice__more">${more}</span></span>
      </label>`;
  }

  /** What the person wrote last: its script says in which language to answer. */
  private written(): string {
    const own = this.reading.entries.filter((entry) => entry.readable && entry.author.kind === "reporter");
    return JSON.stringify(own.at(-1) ?? "");
  }

  private insert(event: CustomEvent<string>): void {
    const field = this.querySelector<HTMLTextAreaElement>("#room-letter");
    if (field === null) return;
    const before = field.value.trim();
    // The other ending's letter takes the place of one that was inserted and not changed: it would say both.
    field.value = before === "" || before === this.inserted ? event.detail : `${before}\n\n${event.detail}`;
    this.inserted = event.detail.trim();
    field.focus();
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { how } = this;
    const text = textOf(event.target as HTMLFormElement, "room-letter");
    if (how === null || text === "") return;
    const { id } = this.reading;
    const { api, worker } = this.session;
    const done = await this.attempt(async () => {
      await this.unsent.post(api, `/rooms/${id}/ending`, [how, text], async () => ({
        cleared: how === "cleared",
        items: [await worker.call("sealLetter", { id, text })],
      }));
    });
    if (!done) return;
    this.how = null;
    const said = t("The room is ended. The person concerned reads the letter when they come back.");
    this.dispatchEvent(new CustomEvent("sent", { detail: said, bubbles: true }));
  }
}
