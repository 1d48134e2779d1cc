/** The list of channels, and how a new one is begun: from a template or from a file. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { inLanguage } from "../../common/definition";
import { nt, t } from "../../common/i18n";
import { languageName, listed } from "../../common/words";
import { DeskElement } from "../../people/element";
import { dayText } from "../../people/texts";
import { readDefinition } from "../files";
import type { ChannelRow, ChannelsAnswer, Starter } from "../wire";

@customElement("desk-channels")
export class ChannelsPage extends DeskElement {
  @state() private answer: ChannelsAnswer | null = null;
  @state() private from: "starter" | "file" = "starter";
  @state() private starter = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(async () => {
      this.answer = await this.session.api.get<ChannelsAnswer>("/channels");
      this.starter = this.answer.starters[0]?.name ?? "";
    });
  }

  protected override render(): TemplateResult {
    return html`
      <h1 tabindex="-1">${t("Channels")}</h1>
      <p class="lead">${t("What your organisation asks, of whom, and what it promises. You write it; what is reported you never read.")}</p>
      ${this.answer === null ? html`${this.problem()}${this.busy ? html`<p class="desk-busy" role="status">${t("Loading.")}</p>` : nothing}` : this.page(this.answer)}`;
  }

  private page(answer: ChannelsAnswer): TemplateResult {
    return html`
      ${
        answer.channels.length === 0
          ? html`<div class="desk-empty"><h2>${t("No channel yet")}</h2><p>${t("Begin with a template. It can be published as it is.")}</p></div>`
          : html`<ul class="rows desk-cases">${answer.channels.map((channel) => this.row(channel))}</ul>`
      }
      <section class="folio">
        <h2>${t("A new channel")}</h2>
        <div>${this.begin(answer.starters)}</div>
      </section>`;
  }

  private row(channel: ChannelRow): TemplateResult {
    const [newest] = channel.versions;
    return html`
      <li class="desk-case">
        <h2 class="desk-case__title"><a href="/channels/${channel.id}/"><bdi>${channel.name}</bdi></a></h2>
        <p class="desk-case__facts">
          <bdi class="desk-code">${channel.slug}</bdi>
          ${newest === undefined ? nothing : html`<span>${t("Version {version} of {day}", { version: newest.version, day: dayText(newest.published_on) })}</span>`}
          ${channel.draft ? html`<span class="tag tag--caution">${t("draft")}</span>` : nothing}
        </p>
        <span class="tag ${channel.open ? "tag--good" : ""} desk-case__state">${channel.open ? t("open") : newest === undefined ? t("not open yet") : t("closed")}</span>
      </li>`;
  }

  private begin(starters: readonly Starter[]): TemplateResult {
    const choose = (from: "starter" | "file", label: string) => html`
      <button type="button" class="desk-tabs__tab" aria-pressed=${this.from === from} @click=${() => {
        this.from = from;
      }}>${label}</button>`;
    return html`
      <div class="desk-tabs" role="group" aria-label=${t("Begin with")}>
        ${choose("starter", t("A template"))} ${choose("file", t("A file"))}
      </div>
      ${this.problem()}
      <form @submit=${this.submit} autocomplete="off">
        ${this.from === "starter" ? this.template(starters) : this.file()}
        <div class="field">
          <label class="field__label" for="slug">${t("Name in addresses")}</label>
          <p class="hint" id="slug-hint">${t("Small letters, digits and hyphens. It stands on posters and does not change later.")}</p>
          <input class="input input--short" id="slug" dir="ltr" maxlength="60" aria-describedby="slug-hint" required />
        </div>
        <div class="actions"><button class="button" ?disabled=${this.busy}>${t("Begin a draft")}</button></div>
      </form>`;
  }

  private template(starters: readonly Starter[]): TemplateResult {
    const language = document.documentElement.lang;
    const detail = (id: string, label: string, hint: string) => html`
      <div class="field">
        <label class="field__label" for=${id}>${label}</label>
        <p class="hint" id="${id}-hint">${hint}</p>
        <input class="input" id=${id} maxlength="500" dir="auto" aria-describedby="${id}-hint" required />
      </div>`;
    return html`
      <fieldset class="field choices">
        <legend class="field__label">${t("Which template?")}</legend>
        ${starters.map(
          (starter) => html`
            <label class="choice">
              <input type="radio" name="starter" value=${starter.name} .checked=${this.starter === starter.name} @change=${() => {
                this.starter = starter.name;
              }} />
              <span>
                <span class="choice__label">${inLanguage(starter.title, language)}</span>
                <span class="choice__more">${inLanguage(starter.purpose, language)}</span>
                <span class="choice__more">${nt("{n} question", "{n} questions", starter.questions)} · <bdi>${listed(Object.keys(starter.title).map(languageName))}</bdi></span>
              </span>
            </label>`,
        )}
      </fieldset>
      ${detail("address", t("Postal address"), t("For the imprint and the privacy notice."))}
      ${detail("contact", t("Contact"), t("How anybody reaches who answers for the channel: a telephone number, an e-mail address."))}
      ${detail("privacy_contact", t("Contact for data protection"), t("Your data protection officer, or who else answers for the data."))}`;
  }

  private file(): TemplateResult {
    return html`
      <div class="field">
        <label class="field__label" for="file">${t("A file that was exported here or elsewhere")}</label>
        <p class="hint" id="file-hint">${t("JSON. Mistakes in it are listed with their place; nothing is published yet.")}</p>
        <input class="input" id="file" type="file" accept=".json,application/json" aria-describedby="file-hint" required />
      </div>`;
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const value = (id: string) => form.querySelector<HTMLInputElement>(`#${id}`)?.value.trim() ?? "";
    await this.attempt(async () => {
      const slug = value("slug");
      const details = {
        address: value("address"),
        contact: value("contact"),
        privacy_contact: value("privacy_contact"),
      };
      const picked = form.querySelector<HTMLInputElement>("#file")?.files?.[0];
      const begun =
        picked === undefined
          ? { slug, starter: { name: this.starter, ...details } }
          : { slug, file: await readDefinition(picked) };
      const { id } = await this.session.api.send<{ id: string }>("POST", "/channels", begun);
      this.dispatchEvent(new CustomEvent("go", { detail: { page: "channel", id }, bubbles: true }));
    });
  }
}
