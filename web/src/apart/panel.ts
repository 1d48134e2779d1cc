/** What a case keeps apart, on its page: asked for in writing, opened by two people, shown until the key is locked. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { CaseReading } from "../cases/caseReading";
import { type LabelledAnswer, labelledAnswers } from "../common/answered";
import type { Definition } from "../common/definition";
import { t } from "../common/i18n";
import { DeskElement } from "../people/element";
import type { OpenedApart } from "./apartKeeper";
import type { RequestView } from "./documents";
import { asksName } from "./view";
import type { ApartAnswer, KeptKey, RequestRow } from "./wire";
import "./ask";
import "./request";

@customElement("desk-apart")
export class ApartPanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @property({ attribute: false }) definition: Definition | null = null;
  @state() private answer: ApartAnswer | null = null;
  @state() private views: readonly RequestView[] = [];
  @state() private opened: readonly OpenedApart[] = [];
  private loaded: CaseReading | null = null;

  protected override willUpdate(): void {
    if (this.loaded === this.reading) return;
    this.loaded = this.reading;
    void this.load();
  }

  protected override render(): TemplateResult {
    const { answer } = this;
    return html`
      <section class="apart desk-panel" aria-labelledby="apart-title">
        <h2 id="apart-title">${t("Kept apart")}</h2>
        ${this.problem()}
        ${answer === null ? nothing : answer.keys.length === 0 ? html`<p class="quiet">${t("The reporter named nobody apart, and did not say who they are.")}</p>` : answer.keys.map((key) => this.key(key, answer))}
        ${this.requests()}
      </section>`;
  }

  private key(key: KeptKey, { next_generation }: ApartAnswer): TemplateResult {
    const opened = this.opened.filter(({ kind }) => kind === key.asks);
    const stands = this.views.some(({ state, isMine }, at) => {
      const { asks } = this.answer?.requests[at] ?? {};
      return asks === key.asks && (state === "open" || (isMine && (state === "given" || state === "opened")));
    });
    return html`
      <div class="apart-key">
        <h3>${asksName(key.asks)} ${opened.length === 0 ? html`<span class="tag">${t("sealed apart")}</span>` : html`<span class="tag tag--caution">${t("open until you lock your key")}</span>`}</h3>
        ${opened.map(({ answers }) => this.rows(labelledAnswers(answers, this.definition, document.documentElement.lang || "en")))}
        ${opened.length > 0 || stands ? nothing : html`<details><summary>${t("Ask to open it")}</summary><desk-ask .session=${this.session} .reading=${this.reading} .kept=${key} .generation=${next_generation}></desk-ask></details>`}
      </div>`;
  }

  private rows(answers: readonly LabelledAnswer[]): TemplateResult {
    return html`
      <dl class="desk-answers">
        ${answers.map(
          ({ label, values, entries }) => html`
            <div class="is-long">
              <dt>${label}</dt>
              ${values.map((value) => html`<dd>${value}</dd>`)}
              ${entries.map((entry) => html`<dd>${this.rows(entry)}</dd>`)}
            </div>`,
        )}
      </dl>`;
  }

  private requests(): TemplateResult | typeof nothing {
    if (this.views.length === 0) return nothing;
    return html`
      <ol class="thread">
        ${repeat(
          this.answer?.requests ?? [],
          (row) => row.id,
          (row, at) =>
            this.views[at] === undefined
              ? nothing
              : html`<li><desk-request inCase .session=${this.session} .row=${row} .view=${this.views[at]} @decided=${this.decided} @open=${() => this.open(row)}></desk-request></li>`,
        )}
      </ol>`;
  }

  private readonly decided = (event: CustomEvent<string>) => {
    this.dispatchEvent(new CustomEvent("sent", { detail: event.detail, bubbles: true }));
  };

  private load(): Promise<boolean> {
    return this.attempt(async () => {
      const answer = await this.session.api.get<ApartAnswer>(`/cases/${this.reading.id}/requests`);
      this.views = await this.session.worker.call("readRequests", { rows: [...answer.requests] });
      this.opened = await this.session.worker.call("openedApart", { id: this.reading.id });
      this.answer = answer;
    });
  }

  /** The server hands the share out, and records it, each time anew. */
  private async open(row: RequestRow): Promise<void> {
    const done = await this.attempt(async () => {
      const path = `/cases/${this.reading.id}/requests/${row.id}/opening`;
      const { share } = await this.session.api.send<{ share: string }>("POST", path, {});
      this.opened = await this.session.worker.call("openApart", { row, share });
    });
    if (done) await this.load();
  }
}
