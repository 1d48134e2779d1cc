/** The first channel: a template, whom to reach, and it is open. Everything else can be changed later. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { ChannelsAnswer, Starter } from "../../channels/wire";
import { inLanguage } from "../../common/definition";
import { nt, t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { forgetTyped, keepTyped, typedBefore } from "../kept";
import { slugOf } from "../setUp";

/** What most organisations must have: the Directive's channel. */
const USUAL = "eu-whistleblowing";

@customElement("desk-first-channel")
export class FirstChannel extends DeskElement {
  @state() private starters: readonly Starter[] = [];
  @state() private starter = typedBefore("starter", USUAL);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(async () => {
      this.starters = (await this.session.api.get<ChannelsAnswer>("/channels")).starters;
    });
  }

  protected override render(): TemplateResult {
    const chosen = this.starters.find(({ name }) => name === this.starter);
    if (chosen === undefined)
      return html`${this.problem()}${this.busy ? html`<p class="desk-busy" role="status">${t("Loading.")}</p>` : nothing}`;
    return html`
      <form @submit=${this.open} @input=${(event: Event) => keepTyped(event.currentTarget as HTMLFormElement)} autocomplete="off">
        ${this.template(chosen)}
        ${this.field("address", t("Postal address"), t("For the imprint and the privacy notice."), "", true)}
        ${this.field("contact", t("Contact"), t("How anybody reaches who answers for the channel: a telephone number, an e-mail address."), this.session.me.member.email, true)}
        ${this.field("privacy_contact", t("Contact for data protection"), t("Left empty: the same."), "", false)}
        ${this.problem()}
        <div class="actions">
          <button class="button" ?disabled=${this.busy}>${t("Open the channel")}</button>
          <a class="button button--secondary" href="/channels/">${t("Edit the channel before it opens")}</a>
        </div>
      </form>`;
  }

  private template(chosen: Starter): TemplateResult {
    const language = document.documentElement.lang;
    return html`
      <div class="field">
        <label class="field__label" for="first-starter">${t("Which template?")}</label>
        <select class="input" id="first-starter" name="starter" @change=${this.choose}>
          ${this.starters.map(({ name, title }) => html`<option value=${name} ?selected=${name === this.starter}>${inLanguage(title, language)}</option>`)}
        </select>
        <p class="hint" id="first-purpose">${inLanguage(chosen.purpose, language)} (${nt("{n} question", "{n} questions", chosen.questions)})</p>
      </div>`;
  }

  private field(name: string, label: string, hint: string, otherwise: string, required: boolean): TemplateResult {
    const id = `first-${name}`;
    return html`
      <div class="field">
        <label class="field__label" for=${id}>${label}</label>
        <p class="hint" id="${id}-hint">${hint}</p>
        <input class="input" id=${id} name=${name} maxlength="500" dir="auto" aria-describedby="${id}-hint" .value=${typedBefore(name, otherwise)} ?required=${required} />
      </div>`;
  }

  private choose(event: Event): void {
    this.starter = (event.target as HTMLSelectElement).value;
  }

  /** A draft and its publication: both are recorded. */
  private async open(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const typed = new FormData(event.target as HTMLFormElement);
    const value = (name: string) => String(typed.get(name) ?? "").trim();
    const { api } = this.session;
    await this.attempt(async () => {
      const title = this.starters.find(({ name }) => name === this.starter)?.title.en ?? "";
      const contact = value("contact");
      const details = { address: value("address"), contact, privacy_contact: value("privacy_contact") || contact };
      const begun = { slug: slugOf(title), starter: { name: this.starter, ...details } };
      const { id } = await api.send<{ id: string }>("POST", "/channels", begun);
      await api.send("POST", `/channels/${id}/draft/publish`, { revision: 1 });
      forgetTyped();
      await this.session.review();
    });
  }
}
