/** Requests to open what is kept apart, for all who hold a share: an overseer, who reads no case, too. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../common/i18n";
import { DeskElement } from "../people/element";
import type { RequestView } from "./documents";
import type { RequestRow } from "./wire";
import "./request";

@customElement("desk-requests")
export class RequestsPage extends DeskElement {
  @state() private shown: readonly { row: RequestRow; view: RequestView }[] | null = null;
  @state() private said = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override render(): TemplateResult {
    const { shown } = this;
    return html`
      <h1 tabindex="-1">${t("Requests to open what is kept apart")}</h1>
      <p class="lead">${t("No one person opens who reports, or whom a report concerns. You hold a share of the key: read why a colleague asks for it.")}</p>
      <p role="status" class=${this.said === "" ? "visually-hidden" : "notice notice--good"}>${this.said}</p>
      ${this.problem()}
      ${shown === null ? html`<p class="desk-busy" role="status">${t("Opening the requests.")}</p>` : this.list(shown)}`;
  }

  private list(shown: NonNullable<RequestsPage["shown"]>): TemplateResult {
    const waiting = shown.filter(({ view }) => view.state === "open");
    const others = shown.filter(({ view }) => view.state !== "open");
    return html`
      <h2 class="visually-hidden">${t("Requests")}</h2>
      ${waiting.length === 0 ? html`<p>${t("No request waits.")}</p>` : this.rows(waiting)}
      ${others.length === 0 ? nothing : html`<details class="apart-earlier"><summary>${t("Earlier requests")}</summary>${this.rows(others)}</details>`}`;
  }

  private rows(shown: NonNullable<RequestsPage["shown"]>): TemplateResult {
    return html`
      <ol class="thread">
        ${repeat(
          shown,
          ({ row }) => row.id,
          ({ row, view }) =>
            html`<li><desk-request .session=${this.session} .row=${row} .view=${view} @decided=${this.decided}></desk-request></li>`,
        )}
      </ol>`;
  }

  private readonly decided = async (event: CustomEvent<string>) => {
    await this.load();
    this.said = event.detail;
  };

  private load(): Promise<boolean> {
    return this.attempt(async () => {
      const { requests: rows } = await this.session.api.get<{ requests: RequestRow[] }>("/requests");
      const views = await this.session.worker.call("readRequests", { rows });
      this.shown = rows.map((row, at) => ({ row, view: views[at] as RequestView }));
    });
  }
}
