/** The posters of channels to save, beside the twelve words that this browser verified: the server draws the sheet. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { saveFile } from "../../common/download";
import { t } from "../../common/i18n";
import { DeskElement, wordList } from "../element";

const SHEETS = ["a4", "a5"] as const;

@customElement("desk-poster")
export class PosterForm extends DeskElement {
  /** Of this channel alone; "" lets the member choose. */
  @property({ attribute: false }) channelId = "";
  @state() private said = "";

  protected override render(): TemplateResult {
    const { me, trust } = this.session;
    const words = trust === null || trust.state === "refused" ? [] : trust.rootWords;
    const language = document.documentElement.lang;
    return html`
      <form class="poster" @submit=${this.save}>
        ${
          this.channelId === "" && me.channels.length > 1
            ? this.choice(
                "channel",
                t("Channel"),
                me.channels.map(({ id, name }) => [id, name]),
              )
            : nothing
        }
        ${this.choice(
          "language",
          t("Language"),
          me.languages.map(({ code, name }) => [code, name]),
          language,
        )}
        ${this.choice(
          "sheet",
          t("Size"),
          SHEETS.map((sheet) => [sheet, sheet.toUpperCase()]),
        )}
        <button class="button" ?disabled=${this.busy}>${t("Save the poster")}</button>
      </form>
      ${this.problem()}
      <p role="status" class=${this.said === "" ? "visually-hidden" : "notice notice--good"}>${this.said}</p>
      ${
        words.length === 0
          ? html`<p class="notice notice--caution">${t("Before you hang it up, let a handler compare its twelve words: this browser has no key by which to verify them.")}</p>`
          : html`<p>${t("The server draws the poster. Before you hang it up, compare the words on it with these, which your browser verified, and the address with the one you know.")}</p>${wordList(words)}`
      }`;
  }

  private choice(
    id: string,
    label: string,
    options: readonly (readonly [string, string])[],
    chosen = "",
  ): TemplateResult {
    return html`
      <div class="field">
        <label class="field__label" for="poster-${id}">${label}</label>
        <select class="input" id="poster-${id}">
          ${options.map(([value, name]) => html`<option value=${value} ?selected=${value === chosen}>${name}</option>`)}
        </select>
      </div>`;
  }

  private save(event: SubmitEvent): Promise<boolean> {
    event.preventDefault();
    const { api, me } = this.session;
    const value = (id: string) => this.querySelector<HTMLSelectElement>(`#poster-${id}`)?.value;
    const id = this.channelId || value("channel") || me.channels[0]?.id;
    const channel = me.channels.find((one) => one.id === id);
    return this.attempt(async () => {
      const path = `/channels/${id}/poster/${value("language")}/${value("sheet")}`;
      const made = await new Response(await api.stream(path)).blob();
      saveFile(made, `poster-${channel?.slug ?? ""}-${value("language")}-${value("sheet")}.pdf`);
      this.said = t("Saved. Compare it, then print it.");
    });
  }
}
