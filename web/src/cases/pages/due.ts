/** The board of what is due. Handlers see titles, coordinators rows, overseers that something is due, and nothing more. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { nt, t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { has, needsKey } from "../../people/stage";
import { channelName, dayText } from "../../people/texts";
import { distance, GROUPS, type Group, groupName, groupOf, matterName, today } from "../clockTexts";
import type { DueAnswer, DueRow } from "../clockWire";
import type { Title } from "../reading";
import { pathOf } from "../router";
import { titlesFor } from "../titles";
import "./calendar";

@customElement("desk-due")
export class DuePage extends DeskElement {
  @state() private rows: readonly DueRow[] = [];
  @state() private titles: Readonly<Record<string, Title>> = {};
  @state() private next: string | null = null;
  @state() private loaded = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(() => this.load());
  }

  protected override render(): TemplateResult {
    const now = today();
    return html`
      <div class="desk-head">
        <div>
          <h1 tabindex="-1">${t("What is due")}</h1>
          <p class="lead">${this.lead()}</p>
        </div>
      </div>
      ${this.problem()}
      ${this.loaded ? this.board(now) : html`<p class="desk-busy" role="status">${this.failure === "" ? t("Looking what is due.") : nothing}</p>`}
      ${needsKey(this.session.me) ? html`<desk-calendar .session=${this.session}></desk-calendar>` : nothing}`;
  }

  private lead(): string {
    if (has(this.session.me, "handler")) return t("By the law of each channel, for the next four months.");
    if (has(this.session.me, "coordinator"))
      return t("By the law of each channel, for the next four months. What the cases say is for handlers only.");
    return t("What your organisation owes, and to which day. Which cases these are is for handlers and coordinators.");
  }

  private board(now: string): TemplateResult {
    if (this.rows.length === 0)
      return html`<div class="desk-empty"><h2>${t("Nothing is due")}</h2><p>${t("What is due to a reporter, or to somebody whom a report concerns, appears here.")}</p></div>`;
    return html`
      <div @keydown=${this.walk}>${GROUPS.map((group) => this.group(group, now))}</div>
      ${this.next === null ? nothing : html`<div class="actions"><button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.attempt(() => this.load())}>${t("Show more")}</button></div>`}`;
  }

  private group(group: Group, now: string): TemplateResult | typeof nothing {
    const rows = this.rows.filter((row) => groupOf(row, now) === group);
    if (rows.length === 0) return nothing;
    const id = `due-${group}`;
    return html`
      <section class="due-group due-group--${group}" aria-labelledby=${id}>
        <h2 id=${id}>${groupName(group)} <span class="due-group__count">${nt("{n} thing", "{n} things", rows.length)}</span></h2>
        <ul class="rows due-rows">${rows.map((row) => this.row(row, now))}</ul>
      </section>`;
  }

  private row(row: DueRow, now: string): TemplateResult {
    return html`
      <li class="due-row">
        <span class="due-row__day"><time datetime=${row.due}>${dayText(row.due)}</time> <span class="quiet">${distance(row.due, now)}</span></span>
        <span class="due-row__what">
          <span class="due-row__matter">${matterName(row.matter, row.is_room)}</span>
          ${row.still ? html`<span class="tag tag--caution">${t("stands still")}</span>` : row.paused ? html`<span class="tag">${t("asked")}</span>` : nothing}
          ${row.extended ? html`<span class="tag">${t("put off")}</span>` : nothing}
          ${row.opened ? nothing : html`<span class="tag tag--danger">${t("nobody has opened it")}</span>`}
          ${this.caseOf(row)}
        </span>
        <span class="due-row__channel quiet">${channelName(this.session.me, row.channel)}</span>
      </li>`;
  }

  private caseOf(row: DueRow): TemplateResult | typeof nothing {
    if (row.case === null) return nothing;
    const title = this.titles[row.case];
    if (title === undefined)
      return html`<span class="due-row__case">${t("Case {id}", { id: row.case.slice(0, 8) })}</span>`;
    const href = pathOf({ page: "case", id: row.case, part: "conversation" });
    const text = "title" in title ? title.title : t("Unreadable title");
    return html`<a class="due-row__case" href=${href}><bdi>${text}</bdi></a>`;
  }

  private async load(): Promise<void> {
    const query = this.next === null ? "" : `?${new URLSearchParams({ after: this.next })}`;
    const answer = await this.session.api.get<DueAnswer>(`/due${query}`);
    this.rows = [...this.rows, ...answer.rows];
    this.titles = { ...this.titles, ...(await titlesFor(this.session.worker, answer.cases)) };
    this.next = answer.next;
    this.loaded = true;
  }

  /** Arrow keys, Home and End move between the cases; Enter follows the link. */
  private walk(event: KeyboardEvent): void {
    const links = [...this.querySelectorAll<HTMLAnchorElement>("a.due-row__case")];
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
