/** One case on paper: everything that is open to who prints it, with its number, the day and pages on every sheet. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Definition } from "../../common/definition";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { channelName, dayText } from "../../people/texts";
import type { CaseReading, EntryView, FileView } from "../caseReading";
import { pageSheet } from "../pageSheet";
import { entriesOnPaper } from "../paper";
import { pathOf } from "../router";
import { findingText, sealedByText, stateName, testTag } from "../texts";
import type { CaseAnswer } from "../wire";
import "./thread";

@customElement("desk-print")
export class PrintPage extends DeskElement {
  @property({ attribute: false }) caseId = "";
  @state() private reading: CaseReading | null = null;
  @state() private internal = false;
  private definition: Definition | null = null;
  private isTest = false;
  private sheet: CSSStyleSheet | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(() => this.open());
  }

  override disconnectedCallback(): void {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { reading } = this;
    return html`
      <div class="no-print">
        <p class="desk-back"><a href=${pathOf({ page: "case", id: this.caseId, part: "sharing" })}>${t("Back to the case")}</a></p>
        ${this.problem()}
        ${this.busy ? html`<p class="desk-busy" role="status">${t("Opening the case.")}</p>` : nothing}
      </div>
      ${reading === null ? html`<h1 tabindex="-1">${t("Case")}</h1>` : html`${this.tools()}${this.paper(reading)}`}`;
  }

  private tools(): TemplateResult {
    return html`
      <div class="print-tools no-print">
        <p>${t("The record keeps that you opened this page. Paper and files cannot be erased from here: keep them as safe as the case, and destroy them when it ends.")}</p>
        <label class="choice choice--lone">
          <input type="checkbox" .checked=${this.internal} @change=${(event: Event) => {
            this.internal = (event.target as HTMLInputElement).checked;
          }} />
          <span class="choice__label">${t("With internal notes")}</span>
        </label>
        <button class="button" type="button" @click=${() => print()}>${t("Print")}</button>
      </div>`;
  }

  private paper(reading: CaseReading): TemplateResult {
    const entries = entriesOnPaper(reading.entries, this.internal, this.session.me.member.name);
    return html`
      <article class="paper">
        <header>
          <p class="paper__organisation"><bdi>${this.session.me.organisation.name}</bdi></p>
          <h1 tabindex="-1"><bdi>${reading.title ?? t("Case without a readable title")}</bdi></h1>
          ${this.facts(reading)}
        </header>
        ${this.findings(reading)}
        <desk-thread .session=${this.session} .reading=${{ ...reading, entries }} .definition=${this.definition}></desk-thread>
        ${this.internal ? this.work(reading) : nothing}
        ${this.files(entries)}
      </article>`;
  }

  private facts(reading: CaseReading): TemplateResult {
    const row = (label: string, value: unknown) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
    return html`
      <dl class="desk-facts">
        ${row(t("Number"), html`<bdi class="desk-code">${reading.id}</bdi>`)}
        ${row(t("Channel"), html`<bdi>${channelName(this.session.me, reading.channel)}</bdi>`)}
        ${row(t("Received"), dayText(reading.receivedOn))}
        ${row(t("Where it stands"), stateName(reading.state))}
        ${row(t("Sealing"), sealedByText(reading.sealedBy).short)}
        ${row(t("Printed"), html`${dayText(today())}, <bdi>${this.session.me.member.name}</bdi>`)}
        ${row(t("Internal notes"), this.internal ? t("included") : t("left out"))}
        ${this.isTest ? row(t("Test"), testTag()) : nothing}
      </dl>`;
  }

  private findings(reading: CaseReading): TemplateResult | typeof nothing {
    const codes = [...new Set(reading.findings.map(({ code }) => code))];
    if (codes.length === 0) return nothing;
    return html`
      <section class="paper__findings">
        <h2>${t("What does not fit")}</h2>
        <ul>${codes.map((code) => html`<li>${findingText(code)} <span class="desk-code">${code}</span></li>`)}</ul>
      </section>`;
  }

  /** What handlers keep beside the conversation. Links to other cases stay here: one case is taken away at a time. */
  private work({ filing, tasks }: CaseReading): TemplateResult | typeof nothing {
    if (filing.tags.length + tasks.length === 0) return nothing;
    const stands = { yes: t("done"), dropped: t("dropped") };
    return html`
      <section class="paper__work">
        <h2>${t("Work")}</h2>
        ${filing.tags.length === 0 ? nothing : html`<p>${t("Tags")}: ${filing.tags.map((tag, at) => html`${at === 0 ? "" : ", "}<bdi>${tag}</bdi>`)}</p>`}
        <ul>
          ${tasks.map(
            ({ text, dueOn, done }) => html`
              <li><bdi>${text}</bdi>${dueOn === null ? nothing : html` · ${dayText(dueOn)}`}${done === null ? nothing : html` · ${stands[done]}`}</li>`,
          )}
        </ul>
      </section>`;
  }

  private files(entries: readonly EntryView[]): TemplateResult | typeof nothing {
    const files = entries.flatMap((entry): readonly FileView[] => (entry.readable ? entry.files : []));
    if (files.length === 0) return nothing;
    const size = (bytes: number) => new Intl.NumberFormat(document.documentElement.lang || "en").format(bytes);
    return html`
      <section class="paper__files">
        <h2>${t("Files")}</h2>
        <p class="quiet">${t("They are not printed. Each can be known by its SHA-256.")}</p>
        <dl class="desk-answers">
          ${files.map(
            (file) => html`
              <div class="is-long">
                <dt><bdi>${file.name}</bdi></dt>
                <dd>${t("{count} bytes", { count: size(file.size) })}${file.mediaType === "" ? nothing : html` · <bdi>${file.mediaType}</bdi>`}</dd>
                <dd><bdi class="desk-code">${file.sha256}</bdi></dd>
              </div>`,
          )}
        </dl>
      </section>`;
  }

  /** It enters the record before a word of it is shown here. */
  private async open(): Promise<void> {
    const { api, me, worker } = this.session;
    await api.send("POST", `/cases/${this.caseId}/exports`, { form: "print" });
    const answer = await api.get<CaseAnswer>(`/cases/${this.caseId}`);
    this.definition = answer.definition;
    this.isTest = answer.case.is_test;
    this.reading = await worker.call("readCase", { answer });
    const number = t("Case {number}", { number: this.caseId.slice(0, 8) });
    this.sheet = pageSheet(me.organisation.name, number, t("Printed on {day}", { day: dayText(today()) }));
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet];
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
