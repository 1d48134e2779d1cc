/**
 * Reply rooms of a case: those that there are, and opening one. In a room the person concerned is told, and answers.
 *
 * Opening takes four steps, each of which can be repeated: the link in this case first, so that no room is lost; the
 * room; the link in the room; and the letter on paper.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CaseReading } from "../cases/caseReading";
import { withDeskKey } from "../cases/pages/deskKey";
import { textField, textOf } from "../cases/pages/fields";
import "../cases/pages/snippets";
import type { CaseAnswer } from "../cases/wire";
import type { Addition } from "../cases/writing";
import { t } from "../common/i18n";
import { DeskElement } from "../people/element";
import "./letter";
import "./list";
import { sharedRun } from "./sharedWords";
import type { Published, RoomSaid, SealedRoom } from "./wire";

/** A room on its way: sealed once, sent until every step was answered. */
interface Underway {
  readonly key: string;
  readonly sealed: SealedRoom;
  readonly door: string;
  linked: boolean;
  opened: boolean;
  /** How the room is filed, once that was sealed. */
  back: Addition | null;
}

/** Fires "sent" with a sentence, and "reread" with a reading made meanwhile. */
@customElement("desk-rooms")
export class RoomsPanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @state() private letter: { receipt: string; door: string } | null = null;
  @state() private run = "";
  private underway: Underway | null = null;
  /** The text that was warned of as it stands: it passes the second time. */
  private warned = "";

  protected override render(): TemplateResult {
    const { letter, reading } = this;
    return html`
      <section class="desk-panel rooms" aria-labelledby="rooms-title">
        <h2 id="rooms-title">${t("Reply rooms")}</h2>
        ${
          letter === null
            ? html`
                <p class="quiet">${t("There somebody whom this report concerns is told of it, and answers. A room is a case of its own, with keys and a receipt of its own: nothing of this case can be read in it.")}</p>
                <desk-room-list .session=${this.session} .reading=${reading}></desk-room-list>
                ${this.problem()} ${this.form()}`
            : html`<desk-room-letter .session=${this.session} .receipt=${letter.receipt} .door=${letter.door} .caseId=${reading.id} @done=${() => this.putAway(t("The reply room is open."))} @told=${() => this.putAway(t("The reply room is open, and it is noted that the person was told."))}></desk-room-letter>`
        }
      </section>`;
  }

  private form(): TemplateResult {
    return html`
      <details class="rooms__open">
        <summary>${t("Open a reply room")}</summary>
        <form @submit=${this.submit}>
          <div class="field">
            <label class="field__label" for="room-title">${t("Title of the room")}</label>
            <p class="hint" id="room-title-hint">${t("The person concerned reads it too.")}</p>
            <input class="input" id="room-title" .defaultValue=${t("Reply room")} maxlength="200" required autocomplete="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto" aria-describedby="room-title-hint" />
          </div>
          ${textField({ id: "room-notice", label: t("What the person is told"), hint: t("Never say who reported, nor what would show it: not their words, not what only they could know, not when they reported."), rows: 10, required: true })}
          <desk-snippets .session=${this.session} .name=${"room"} .purposes=${["room-notice"]} .written=${""} @insert=${this.insert}></desk-snippets>
          ${this.warning()}
          <div class="actions">
            <button class="button" ?disabled=${this.busy || !this.reading.mayNote}>${t("Seal the notice and open the room")}</button>
            ${this.busy ? html`<span class="desk-busy" role="status">${t("Sealing and sending.")}</span>` : nothing}
          </div>
        </form>
      </details>`;
  }

  private warning(): TemplateResult | typeof nothing {
    if (this.run === "") return nothing;
    return html`
      <div class="notice notice--caution" role="alert">
        <p>${t("Read this once more. These words stand in what the reporter wrote, and may show who they are:")}</p>
        <blockquote dir="auto">${this.run}</blockquote>
        <p>${t("Say it in words of your own. If it must stay as it is, press the button again. Nobody is told of this warning.")}</p>
      </div>`;
  }

  private insert(event: CustomEvent<string>): void {
    const field = this.querySelector<HTMLTextAreaElement>("#room-notice");
    if (field === null) return;
    const before = field.value.trim();
    field.value = before === "" ? event.detail : `${before}\n\n${event.detail}`;
    field.focus();
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const title = form.querySelector<HTMLInputElement>("#room-title")?.value.trim() ?? "";
    const said = { title, notice: textOf(form, "room-notice") };
    if (said.title === "" || said.notice === "" || !this.passes(said)) return;
    await this.attempt(() => this.open(said));
  }

  /** Whether it says nothing in the reporter's words, or was warned of as it stands. */
  private passes({ title, notice }: RoomSaid): boolean {
    const text = `${title}\n${notice}`;
    const run = text === this.warned ? null : sharedRun(text, reporterTexts(this.reading));
    this.run = run ?? "";
    this.warned = text;
    return run === null;
  }

  private async open(said: RoomSaid): Promise<void> {
    const { api } = this.session;
    const { id } = this.reading;
    const underway = await this.sealed(said);
    const { room, link, bundle, receipt } = underway.sealed;
    try {
      if (!underway.linked) await api.send("POST", `/cases/${id}/items`, link);
      underway.linked = true;
      if (!underway.opened) await api.send("POST", `/rooms/${room}`, bundle);
      underway.opened = true;
      await this.fileRoom(underway);
    } catch (error) {
      if (underway.linked) await this.reread();
      throw error;
    }
    this.underway = null;
    this.letter = { receipt, door: underway.door };
  }

  private async sealed(said: RoomSaid): Promise<Underway> {
    const key = JSON.stringify(said);
    if (this.underway?.key === key) return this.underway;
    const { api, worker } = this.session;
    const { id, channel } = this.reading;
    await withDeskKey(this.session, this.reading);
    const published = await api.get<Published>(`/channels/${channel}/published`);
    const sealed = await worker.call("sealRoom", { id, said, published });
    this.underway = { key, sealed, door: published.door, linked: false, opened: false, back: null };
    return this.underway;
  }

  /** In the room too a handler finds the other case, under the room's own desk key. */
  private async fileRoom(underway: Underway): Promise<void> {
    const { api, worker } = this.session;
    const { room } = underway.sealed;
    if (underway.back === null) {
      const reading = await worker.call("readCase", { answer: await api.get<CaseAnswer>(`/cases/${room}`) });
      await withDeskKey(this.session, reading);
      const links = [{ case: this.reading.id, why: t("The case that this reply room belongs to") }];
      underway.back = await worker.call("sealFiling", { id: room, filing: { tags: [], links } });
    }
    await api.send("POST", `/cases/${room}/items`, underway.back);
    await api.get<CaseAnswer>(`/cases/${room}`); // read to its end, so that it is not new to who made it
  }

  private async reread(): Promise<void> {
    const answer = await this.session.api.get<CaseAnswer>(`/cases/${this.reading.id}`);
    const detail = await this.session.worker.call("readCase", { answer });
    this.dispatchEvent(new CustomEvent("reread", { detail, bubbles: true }));
  }

  private putAway(said: string): void {
    this.letter = null;
    this.dispatchEvent(new CustomEvent("sent", { detail: said, bubbles: true }));
  }
}

/** Everything that the reporter wrote and this browser opened. */
function reporterTexts({ entries, title }: CaseReading): string[] {
  const own = entries.filter((entry) => entry.readable && entry.author.kind === "reporter");
  return [title ?? "", ...own.flatMap((entry) => (entry.readable ? [entry.text, ...textsIn(entry.answers)] : []))];
}

/** Every text in a value, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
