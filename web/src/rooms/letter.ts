/**
 * The letter on paper that takes the receipt of a reply room to the person concerned. Shown once, never stored.
 *
 * Its words are among the texts that come with the software (cases/snippets.json), in languages of their own: whoever
 * gets the letter need not read that of the desk.
 */
import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { today } from "../cases/clockTexts";
import { snippetsOf } from "../cases/pages/snippets";
import { t } from "../common/i18n";
import { languageName, localeOf } from "../common/words";
import { codeElement } from "../intake/code";
import { drawQr } from "../intake/qr";
import { DeskElement } from "../people/element";

const PURPOSE = "room-paper";
const FIRST = "en";
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** Fires "done" when its handler has it, and "told" with a sentence once it is noted that the person was told. */
@customElement("desk-room-letter")
export class RoomLetter extends DeskElement {
  @property({ attribute: false }) receipt = "";
  /** Of the report door, with a slash at its end. */
  @property({ attribute: false }) door = "";
  /** The case in which it is noted that the person was told. */
  @property({ attribute: false }) caseId = "";
  /** Heading, lead, the two steps, and what follows, by language. */
  @state() private papers: ReadonlyMap<string, readonly string[]> = new Map();
  @state() private language = document.documentElement.lang || FIRST;
  @state() private qr: SVGSVGElement | null = null;
  @state() private kept = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.draw();
    void this.attempt(async () => {
      const { starters } = await snippetsOf(this.session);
      const papers = starters.filter(({ purpose }) => purpose === PURPOSE);
      this.papers = new Map(papers.map(({ language, text }) => [language, text.split("\n\n")]));
      if (!this.papers.has(this.language)) this.language = FIRST;
    });
  }

  protected override render(): TemplateResult {
    return html`
      <div class="notice notice--caution no-print" role="status">
        <p>${t("The room is open. This letter is shown once: print it now, and hand it over yourself, in a sealed envelope. Whoever reads it can enter the room until the person concerned has been there.")}</p>
      </div>
      ${this.languages()} ${this.paper()}
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

  private languages(): TemplateResult {
    return html`
      <div class="field no-print">
        <label class="field__label" for="room-language">${t("Language of the letter")}</label>
        <select class="input" id="room-language" @change=${(event: Event) => {
          this.language = (event.target as HTMLSelectElement).value;
        }}>
          ${[...this.papers.keys()].map((one) => html`<option value=${one} ?selected=${one === this.language}>${languageName(one)}</option>`)}
        </select>
      </div>`;
  }

  private paper(): TemplateResult {
    const { organisation } = this.session.me;
    const { language } = this;
    const [heading = "", lead = "", open = "", type = "", ...more] = this.papers.get(language) ?? [];
    const direction = RIGHT_TO_LEFT.test(heading) ? "rtl" : "ltr";
    const day = new Intl.DateTimeFormat(localeOf(language), { dateStyle: "long" }).format(new Date());
    return html`
      <article class="room-letter" lang=${language} dir=${direction}>
        <p class="room-letter__from"><bdi>${organisation.name}</bdi> <span>${day}</span></p>
        <h3>${heading}</h3>
        <p>${lead}</p>
        <ol>
          <li>${open} <bdi class="room-letter__address">${this.door}${language}/${organisation.slug}/return/</bdi></li>
          <li>${type}</li>
        </ol>
        <div class="room-letter__receipt">${codeElement(this.receipt)} ${this.qr ?? ""}</div>
        ${more.map((paragraph) => html`<p>${paragraph}</p>`)}
      </article>`;
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
