/** The inbox: what the server knows of cases, titles opened in this browser, searched and narrowed here, by keyboard too. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { inLanguage, type Text } from "../../common/definition";
import { nt, t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { has } from "../../people/stage";
import { CaseList } from "../caseList";
import { categoryOf, EVERYTHING, type Narrowing, narrowed, sameList, sameNarrowing } from "../views";
import type { CaseRow, InboxAnswer } from "../wire";
import { type Choice, filterBar } from "./inboxFilters";
import { type Act, actOf, keysDialog } from "./inboxKeys";
import { inboxTable } from "./inboxRows";

/** GET /api/v1/categories. */
interface Categories {
  readonly channels: readonly {
    readonly id: string;
    readonly categories: readonly { readonly id: string; readonly act: Text }[];
  }[];
}

/** Rows that are in the page at once: ten thousand cases are not ten thousand elements. */
const SHOWN = 50;

@customElement("desk-inbox")
export class InboxPage extends DeskElement {
  @state() private narrowing: Narrowing = EVERYTHING;
  @state() private found: Readonly<Record<string, string>> | null = null;
  @state() private loaded = false;
  @state() private leaf = 0;
  private names: ReadonlyMap<string, string> = new Map();
  private list!: CaseList;
  private readonly onKey = (event: KeyboardEvent) => this.key(event);
  private readonly onKeys = () => void this.load();

  override connectedCallback(): void {
    super.connectedCallback();
    this.list = new CaseList(this.source(), () => this.listChanged());
    document.addEventListener("keydown", this.onKey);
    this.session.addEventListener("keys", this.onKeys);
    void this.load();
    void this.nameCategories();
  }

  override disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey);
    this.session.removeEventListener("keys", this.onKeys);
    this.list.stop();
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
      ${filterBar(this.narrowing, { channels: this.channels(), categories: this.categories(), reads }, (to) => this.narrow(to))}
      ${this.problem()} ${this.shownList()}
      ${reads ? html`<desk-views .session=${this.session} .narrowing=${this.narrowing} @narrow=${(event: CustomEvent<Narrowing>) => this.narrow(event.detail)}></desk-views>` : nothing}
      ${keysDialog(() => this.dialog.close())}`;
  }

  private searchField(): TemplateResult {
    return html`
      <div class="desk-search">
        <label class="visually-hidden" for="filter">${t("Search in titles, and in what you opened here")}</label>
        <input class="input" id="filter" type="search" placeholder=${t("Search what was opened")} autocomplete="off" spellcheck="false"
          aria-keyshortcuts="/" .value=${this.narrowing.words} @input=${this.onWords} />
        <kbd class="desk-search__key" aria-hidden="true">/</kbd>
      </div>`;
  }

  private shownList(): TemplateResult {
    if (!this.loaded)
      return html`<p class="desk-busy" role="status">${this.failure === "" ? t("Opening the titles.") : nothing}</p>`;
    const { list } = this;
    const all = this.shownRows();
    const leaf = Math.min(this.leaf, Math.max(0, Math.ceil(all.length / SHOWN) - 1));
    const here = all.slice(leaf * SHOWN, (leaf + 1) * SHOWN);
    return html`
      <div class="inbox-count">
        <p class="quiet" role="status">${nt("{n} case", "{n} cases", all.length)}${list.complete ? "" : ` ${t("so far")}`}</p>
        ${this.opening()}
        <button class="button button--quiet inbox-count__keys" type="button" aria-keyshortcuts="?" @click=${() => this.dialog.showModal()}>${t("Keyboard")}</button>
      </div>
      ${
        all.length === 0
          ? this.empty()
          : inboxTable(here, {
              session: this.session,
              titles: list.titles,
              nameOf: (channel, category) => this.nameOf(channel, category),
              foundIn: this.found,
              today: new Date().toISOString().slice(0, 10),
              changed: (row) => list.replace(row),
            })
      }
      ${all.length > SHOWN ? this.leaves(leaf, Math.ceil(all.length / SHOWN)) : nothing}`;
  }

  private opening(): TemplateResult | typeof nothing {
    const { toOpen, opened } = this.list;
    if (opened >= toOpen) return nothing;
    return html`
      <label class="inbox-count__progress quiet">${t("Opening titles: {opened} of {all}", { opened, all: toOpen })}
        <progress max=${toOpen} value=${opened}></progress></label>`;
  }

  private leaves(leaf: number, count: number): TemplateResult {
    const turn = (to: number) => () => this.turn(to);
    return html`
      <nav class="inbox-leaves" aria-label=${t("Pages of the list")}>
        <button class="button button--secondary" type="button" ?disabled=${leaf === 0} @click=${turn(leaf - 1)}>${t("Newer")}</button>
        <span>${t("Page {page} of {count}", { page: leaf + 1, count })}</span>
        <button class="button button--secondary" type="button" ?disabled=${leaf + 1 >= count} @click=${turn(leaf + 1)}>${t("Older")}</button>
      </nav>`;
  }

  private empty(): TemplateResult {
    if (sameNarrowing(this.narrowing, EVERYTHING)) {
      return html`
        <div class="desk-empty">
          <h2>${t("No reports yet")}</h2>
          <p>${t("When somebody reports to your channel, it appears here, and you get an e-mail that says nothing of it.")}</p>
        </div>`;
    }
    const waits = !this.list.done;
    return html`
      <div class="desk-empty">
        <h2>${waits ? t("Nothing fits this filter so far") : t("Nothing fits this filter")}</h2>
        <p><button class="button button--quiet" type="button" @click=${() => this.narrow(EVERYTHING)}>${t("Show all cases")}</button></p>
      </div>`;
  }

  private shownRows(): CaseRow[] {
    return narrowed(this.list.rows, this.list.titles, this.narrowing.category, this.found);
  }

  private channels(): Choice[] {
    return this.session.me.channels.map(({ id, name }) => [id, name]);
  }

  /** Those that opened titles name. */
  private categories(): Choice[] {
    const all = new Map<string, string>();
    for (const row of this.list.rows) {
      const category = categoryOf(this.list.titles.get(row.id));
      if (category !== null) all.set(category, this.nameOf(row.channel, category));
    }
    return [...all].sort(([, one], [, other]) => one.localeCompare(other));
  }

  private nameOf(channel: string, category: string): string {
    return this.names.get(`${channel}/${category}`) ?? category;
  }

  private async nameCategories(): Promise<void> {
    if (!has(this.session.me, "handler")) return;
    const { channels } = await this.session.api.get<Categories>("/categories");
    const language = document.documentElement.lang;
    this.names = new Map(
      channels.flatMap(({ id, categories }) =>
        categories.map((one) => [`${id}/${one.id}`, inLanguage(one.act, language)] as const),
      ),
    );
    this.requestUpdate();
  }

  private source() {
    const { api } = this.session;
    const call = () => this.session.worker;
    return {
      page: (query: URLSearchParams) => api.get<InboxAnswer>(`/cases?${query}`),
      known: (rows: readonly CaseRow[]) => call().call("knownTitles", { rows: [...rows] }),
      open: (rows: readonly CaseRow[]) => call().call("openTitles", { rows: [...rows] }),
      keepOnly: (rows: readonly CaseRow[]) => call().call("keepListed", { rows: [...rows] }),
      purge: () => call().call("purgeIndex", {}),
    };
  }

  /** The list as it is narrowed now: the first page, then, without anybody waiting, the rest. */
  private async load(): Promise<void> {
    const { narrowing } = this;
    this.failure = "";
    try {
      await this.list.load(narrowing, async () => {
        this.loaded = true;
        await this.updateComplete;
        performance.mark("vouchsafe-first-page");
      });
    } catch (error) {
      if (this.isConnected) await this.attempt(() => Promise.reject(error));
    }
  }

  private narrow(to: Narrowing): void {
    const before = this.narrowing;
    this.narrowing = to;
    this.leaf = 0;
    if (before.words !== to.words) void this.search();
    if (sameList(before, to)) return;
    this.loaded = false;
    void this.load();
  }

  private onWords(event: InputEvent): void {
    this.narrow({ ...this.narrowing, words: (event.target as HTMLInputElement).value });
  }

  /** Looked for by the worker, which holds what was opened. */
  private async search(): Promise<void> {
    const { words } = this.narrowing;
    const found = await this.session.worker.call("findCases", { typed: words });
    if (words === this.narrowing.words) this.found = found;
  }

  private listChanged(): void {
    if (this.narrowing.words.trim() !== "") void this.search();
    this.requestUpdate();
  }

  private key(event: KeyboardEvent): void {
    const at = this.links.indexOf(document.activeElement as HTMLAnchorElement);
    const act = actOf(event, at >= 0);
    if (act === null) return;
    event.preventDefault();
    this.act(act, at);
  }

  private act(act: Act, at: number): void {
    const { narrowing, links } = this;
    const acts: Readonly<Record<Act, () => void>> = {
      search: () => this.querySelector<HTMLInputElement>("#filter")?.focus(),
      next: () => links[Math.min(at + 1, links.length - 1)]?.focus(),
      previous: () => links[Math.max(at - 1, 0)]?.focus(),
      first: () => links[0]?.focus(),
      last: () => links.at(-1)?.focus(),
      mine: () => this.narrow({ ...narrowing, assigned: narrowing.assigned === "me" ? "" : "me" }),
      unread: () => this.narrow({ ...narrowing, unread: !narrowing.unread }),
      clear: () => this.narrow(EVERYTHING),
      later: () => this.turn(this.leaf + 1),
      earlier: () => this.turn(this.leaf - 1),
      help: () => this.dialog.showModal(),
    };
    acts[act]();
  }

  private turn(to: number): void {
    this.leaf = Math.max(0, Math.min(to, Math.ceil(this.shownRows().length / SHOWN) - 1));
    void this.updateComplete.then(() => this.links[0]?.focus());
  }

  private get links(): HTMLAnchorElement[] {
    return [...this.querySelectorAll<HTMLAnchorElement>("a.inbox__title")];
  }

  private get dialog(): HTMLDialogElement {
    return this.querySelector<HTMLDialogElement>("dialog.inbox-keys") as HTMLDialogElement;
  }
}
