/** What protects the reporter, on the case's page: the check-ins, and the measures with their dates. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CaseReading } from "../cases/caseReading";
import { withDeskKey } from "../cases/pages/deskKey";
import { t } from "../common/i18n";
import { DeskElement } from "../people/element";
import { dayText } from "../people/texts";
import type { CheckInView } from "./checkIns";
import type { MeasureView } from "./measures";
import { Posting } from "./posting";
import type { MeasureSaid } from "./protector";
import { checkInState, measureState } from "./view";

const STATES: readonly MeasureView["state"][] = ["planned", "running", "ended", "dropped"];
/** The id of the form for a measure that is not there yet. */
const NEW = "new";

@customElement("desk-guard")
export class GuardPanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  /** The measure whose form is open: its id, or `NEW`. */
  @state() private editing: string | null = null;
  /** What the reporter is about to be told, or null. */
  @state() private telling: string | null = null;
  private readonly posting = new Posting();
  private readonly answering = new Posting();

  protected override render(): TemplateResult {
    const { checkIns, measures } = this.reading;
    return html`
      <section class="desk-panel guard-panel" aria-labelledby="guard-title">
        <h2 id="guard-title">${t("Protection of the reporter")}</h2>
        <p class="hint">${t("Retaliation is forbidden, threats and attempts of it too (Directive (EU) 2019/1937, article 19).")}</p>
        <h3>${t("Has anything been done to the reporter since?")}</h3>
        <ol class="guard-list">${checkIns.map((one) => this.checkIn(one))}</ol>
        <h3>${t("Measures")}</h3>
        ${measures.length === 0 ? html`<p class="quiet">${t("None yet.")}</p>` : html`<ol class="guard-list">${measures.map((one) => this.measure(one))}</ol>`}
        ${this.problem()}
        ${this.telling === null ? nothing : this.letter(this.telling)}
        ${this.editing === NEW ? this.form(null) : this.offer()}
      </section>`;
  }

  private checkIn(view: CheckInView): TemplateResult {
    const name = view.day === 0 ? t("Told unasked") : t("Day {day}", { day: view.day });
    return html`
      <li class="guard-row">
        <div class="guard-row__head"><strong>${name}</strong> <span class="quiet">${dayText(view.on)}</span> ${checkInState(view)}</div>
        ${view.text === "" ? nothing : html`<p class="guard-row__text">${view.text}</p>`}
      </li>`;
  }

  private measure(measure: MeasureView): TemplateResult {
    if (this.editing === measure.measure) return html`<li>${this.form(measure)}</li>`;
    const until = measure.until === undefined ? t("no end named") : dayText(measure.until);
    return html`
      <li class="guard-row">
        <div class="guard-row__head">
          <strong><bdi>${measure.what}</bdi></strong>
          <span class="tag ${measure.state === "running" ? "tag--good" : ""}">${measureState(measure.state)}</span>
        </div>
        <p class="quiet">${t("{from} to {until}, by {who}", { from: dayText(measure.from), until, who: measure.who })}</p>
        <div class="actions">
          <button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${() => this.edit(measure.measure)}>
            ${t("Change")}<span class="visually-hidden"> ${measure.what}</span></button>
          <button class="button button--quiet" type="button" ?disabled=${this.busy || !this.reading.mayAnswer} @click=${() => this.tellOf(measure)}>
            ${t("Tell the reporter")}<span class="visually-hidden"> ${measure.what}</span></button>
        </div>
      </li>`;
  }

  private offer(): TemplateResult {
    if (!this.reading.mayNote) {
      return html`<div class="notice notice--caution"><p>${t("No measure can be sealed in this case. See the warnings above.")}</p></div>`;
    }
    return html`
      <div class="actions">
        <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.edit(NEW)}>${t("Add a measure")}</button>
      </div>`;
  }

  private form(measure: MeasureView | null): TemplateResult {
    const { what = "", who = "", from = today(), until = "", state = "planned" } = measure ?? {};
    return html`
      <form class="guard-form" autocomplete="off" @submit=${(event: SubmitEvent) => this.keep(event, measure)}>
        ${this.text("measure-what", t("What is done"), what)} ${this.text("measure-who", t("Who does it"), who)}
        <div class="guard-form__days">
          ${this.day("measure-from", t("From"), from, true)} ${this.day("measure-until", t("Until (may be empty)"), until, false)}
          <div class="field">
            <label class="field__label" for="measure-state">${t("State")}</label>
            <select class="input" id="measure-state">
              ${STATES.map((one) => html`<option value=${one} ?selected=${one === state}>${measureState(one)}</option>`)}
            </select>
          </div>
        </div>
        <p class="hint">${t("Only handlers read this. Do not name who reported.")}</p>
        <div class="actions">
          <button class="button" ?disabled=${this.busy}>${t("Seal and keep the measure")}</button>
          <button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${() => this.edit(null)}>${t("Cancel")}</button>
        </div>
      </form>`;
  }

  private text(id: string, label: string, value: string): TemplateResult {
    return html`
      <div class="field">
        <label class="field__label" for=${id}>${label}</label>
        <input class="input" id=${id} required maxlength="500" dir="auto" autocomplete="off" autocorrect="off" spellcheck="false" translate="no" .value=${value}>
      </div>`;
  }

  private day(id: string, label: string, value: string, required: boolean): TemplateResult {
    return html`
      <div class="field">
        <label class="field__label" for=${id}>${label}</label>
        <input class="input" id=${id} type="date" ?required=${required} autocomplete="off" .value=${value}>
      </div>`;
  }

  /** The ordinary message that tells the reporter, to be changed before it goes. */
  private letter(text: string): TemplateResult {
    return html`
      <form class="guard-form" autocomplete="off" @submit=${this.sendLetter}>
        <div class="field">
          <label class="field__label" for="guard-letter">${t("The reporter will read this")}</label>
          <textarea class="input" id="guard-letter" rows="5" required dir="auto" autocorrect="off" spellcheck="false" translate="no" .value=${text}></textarea>
        </div>
        <div class="actions">
          <button class="button" ?disabled=${this.busy}>${t("Seal and send the answer")}</button>
          <button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${() => this.tellOf(null)}>${t("Cancel")}</button>
        </div>
      </form>`;
  }

  private async edit(which: string | null): Promise<void> {
    this.editing = which;
    this.telling = null;
    await this.updateComplete;
    if (which !== null) this.querySelector<HTMLElement>("#measure-what")?.focus();
  }

  private async tellOf(measure: MeasureView | null): Promise<void> {
    this.editing = null;
    this.telling = measure === null ? null : letterOf(measure);
    await this.updateComplete;
    this.querySelector<HTMLElement>("#guard-letter")?.focus();
  }

  private async keep(event: SubmitEvent, measure: MeasureView | null): Promise<void> {
    event.preventDefault();
    const said = this.said(measure);
    const done = await this.attempt(async () => {
      const { session } = this;
      this.reading = await withDeskKey(session, this.reading);
      const { id } = this.reading;
      await this.posting.post(session, id, said, () => session.worker.call("sealMeasure", { id, said }));
    });
    if (!done) return;
    this.editing = null;
    this.tell(t("The measure is kept."));
  }

  private said(measure: MeasureView | null): MeasureSaid {
    const value = (id: string) =>
      this.querySelector<HTMLInputElement | HTMLSelectElement>(`#${id}`)?.value.trim() ?? "";
    const until = value("measure-until");
    return {
      measure: measure?.measure ?? null,
      what: value("measure-what"),
      who: value("measure-who"),
      from: value("measure-from"),
      ...(until === "" ? {} : { until }),
      state: STATES.find((one) => one === value("measure-state")) ?? "planned",
    };
  }

  private async sendLetter(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const text = this.querySelector<HTMLTextAreaElement>("#guard-letter")?.value.trim() ?? "";
    const { id } = this.reading;
    const { session } = this;
    const seal = () => session.worker.call("sealAnswer", { id, text, files: [] });
    const done = await this.attempt(() => this.answering.post(session, id, { text }, seal));
    if (!done) return;
    await session.worker.call("answerSent", { id });
    this.telling = null;
    this.tell(t("The answer is sent. The reporter reads it when they come back."));
  }

  private tell(said: string): void {
    this.dispatchEvent(new CustomEvent("sent", { detail: said, bubbles: true }));
  }
}

function letterOf({ what, from, until }: MeasureView): string {
  const values = { what, from: dayText(from), until: until === undefined ? "" : dayText(until) };
  const told =
    until === undefined
      ? t("To protect you, we do this from {from} on: {what}", values)
      : t("To protect you, we do this from {from} until {until}: {what}", values);
  return `${told}\n\n${t("If it is not enough, or if something is done to you, write to us here.")}`;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
