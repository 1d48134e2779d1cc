/** How the inbox is narrowed, and views of it under names of one's own. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { STATES, stateName } from "../texts";
import { EVERYTHING, type Narrowing, type SavedView, sameNarrowing, withView } from "../views";
import type { CaseState } from "../wire";

/** A choice of a list: its value, and what it is called. */
export type Choice = readonly [string, string];

export interface Choices {
  readonly channels: readonly Choice[];
  /** Of titles that were opened; none for who opens none. */
  readonly categories: readonly Choice[];
  readonly reads: boolean;
}

export function filterBar(now: Narrowing, choices: Choices, narrow: (to: Narrowing) => void): TemplateResult {
  const states: (CaseState | "")[] = ["", ...STATES];
  const assigned: Choice[] = [
    ["", t("Anybody’s")],
    ["me", t("Mine")],
    ["nobody", t("Nobody’s")],
  ];
  const due: Choice[] = [
    ["", t("Due whenever")],
    ["overdue", t("Overdue")],
    ["soon", t("Due within a week")],
  ];
  const set = (change: Partial<Narrowing>) => narrow({ ...now, ...change });
  return html`
    <div class="desk-tabs inbox-states" role="group" aria-label=${t("Filter by state")}>
      ${states.map(
        (state) => html`
          <button type="button" class="desk-tabs__tab" aria-pressed=${now.state === state} @click=${() => set({ state })}>
            ${state === "" ? t("all") : stateName(state)}
          </button>`,
      )}
    </div>
    <div class="inbox-filters" role="group" aria-label=${t("More filters")}>
      ${choice(t("Who has it"), assigned, now.assigned, (value) => set({ assigned: value as Narrowing["assigned"] }))}
      ${choice(t("Due"), due, now.due, (value) => set({ due: value as Narrowing["due"] }))}
      ${choices.channels.length > 1 ? choice(t("Channel"), [["", t("All channels")], ...choices.channels], now.channel, (channel) => set({ channel })) : nothing}
      ${choices.categories.length > 0 ? choice(t("Category"), [["", t("All categories")], ...choices.categories], now.category, (category) => set({ category })) : nothing}
      ${choices.reads ? unreadBox(now, set) : nothing}
      ${sameNarrowing(now, EVERYTHING) ? nothing : html`<button class="button button--quiet" type="button" @click=${() => narrow(EVERYTHING)}>${t("Show all cases")}</button>`}
    </div>`;
}

function unreadBox(now: Narrowing, set: (change: Partial<Narrowing>) => void): TemplateResult {
  const change = (event: Event) => set({ unread: (event.target as HTMLInputElement).checked });
  return html`
    <label class="inbox-filters__box"><input type="checkbox" name="unread" .checked=${now.unread} @change=${change} /> ${t("Unread only")}</label>`;
}

function choice(label: string, all: readonly Choice[], now: string, set: (value: string) => void): TemplateResult {
  return html`
    <label class="inbox-filters__choice">
      <span class="visually-hidden">${label}</span>
      <select class="input" @change=${(event: Event) => set((event.target as HTMLSelectElement).value)}>
        ${all.map(([value, name]) => html`<option value=${value} .selected=${value === now}>${name}</option>`)}
      </select>
    </label>`;
}

@customElement("desk-views")
export class ViewsPanel extends DeskElement {
  @property({ attribute: false }) narrowing: Narrowing = EVERYTHING;
  @state() private views: readonly SavedView[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(async () => {
      this.views = ((await this.session.worker.call("readViews", {})) as readonly SavedView[] | null) ?? [];
    });
  }

  protected override render(): TemplateResult {
    return html`
      ${this.problem()}
      <details class="inbox-views">
        <summary>${t("Saved views")}${this.views.length > 0 ? ` (${this.views.length})` : ""}</summary>
        ${this.views.length === 0 ? nothing : html`<ul>${this.views.map((view) => this.view(view))}</ul>`}
        <form @submit=${this.save}>
          <label class="field__label" for="view-name">${t("Save what is shown now, as")}</label>
          <div class="inbox-views__new">
            <input class="input" id="view-name" maxlength="60" required autocomplete="off" dir="auto" />
            <button class="button button--secondary" ?disabled=${this.busy}>${t("Save view")}</button>
          </div>
          <p class="hint">${t("Views are kept in this browser alone, sealed with your key: filters, words and name. The server does not have them.")}</p>
        </form>
      </details>`;
  }

  private view(view: SavedView): TemplateResult {
    const isNow = sameNarrowing(view.narrowing, this.narrowing);
    return html`
      <li>
        <button class="button button--quiet" type="button" aria-pressed=${isNow} @click=${() => this.show(view)}><bdi>${view.name}</bdi></button>
        <button class="button button--quiet inbox-views__drop" type="button" @click=${() => this.keep(this.views.filter((one) => one !== view))}>
          ${t("Remove")}<span class="visually-hidden"> ${view.name}</span>
        </button>
      </li>`;
  }

  private show(view: SavedView): void {
    this.dispatchEvent(new CustomEvent("narrow", { detail: { ...EVERYTHING, ...view.narrowing } }));
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const field = this.querySelector<HTMLInputElement>("#view-name");
    const name = field?.value.trim() ?? "";
    if (field === null || name === "") return;
    if (await this.keep(withView(this.views, { name, narrowing: this.narrowing }))) field.value = "";
  }

  private keep(views: readonly SavedView[]): Promise<boolean> {
    return this.attempt(async () => {
      await this.session.worker.call("keepViews", { views });
      this.views = views;
    });
  }
}
