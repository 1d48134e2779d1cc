/** The inbox: titles opened in this browser, filtered here, walked by keyboard. Coordinators see the list without titles. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { nt, t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { has } from "../../people/stage";
import { channelName, dayText } from "../../people/texts";
import { type Listed, matching } from "../filter";
import type { Title } from "../reading";
import { pathOf } from "../router";
import { contestedTag, reasonText, rekeyTag, STATES, sealedByText, stateName, testTag } from "../texts";
import { urgentTag } from "../urgentTag";
import type { CaseRow, CaseState, InboxAnswer } from "../wire";
import "./exclude";

@customElement("desk-inbox")
export class InboxPage extends DeskElement {
  @state() private rows: readonly CaseRow[] = [];
  @state() private titles: Readonly<Record<string, Title>> = {};
  @state() private next: string | null = null;
  @state() private loaded = false;
  @state() private state_: CaseState | "" = "";
  @state() private words = "";
  private readonly onKey = (event: KeyboardEvent) => this.shortcut(event);
  private readonly onKeys = () => this.choose(this.state_);

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.onKey);
    this.session.addEventListener("keys", this.onKeys);
    void this.attempt(() => this.load());
  }

  override disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey);
    this.session.removeEventListener("keys", this.onKeys);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const reads = has(this.session.me, "handler");
    return html`
      <div class="desk-head">
        <div>
          <h1 tabindex="-1">${t("Cases")}</h1>
          <p class="lead">${reads ? t("Opened in this browser with your key.") : t("You see that cases exist and where they stand. What they say is for handlers only.")}</p>
        </div>
        ${reads ? this.searchField() : nothing}
      </div>
      ${this.stateFilter()} ${this.problem()} ${this.list()} ${this.more()}`;
  }

  private searchField(): TemplateResult {
    return html`
      <div class="desk-search">
        <label class="visually-hidden" for="filter">${t("Filter by words of the title")}</label>
        <input class="input" id="filter" type="search" placeholder=${t("Filter titles")} autocomplete="off" spellcheck="false"
          aria-keyshortcuts="/" .value=${this.words} @input=${this.onWords} />
        <kbd class="desk-search__key" aria-hidden="true">/</kbd>
      </div>`;
  }

  private stateFilter(): TemplateResult {
    const choices: (CaseState | "")[] = ["", ...STATES];
    return html`
      <div class="desk-tabs" role="group" aria-label=${t("Filter by state")}>
        ${choices.map(
          (choice) => html`
            <button type="button" class="desk-tabs__tab" aria-pressed=${this.state_ === choice} @click=${() => this.choose(choice)}>
              ${choice === "" ? t("all") : stateName(choice)}
            </button>`,
        )}
      </div>`;
  }

  private list(): TemplateResult {
    if (!this.loaded)
      return html`<p class="desk-busy" role="status">${this.failure === "" ? t("Opening the titles.") : nothing}</p>`;
    const shown = matching(this.listed(), this.words);
    return html`
      <p class="quiet" role="status">${nt("{n} case", "{n} cases", shown.length)}${this.next === null ? "" : ` ${t("so far")}`}</p>
      ${shown.length === 0 ? this.empty() : html`<ul class="rows desk-cases" @keydown=${this.walk}>${shown.map(({ row, title }) => this.row(row, title))}</ul>`}`;
  }

  private empty(): TemplateResult {
    if (this.rows.length === 0 && this.state_ === "") {
      return html`
        <div class="desk-empty">
          <h2>${t("No reports yet")}</h2>
          <p>${t("When somebody reports to your channel, it appears here, and you get an e-mail that says nothing of it.")}</p>
        </div>`;
    }
    return html`
      <div class="desk-empty">
        <h2>${t("Nothing fits this filter")}</h2>
        <p><button class="button button--quiet" type="button" @click=${this.clear}>${t("Show all cases")}</button></p>
      </div>`;
  }

  private row(row: CaseRow, title: Title | undefined): TemplateResult {
    const sealed = sealedByText(row.sealed_by);
    return html`
      <li class="desk-case">
        ${this.heading(row, title)}
        <p class="desk-case__facts">
          ${row.is_test ? testTag() : nothing} ${row.rekey_due ? rekeyTag() : nothing} ${row.contested ? contestedTag() : nothing}
          <span>${dayText(row.received_on)}</span>
          <span>${channelName(this.session.me, row.channel)}</span>
          ${row.sealed_by === "server" ? html`<span class="tag tag--caution">${sealed.short}</span>` : html`<span>${sealed.short}</span>`}
        </p>
        <span class="tag ${row.state === "received" ? "tag--good" : ""} desk-case__state">${stateName(row.state)}</span>
        ${has(this.session.me, "coordinator") ? html`<desk-exclude .session=${this.session} .row=${row} @excluded=${this.excluded}></desk-exclude>` : nothing}
      </li>`;
  }

  private heading(row: CaseRow, title: Title | undefined): TemplateResult {
    if (title === undefined)
      return html`<h2 class="desk-case__title desk-case__title--none">${t("Case {id}", { id: row.id.slice(0, 8) })}</h2>`;
    const href = pathOf({ page: "case", id: row.id, part: "conversation" });
    if ("title" in title)
      return html`<h2 class="desk-case__title"><a href=${href}><bdi>${title.title}</bdi></a> ${title.urgent ? urgentTag() : nothing}</h2>`;
    return html`
      <h2 class="desk-case__title"><a href=${href}>${t("Unreadable title")}</a></h2>
      <p class="field__error">${reasonText(title.reason)}</p>`;
  }

  private more(): TemplateResult | typeof nothing {
    if (this.next === null) return nothing;
    return html`
      <div class="actions">
        <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.attempt(() => this.load())}>${t("Show older cases")}</button>
      </div>`;
  }

  private listed(): Listed[] {
    return this.rows.map((row) => ({ row, title: this.titles[row.id] }));
  }

  /** The next page of the list, and its titles. */
  private async load(): Promise<void> {
    const query = new URLSearchParams({
      ...(this.state_ === "" ? {} : { state: this.state_ }),
      ...(this.next === null ? {} : { after: this.next }),
    });
    const wanted = this.state_;
    const answer = await this.session.api.get<InboxAnswer>(`/cases?${query}`);
    const titles = await this.session.worker.call("openTitles", { rows: [...answer.cases] });
    if (wanted !== this.state_) return;
    this.rows = [...this.rows, ...answer.cases];
    this.titles = { ...this.titles, ...titles };
    this.next = answer.next;
    this.loaded = true;
  }

  private excluded({ detail }: CustomEvent<CaseRow>): void {
    this.rows = this.rows.map((row) => (row.id === detail.id ? detail : row));
  }

  private choose(choice: CaseState | ""): void {
    if (this.busy) return;
    this.state_ = choice;
    this.rows = [];
    this.next = null;
    this.loaded = false;
    void this.attempt(() => this.load());
  }

  private clear(): void {
    this.words = "";
    if (this.state_ !== "") this.choose("");
  }

  private onWords(event: InputEvent): void {
    this.words = (event.target as HTMLInputElement).value;
  }

  /** "/" goes to the filter, wherever nothing is being typed. */
  private shortcut(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.querySelector<HTMLInputElement>("#filter")?.focus();
  }

  /** Arrow keys, Home and End move between the cases; Enter follows the link. */
  private walk(event: KeyboardEvent): void {
    const links = [...this.querySelectorAll<HTMLAnchorElement>(".desk-case__title a")];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: links.length - 1,
    };
    const target = targets[event.key];
    if (at < 0 || target === undefined) return;
    event.preventDefault();
    links[Math.max(0, Math.min(target, links.length - 1))]?.focus();
  }
}
