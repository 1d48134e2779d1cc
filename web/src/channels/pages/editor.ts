/** The editor of a draft: languages, sections, inputs, and what is wrong, at its place and in a list. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { nt, t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import type { DraftKeeper } from "../draftKeeper";
import type { Editing } from "../inputs";
import { fitting, lacking, older, SOURCE, type Sources, sourcesOf } from "../languages";
import { inputAt } from "../lists";
import { placeText, SECTIONS, type Section, sectionName, sectionOf } from "../places";
import { unfoldKey } from "../question";
import { section } from "../sections";
import { append, at, isTree, type Json, move, type Path, pathOf, placeOf, put, type Tree } from "../tree";
import type { Language, Law, Problem } from "../wire";

@customElement("desk-editor")
export class Editor extends DeskElement implements Editing {
  @property({ attribute: false }) keeper!: DraftKeeper;
  @property({ attribute: false }) languages: readonly Language[] = [];
  @property({ attribute: false }) laws: readonly Law[] = [];
  @property({ attribute: false }) language = "en";
  /** Translations that the server knows to be older than their English texts. */
  @property({ attribute: false }) older: Sources = {};
  @state() beside = SOURCE;
  sources: Sources = {};
  /** The place that `toNext` led to last. */
  private last = "";
  @state() private section: Section = "about";
  @state() private said = "";
  private unfolded: ReadonlySet<string> = new Set();
  private listened: DraftKeeper | null = null;
  private readonly onDraft = () => this.requestUpdate();

  get body(): Tree {
    return this.keeper.body;
  }

  get problems(): readonly Problem[] {
    return this.keeper.problems;
  }

  override disconnectedCallback(): void {
    this.listenTo(null);
    super.disconnectedCallback();
  }

  protected override willUpdate(): void {
    if (this.listened !== this.keeper) this.listenTo(this.keeper);
  }

  protected override render(): TemplateResult {
    return html`
      ${this.summary()}
      <div class="desk-tabs" role="group" aria-label=${t("Language that you write in")}>
        ${this.languages.map((language) => this.languageTab(language))}
      </div>
      ${this.languages.length > 1 ? this.pair() : nothing}
      <p class="visually-hidden" role="status">${this.said}</p>
      <div class="edit">
        <nav class="edit__nav" aria-label=${t("Parts of the channel")}>
          <ul>${SECTIONS.map((name) => html`<li>${this.sectionTab(name)}</li>`)}</ul>
        </nav>
        <section class="edit__main" aria-labelledby="edit-title">
          <h2 id="edit-title" tabindex="-1">${sectionName(this.section)}</h2>
          ${section(this, this.section)}
        </section>
      </div>`;
  }

  /** What stands beside the language that is written, and the way to what it lacks. */
  private pair(): TemplateResult {
    const { language, body, sources } = this;
    const open = [...lacking(body, language), ...older(body, language, sources)];
    const choose = (event: Event) => {
      this.beside = (event.target as HTMLSelectElement).value;
    };
    return html`
      <div class="edit-pair">
        <label for="beside">${t("Beside it")}</label>
        <select class="input input--short" id="beside" @change=${choose}>
          ${this.languages.map(({ code, name }) => html`<option value=${code} lang=${code} ?selected=${code === this.beside}>${name}</option>`)}
        </select>
        ${open.length === 0 ? nothing : html`<button class="button button--quiet" type="button" data-next @click=${() => this.toNext(open)}>${t("To the next text that is missing or older")}</button>`}
        ${language === SOURCE ? nothing : html`<p class="quiet">${t("Where a text is missing, reporters read the English one, and the page tells them so.")}</p>`}
      </div>`;
  }

  /** The place after the last one, and from the last again to the first. */
  private toNext(places: readonly string[]): void {
    const place = places[(places.indexOf(this.last) + 1) % places.length] as string;
    this.last = place;
    this.lookAt({ place, code: "", sentence: "" });
  }

  private languageTab({ code, name }: Language): TemplateResult {
    const missing = lacking(this.body, code).length;
    const aged = older(this.body, code, this.sources).length;
    return html`
      <button type="button" class="desk-tabs__tab" lang=${code} data-language=${code} aria-pressed=${code === this.language} @click=${() => this.speak(code)}>
        <bdi>${name}</bdi>${missing === 0 ? nothing : html` <bdi class="edit-count" lang=${document.documentElement.lang}>${nt("{n} missing", "{n} missing", missing)}</bdi>`}${aged === 0 ? nothing : html` <bdi class="edit-count" lang=${document.documentElement.lang}>${nt("{n} older", "{n} older", aged)}</bdi>`}
      </button>`;
  }

  private sectionTab(name: Section): TemplateResult {
    const wrong = this.problems.filter((problem) => sectionOf(problem.place) === name).length;
    return html`
      <button type="button" class="edit-tab" data-section=${name} aria-current=${name === this.section ? "true" : nothing} @click=${() => this.turnTo(name)}>
        ${sectionName(name)} ${wrong === 0 ? nothing : html`<span class="tag tag--danger">${nt("{n} problem", "{n} problems", wrong)}</span>`}
      </button>`;
  }

  /** Announced is how many there are: reading all of them out at each letter that is typed would be too much. */
  private summary(): TemplateResult {
    const { problems } = this;
    const count =
      problems.length === 0
        ? ""
        : nt("{n} problem keeps it from being published", "{n} problems keep it from being published", problems.length);
    return html`<p class="visually-hidden" role="status">${count}</p>${this.list(count)}`;
  }

  private list(count: string): TemplateResult | typeof nothing {
    const { problems } = this;
    if (problems.length === 0) return nothing;
    return html`
      <details class="errors edit-problems" open>
        <summary>${count}</summary>
        <ul>
          ${problems.map(
            (problem) => html`
              <li>
                <button class="button button--quiet" type="button" data-problem=${problem.place} @click=${() => this.lookAt(problem)}>${placeText(problem.place, this.languages) || t("The whole")}</button>
                ${problem.sentence}
              </li>`,
          )}
        </ul>
      </details>`;
  }

  // What inputs do (Editing).

  isUnfolded(key: string): boolean {
    return this.unfolded.has(key);
  }

  unfold(key: string, open: boolean): void {
    const others = [...this.unfolded].filter((one) => one !== key);
    this.unfolded = new Set(open ? [...others, key] : others);
    this.requestUpdate();
  }

  fits(path: Path): void {
    this.sources = fitting(at(this.body, path), this.language, this.sources);
    this.focusOn(`[id="${CSS.escape(`at-${placeOf(path)}`)}"]`);
  }

  set(path: Path, value: Json | undefined): void {
    const focused = value === undefined && typeof path.at(-1) === "number" ? path : null;
    this.keeper.change(put(this.body, path, value));
    if (focused !== null) this.focusOn(`[data-add="${CSS.escape(placeOf(focused.slice(0, -1)))}"]`);
  }

  add(list: Path, value: Json): void {
    this.keeper.change(append(this.body, list, value));
    const things = at(this.body, list);
    const path = [...list, Array.isArray(things) ? things.length - 1 : 0];
    this.focusOn(`[data-place="${CSS.escape(placeOf(path))}"] :is(input, textarea)`);
  }

  move(list: Path, from: number, to: number): void {
    const moved = move(this.body, list, from, to);
    if (moved === this.body) return;
    this.keeper.change(moved);
    this.said = t("Moved to position {n}.", { n: to + 1 });
    this.focusOn(`[data-move="${CSS.escape(placeOf([...list, to]))} ${to < from ? "up" : "down"}"]`);
  }

  private speak(language: string): void {
    this.dispatchEvent(new CustomEvent("speak", { detail: language }));
  }

  private turnTo(name: Section): void {
    this.section = name;
    this.focusOn("#edit-title");
  }

  /** To the input where a problem is, in the language that it is about. */
  private lookAt({ place }: Problem): void {
    const path = pathOf(place);
    this.section = sectionOf(place);
    const language = this.languages.find(({ code }) => code === path.at(-1));
    if (language !== undefined) this.speak(language.code);
    for (let length = 1; length <= path.length; length += 1) {
      const here = path.slice(0, length);
      const thing = at(this.body, here);
      if (typeof here.at(-1) === "number" && isTree(thing)) this.unfold(unfoldKey(here.slice(0, -1), thing), true);
    }
    this.requestUpdate();
    void this.updateComplete.then(() => inputAt(this, path)?.focus());
  }

  private focusOn(selector: string): void {
    this.requestUpdate();
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(selector)?.focus());
  }

  private listenTo(keeper: DraftKeeper | null): void {
    this.listened?.removeEventListener("change", this.onDraft);
    keeper?.addEventListener("change", this.onDraft);
    if (keeper) this.sources = sourcesOf(keeper.body, this.older);
    this.listened = keeper;
  }
}
