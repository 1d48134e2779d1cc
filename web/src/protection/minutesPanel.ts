/** Minutes of meetings and calls, on the case's page: written here, checked by the reporter, written anew where corrected. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CaseReading } from "../cases/caseReading";
import { t } from "../common/i18n";
import { DeskElement } from "../people/element";
import { dayText } from "../people/texts";
import type { MinutesView } from "./minutes";
import { Posting } from "./posting";
import type { MinutesSaid } from "./protector";
import { minutesName, minutesState, versionText } from "./view";

/** The id of the form for minutes that are not there yet. */
const NEW = "new";

@customElement("desk-minutes")
export class MinutesPanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  /** The meeting whose form is open: its id, or `NEW`. */
  @state() private editing: string | null = null;
  private readonly posting = new Posting();

  protected override render(): TemplateResult {
    const { minutes } = this.reading;
    return html`
      <section class="desk-panel guard-panel" aria-labelledby="minutes-title">
        <h2 id="minutes-title">${t("Minutes of meetings and calls")}</h2>
        <p class="hint">${t("The reporter reads, corrects and signs them (Directive (EU) 2019/1937, article 18). A recording needs their consent.")}</p>
        ${minutes.length === 0 ? html`<p class="quiet">${t("None yet.")}</p>` : html`<ol class="guard-list">${minutes.map((one) => this.one(one))}</ol>`}
        ${this.problem()}
        ${this.editing === NEW ? this.form(null) : this.offer()}
      </section>`;
  }

  private one(minutes: MinutesView): TemplateResult {
    const { meeting, revision, way, metOn, text, correction, checkedOn } = minutes;
    return html`
      <li class="guard-row">
        <div class="guard-row__head">
          <strong>${minutesName(way, metOn)}</strong>
          ${revision === 0 ? nothing : html`<span class="quiet">${versionText(revision)}</span>`}
          ${minutesState(minutes)} ${checkedOn === "" ? nothing : html`<span class="quiet">${dayText(checkedOn)}</span>`}
        </div>
        <p class="guard-row__text">${text}</p>
        ${minutes.recording === null ? nothing : html`<p class="quiet">${t("Made from the recording “{name}”, which goes once the reporter said that they are right.", minutes.recording)}</p>`}
        ${correction === "" ? nothing : html`<p class="guard-row__text guard-row__text--reporter">${correction}</p>`}
        ${this.editing === meeting ? this.form(minutes) : this.change(minutes)}
      </li>`;
  }

  private change({ meeting, way, metOn }: MinutesView): TemplateResult {
    return html`
      <div class="actions">
        <button class="button button--quiet" type="button" ?disabled=${this.busy || !this.reading.mayAnswer} @click=${() => this.edit(meeting)}>
          ${t("Write the next version")}<span class="visually-hidden"> ${minutesName(way, metOn)}</span></button>
      </div>`;
  }

  private offer(): TemplateResult {
    if (!this.reading.mayAnswer) {
      return html`<div class="notice notice--caution"><p>${t("No minutes can be sealed in this case. See the warnings above.")}</p></div>`;
    }
    return html`
      <div class="actions">
        <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.edit(NEW)}>${t("Write minutes")}</button>
      </div>`;
  }

  private form(minutes: MinutesView | null): TemplateResult {
    const { way = "meeting", metOn = today(), text = "" } = minutes ?? {};
    const option = (value: MinutesView["way"], label: string) =>
      html`<option value=${value} ?selected=${value === way}>${label}</option>`;
    return html`
      <form class="guard-form" autocomplete="off" @submit=${(event: SubmitEvent) => this.send(event, minutes)}>
        <div class="guard-form__days">
          <div class="field">
            <label class="field__label" for="minutes-way">${t("What it was")}</label>
            <select class="input" id="minutes-way">${option("meeting", t("A meeting"))} ${option("call", t("A call"))}</select>
          </div>
          <div class="field">
            <label class="field__label" for="minutes-day">${t("Day")}</label>
            <input class="input" id="minutes-day" type="date" required autocomplete="off" .value=${metOn}>
          </div>
        </div>
        <div class="field">
          <label class="field__label" for="minutes-text">${t("What was said")}</label>
          <textarea class="input" id="minutes-text" rows="9" required dir="auto" autocorrect="off" spellcheck="false" translate="no" .value=${text}></textarea>
        </div>
        ${this.recordings(minutes)}
        <p class="hint">${t("The reporter will read this. Write what was said, completely and accurately, and nothing that names who reported.")}</p>
        <div class="actions">
          <button class="button" ?disabled=${this.busy}>${t("Seal, and ask the reporter to check")}</button>
          <button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${() => this.edit(null)}>${t("Cancel")}</button>
        </div>
      </form>`;
  }

  /** Where the channel's law says so: from which recording they were made. It goes once the reporter said that they are right. */
  private recordings(minutes: MinutesView | null): TemplateResult | typeof nothing {
    const { recordingArticle: article, entries } = this.reading;
    const files = entries.flatMap((entry) => (entry.readable ? entry.files : []));
    const sounds = files.filter(({ mediaType, present }) => present && mediaType.startsWith("audio/"));
    if (article === null || sounds.length === 0) return nothing;
    const chosen = minutes?.recording?.blob ?? "";
    return html`
      <div class="field">
        <label class="field__label" for="minutes-recording">${t("Made from a recording")}</label>
        <p class="hint" id="minutes-recording-hint">${t("The law of this channel ({article}) wants it destroyed once the minutes are complete: the day after the reporter said that they are right, by itself. The reporter reads that first. Without their word, two handlers can destroy the file.", { article })}</p>
        <select class="input" id="minutes-recording" aria-describedby="minutes-recording-hint">
          <option value="">${t("No, or it is to be kept")}</option>
          ${sounds.map(({ blob, name }) => html`<option value=${blob} ?selected=${blob === chosen}>${name}</option>`)}
        </select>
      </div>`;
  }

  private async edit(which: string | null): Promise<void> {
    this.editing = which;
    await this.updateComplete;
    if (which !== null) this.querySelector<HTMLElement>("#minutes-way")?.focus();
  }

  private async send(event: SubmitEvent, minutes: MinutesView | null): Promise<void> {
    event.preventDefault();
    const value = (id: string) => this.querySelector<HTMLInputElement>(`#${id}`)?.value.trim() ?? "";
    const said: MinutesSaid = {
      meeting: minutes?.meeting ?? null,
      met_on: value("minutes-day"),
      way: value("minutes-way") === "call" ? "call" : "meeting",
      text: value("minutes-text"),
      ...(value("minutes-recording") === "" ? {} : { recording: value("minutes-recording") }),
    };
    const { session } = this;
    const { id } = this.reading;
    const seal = () => session.worker.call("sealMinutes", { id, said });
    if (!(await this.attempt(() => this.posting.post(session, id, said, seal)))) return;
    this.editing = null;
    const detail = t("The minutes are sent. The reporter checks them when they come back.");
    this.dispatchEvent(new CustomEvent("sent", { detail, bubbles: true }));
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
