/** The reply rooms of a case: of the cases that a handler linked to it, those that are rooms, and how far each is. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CaseReading } from "../cases/caseReading";
import { pathOf } from "../cases/router";
import { titlesFor } from "../cases/titles";
import type { CaseRow, InboxAnswer } from "../cases/wire";
import { t } from "../common/i18n";
import { DeskElement } from "../people/element";
import { dayText } from "../people/texts";

interface Room {
  readonly row: CaseRow;
  readonly name: string;
}

@customElement("desk-room-list")
export class RoomList extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  /** Only those that are not ended, as a reminder; nothing is shown where there are none. */
  @property({ attribute: false }) reminds = false;
  @state() private rooms: readonly Room[] | null = null;
  private loaded = "";

  protected override willUpdate(): void {
    const ids = this.reading.filing.links.map((link) => link.case);
    const wanted = `${this.reading.newest} ${ids.join()}`;
    if (this.loaded === wanted) return;
    this.loaded = wanted;
    if (ids.length === 0) this.rooms = [];
    else void this.attempt(() => this.load(ids));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { rooms } = this;
    if (rooms === null) return html`${this.problem()}`;
    const shown = this.reminds ? rooms.filter(({ row }) => row.state !== "concluded") : rooms;
    if (shown.length === 0) return this.reminds ? nothing : html`<p class="quiet">${t("None yet.")}</p>`;
    const list = html`<ul class="rows">${shown.map((room) => this.room(room))}</ul>`;
    if (!this.reminds) return list;
    return html`
      <div class="notice notice--caution">
        <p>${t("The person concerned still waits in a reply room. Tell them what came of it, and end the room.")}</p>
        ${list}
      </div>`;
  }

  private room({ row, name }: Room): TemplateResult {
    const part = this.reminds ? "outcome" : "conversation";
    return html`
      <li class="room-row">
        <a href=${pathOf({ page: "case", id: row.id, part })}><bdi>${name}</bdi></a>
        <span class="quiet">${t("opened on {day}", { day: dayText(row.received_on) })}</span>
        <span class="tag">${row.state === "concluded" ? t("ended") : t("open")}</span>
        ${row.unread ? html`<span class="tag tag--good">${t("something new")}</span>` : nothing}
        ${this.leftOut(row)}
      </li>`;
  }

  /** The server knows of no tie between a room and its case: who is excluded from one later still reads the other. */
  private leftOut(row: CaseRow): TemplateResult | typeof nothing {
    const members = this.reading.excluded.filter((id) => !row.excluded.includes(id));
    if (members.length === 0) return nothing;
    const names = this.session.namesOf(members);
    return html`
      <p class="notice notice--caution">
        ${t("Left out of this case, not of this room: {names}. Have a coordinator exclude them there too.", { names })}
      </p>`;
  }

  private async load(ids: readonly string[]): Promise<void> {
    const { cases } = await this.session.api.get<InboxAnswer>(`/cases?limit=1000&cases=${ids.join()}`);
    const rows = cases.filter((row) => row.is_room);
    const titles = await titlesFor(this.session.worker, rows);
    this.rooms = rows.map((row) => {
      const title = titles[row.id];
      return { row, name: title !== undefined && "title" in title ? title.title : row.id.slice(0, 8) };
    });
  }
}
