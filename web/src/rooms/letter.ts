/** The letter on paper that takes the receipt of a reply room to the person concerned. Shown once, never stored. */
import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { today } from "../cases/clockTexts";
import { t } from "../common/i18n";
import { codeElement } from "../intake/code";
import { drawQr } from "../intake/qr";
import { DeskElement } from "../people/element";
import { dayText } from "../people/texts";

/** Fires "done" when its handler has it, and "told" with a sentence once it is noted that the person was told. */
@customElement("desk-room-letter")
export class RoomLetter extends DeskElement {
  /** Of the room; the address is where it is typed. */
  @property({ attribute: false }) receipt = "";
  @property({ attribute: false }) address = "";
  /** The case in which it is noted that the person was told. */
  @property({ attribute: false }) caseId = "";
  @state() private qr: SVGSVGElement | null = null;
  @state() private kept = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.draw();
  }

  protected override render(): TemplateResult {
    const { organisation } = this.session.me;
    return html`
      <div class="notice notice--caution no-print" role="status">
        <p>${t("The room is open. This letter is shown once: print it now, and hand it over yourself, in a sealed envelope. Whoever reads it can enter the room until the person concerned has been there.")}</p>
      </div>
      <article class="room-letter">
        <p class="room-letter__from"><bdi>${organisation.name}</bdi> <span>${dayText(today())}</span></p>
        <h3 tabindex="-1">${t("Something was reported to us that concerns you")}</h3>
        <p>${t("A report is not a finding: you are presumed innocent. In a room of your own, on our reporting page, you read what it is about, and you can answer. Nobody else enters it but those who look into the report.")}</p>
        <ol>
          <li>${t("Open this address, on a device that you trust:")} <bdi class="room-letter__address">${this.address}</bdi></li>
          <li>${t("Type this receipt. It is the key to your room:")}</li>
        </ol>
        <div class="room-letter__receipt">${codeElement(this.receipt)} ${this.qr ?? ""}</div>
        <p><strong>${t("At your first visit you get a receipt of your own.")}</strong> ${t("Then this one no longer opens anything. Keep yours: nobody can make another.")}</p>
        <p>${t("If this letter was open when you got it, or if its receipt opens nothing, tell us at once: you get a new one.")}</p>
      </article>
      <div class="actions">
        <button class="button" type="button" @click=${() => print()}>${t("Print the letter")}</button>
      </div>
      ${this.problem()}
      <div class="no-print">
        <label class="choice choice--lone">
          <input type="checkbox" .checked=${this.kept} @change=${(event: Event) => {
            this.kept = (event.target as HTMLInputElement).checked;
          }} />
          <span class="choice__label">${t("I have the letter. It will not be shown again.")}</span>
        </label>
        <div class="actions">
          <button class="button button--secondary" type="button" ?disabled=${!this.kept || this.busy} @click=${this.done}>${t("Put it away")}</button>
          <button class="button button--secondary" type="button" ?disabled=${!this.kept || this.busy} @click=${this.told}>${t("Handed over today: note that they were told")}</button>
        </div>
      </div>`;
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>(".room-letter h3")?.focus();
  }

  /** Without the picture the letter is still whole. */
  private async draw(): Promise<void> {
    try {
      this.qr = await drawQr(this.receipt, t("QR code of the receipt"));
    } catch {
      this.qr = null;
    }
  }

  private done(): void {
    this.dispatchEvent(new CustomEvent("done"));
  }

  /** Both are noted once for each case; what was noted before stays. */
  private async told(): Promise<void> {
    const path = `/cases/${this.caseId}/clocks/notice`;
    const done = await this.attempt(async () => {
      for (const what of ["notice-due", "subject-told"]) {
        await this.session.api.send("POST", path, { what, on: today() });
      }
    });
    if (done) this.dispatchEvent(new CustomEvent("told"));
  }
}
