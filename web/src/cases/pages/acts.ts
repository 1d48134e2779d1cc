/** What was proposed to be done by two people: on which terms, why, and what the second person says. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { Unsent } from "../../common/unsent";
import { DeskElement } from "../../people/element";
import { dayText } from "../../people/texts";
import type { TwoPersonAct } from "../../vault/bodies";
import type { Proposing } from "../acts";
import { actDone, actName, actStateName, isShown, statementName, termText } from "../actTexts";
import type { CaseReading, EntryView } from "../caseReading";
import type { ActRow, Verdict } from "../wire";
import { conclusionView } from "./conclusionView";
import { withDeskKey } from "./deskKey";

type Readable = Extract<EntryView, { readable: true }>;

@customElement("desk-acts")
export class ActsPanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  /** Which acts to list here. */
  @property({ attribute: false }) of: readonly TwoPersonAct[] = [];
  @state() private rows: readonly ActRow[] = [];
  private loaded: CaseReading | null = null;
  private readonly unsent = new Unsent();

  protected override willUpdate(): void {
    if (this.loaded === this.reading) return;
    this.loaded = this.reading;
    void this.load();
  }

  protected override render(): TemplateResult {
    return html`${this.problem()}${this.rows.map((row) => this.act(row))}`;
  }

  private act(row: ActRow): TemplateResult {
    const proposed = this.reading.entries.find((entry): entry is Readable => entry.readable && entry.id === row.id);
    const waits = row.state === "open";
    if (proposed === undefined) {
      return html`<div class="notice notice--danger"><p>${t("{act}: proposed, but the proposal cannot be read. Do not agree to it.", { act: actName(row.act) })}</p></div>`;
    }
    return html`
      <article class="letter letter--note">
        <header class="letter__head">
          <h3 class="letter__author">${actName(row.act)}</h3>
          <span class="letter__day">${dayText(row.proposed_on)}</span>
          <span class="tag ${waits ? "tag--caution" : row.state === "done" ? "tag--good" : ""}">${actStateName(row.state)}</span>
        </header>
        ${twoPersonView(proposed, this.reading)} ${this.brought(row)}
        ${waits ? this.deciding(row) : nothing}
      </article>`;
  }

  /** What came with the proposal, by the hash that its terms name. */
  private brought({ terms }: ActRow): TemplateResult | typeof nothing {
    const named = this.reading.entries.find((entry) => entry.readable && entry.hash === terms["conclusion"]);
    return named?.readable && named.conclusion !== null ? conclusionView(named.conclusion) : nothing;
  }

  private deciding(row: ActRow): TemplateResult {
    const buttons: readonly (readonly [Verdict, string])[] = row.is_mine
      ? [["withdrawn", t("Take it back")]]
      : [
          ["agreed", t("Agree, and do it")],
          ["refused", t("Refuse")],
        ];
    const id = `verdict-${row.id}`;
    return html`
      ${row.is_mine ? html`<p class="quiet">${t("Another handler of this case must agree. You cannot.")}</p>` : nothing}
      <form @submit=${(event: SubmitEvent) => this.decide(event, row)}>
        <div class="field">
          <label class="field__label" for=${id}>${t("Your reason")}</label>
          <p class="hint" id="${id}-hint">${t("Your colleagues read it. Needed to refuse or to take back.")}</p>
          <textarea class="input" id=${id} rows="2" autocomplete="off" autocorrect="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto" aria-describedby="${id}-hint"></textarea>
        </div>
        <div class="actions">
          ${buttons.map(([verdict, label]) => html`<button class="button ${verdict === "agreed" ? "" : "button--secondary"}" name="verdict" value=${verdict} ?disabled=${this.busy}>${label}</button>`)}
        </div>
      </form>`;
  }

  private load(): Promise<boolean> {
    return this.attempt(async () => {
      const { acts } = await this.session.api.get<{ acts: ActRow[] }>(`/cases/${this.reading.id}/acts`);
      this.rows = acts.filter(({ act }) => this.of.includes(act));
    });
  }

  private async decide(event: SubmitEvent, row: ActRow): Promise<void> {
    event.preventDefault();
    const verdict = (event.submitter as HTMLButtonElement).value as Verdict;
    const field = (event.target as HTMLFormElement).querySelector("textarea");
    const reason = field?.value.trim() ?? "";
    if (verdict !== "agreed" && reason === "") {
      this.failure = t("Say why: your colleagues read it.");
      field?.focus();
      return;
    }
    const { id } = this.reading;
    const done = await this.attempt(async () => {
      const { api, worker } = this.session;
      const said = [row.id, verdict, reason];
      await this.unsent.post(api, `/cases/${id}/acts/${row.id}/verdict`, said, async () => ({
        verdict,
        ...(await worker.call("sealActVerdict", { id, row, verdict, reason })),
      }));
    });
    if (!done) return;
    const said = verdict === "agreed" ? actDone(row.act) : t("Your decision is sealed. Your colleagues can read it.");
    this.dispatchEvent(new CustomEvent("sent", { detail: said, bubbles: true }));
  }
}

/** A proposal, or what somebody said to one, as it was sealed. */
export function twoPersonView({ twoPerson }: Readable, reading: CaseReading): TemplateResult | typeof nothing {
  if (twoPerson === null) return nothing;
  if ("verdict" in twoPerson) {
    return html`
      <p>${actStateName(twoPerson.verdict)}</p>
      ${twoPerson.reason === "" ? nothing : html`<p class="letter__text">${twoPerson.reason}</p>`}`;
  }
  const { act, terms, reason } = twoPerson;
  const shown = terms.filter(({ name }) => isShown(act, name));
  const told = shown.map(({ name, value }) => termText(act, name, value, reading));
  const statements = twoPerson.statements ?? [];
  return html`
    <dl class="desk-answers">
      ${told.map(({ label, text }) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`)}
      ${statements.map(({ name, text }) => html`<div class="is-long"><dt>${statementName(name)}</dt><dd class="letter__text">${text}</dd></div>`)}
      ${reason === "" ? nothing : html`<div class="is-long"><dt>${t("Why")}</dt><dd class="letter__text">${reason}</dd></div>`}
    </dl>`;
}

export class ActProposer {
  private readonly unsent = new Unsent();

  /** Seals a proposal and sends it. @throws DeskError, ApiError. */
  async propose({ session, reading }: { session: DeskElement["session"]; reading: CaseReading }, proposing: Proposing) {
    const { id } = reading;
    const { act, terms } = proposing;
    await this.unsent.post(session.api, `/cases/${id}/acts`, proposing, async () => {
      await withDeskKey(session, reading);
      return { act, terms, item: await session.worker.call("sealAct", { id, proposing }) };
    });
  }
}
