/** One page of the inbox as a table: on a narrow screen each row is a card. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { nt, t } from "../../common/i18n";
import type { Session } from "../../people/session";
import { has } from "../../people/stage";
import { channelName, dayText } from "../../people/texts";
import type { Title } from "../reading";
import { pathOf } from "../router";
import { contestedTag, reasonText, rekeyTag, roomTag, sealedByText, stateName, testTag } from "../texts";
import { urgentTag } from "../urgentTag";
import { categoryOf, daysBetween } from "../views";
import type { CaseRow } from "../wire";
import "./assign";
import "./exclude";

/** Days before something is due from which it stands out. */
const NEAR = 3;

/** What a row is shown with. `nameOf`: a category of a channel, by its id; `today`: a UTC date. */
export interface Shown {
  readonly session: Session;
  readonly titles: ReadonlyMap<string, Title>;
  readonly nameOf: (channel: string, category: string) => string;
  readonly foundIn: Readonly<Record<string, string>> | null;
  readonly today: string;
  readonly changed: (row: CaseRow) => void;
}

export function inboxTable(rows: readonly CaseRow[], shown: Shown): TemplateResult {
  return html`
    <table class="inbox">
      <caption class="visually-hidden">${t("Cases, newest first")}</caption>
      <thead>
        <tr>
          <th scope="col">${t("Case")}</th>
          <th scope="col">${t("State")}</th>
          <th scope="col">${t("Due")}</th>
          <th scope="col">${t("Age")}</th>
          <th scope="col">${t("Who has it")}</th>
        </tr>
      </thead>
      <tbody>${repeat(
        rows,
        ({ id }) => id,
        (row) => rowOf(row, shown),
      )}</tbody>
    </table>`;
}

function rowOf(row: CaseRow, shown: Shown): TemplateResult {
  return html`
    <tr class="inbox__row ${row.unread ? "is-unread" : ""}">
      <th scope="row" class="inbox__case">
        ${heading(row, shown)}
        ${facts(row, shown)}
        ${has(shown.session.me, "coordinator") ? coordination(row, shown) : nothing}
      </th>
      <td><span class="tag ${row.state === "received" ? "tag--good" : ""}">${stateName(row.state)}</span></td>
      <td class="inbox__due">${due(row, shown.today)}</td>
      <td class="inbox__age" title=${dayText(row.received_on)}>${age(daysBetween(row.received_on, shown.today))}</td>
      <td class="inbox__who">${holder(row, shown.session)}</td>
    </tr>`;
}

function heading(row: CaseRow, { titles }: Shown): TemplateResult {
  const title = titles.get(row.id);
  const unread = row.unread ? html`<span class="visually-hidden">${t("Unread:")}</span>` : nothing;
  const number = t("Case {id}", { id: row.id.slice(0, 8) });
  if (row.title === null) return html`<span class="inbox__title inbox__title--none">${number}</span>`;
  const href = pathOf({ page: "case", id: row.id, part: "conversation" });
  if (title === undefined)
    return html`${unread}<a class="inbox__title inbox__title--none" href=${href}>${number}</a> <span class="quiet">${t("title not opened yet")}</span>`;
  if ("title" in title)
    return html`${unread}<a class="inbox__title" href=${href}><bdi>${title.title}</bdi></a> ${title.urgent ? urgentTag() : nothing}`;
  return html`
    ${unread}<a class="inbox__title" href=${href}>${t("Unreadable title")}</a>
    <span class="field__error">${reasonText(title.reason)}</span>`;
}

function facts(row: CaseRow, { session, titles, nameOf, foundIn }: Shown): TemplateResult {
  const category = categoryOf(titles.get(row.id));
  return html`
    <span class="inbox__facts">
      ${category === null ? nothing : html`<span class="inbox__category" title=${nameOf(row.channel, category)}><bdi>${nameOf(row.channel, category)}</bdi></span>`}
      ${session.me.channels.length > 1 ? html`<span><bdi>${channelName(session.me, row.channel)}</bdi></span>` : nothing}
      ${foundIn?.[row.id] === "text" ? html`<span class="inbox__found">${t("found in what is written in it")}</span>` : nothing}
      ${row.is_room ? roomTag() : nothing} ${row.is_test ? testTag() : nothing} ${row.rekey_due ? rekeyTag() : nothing} ${row.contested ? contestedTag() : nothing}
      ${row.sealed_by === "server" ? html`<span class="tag tag--caution">${sealedByText(row.sealed_by).short}</span>` : nothing}
    </span>`;
}

function coordination(row: CaseRow, { session, changed }: Shown): TemplateResult {
  return html`
    <span class="inbox__coordination">
      <desk-assign .session=${session} .caseId=${row.id} .folded=${true}
        @assigned=${(event: CustomEvent<string | null>) => changed({ ...row, assigned_to: event.detail })}></desk-assign>
      <desk-exclude .session=${session} .row=${row} @excluded=${(event: CustomEvent<CaseRow>) => changed(event.detail)}></desk-exclude>
    </span>`;
}

/** Days left until something is due, or since it was. */
function due({ due: what }: CaseRow, today: string): TemplateResult | typeof nothing {
  if (what === null) return nothing;
  const left = daysBetween(today, what.day);
  const tone = left < 0 ? "is-over" : left <= NEAR ? "is-near" : "";
  return html`<span class="inbox__days ${tone}" title=${dayText(what.day)}>${daysLeft(left)}</span> <span class="quiet">${toDo(what.what)}</span>`;
}

/** What is to be done by then, in a word or two; matterName says it whole. */
function toDo(matter: string): string {
  const names: Readonly<Record<string, string>> = {
    acknowledge: t("to acknowledge"),
    meeting: t("to meet"),
    feedback: t("to answer"),
    notice: t("to tell the person concerned"),
  };
  return names[matter] ?? matter;
}

function daysLeft(left: number): string {
  if (left === 0) return t("today");
  return left > 0 ? nt("{n} day left", "{n} days left", left) : nt("{n} day over", "{n} days over", -left);
}

function age(days: number): string {
  return days === 0 ? t("today") : nt("{n} day", "{n} days", days);
}

function holder({ assigned_to }: CaseRow, { me, roll }: Session): TemplateResult {
  if (assigned_to === null) return html`<span class="quiet">${t("nobody")}</span>`;
  if (assigned_to === me.member.id) return html`<strong>${t("you")}</strong>`;
  return html`<bdi translate="no">${roll?.members.find(({ id }) => id === assigned_to)?.name ?? t("a colleague")}</bdi>`;
}
