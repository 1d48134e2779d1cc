/** Two versions of a channel compared: every change in words, with what came and what went. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { nt, t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { dayText } from "../../people/texts";
import { type Told, told } from "../changesText";
import type { Change, ChannelAnswer } from "../wire";

@customElement("desk-compare")
export class Compare extends DeskElement {
  @property({ attribute: false }) channel!: ChannelAnswer;
  /** Grows with every saved change of the draft, so that the comparison is made anew. */
  @property({ attribute: false }) revision = 0;
  @state() private from = "";
  @state() private to = "";
  @state() private changes: readonly Change[] | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("channel") && !changed.has("revision")) return;
    const choices = this.choices();
    if (!choices.includes(this.to)) this.to = choices[0] ?? "";
    if (!choices.includes(this.from) || this.from === this.to) this.from = choices.find((one) => one !== this.to) ?? "";
    void this.load();
  }

  protected override render(): TemplateResult {
    if (this.choices().length < 2)
      return html`<p class="notice">${t("There is only one version so far. Nothing can be compared with it.")}</p>`;
    return html`
      <div class="edit-versions">
        ${this.select("from", t("Before"), this.from)} ${this.select("to", t("After"), this.to)}
      </div>
      ${this.problem()} ${this.changes === null ? nothing : this.list(this.changes)}`;
  }

  private select(which: "from" | "to", label: string, chosen: string): TemplateResult {
    const onChange = (event: Event) => {
      this[which] = (event.target as HTMLSelectElement).value;
      void this.load();
    };
    return html`
      <div class="field">
        <label class="field__label" for="compare-${which}">${label}</label>
        <select class="input" id="compare-${which}" @change=${onChange}>
          ${this.choices().map((one) => html`<option value=${one} ?selected=${one === chosen}>${this.name(one)}</option>`)}
        </select>
      </div>`;
  }

  private list(changes: readonly Change[]): TemplateResult {
    const pageLanguage = document.documentElement.lang;
    return html`
      <p role="status">${changes.length === 0 ? t("They are the same.") : nt("{n} change", "{n} changes", changes.length)}</p>
      <ul class="rows">${changes.map((change) => this.change(told(change, this.channel.languages, pageLanguage)))}</ul>`;
  }

  private change({ where, what, pieces, language }: Told): TemplateResult {
    const before = pieces.filter((piece) => piece.kind !== "added");
    const after = pieces.filter((piece) => piece.kind !== "removed");
    const side = (shown: Told["pieces"]) => html`
      <p class="edit-side prose" lang=${language ?? nothing} dir="auto">${shown.map(({ kind, text }) =>
        kind === "added" ? html`<ins>${text}</ins>` : kind === "removed" ? html`<del>${text}</del>` : text,
      )}</p>`;
    return html`
      <li>
        <h3><bdi>${what}</bdi></h3>
        ${where === "" ? nothing : html`<p class="quiet">${where}</p>`}
        ${pieces.length === 0 ? nothing : html`<div class="edit-sides">${side(before)}${side(after)}</div>`}
      </li>`;
  }

  private choices(): string[] {
    const versions = this.channel.versions.map(({ version }) => String(version));
    return this.channel.draft === null ? versions : ["draft", ...versions];
  }

  private name(which: string): string {
    const found = this.channel.versions.find(({ version }) => String(version) === which);
    return found === undefined
      ? t("The draft")
      : t("Version {version} of {day}", { version: found.version, day: dayText(found.published_on) });
  }

  /** Only the newest question asked is shown. */
  private async load(): Promise<void> {
    const { from, to } = this;
    if (from === "" || to === "") return;
    const query = new URLSearchParams({ from, to });
    const asked = this.session.api.get<{ changes: readonly Change[] }>(`/channels/${this.channel.id}/changes?${query}`);
    try {
      const { changes } = await asked;
      if (from === this.from && to === this.to) this.changes = changes;
    } catch (error) {
      await this.attempt(() => Promise.reject(error));
    }
  }
}
