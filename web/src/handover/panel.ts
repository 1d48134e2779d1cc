/** Handing a case over, on its page: the proposal that waits, what the second person says, and the release. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CaseReading, EntryView } from "../cases/caseReading";
import { labelledAnswers } from "../common/answered";
import type { Definition } from "../common/definition";
import { nt, t } from "../common/i18n";
import { Unsent } from "../common/unsent";
import { DeskElement } from "../people/element";
import { DeskError } from "../people/errors";
import { dayText } from "../people/texts";
import { toldView } from "../protection/view";
import type { Release, Releasing } from "./handOver";
import type { PartnerView } from "./partner";
import { lookAt } from "./partners";
import type { Step } from "./steps";
import { proposalState, proposalView, toldOf } from "./view";
import type { LookedPartner, PartnerRow, ProposalRow, Verdict } from "./wire";
import "./propose";

/** What a reporter says something with, by which they may object. */
const SAYS: readonly string[] = ["message", "contest", "checkin", "checked"];
/** Milliseconds until a page looks again whether what it released arrived. */
const AGAIN = 2000;

type Readable = Extract<EntryView, { readable: true }>;
type Proposed = Extract<Step, { kind: "handover" }>;

@customElement("desk-handover")
export class HandOverPanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @property({ attribute: false }) definition: Definition | null = null;
  @state() private partners: readonly PartnerRow[] = [];
  @state() private proposals: readonly ProposalRow[] = [];
  /** The partner as it is now, once the handler asked for the release. */
  @state() private looked: { looked: LookedPartner; view: PartnerView } | null = null;
  @state() private hasRead = false;
  /** How much of the files was sealed anew, 0 to 1; null before the first byte. */
  @state() private carried: number | null = null;
  private sealed: Release | null = null;
  /** Something was released, and its answer has not been shown. */
  private awaiting = false;
  private loaded: CaseReading | null = null;
  private readonly unsent = new Unsent();

  protected override willUpdate(): void {
    if (this.loaded === this.reading) return;
    this.loaded = this.reading;
    this.looked = null;
    this.hasRead = false;
    this.sealed = null;
    void this.load();
  }

  protected override render(): TemplateResult | typeof nothing {
    const [waiting] = this.proposals.filter(({ state }) => state === "open" || state === "agreed");
    if (waiting === undefined && this.partners.length === 0)
      return this.failure === "" ? nothing : html`${this.problem()}`;
    return html`
      <section class="handover desk-panel" aria-labelledby="handover-title">
        <h2 id="handover-title">${t("Hand over")}</h2>
        ${this.problem()}
        ${waiting === undefined ? this.offer() : this.waiting(waiting)}
      </section>`;
  }

  private offer(): TemplateResult {
    return html`
      <p class="quiet">${t("To another organisation or authority: sealed anew to its key, after two people agreed and the reporter was told.")}</p>
      <details>
        <summary>${t("Propose a hand-over")}</summary>
        <desk-propose .session=${this.session} .reading=${this.reading} .partners=${this.partners}></desk-propose>
      </details>`;
  }

  private waiting(row: ProposalRow): TemplateResult {
    const entry = this.entryOf(row);
    const { name, tone } = proposalState(row);
    if (entry === null) {
      return html`<div class="notice notice--danger"><p>${t("A hand-over was proposed, but the proposal cannot be read. Nothing is released.")}</p></div>`;
    }
    return html`
      <article class="letter letter--handler">
        <header class="letter__head"><h3 class="letter__author">${t("Proposed hand-over")}</h3><span class="tag ${tone}">${name}</span></header>
        ${proposalView(entry.step)}
      </article>
      ${row.failure === "" ? nothing : html`<div class="notice notice--caution"><p>${t("The partner did not take it ({code}). Two people's agreement stands: release it anew.", { code: row.failure })}</p></div>`}
      ${row.sending ? html`<p role="status">${t("Released. The server sends it until the partner's server answers.")} <button class="button button--quiet" type="button" @click=${this.load}>${t("Look again")}</button></p>` : this.acts(row, entry)}`;
  }

  private acts(row: ProposalRow, entry: Readable & { step: Proposed }): TemplateResult {
    return html`
      ${row.state === "agreed" ? this.releasing(row, entry) : nothing}
      ${row.is_mine ? this.verdicts(row, [["withdrawn", t("Take it back")]]) : nothing}
      ${
        !row.is_mine && row.state === "open"
          ? this.verdicts(row, [
              ["agreed", t("Agree")],
              ["refused", t("Refuse")],
            ])
          : nothing
      }
      ${row.is_mine && row.state === "open" ? html`<p class="quiet">${t("Another handler of this case must agree. You cannot.")}</p>` : nothing}`;
  }

  private verdicts(row: ProposalRow, buttons: readonly (readonly [Verdict, string])[]): TemplateResult {
    return html`
      <form @submit=${(event: SubmitEvent) => this.decide(event, row)}>
        <div class="field">
          <label class="field__label" for="verdict-reason">${t("Your reason")}</label>
          <p class="hint" id="verdict-hint">${t("The reporter reads it. Needed to refuse or to take back.")}</p>
          <textarea class="input" id="verdict-reason" rows="2" autocomplete="off" autocorrect="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto" aria-describedby="verdict-hint"></textarea>
        </div>
        <div class="actions">
          ${buttons.map(([verdict, label]) => html`<button class="button ${verdict === "agreed" ? "" : "button--secondary"}" name="verdict" value=${verdict} ?disabled=${this.busy}>${label}</button>`)}
        </div>
      </form>`;
  }

  private releasing(row: ProposalRow, entry: Readable & { step: Proposed }): TemplateResult {
    const day = [entry.step.body.release_on, row.not_before].sort().at(-1) as string;
    if (today() < day) {
      return html`<p>${t("It can be released from {day} on: until then the reporter may object.", { day: dayText(day) })}</p>`;
    }
    const since = this.writtenSince(entry);
    return html`
      ${
        since.length === 0
          ? html`<p>${t("The reporter has written nothing since it was proposed.")}</p>`
          : html`
            <div class="notice notice--caution">
              <p>${nt("The reporter wrote a message since it was proposed:", "The reporter wrote {n} messages since it was proposed:", since.length)}</p>
              ${since.map((one) => html`${one.told === null ? nothing : toldView(one.told)}<p class="letter__text">${one.text}</p>`)}
              <label class="choice"><input type="checkbox" .checked=${this.hasRead} @change=${(event: Event) => {
                this.hasRead = (event.target as HTMLInputElement).checked;
              }} /><span>${t("I have read and weighed this")}</span></label>
            </div>`
      }
      ${this.looked === null ? nothing : this.newReaders(entry, this.looked.view)}
      <div class="actions">
        <button class="button" type="button" ?disabled=${this.busy || (since.length > 0 && !this.hasRead)} @click=${() => this.release(row, entry)}>
          ${this.looked === null ? t("Release") : t("Release to the readers of today")}
        </button>
        ${this.busy ? html`<span class="desk-busy" role="status">${t("Sealing and sending.")}</span>` : nothing}
      </div>
      ${this.busy && this.carried !== null ? html`<progress class="meter" max="1" .value=${this.carried} aria-label=${t("Sealing the files anew")}></progress>` : nothing}`;
  }

  private newReaders({ step }: { step: Proposed }, view: PartnerView): TemplateResult | typeof nothing {
    if (view.directory === step.body.to.directory) return nothing;
    return html`<div class="notice notice--caution"><p>${nt(
      "The list of keys at the partner has changed since this was agreed. It follows from the one of then; {n} key opens a report there now. Nothing was released yet.",
      "The list of keys at the partner has changed since this was agreed. It follows from the one of then; {n} keys open a report there now. Nothing was released yet.",
      view.readers,
    )}</p></div>`;
  }

  private entryOf({ id }: ProposalRow): (Readable & { step: Proposed }) | null {
    const found = this.reading.entries.find((entry) => entry.id === id);
    return found?.readable && found.step?.kind === "handover" ? { ...found, step: found.step } : null;
  }

  /** What the reporter wrote after the proposal, in the verified order. */
  private writtenSince(proposal: Readable): Readable[] {
    const { entries } = this.reading;
    const at = entries.findIndex((entry) => entry.id === proposal.id);
    return entries
      .slice(at + 1)
      .filter(
        (entry): entry is Readable => entry.readable && entry.author.kind === "reporter" && SAYS.includes(entry.kind),
      );
  }

  private load(): Promise<boolean> {
    return this.attempt(async () => {
      const { api } = this.session;
      this.partners = (await api.get<{ partners: PartnerRow[] }>("/partners")).partners;
      this.proposals = (await api.get<{ proposals: ProposalRow[] }>(`/cases/${this.reading.id}/proposals`)).proposals;
      const isSending = this.proposals.some(({ sending }) => sending);
      if (isSending) this.awaiting = true;
      if (isSending) setTimeout(() => this.isConnected && this.load(), AGAIN);
      else if (this.awaiting) this.arrived();
    });
  }

  private async decide(event: SubmitEvent, row: ProposalRow): Promise<void> {
    event.preventDefault();
    const verdict = (event.submitter as HTMLButtonElement).value as Verdict;
    const field = this.querySelector<HTMLTextAreaElement>("#verdict-reason");
    const reason = field?.value.trim() ?? "";
    if (verdict !== "agreed" && reason === "") {
      this.failure = t("Say why: the reporter and your colleagues read it.");
      field?.focus();
      return;
    }
    const done = await this.attempt(async () => {
      const { api, worker } = this.session;
      const { id } = this.reading;
      const said = { proposal: row.id, verdict, reason };
      await this.unsent.post(api, `/cases/${id}/proposals/${row.id}/verdict`, said, async () => ({
        verdict,
        item: await worker.call("sealVerdict", { id, ...said }),
      }));
    });
    if (done) this.tell(t("Your decision is sealed. The reporter and your colleagues can read it."));
  }

  /** Asks the partner what it is now; where its readers changed, the handler sees that first and says yes again. */
  private async release(row: ProposalRow, entry: Readable & { step: Proposed }): Promise<void> {
    const done = await this.attempt(async () => {
      const shown = this.looked?.view.directory ?? entry.step.body.to.directory;
      const looked = this.looked?.looked ?? (await this.askPartner(entry));
      const view = await this.session.worker.call("verifyPartner", { looked });
      if (view.directory !== shown) {
        this.looked = { looked, view };
        this.sealed = null;
        return;
      }
      this.sealed ??= await this.seal(row, looked, { ...this.words(entry), directory: shown });
      const seen = this.reading.newest;
      const path = `/cases/${this.reading.id}/proposals/${row.id}/release`;
      await this.session.api.send("POST", path, { partner: looked.id, seen, ...this.sealed });
      this.awaiting = true;
    });
    if (done && this.awaiting) this.tell(t("Released. The server sends it now."));
  }

  private seal({ id: proposal }: ProposalRow, looked: LookedPartner, releasing: Releasing): Promise<Release> {
    const { token, worker } = this.session;
    return worker.call("sealRelease", { id: this.reading.id, proposal, looked, releasing, token }, (share) => {
      this.carried = share;
    });
  }

  /** The partner on the list whose address two people agreed to. */
  private async askPartner({ step }: { step: Proposed }): Promise<LookedPartner> {
    const listed = this.partners.find((one) => one.address === step.body.to.address);
    if (listed === undefined) throw new DeskError("desk/partner-gone", "The partner is not on the list.");
    return lookAt(this.session, listed.id);
  }

  private words({ step }: { step: Proposed }) {
    const from = this.session.me.organisation.name;
    const goes = step.goes.some((one) => one.what === "report");
    const report = this.reading.entries.find((entry): entry is Readable => entry.readable && entry.kind === "report");
    const language = document.documentElement.lang || "en";
    const told = goes && report?.answers ? toldOf(labelledAnswers(report.answers, this.definition, language)) : [];
    const title = goes ? this.reading.title : null;
    return { from, told, title: title ?? t("Handed over by {organisation}", { organisation: from }) };
  }

  /** What was released has an answer: the case is read again, once. */
  private arrived(): void {
    this.awaiting = false;
    this.tell("");
  }

  private tell(said: string): void {
    this.dispatchEvent(new CustomEvent("sent", { detail: said, bubbles: true }));
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
