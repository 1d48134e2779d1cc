/** The texts that the organisation keeps for its answers: written, changed and deleted here. Not secret, never of a case. */
import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { languageName } from "../../common/words";
import { DeskElement } from "../../people/element";
import type { Snippet } from "../wire";
import { forgetSnippets, snippetsOf } from "./snippets";

@customElement("desk-texts")
export class TextsPage extends DeskElement {
  @state() private kept: readonly Snippet[] = [];
  @state() private said = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(() => this.load());
  }

  protected override render(): TemplateResult {
    return html`
      <h1 tabindex="-1">${t("Texts for answers")}</h1>
      <p class="lead">${t("Short texts that everybody who answers reporters here can insert. Write nothing of a case into them: they are not sealed.")}</p>
      <p role="status" class=${this.said === "" ? "visually-hidden" : "notice notice--good"}>${this.said}</p>
      ${this.problem()}
      <ul class="desk-texts__list">${this.kept.map((one) => html`<li>${this.text(one)}</li>`)}</ul>
      <section aria-labelledby="new-text">
        <h2 id="new-text">${t("A new text")}</h2>
        ${this.form(null)}
      </section>`;
  }

  private text(one: Snippet): TemplateResult {
    return html`
      <h2><bdi>${one.name}</bdi> <span class="tag">${languageName(one.language)}</span></h2>
      <p class="letter__text" lang=${one.language} dir="auto">${one.text}</p>
      <details>
        <summary>${t("Change it")}</summary>
        ${this.form(one)}
        <div class="actions"><button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${() => this.drop(one)}>${t("Delete this text")}</button></div>
      </details>`;
  }

  private form(one: Snippet | null): TemplateResult {
    const id = one?.id ?? "new";
    const languages = [...new Set([...this.session.me.languages.map(({ code }) => code), one?.language ?? "en"])];
    const chosen = one?.language ?? (document.documentElement.lang || "en");
    return html`
      <form @submit=${(event: SubmitEvent) => this.keep(event, one)}>
        <div class="field">
          <label class="field__label" for="name-${id}">${t("Name")}</label>
          <input class="input" id="name-${id}" name="name" maxlength="120" required dir="auto" .value=${one?.name ?? ""} />
        </div>
        <div class="field">
          <label class="field__label" for="language-${id}">${t("Language")}</label>
          <select class="input input--short" id="language-${id}" name="language">
            ${languages.map((code) => html`<option value=${code} ?selected=${code === chosen}>${languageName(code)}</option>`)}
          </select>
        </div>
        <div class="field">
          <label class="field__label" for="text-${id}">${t("Text")}</label>
          <textarea class="input" id="text-${id}" name="text" rows="5" maxlength="8000" required dir="auto" .value=${one?.text ?? ""}></textarea>
        </div>
        <div class="actions"><button class="button" ?disabled=${this.busy}>${one === null ? t("Keep it") : t("Save")}</button></div>
      </form>`;
  }

  private async load(): Promise<void> {
    forgetSnippets(this.session);
    this.kept = (await snippetsOf(this.session)).kept;
  }

  private async keep(event: SubmitEvent, one: Snippet | null): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const given = Object.fromEntries(new FormData(form)) as Record<string, string>;
    const done = await this.attempt(async () => {
      await this.session.api.send("POST", one === null ? "/snippets" : `/snippets/${one.id}`, given);
      await this.load();
    });
    if (!done) return;
    if (one === null) form.reset();
    this.said = t("The text is kept.");
  }

  private async drop(one: Snippet): Promise<void> {
    const done = await this.attempt(async () => {
      await this.session.api.send("POST", `/snippets/${one.id}/remove`, {});
      await this.load();
    });
    if (done) this.said = t("The text is deleted.");
  }
}
