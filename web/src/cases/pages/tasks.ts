/** What is to be done in a case, by when, by whom. Sealed: the server knows of no task and no day of one. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { Unsent } from "../../common/unsent";
import { DeskElement } from "../../people/element";
import { dayText } from "../../people/texts";
import type { CaseReading } from "../caseReading";
import type { Task, TaskToSeal } from "../filing";
import { withDeskKey } from "./deskKey";

@customElement("desk-tasks")
export class TasksPanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @state() private editing: string | null = null;
  private readonly unsent = new Unsent();

  protected override render(): TemplateResult {
    const open = this.reading.tasks.filter(({ done }) => done === null);
    const over = this.reading.tasks.filter(({ done }) => done !== null);
    return html`
      <section class="desk-panel" aria-labelledby="tasks-title">
        <h2 id="tasks-title">${t("Tasks")}</h2>
        ${this.problem()}
        ${open.length === 0 ? html`<p class="quiet">${t("Nothing is to be done. What you add here is sealed: only handlers of this case read it.")}</p>` : html`<ul class="rows tasks">${open.map((task) => this.task(task))}</ul>`}
        <details>
          <summary>${t("Add a task")}</summary>
          ${this.form(null)}
        </details>
        ${
          over.length === 0
            ? nothing
            : html`<details><summary>${t("Done or dropped")}</summary><ul class="rows tasks">${over.map((task) => this.past(task))}</ul></details>`
        }
      </section>`;
  }

  private task(task: Task): TemplateResult {
    if (this.editing === task.id) return html`<li>${this.form(task)}</li>`;
    const late = task.dueOn !== null && task.dueOn < today();
    return html`
      <li class="task">
        <div>
          <p class="letter__text">${task.text}</p>
          <p class="task__facts">
            ${task.dueOn === null ? nothing : html`<span class="tag ${late ? "tag--caution" : ""}">${late ? t("was due on {day}", { day: dayText(task.dueOn) }) : t("due on {day}", { day: dayText(task.dueOn) })}</span>`}
            ${task.who === null ? nothing : html`<span><bdi>${this.nameOf(task.who)}</bdi></span>`}
          </p>
        </div>
        <span class="task__acts">
          ${this.act(t("Done"), task, () => this.write({ ...task, done: "yes" }, t("The task is done.")))}
          ${this.act(t("Change"), task, () => {
            this.editing = task.id;
          })}
          ${this.act(t("Drop"), task, () => this.write({ ...task, done: "dropped" }, t("The task is dropped.")))}
        </span>
      </li>`;
  }

  private past(task: Task): TemplateResult {
    return html`
      <li class="task">
        <p class="letter__text">${task.text} <span class="quiet">${task.done === "yes" ? t("done") : t("dropped")}</span></p>
        ${this.act(t("Open it again"), task, () => this.write({ ...task, done: null }, t("The task is open again.")))}
      </li>`;
  }

  private act(label: string, task: Task, act: () => void): TemplateResult {
    return html`
      <button class="button button--quiet" type="button" ?disabled=${this.busy || !this.reading.mayNote} @click=${act}>
        ${label}<span class="visually-hidden"> ${task.text}</span>
      </button>`;
  }

  private form(task: Task | null): TemplateResult {
    const id = task?.id ?? "new";
    return html`
      <form @submit=${(event: SubmitEvent) => this.submit(event, task)}>
        <div class="field">
          <label class="field__label" for="task-${id}">${t("What is to be done")}</label>
          <textarea class="input" id="task-${id}" name="text" rows="2" required .value=${task?.text ?? ""} autocomplete="off" autocorrect="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto"></textarea>
        </div>
        <div class="task__fields">
          <div class="field">
            <label class="field__label" for="task-${id}-day">${t("By when (optional)")}</label>
            <input class="input input--short" type="date" id="task-${id}-day" name="day" .value=${task?.dueOn ?? ""} />
          </div>
          <div class="field">
            <label class="field__label" for="task-${id}-who">${t("By whom (optional)")}</label>
            <select class="input" id="task-${id}-who" name="who">
              <option value="">${t("Nobody in particular")}</option>
              ${this.handlers().map((one) => html`<option value=${one.id} ?selected=${one.id === task?.who}>${one.name}</option>`)}
            </select>
          </div>
        </div>
        <div class="actions">
          <button class="button button--secondary" ?disabled=${this.busy || !this.reading.mayNote}>${task === null ? t("Add") : t("Keep")}</button>
          ${
            task === null
              ? nothing
              : html`<button class="button button--quiet" type="button" @click=${() => {
                  this.editing = null;
                }}>${t("Leave it as it was")}</button>`
          }
        </div>
      </form>`;
  }

  /** Everybody who handles this channel. */
  private handlers(): { id: string; name: string }[] {
    const { channel } = this.reading;
    const members = this.session.roll?.members ?? [];
    return members.filter(({ roles }) =>
      roles.some((held) => held.role === "handler" && (held.channel === null || held.channel === channel)),
    );
  }

  private nameOf(who: string): string {
    return this.session.roll?.members.find(({ id }) => id === who)?.name ?? t("Somebody unknown");
  }

  private async submit(event: SubmitEvent, task: Task | null): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const given = new FormData(form);
    const value = (name: string) => String(given.get(name) ?? "").trim();
    const written = { text: value("text"), dueOn: value("day") || null, who: value("who") || null };
    const said = task === null ? t("The task is kept.") : t("The task is changed.");
    const done = await this.write({ id: task?.id ?? null, done: task?.done ?? null, ...written }, said);
    if (!done) return;
    form.reset();
    this.editing = null;
  }

  /** Seals once, sends until the server took it. */
  private async write(task: TaskToSeal, said: string): Promise<boolean> {
    const { id } = this.reading;
    const done = await this.attempt(async () => {
      const { api, worker } = this.session;
      await this.unsent.post(api, `/cases/${id}/items`, task, async () => {
        await withDeskKey(this.session, this.reading);
        return worker.call("sealTask", { id, task });
      });
    });
    if (done) this.dispatchEvent(new CustomEvent("sent", { detail: said, bubbles: true }));
    return done;
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
