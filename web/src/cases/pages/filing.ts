/** How the case is filed: its title, tags, and other cases that a handler linked by hand. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { Unsent } from "../../common/unsent";
import { DeskElement } from "../../people/element";
import type { CaseReading } from "../caseReading";
import type { Filing } from "../filing";
import type { Title } from "../reading";
import { pathOf } from "../router";
import { titlesFor } from "../titles";
import type { CaseRow, InboxAnswer } from "../wire";
import type { Addition } from "../writing";
import { withDeskKey } from "./deskKey";

/** A case that can be linked: its title as it was opened here, or the beginning of its number. */
interface Other {
  readonly id: string;
  readonly name: string;
}

@customElement("desk-filing")
export class FilingPanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  /** The cases of the first page of the list, with their titles; null until they are asked for. */
  @state() private others: readonly Other[] | null = null;
  private readonly unsent = new Unsent();

  protected override firstUpdated(): void {
    if (this.reading.filing.links.length > 0) void this.attempt(() => this.loadOthers());
  }

  protected override render(): TemplateResult {
    return html`
      <section class="desk-panel" aria-labelledby="filing-title">
        <h2 id="filing-title">${t("How it is filed")}</h2>
        ${this.problem()} ${this.tags()} ${this.links()} ${this.title_()}
      </section>`;
  }

  private tags(): TemplateResult {
    const { tags } = this.reading.filing;
    return html`
      <div class="filing-tags">
        <h3>${t("Tags")}</h3>
        ${
          tags.length === 0
            ? html`<p class="quiet">${t("No tags yet. They are sealed: only handlers of this case read them.")}</p>`
            : html`<ul>${tags.map(
                (tag) => html`
                  <li class="tag">
                    <bdi>${tag}</bdi>
                    <button class="filing-tags__remove" type="button" ?disabled=${this.busy} @click=${() => this.untag(tag)}>
                      <span aria-hidden="true">×</span><span class="visually-hidden">${t("Remove the tag {tag}", { tag })}</span>
                    </button>
                  </li>`,
              )}</ul>`
        }
        <form class="filing-row" @submit=${this.tag}>
          <label class="visually-hidden" for="filing-tag">${t("New tag")}</label>
          <input class="input" id="filing-tag" placeholder=${t("New tag")} maxlength="40" required autocomplete="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto" />
          <button class="button button--secondary" ?disabled=${this.busy || !this.reading.mayNote}>${t("Add")}</button>
        </form>
      </div>`;
  }

  private links(): TemplateResult {
    const { links } = this.reading.filing;
    return html`
      <div class="filing-links">
        <h3>${t("Linked cases")}</h3>
        ${
          links.length === 0
            ? nothing
            : html`<ul class="rows">${links.map(
                (link) => html`
                  <li>
                    <a href=${pathOf({ page: "case", id: link.case, part: "conversation" })}><bdi>${this.nameOf(link.case)}</bdi></a>
                    <p class="letter__text">${link.why}</p>
                    <button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${() => this.unlink(link.case)}>
                      ${t("Remove the link")}<span class="visually-hidden"> ${this.nameOf(link.case)}</span>
                    </button>
                  </li>`,
              )}</ul>`
        }
        <details @toggle=${this.opened}>
          <summary>${t("Link another case")}</summary>
          <p class="hint">${t("By hand, with a reason, sealed in this case alone. The server learns of no link, and nothing searches for people.")}</p>
          ${this.others === null ? html`<p class="desk-busy" role="status">${this.busy ? t("Opening the titles.") : nothing}</p>` : this.linking(this.others)}
        </details>
      </div>`;
  }

  private linking(others: readonly Other[]): TemplateResult {
    const linked = new Set([this.reading.id, ...this.reading.filing.links.map((link) => link.case)]);
    return html`
      <form @submit=${this.link}>
        <div class="field">
          <label class="field__label" for="filing-case">${t("Which case")}</label>
          <select class="input" id="filing-case" required>
            <option value="">${t("Choose")}</option>
            ${others.filter(({ id }) => !linked.has(id)).map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
          </select>
        </div>
        <div class="field">
          <label class="field__label" for="filing-why">${t("What they have in common")}</label>
          <textarea class="input" id="filing-why" rows="2" required autocomplete="off" autocorrect="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto"></textarea>
        </div>
        <div class="actions"><button class="button button--secondary" ?disabled=${this.busy || !this.reading.mayNote}>${t("Link")}</button></div>
      </form>`;
  }

  private title_(): TemplateResult {
    return html`
      <details>
        <summary>${t("Change the title")}</summary>
        <form @submit=${this.retitle}>
          <div class="field">
            <label class="field__label" for="filing-name">${t("Title")}</label>
            <p class="hint" id="filing-name-hint">${t("The reporter reads it too. Name no person in it.")}</p>
            <input class="input" id="filing-name" .value=${this.reading.title ?? ""} maxlength="200" required autocomplete="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto" aria-describedby="filing-name-hint" />
          </div>
          <div class="actions"><button class="button button--secondary" ?disabled=${this.busy || !this.reading.mayAnswer}>${t("Keep this title")}</button></div>
        </form>
      </details>`;
  }

  private nameOf(id: string): string {
    return this.others?.find((other) => other.id === id)?.name ?? shortName(id);
  }

  private opened(event: Event): void {
    if ((event.target as HTMLDetailsElement).open && this.others === null) void this.attempt(() => this.loadOthers());
  }

  private async loadOthers(): Promise<void> {
    const { cases } = await this.session.api.get<InboxAnswer>("/cases");
    const titles = await titlesFor(this.session.worker, cases);
    this.others = cases.map((row) => ({ id: row.id, name: titleIn(row, titles[row.id]) }));
  }

  private tag(event: SubmitEvent): void {
    event.preventDefault();
    const { tags, links } = this.reading.filing;
    const form = event.target as HTMLFormElement;
    const tag = this.value("#filing-tag");
    void this.file({ tags: [...tags, tag], links }, t("The tag is kept."), () => form.reset());
  }

  private untag(tag: string): void {
    const { tags, links } = this.reading.filing;
    void this.file({ tags: tags.filter((one) => one !== tag), links }, t("The tag is gone."));
  }

  private link(event: SubmitEvent): void {
    event.preventDefault();
    const { tags, links } = this.reading.filing;
    const form = event.target as HTMLFormElement;
    const link = { case: this.value("#filing-case"), why: this.value("#filing-why") };
    void this.file({ tags, links: [...links, link] }, t("The link is kept in this case."), () => form.reset());
  }

  private unlink(id: string): void {
    const { tags, links } = this.reading.filing;
    void this.file({ tags, links: links.filter((link) => link.case !== id) }, t("The link is gone."));
  }

  private file(filing: Filing, said: string, kept = () => {}): Promise<void> {
    return this.store(JSON.stringify(filing), said, kept, async () => {
      await withDeskKey(this.session, this.reading);
      return this.session.worker.call("sealFiling", { id: this.reading.id, filing });
    });
  }

  private retitle(event: SubmitEvent): void {
    event.preventDefault();
    const title = this.value("#filing-name");
    void this.store(
      `title ${title}`,
      t("The title is changed."),
      () => {},
      () => this.session.worker.call("sealTitle", { id: this.reading.id, title }),
    );
  }

  /** Seals once, sends until the server took it. */
  private async store(key: string, said: string, kept: () => void, seal: () => Promise<Addition>): Promise<void> {
    const { id } = this.reading;
    const done = await this.attempt(() => this.unsent.post(this.session.api, `/cases/${id}/items`, key, seal));
    if (!done) return;
    kept();
    this.dispatchEvent(new CustomEvent("sent", { detail: said, bubbles: true }));
  }

  private value(field: string): string {
    return this.querySelector<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(field)?.value.trim() ?? "";
  }
}

function titleIn(row: CaseRow, title: Title | undefined): string {
  return title !== undefined && "title" in title ? title.title : shortName(row.id);
}

function shortName(id: string): string {
  return t("Case {id}", { id: id.slice(0, 8) });
}
