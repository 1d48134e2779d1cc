/** The clocks of a case, on its part "work": what is due, what moved it, and what a handler can do about it. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../../common/i18n";
import { Unsent } from "../../common/unsent";
import { DeskElement } from "../../people/element";
import { dayText } from "../../people/texts";
import type { CaseReading } from "../caseReading";
import { clockState, daysAfter, eventText, matterName, today } from "../clockTexts";
import type { ClockEvent, ClockRow, TimingAnswer } from "../clockWire";
import { listedClocks } from "./clockSide";
import { withDeskKey } from "./deskKey";

/** The longest that telling somebody is put off with one reason (cases/timing.py). */
const LONGEST_DEFERRAL = 92;

interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** Of a day: from which on, until which. */
  readonly days?: readonly [string, string];
}

/** Something that a handler does: a form that opens, and what is sent of it. */
interface Act {
  readonly path: string;
  readonly title: string;
  readonly lead: string;
  readonly fields: readonly Field[];
  readonly button: string;
  readonly said: string;
  readonly body: (typed: Readonly<Record<string, string>>) => Promise<object>;
}

@customElement("desk-clocks")
export class ClocksPanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @state() private timing: TimingAnswer | null = null;
  private loaded: CaseReading | null = null;
  private readonly unsent = new Unsent();

  protected override willUpdate(): void {
    if (this.loaded === this.reading) return;
    this.loaded = this.reading;
    void this.attempt(async () => {
      this.timing = await this.session.api.get<TimingAnswer>(`/cases/${this.reading.id}/clocks`);
    });
  }

  protected override render(): TemplateResult {
    const { timing } = this;
    return html`
      <section class="clocks desk-panel" aria-labelledby="clocks-title">
        <h2 id="clocks-title">${t("Clocks")}</h2>
        <p class="quiet">${this.reading.isRoom ? t("By the law of the channel. The person concerned sees the same days.") : t("By the law of the channel. The reporter sees the same days.")}</p>
        ${this.problem()}
        ${timing === null ? nothing : html`${this.rows(timing)} ${this.events(timing.events)} ${this.acts(timing)}`}
      </section>`;
  }

  private rows({ clocks }: TimingAnswer): TemplateResult {
    const now = today();
    return html`
      <ul class="rows clocks__rows">
        ${listedClocks(clocks).map((row) => {
          const { name, tone } = clockState(row, now);
          return html`
            <li class="clocks__row">
              <span class="clocks__matter">${matterName(row.matter, this.reading.isRoom)}</span>
              <time datetime=${row.due}>${dayText(row.due)}</time>
              <span class="tag ${tone}">${name}</span>
              ${row.extended && row.met === null ? html`<span class="tag">${t("put off")}</span>` : nothing}
            </li>`;
        })}
      </ul>`;
  }

  /** What moved them, with the reasons as they were opened here. */
  private events(events: readonly ClockEvent[]): TemplateResult | typeof nothing {
    if (events.length === 0) return nothing;
    return html`
      <h3>${t("What moved them")}</h3>
      <ol class="clocks__events">
        ${events.map((event) => {
          const reasons = this.reasonsOf(event);
          return html`<li>${eventText(event)}${reasons === "" ? nothing : html`<blockquote dir="auto">${reasons}</blockquote>`}</li>`;
        })}
      </ol>`;
  }

  private reasonsOf({ item }: ClockEvent): string {
    const found = this.reading.entries.find(({ id }) => id === item);
    if (item === null) return "";
    return found?.readable ? found.text : t("The reasons cannot be read.");
  }

  private acts(timing: TimingAnswer): TemplateResult {
    if (this.reading.state === "concluded")
      return html`<p class="quiet">${t("The case is concluded: its clocks move no more until it is reopened.")}</p>`;
    const isPaused = timing.events.some(({ what, until }) => what === "paused" && until === null);
    const isStill = timing.clocks.some(({ still }) => still);
    return html`
      ${isPaused ? this.goOn(isStill) : nothing}
      ${repeat(
        this.offered(timing, isPaused),
        (act) => act.title,
        (act) => this.form(act),
      )}`;
  }

  private goOn(isStill: boolean): TemplateResult {
    return html`
      <div class="notice notice--caution">
        <p>${isStill ? t("The answer waits for the reporter, and its clock stands still. It goes on by itself when they write.") : t("The answer waits for the reporter. The law of this channel moves its day no further for that.")}</p>
        <div class="actions"><button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${this.resume}>${t("Let it go on")}</button></div>
      </div>`;
  }

  private offered(timing: TimingAnswer, isPaused: boolean): Act[] {
    const has = (what: string) => timing.events.some((event) => event.what === what);
    const feedback = timing.clocks.find(({ matter }) => matter === "feedback");
    const isOpen = feedback !== undefined && feedback.met === null;
    if (this.reading.isRoom) return isOpen ? [this.tellingConcerned()] : [];
    return [
      ...(isOpen && !isPaused ? [this.pausing()] : []),
      ...(isOpen ? [this.telling()] : []),
      ...(isOpen && timing.extendable_to !== null ? [this.extending(feedback, timing.extendable_to)] : []),
      ...(has("meeting-held") ? [] : [this.meeting(has("meeting-asked"))]),
      ...(has("subject-told") ? [] : this.notices(has("notice-due"))),
    ];
  }

  private pausing(): Act {
    return {
      path: "pause",
      title: t("Ask the reporter for something, and wait"),
      lead: t("The clock of the answer stands still until they write, as far as the law lets it."),
      fields: [{ name: "text", label: t("What do you need from them?") }],
      button: t("Seal, send and wait"),
      said: t("The question is sent, and the answer waits for it."),
      body: async ({ text = "" }) => ({ message: { items: [await this.words(text)] } }),
    };
  }

  private telling(): Act {
    return {
      path: "feedback",
      title: t("Answer: what is done, or will be"),
      lead: t("This is the answer that the law asks for. The case goes on."),
      fields: [{ name: "text", label: t("What is done or planned, and why") }],
      button: t("Seal and send the answer"),
      said: t("The answer is sent."),
      body: async ({ text = "" }) => ({ message: { items: [await this.words(text)] } }),
    };
  }

  private tellingConcerned(): Act {
    return {
      ...this.telling(),
      title: t("Tell the person concerned how it goes on"),
      lead: t("They were told that they hear of it by this day. Never say who reported, nor what would show it."),
      button: t("Seal and send"),
      said: t("The person concerned is told."),
    };
  }

  private extending({ due }: ClockRow, last: string): Act {
    return {
      path: "extension",
      title: t("Put the answer off"),
      lead: t("Only with reasons, and until {day} at the latest. The reporter is told.", { day: dayText(last) }),
      fields: [
        { name: "until", label: t("Until"), days: [daysAfter(due, 1), last] },
        { name: "reasons", label: t("The reasons"), hint: t("Only handlers read this.") },
        { name: "text", label: t("What the reporter is told"), hint: t("The reporter will read this.") },
      ],
      button: t("Seal the reasons and put it off"),
      said: t("The answer is put off, and the reporter is told."),
      body: async ({ until, reasons = "", text = "" }) => ({
        until,
        reasons: await this.note(reasons),
        message: await this.words(text),
      }),
    };
  }

  private meeting(wasAsked: boolean): Act {
    const [received, now] = [this.reading.receivedOn, today()];
    return {
      path: "meeting",
      title: wasAsked ? t("The meeting was held") : t("The reporter asked for a meeting"),
      lead: wasAsked
        ? t("Write its minutes afterwards.")
        : t("On the telephone, say. In the mailbox they can ask by themselves."),
      fields: [{ name: "on", label: t("On which day?"), days: [received, now] }],
      button: t("Note it"),
      said: t("Noted."),
      body: async ({ on }) => ({ what: wasAsked ? "meeting-held" : "meeting-asked", on }),
    };
  }

  private notices(isDue: boolean): Act[] {
    const [received, now] = [this.reading.receivedOn, today()];
    const noted: Act = {
      path: "notice",
      title: isDue ? t("The person concerned was told") : t("A person concerned must be told"),
      lead: isDue
        ? t("They can then answer for themselves.")
        : t("From the day on which you held data on somebody whom the report concerns."),
      fields: [{ name: "on", label: t("On which day?"), days: [received, now] }],
      button: t("Note it"),
      said: t("Noted."),
      body: async ({ on }) => ({ what: isDue ? "subject-told" : "notice-due", on }),
    };
    if (!isDue) return [noted];
    return [
      noted,
      {
        path: "deferral",
        title: t("Put off telling them"),
        lead: t(
          "Only while it would put the case at risk. On the day that you name it is due; putting it off again takes new reasons.",
        ),
        fields: [
          { name: "until", label: t("Until"), days: [daysAfter(now, 1), daysAfter(now, LONGEST_DEFERRAL)] },
          { name: "reasons", label: t("The reasons"), hint: t("Only handlers read this.") },
        ],
        button: t("Seal the reasons and put it off"),
        said: t("Telling them is put off."),
        body: async ({ until, reasons = "" }) => ({ until, reasons: await this.note(reasons) }),
      },
    ];
  }

  private form(act: Act): TemplateResult {
    return html`
      <details class="clocks__act">
        <summary>${act.title}</summary>
        <p class="quiet">${act.lead}</p>
        <form @submit=${(event: SubmitEvent) => this.submit(event, act)}>
          ${act.fields.map((field) => this.field(act, field))}
          <div class="actions">
            <button class="button button--secondary" ?disabled=${this.busy}>${act.button}</button>
            ${this.busy ? html`<span class="desk-busy" role="status">${t("Sealing and sending.")}</span>` : nothing}
          </div>
        </form>
      </details>`;
  }

  private field({ path }: Act, { name, label, hint, days }: Field): TemplateResult {
    const id = `clock-${path}-${name}`;
    const hinted = hint === undefined ? nothing : `${id}-hint`;
    return html`
      <div class="field">
        <label class="field__label" for=${id}>${label}</label>
        ${hint === undefined ? nothing : html`<p class="hint" id="${id}-hint">${hint}</p>`}
        ${
          days === undefined
            ? html`<textarea class="input" id=${id} name=${name} rows="4" required autocomplete="off" autocorrect="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto" aria-describedby=${hinted}></textarea>`
            : html`<input class="input clocks__day" id=${id} name=${name} type="date" required min=${days[0]} max=${days[1]} aria-describedby=${hinted} />`
        }
      </div>`;
  }

  private async submit(event: SubmitEvent, act: Act): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const typed = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
    const blank = act.fields.find(({ name }) => (typed[name] ?? "") === "");
    if (blank !== undefined) {
      form.querySelector<HTMLElement>(`[name=${blank.name}]`)?.focus();
      this.failure = t("Fill in: {what}", { what: blank.label });
      return;
    }
    const path = `/cases/${this.reading.id}/clocks/${act.path}`;
    const done = await this.attempt(() =>
      this.unsent.post(this.session.api, path, [path, typed], () => act.body(typed)),
    );
    if (!done) return;
    form.reset();
    form.closest("details")?.removeAttribute("open");
    this.tell(act.said);
  }

  private async resume(): Promise<void> {
    const done = await this.attempt(async () => {
      await this.session.api.send("POST", `/cases/${this.reading.id}/clocks/resume`, {});
    });
    if (done) this.tell(t("The clock goes on."));
  }

  private words(text: string) {
    return this.session.worker.call("sealWords", { id: this.reading.id, text });
  }

  /** The first note of a case makes its desk key. */
  private async note(text: string) {
    await withDeskKey(this.session, this.reading);
    return (await this.session.worker.call("sealNote", { id: this.reading.id, text })).items[0];
  }

  private tell(said: string): void {
    this.dispatchEvent(new CustomEvent("sent", { detail: said, bubbles: true }));
  }
}
