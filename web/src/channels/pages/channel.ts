/** One channel: its state and versions, and the editor of its draft. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { nt, t } from "../../common/i18n";
import { listed } from "../../common/words";
import { DeskElement } from "../../people/element";
import { errorText } from "../../people/errorTexts";
import { dayText } from "../../people/texts";
import { DraftKeeper } from "../draftKeeper";
import { readDefinition } from "../files";
import type { ChannelAnswer, Saved } from "../wire";
import "./compare";
import "./editor";
import "../../people/pages/poster";
import { tab } from "./preview";

type View = "write" | "preview" | "publish";

@customElement("desk-channel")
export class ChannelPage extends DeskElement {
  @property({ attribute: false }) channelId = "";
  @state() private channel: ChannelAnswer | null = null;
  @state() private keeper: DraftKeeper | null = null;
  @state() private view: View = "write";
  @state() private language = "en";
  @state() private asked: "publish" | "discard" | null = null;
  @state() private said = "";
  private readonly onDraft = () => this.requestUpdate();
  private readonly onLeaving = (event: BeforeUnloadEvent) => {
    if (this.keeper !== null && this.keeper.standing !== "saved") event.preventDefault();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("beforeunload", this.onLeaving);
    void this.attempt(() => this.load());
  }

  override disconnectedCallback(): void {
    removeEventListener("beforeunload", this.onLeaving);
    void this.keeper?.settle();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { channel } = this;
    return html`
      <p class="desk-back"><a href="/channels/">${t("All channels")}</a></p>
      <h1 tabindex="-1"><bdi>${channel?.name ?? t("Channel")}</bdi></h1>
      <p role="status" class=${this.said === "" ? "visually-hidden" : "notice notice--good"}>${this.said}</p>
      ${this.problem()} ${channel === null ? this.loading() : this.page(channel)}`;
  }

  private loading(): TemplateResult | typeof nothing {
    return this.busy ? html`<p class="desk-busy" role="status">${t("Loading.")}</p>` : nothing;
  }

  private page(channel: ChannelAnswer): TemplateResult {
    return html`
      ${this.standing(channel)} ${this.independence(channel)}
      ${this.keeper === null ? this.published(channel) : this.draft(channel, this.keeper)}`;
  }

  private standing(channel: ChannelAnswer): TemplateResult {
    const [newest] = channel.versions;
    return html`
      <p class="standing">
        <span class="tag ${channel.open ? "tag--good" : ""}">${channel.open ? t("open") : newest === undefined ? t("not open yet") : t("closed")}</span>
        ${newest === undefined ? nothing : html`<span>${t("Version {version} of {day}", { version: newest.version, day: dayText(newest.published_on) })}</span>`}
        <bdi class="desk-code">${channel.slug}</bdi>
        ${this.keeper === null ? nothing : this.saving(this.keeper)}
      </p>`;
  }

  private independence({ independent, open }: ChannelAnswer): TemplateResult | typeof nothing {
    if (!open) return nothing;
    if (independent.length > 0)
      return html`<p class="quiet">${t("Reports on the leadership can be sent to these alone: {names}.", { names: listed(independent) })}</p>`;
    return html`
      <p class="notice notice--caution">
        ${t("No handler of this channel is independent, so the form cannot offer that a report on the leadership is read only outside the hierarchy.")}
        <a href="/people/">${t("Give somebody this role")}</a>
      </p>`;
  }

  private saving(keeper: DraftKeeper): TemplateResult {
    const words = {
      saved: t("Draft saved"),
      changed: t("Draft changed"),
      saving: t("Saving the draft"),
      conflict: t("Draft not saved"),
      failed: t("Draft not saved"),
    };
    const bad = keeper.standing === "conflict" || keeper.standing === "failed";
    return html`<span class="tag ${bad ? "tag--danger" : ""}" role="status" data-standing=${keeper.standing}>${words[keeper.standing]}</span>`;
  }

  private published(channel: ChannelAnswer): TemplateResult {
    return html`
      <div class="actions">
        <button class="button" type="button" ?disabled=${this.busy} @click=${() => this.start()}>${t("Change this channel")}</button>
        ${this.trial(channel)} ${this.importing()}
      </div>
      ${channel.open && !this.session.me.needs_setup ? this.poster(channel) : nothing}
      ${this.versions(channel)}
      <section class="folio">
        <h2>${t("Compare versions")}</h2>
        <div><desk-compare .session=${this.session} .channel=${channel}></desk-compare></div>
      </section>`;
  }

  /** The page of trials at the report door, in a tab of its own. */
  private trial(channel: ChannelAnswer): TemplateResult | typeof nothing {
    if (!channel.open || channel.test_address === null) return nothing;
    return html`<a class="button button--secondary" target="_blank" rel="noopener" href=${channel.test_address}>${t("Send a test report")}</a>`;
  }

  private importing(): TemplateResult {
    return html`
      <span class="pick">
        <input type="file" id="import" ?disabled=${this.busy} accept=".json,application/json" aria-label=${t("Import a file")} @change=${this.take} />
        <span class="button button--secondary" aria-hidden="true">${t("Import a file")}</span>
      </span>`;
  }

  private poster(channel: ChannelAnswer): TemplateResult {
    return html`
      <section class="folio">
        <h2>${t("Poster")}</h2>
        <div><desk-poster .session=${this.session} .channelId=${channel.id}></desk-poster></div>
      </section>`;
  }

  private versions(channel: ChannelAnswer): TemplateResult {
    return html`
      <section class="folio">
        <h2>${t("Versions")}</h2>
        <div>
          <p class="quiet">${t("A published version never changes: reports name the one that they answer.")}</p>
          <ul class="rows">
            ${channel.versions.map(
              ({ version, published_on }) => html`
                <li class="edit-version">
                  <span>${t("Version {version} of {day}", { version, day: dayText(published_on) })}</span>
                  <a download href="/api/v1/channels/${channel.id}/export/${version}">${t("Export version {version}", { version })}</a>
                </li>`,
            )}
          </ul>
        </div>
      </section>`;
  }

  private draft(channel: ChannelAnswer, keeper: DraftKeeper): TemplateResult {
    const names: Readonly<Record<View, string>> = {
      write: t("Write"),
      preview: t("Preview"),
      publish: t("Compare and publish"),
    };
    return html`
      ${this.trouble(keeper)}
      <div class="edit-bar">
        <div class="desk-tabs" role="group" aria-label=${t("What to do with the draft")}>
          ${(["write", "preview", "publish"] as const).map((view) => tab(names[view], view === this.view, () => this.look(view)))}
        </div>
        <div class="edit-tools">
          ${this.importing()}
          <a class="button button--secondary" download href="/api/v1/channels/${channel.id}/export/draft">${t("Export the draft")}</a>
          ${this.trial(channel)}
        </div>
      </div>
      ${this.view === "write" ? this.writing(channel, keeper) : nothing}
      ${
        this.view === "preview"
          ? html`<desk-preview .session=${this.session} .channelId=${channel.id} .revision=${keeper.revision} .languages=${channel.languages} .language=${this.language}></desk-preview>`
          : nothing
      }
      ${this.view === "publish" ? this.publishing(channel, keeper) : nothing}`;
  }

  private writing(channel: ChannelAnswer, keeper: DraftKeeper): TemplateResult {
    const speak = (event: CustomEvent<string>) => {
      this.language = event.detail;
    };
    return html`
      <desk-editor .session=${this.session} .keeper=${keeper} .languages=${channel.languages} .laws=${channel.laws} .older=${channel.draft?.older ?? {}} .language=${this.language} @speak=${speak}></desk-editor>`;
  }

  /** Nobody's words are lost in silence: neither a colleague's nor one's own. */
  private trouble(keeper: DraftKeeper): TemplateResult | typeof nothing {
    if (keeper.standing === "conflict")
      return html`
        <div class="notice notice--danger" role="alert">
          <h2>${t("Somebody else changed this draft")}</h2>
          <p>${t("What you wrote since the last saving is only in this window. Load the draft as it is now, and write it again there.")}</p>
          <div class="actions"><button class="button" type="button" @click=${() => this.attempt(() => this.load())}>${t("Load the draft again")}</button></div>
        </div>`;
    if (keeper.standing === "failed")
      return html`
        <div class="notice notice--danger" role="alert">
          <p>${errorText(keeper.error)}</p>
          <div class="actions"><button class="button" type="button" @click=${() => keeper.settle()}>${t("Save again")}</button></div>
        </div>`;
    return nothing;
  }

  private publishing(channel: ChannelAnswer, keeper: DraftKeeper): TemplateResult {
    const next = (channel.versions[0]?.version ?? 0) + 1;
    const count = keeper.problems.length;
    return html`
      ${channel.versions.length === 0 ? html`<p class="lead">${t("This is the first version. It opens the channel.")}</p>` : html`<h2 class="visually-hidden">${t("Compare versions")}</h2><desk-compare .session=${this.session} .channel=${channel} .revision=${keeper.revision}></desk-compare>`}
      <section class="folio">
        <h2>${t("Publish")}</h2>
        <div>
          ${
            count > 0
              ? html`
                <p class="notice notice--danger">${nt("{n} problem keeps it from being published.", "{n} problems keep it from being published.", count)}
                <button class="button button--quiet" type="button" @click=${() => this.look("write")}>${t("Look at them")}</button></p>`
              : html`<p>${t("From then on reporters see the new version. Reports that were sent before keep the version that they answered.")}</p>`
          }
          ${this.asked === "publish" ? this.sure(t("Publish version {version} now?", { version: next }), t("Publish now"), () => this.publish(keeper)) : nothing}
          ${this.asked === "discard" ? this.sure(t("Throw this draft away? What is published stays."), t("Throw it away"), () => this.discard(keeper)) : nothing}
          ${
            this.asked === null
              ? html`
                <div class="actions">
                  <button class="button" type="button" ?disabled=${count > 0 || this.busy} @click=${() => this.ask("publish")}>${t("Publish version {version}", { version: next })}</button>
                  <button class="button button--quiet" type="button" @click=${() => this.ask("discard")}>${t("Throw the draft away")}</button>
                </div>`
              : nothing
          }
        </div>
      </section>`;
  }

  private sure(question: string, yes: string, act: () => void): TemplateResult {
    return html`
      <div class="notice notice--caution" role="group" aria-label=${question}>
        <p>${question}</p>
        <div class="actions">
          <button class="button" type="button" data-sure ?disabled=${this.busy} @click=${act}>${yes}</button>
          <button class="button button--secondary" type="button" @click=${() => this.ask(null)}>${t("Not yet")}</button>
        </div>
      </div>`;
  }

  private ask(what: "publish" | "discard" | null): void {
    this.asked = what;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("[data-sure]")?.focus());
  }

  /** Previews and comparisons are made of what is saved. */
  private async look(view: View): Promise<void> {
    await this.keeper?.settle();
    this.asked = null;
    this.view = view;
  }

  private async load(): Promise<void> {
    const channel = await this.session.api.get<ChannelAnswer>(`/channels/${this.channelId}`);
    this.adopt(channel);
  }

  private adopt(channel: ChannelAnswer): void {
    this.keeper?.stop();
    this.keeper?.removeEventListener("change", this.onDraft);
    this.channel = channel;
    this.keeper =
      channel.draft === null
        ? null
        : new DraftKeeper(channel.draft.body, channel.draft, (...draft) => this.save(...draft));
    this.keeper?.addEventListener("change", this.onDraft);
  }

  private save(revision: number, body: DraftKeeper["body"]): Promise<Saved> {
    return this.session.api.send<Saved>("PUT", `/channels/${this.channelId}/draft`, { revision, body });
  }

  private start(): Promise<boolean> {
    return this.attempt(async () => {
      await this.session.api.send("POST", `/channels/${this.channelId}/draft`, {});
      await this.load();
      this.view = "write";
    });
  }

  /** A file becomes the draft, in the place of what was written; its mistakes are then listed like any others. */
  private async take(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const picked = input.files?.[0];
    if (picked === undefined) return;
    await this.attempt(async () => {
      const file = await readDefinition(picked);
      const address = `/channels/${this.channelId}/draft`;
      await this.keeper?.settle();
      const { keeper, session } = this;
      if (keeper === null) await session.api.send("POST", address, { file });
      else await session.api.send("PUT", address, { revision: keeper.revision, file });
      await this.load();
      this.view = "write";
      this.said = t("The file is now the draft.");
    });
    input.value = "";
  }

  private publish(keeper: DraftKeeper): Promise<boolean> {
    return this.attempt(async () => {
      await keeper.settle();
      const { revision } = keeper;
      const done = await this.session.api.send<{ version: number }>(
        "POST",
        `/channels/${this.channelId}/draft/publish`,
        { revision },
      );
      await this.session.review();
      await this.load();
      this.asked = null;
      this.said = t("Version {version} is published.", { version: done.version });
    });
  }

  private discard(keeper: DraftKeeper): Promise<boolean> {
    return this.attempt(async () => {
      await keeper.settle();
      await this.session.api.send("POST", `/channels/${this.channelId}/draft/discard`, { revision: keeper.revision });
      const isNew = this.channel?.versions.length === 0;
      keeper.stop();
      if (isNew) this.dispatchEvent(new CustomEvent("go", { detail: { page: "channels" }, bubbles: true }));
      else await this.load();
      this.asked = null;
      this.said = t("The draft is gone.");
    });
  }
}
