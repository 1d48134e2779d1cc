/** Taking one case away as it was opened: a page to print, or an archive under a lock of one's own. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { saveFile } from "../../common/download";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { strengthText } from "../../people/pages/passphrase";
import type { Strength } from "../../people/strength";
import type { Lock } from "../archive/exporting";
import type { CaseReading } from "../caseReading";
import { pathOf } from "../router";

type Way = "words" | "own" | "recipient";

@customElement("desk-export")
export class ExportPanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @state() private way: Way = "words";
  @state() private words = "";
  @state() private strength: Strength | null = null;
  /** How much was sealed, 0 to 1; null before the first byte. */
  @state() private share: number | null = null;
  @state() private said = "";
  private typing = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.draw();
  }

  protected override render(): TemplateResult {
    return html`
      <section class="export desk-panel" aria-labelledby="export-title">
        <h2 id="export-title">${t("Take this case away")}</h2>
        <p class="quiet">${t("This case alone, for a court, an authority or an adviser. The record keeps that you took it.")}</p>
        <div class="notice notice--caution">
          <p>${t("What was taken away cannot be erased from here. When this case is erased, paper and archives stay: whoever holds them must destroy them, and answers for them.")}</p>
        </div>
        ${this.problem()}
        <p role="status" class=${this.said === "" ? "visually-hidden" : "notice notice--good"}>${this.said}</p>
        <h3>${t("On paper")}</h3>
        <p>${t("Everything that is open to you, on pages that can be printed or kept as a PDF. Internal notes only if you tick them there.")}</p>
        <div class="actions"><a class="button button--secondary" href=${pathOf({ page: "print", id: this.reading.id })}>${t("Open the page to print")}</a></div>
        <h3>${t("As an archive")}</h3>
        <p>${t("What everybody signed, the files, and what the record proves, in one sealed file. “vouchsafe open” checks and opens it; so do the age program and tar.")}</p>
        ${this.form()}
      </section>`;
  }

  private form(): TemplateResult {
    const ways: readonly (readonly [Way, string, string])[] = [
      ["words", t("Six words"), t("Drawn now, for this archive only.")],
      ["own", t("A passphrase of your own"), t("Agreed with whoever is to open it.")],
      ["recipient", t("A key"), t("The post-quantum age key of whoever is to open it. Then there is no passphrase.")],
    ];
    return html`
      <form @submit=${this.submit}>
        <fieldset class="field choices">
          <legend class="field__label">${t("What opens it")}</legend>
          ${ways.map(
            ([way, name, more]) => html`
              <label class="choice">
                <input type="radio" name="way" value=${way} .checked=${this.way === way} ?disabled=${this.busy} @change=${() => this.choose(way)} />
                <span class="choice__label">${name}<span class="choice__more">${more}</span></span>
              </label>`,
          )}
        </fieldset>
        ${this.lockField()}
        <div class="field">
          <label class="choice choice--lone">
            <input type="checkbox" name="internal" ?disabled=${this.busy} />
            <span class="choice__label">${t("With internal notes")}<span class="choice__more">${t("Only where whoever gets it may read what handlers wrote among themselves.")}</span></span>
          </label>
        </div>
        <p class="hint">${t("What is kept apart never goes along, nor does a receipt.")}</p>
        <div class="actions">
          <button class="button" ?disabled=${this.busy || (this.way === "words" && this.words === "")}>${t("Seal and save the archive")}</button>
          ${this.busy ? html`<span class="desk-busy" role="status">${t("Checking, sealing and recording.")}</span>` : nothing}
        </div>
        ${this.busy && this.share !== null ? html`<progress class="meter" max="1" .value=${this.share} aria-label=${t("Sealing the archive")}></progress>` : nothing}
      </form>`;
  }

  private lockField(): TemplateResult {
    if (this.way === "words") {
      return html`
        <div class="field">
          <p class="field__label" id="export-words-label">${t("The passphrase")}</p>
          <p class="hint" id="export-words-hint">${t("With its dashes. Write it down: it is shown only now, and nobody can open the archive without it. Give it by another way than the archive.")}</p>
          <p class="export__words" translate="no" lang="en" dir="ltr" aria-labelledby="export-words-label">${this.words}</p>
          <button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${this.draw}>${t("Draw others")}</button>
        </div>`;
    }
    if (this.way === "own") {
      return html`
        <div class="field">
          <label class="field__label" for="export-own">${t("The passphrase")}</label>
          <p class="hint" id="export-own-hint">${t("Five or more words that nobody would expect beside each other. Capitals, spaces and signs count. Not the one of your key.")}</p>
          <input class="input input--code" id="export-own" dir="auto" aria-describedby="export-own-hint export-strength" autocomplete="off" autocapitalize="none" spellcheck="false" translate="no" required ?disabled=${this.busy} @input=${this.weigh} />
          <p id="export-strength" class="desk-strength" role="status" data-level=${this.strength?.level ?? nothing}>${strengthText(this.strength)}</p>
        </div>`;
    }
    return html`
      <div class="field">
        <label class="field__label" for="export-recipient">${t("The key")}</label>
        <p class="hint" id="export-recipient-hint">${t("It begins with age1pq1 (age-keygen -pq makes one). Get it by a way that you trust. Shorter age1… keys are refused: what they seal can be opened in some decades.")}</p>
        <textarea class="input input--code" id="export-recipient" rows="4" dir="ltr" aria-describedby="export-recipient-hint" autocomplete="off" autocapitalize="none" spellcheck="false" translate="no" required ?disabled=${this.busy}></textarea>
      </div>`;
  }

  private choose(way: Way): void {
    this.way = way;
    this.strength = null;
    this.failure = "";
  }

  private async draw(): Promise<void> {
    this.words = await this.session.worker.call("drawWords", {});
  }

  /** Only the newest answer counts: word lists are loaded with the first. */
  private async weigh(event: InputEvent): Promise<void> {
    this.typing += 1;
    const { typing } = this;
    const passphrase = (event.target as HTMLInputElement).value;
    const strength = await this.session.worker.call("assess", { passphrase, known: this.known });
    if (typing === this.typing) this.strength = passphrase === "" ? null : strength;
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { session, known } = this;
    const { id, name } = session.me.organisation;
    const internal = this.querySelector<HTMLInputElement>("[name=internal]")?.checked === true;
    const exporting = { id: this.reading.id, organisation: { id, name }, internal, lock: this.lock() };
    this.said = "";
    this.share = null;
    await this.attempt(async () => {
      const asked = { exporting, known, token: session.token };
      const file = await session.worker.call("exportCase", asked, (share) => {
        this.share = share;
      });
      saveFile(file.blob, file.name);
      this.said = t("Saved as {name}. The record keeps that you took this case away.", { name: file.name });
    });
  }

  private lock(): Lock {
    const typed = (id: string) => this.querySelector<HTMLInputElement | HTMLTextAreaElement>(`#${id}`)?.value ?? "";
    if (this.way === "recipient") return { recipient: typed("export-recipient") };
    return { passphrase: this.way === "words" ? this.words : typed("export-own") };
  }

  /** What others know of the case and of who exports it, and would try first. */
  private get known(): readonly string[] {
    const { member, organisation, channels } = this.session.me;
    const names = channels.map(({ name }) => name);
    return [member.name, member.email, organisation.name, ...names, this.reading.title ?? "", this.reading.id];
  }
}
