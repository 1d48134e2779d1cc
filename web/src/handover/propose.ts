/** The form of a hand-over: to whom, what goes, why, and when the reporter was told. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CaseReading } from "../cases/caseReading";
import { copiesOf } from "../cases/copies";
import { nt, t } from "../common/i18n";
import { Unsent } from "../common/unsent";
import { DeskElement, wordList } from "../people/element";
import { dayText } from "../people/texts";
import type { PartnerView } from "./partner";
import { lookAt } from "./partners";
import { goesText } from "./view";
import type { LookedPartner, PartnerRow } from "./wire";

interface Choice {
  readonly hash: string;
  readonly label: string;
  /** The name of its redacted copy, which goes instead unless the handler ticks both; "" where there is none. */
  readonly copy: string;
}

@customElement("desk-propose")
export class ProposePage extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @property({ attribute: false }) partners: readonly PartnerRow[] = [];
  @state() private chosen: { looked: LookedPartner; view: PartnerView } | null = null;
  @state() private urgent = false;
  private readonly unsent = new Unsent();

  protected override render(): TemplateResult {
    const { chosen } = this;
    return html`
      ${this.problem()}
      <div class="field">
        <label class="field__label" for="handover-partner">${t("To whom")}</label>
        <select class="input" id="handover-partner" ?disabled=${this.busy} @change=${this.choose}>
          <option value="">${t("Choose")}</option>
          ${this.partners.map((one) => html`<option value=${one.id}>${one.name}</option>`)}
        </select>
      </div>
      ${this.busy ? html`<p class="desk-busy" role="status">${t("One moment: the partner is asked, or the proposal is sealed.")}</p>` : nothing}
      ${chosen === null ? nothing : this.form(chosen)}`;
  }

  private form({ looked, view }: NonNullable<ProposePage["chosen"]>): TemplateResult {
    return html`
      <div class="notice notice--good">
        <p><strong><bdi>${view.name}</bdi>, <bdi>${view.channelName}</bdi></strong> <span class="quiet"><bdi>${looked.address}</bdi></span></p>
        <p>${nt("Its keys follow from these words. {n} key opens a report there.", "Its keys follow from these words. {n} keys open a report there.", view.readers)} ${t("If you can, compare the words with the partner's poster.")}</p>
        ${wordList(looked.words.split(" "))}
      </div>
      <form @submit=${this.submit}>
        <fieldset class="field choices">
          <legend class="field__label">${t("What goes")}</legend>
          <p class="hint">${t("Only what the reporter can read. Internal notes, who reports and whom it concerns never go this way.")}</p>
          ${this.choices().map(
            ({ hash, label, copy }) => html`
              <label class="choice"><input type="checkbox" name="contents" value=${hash} ?checked=${copy === ""} /><span dir="auto">${label}
                ${copy === "" ? nothing : html`<span class="quiet">${t("Its redacted copy goes instead: {name}", { name: copy })}</span>`}</span></label>`,
          )}
        </fieldset>
        ${this.text("handover-why", t("Why"), t("The reporter and the second person read it."), true)}
        ${this.text("handover-note", t("Note to them"), t("Goes along. The reporter reads it too."), false)}
        ${this.time(looked)}
        <div class="actions"><button class="button" ?disabled=${this.busy}>${t("Propose, and tell the reporter")}</button></div>
      </form>`;
  }

  private time(looked: LookedPartner): TemplateResult {
    const first = dayAfter(looked.notice_days);
    return html`
      <div class="field">
        <label class="field__label" for="handover-day">${t("Not before")}</label>
        <p class="hint">${t("The reporter is told now, and has until then to object. {day} at the earliest.", { day: dayText(first) })}</p>
        <input class="input input--short" type="date" id="handover-day" min=${first} .value=${first} ?disabled=${this.urgent} required />
      </div>
      <label class="choice handover-urgent">
        <input type="checkbox" .checked=${this.urgent} @change=${(event: Event) => {
          this.urgent = (event.target as HTMLInputElement).checked;
        }} /><span>${t("It cannot wait: a life or the evidence is in danger")}</span>
      </label>
      ${this.urgent ? this.text("handover-danger", t("What is in danger, and why it cannot wait"), t("The reporter reads it. It may be released as soon as a second person agreed."), true) : nothing}`;
  }

  private text(id: string, label: string, hint: string, required: boolean): TemplateResult {
    return html`
      <div class="field">
        <label class="field__label" for=${id}>${label}</label>
        <p class="hint" id="${id}-hint">${hint}</p>
        <textarea class="input" id=${id} rows="3" autocomplete="off" autocorrect="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto"
          aria-describedby="${id}-hint" ?required=${required}></textarea>
      </div>`;
  }

  /** Everything of the case that may go, in the order of the thread. */
  private choices(): Choice[] {
    const copies = copiesOf(this.reading);
    const copyOf = (hash: string) => copies.get(hash)?.name ?? "";
    return this.reading.entries.flatMap((entry): Choice[] => {
      if (!entry.readable) return [];
      const byReporter = entry.author.kind === "reporter";
      const { day, text, hash } = entry;
      const own: Choice[] =
        entry.kind === "report" || entry.kind === "message" || entry.kind === "letter"
          ? [
              {
                hash,
                copy: copyOf(hash),
                label: goesText({ what: entry.kind === "report" ? "report" : "message", byReporter, day, text }),
              },
            ]
          : [];
      const files = entry.files.map((file) => ({
        hash: file.hash,
        copy: copyOf(file.hash),
        label: goesText({ what: "file", byReporter, day, text: file.name }),
      }));
      return [...own, ...files];
    });
  }

  private choose(event: Event): void {
    const id = (event.target as HTMLSelectElement).value;
    this.chosen = null;
    if (id === "") return;
    void this.attempt(async () => {
      const looked = await lookAt(this.session, id);
      this.chosen = { looked, view: await this.session.worker.call("verifyPartner", { looked }) };
    });
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { chosen, urgent, reading } = this;
    if (chosen === null) return;
    const value = (id: string) =>
      this.querySelector<HTMLTextAreaElement | HTMLInputElement>(`#${id}`)?.value.trim() ?? "";
    const ticked = [...this.querySelectorAll<HTMLInputElement>("input[name=contents]:checked")];
    const proposing = {
      why: value("handover-why"),
      note: value("handover-note"),
      contents: ticked.map((box) => box.value),
      releaseOn: urgent ? dayAfter(0) : value("handover-day"),
      danger: urgent ? value("handover-danger") : "",
    };
    const { looked } = chosen;
    const done = await this.attempt(async () => {
      const { api, worker } = this.session;
      const { releaseOn: not_before } = proposing;
      await this.unsent.post(api, `/cases/${reading.id}/hand-overs`, [looked.id, proposing, urgent], async () => {
        const item = await worker.call("sealProposal", { id: reading.id, looked, proposing });
        return { partner: looked.id, item, not_before, urgent };
      });
    });
    if (!done) return;
    this.chosen = null;
    this.dispatchEvent(
      new CustomEvent("sent", { detail: t("Proposed. The reporter reads it when they come back."), bubbles: true }),
    );
  }
}

/** So many days from today, in UTC, as YYYY-MM-DD. */
function dayAfter(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
