/** The people page: who is here, what they may do, whose key was compared, and who waits. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { nt, t } from "../../common/i18n";
import type { StaleListing } from "../directoryKeeper";
import { DeskElement, wordList } from "../element";
import { type PendingView, readAllPending } from "../pending";
import { has } from "../stage";
import { channelName, holdingText, listedRoleName } from "../texts";
import type { CardView } from "../trust";
import "./factorRule";
import "./former";
import "./invite";
import "./poster";
import "./roles";

@customElement("desk-people")
export class PeoplePage extends DeskElement {
  @state() private pending: readonly PendingView[] = [];
  @state() private stale: readonly StaleListing[] = [];
  @state() private said = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(() => this.refresh());
  }

  protected override render(): TemplateResult {
    const { me, trust } = this.session;
    const isOpen = this.session.stage === "open";
    const compares = isOpen || (has(me, "overseer") && trust?.listed === true);
    const cards = trust?.cards ?? [];
    return html`
      <h1 tabindex="-1">${t("People")}</h1>
      <p class="lead">${t("Whom reports are sealed to, and who does what.")}</p>
      <p role="status" class=${this.said === "" ? "visually-hidden" : "notice notice--good"}>${this.said}</p>
      ${this.problem()}
      ${compares ? this.newCards(cards.filter((card) => card.standing === "new" || card.standing === "impostor")) : nothing}
      ${isOpen ? this.waiting() : nothing}
      ${isOpen ? this.withdrawn() : nothing}
      ${this.members(cards)}
      ${trust === null || trust.rootWords.length === 0 ? nothing : this.root(trust.rootWords, cards)}
      ${me.needs_setup || me.channels.length === 0 ? nothing : this.poster()}
      ${has(me, "administrator") ? html`<desk-former .session=${this.session}></desk-former><desk-invite .session=${this.session}></desk-invite><desk-factor-rule .session=${this.session}></desk-factor-rule>` : nothing}`;
  }

  private newCards(cards: readonly CardView[]): TemplateResult | typeof nothing {
    if (cards.length === 0) return nothing;
    return html`
      <section class="folio">
        <h2>${t("New keys in the list")}</h2>
        <div>
          <p>${t("A colleague added these since you last looked. Compare the twelve words with their holder; until then nothing is sealed to them from this browser.")}</p>
          <ul class="rows">${cards.map((card) => this.newCard(card))}</ul>
        </div>
      </section>`;
  }

  private newCard(card: CardView): TemplateResult {
    if (card.standing === "impostor") {
      return html`
        <li class="notice notice--danger" role="alert">
          <h3>${t("A key in your name that is not yours")}</h3>
          <p>${t("Somebody listed this key as {name}. Tell your colleagues by telephone or in person. It cannot be accepted here.", { name: card.name })}</p>
          ${wordList(card.words)}
        </li>`;
    }
    return html`
      <li>
        <h3>${card.name || t("Unknown holder")} ${card.recovery ? html`<span class="tag">${t("recovery sheet")}</span>` : nothing}</h3>
        <p class="quiet">${this.roles(card)}</p>
        ${wordList(card.words)}
        <div class="actions">
          <button class="button" type="button" ?disabled=${this.busy} @click=${() => this.accept(card)}>${t("I compared them: accept this key")}</button>
        </div>
      </li>`;
  }

  private waiting(): TemplateResult | typeof nothing {
    if (this.pending.length === 0) return nothing;
    return html`
      <section class="folio">
        <h2>${t("Waiting to be added")}</h2>
        <div>
          <p>${t("They made a key or were given a new role. Call them, let them read you their twelve words, and add the key only when every word is the same.")}</p>
          <ul class="rows">${this.pending.map((one) => this.newcomer(one))}</ul>
        </div>
      </section>`;
  }

  private newcomer(one: PendingView): TemplateResult {
    return html`
      <li>
        <h3>${one.member.name}</h3>
        <p class="quiet">${one.roles.map((held) => holdingText(this.session.me, held)).join(" · ")}</p>
        ${wordList(one.words)}
        <div class="actions">
          <button class="button" type="button" ?disabled=${this.busy} @click=${() => this.introduce(one)}>${t("The words are the same: add {name}", { name: one.member.name })}</button>
        </div>
      </li>`;
  }

  private withdrawn(): TemplateResult | typeof nothing {
    if (this.stale.length === 0) return nothing;
    return html`
      <section class="folio">
        <h2>${t("Rights withdrawn")}</h2>
        <div>
          <p>${t("An administrator withdrew these. Reports are sealed to their keys until somebody signs a list without them. What was sealed before stays readable to them.")}</p>
          <ul>${this.stale.map((line) => html`<li>${line.name}: ${listedRoleName(line.role)}, ${channelName(this.session.me, line.channel)}</li>`)}</ul>
          <div class="actions">
            <button class="button button--danger" type="button" ?disabled=${this.busy} @click=${this.withdraw}>${t("Take them off the list of keys")}</button>
          </div>
        </div>
      </section>`;
  }

  private members(cards: readonly CardView[]): TemplateResult {
    const members = this.session.roll?.members ?? [];
    return html`
      <section class="folio">
        <h2>${t("Members")}</h2>
        <div>
          <p class="quiet">${nt("{n} member", "{n} members", members.length)}</p>
          <ul class="rows desk-members">
            ${members.map((member) => {
              const card = cards.find((one) => one.listed && one.holder === member.id);
              return html`
                <li>
                  <div class="desk-members__head">
                    <h3>${member.name}${member.id === this.session.me.member.id ? ` ${t("(you)")}` : ""}</h3>
                    ${this.keyState(member.fingerprint, card)}
                  </div>
                  <p class="quiet">${member.roles.length === 0 ? t("no role") : member.roles.map((held) => holdingText(this.session.me, held)).join(" · ")}</p>
                  ${member.email === undefined ? nothing : html`<p class="quiet"><bdi>${member.email}</bdi></p>`}
                  ${card?.renamed ? html`<p class="field__error">${t("You accepted this key under another name: {name}.", { name: card.name })}</p>` : nothing}
                  ${card === undefined ? nothing : html`<details><summary>${t("Twelve words of this key")}</summary>${wordList(card.words)}</details>`}
                  ${has(this.session.me, "administrator") ? html`<desk-roles .session=${this.session} .member=${member} @changed=${() => this.attempt(() => this.refresh())}></desk-roles>` : nothing}
                </li>`;
            })}
          </ul>
        </div>
      </section>`;
  }

  private keyState(fingerprint: string | null, card: CardView | undefined): TemplateResult {
    if (card?.standing === "own" || card?.standing === "accepted") {
      return html`<span class="tag tag--good">${card.standing === "own" ? t("your key") : t("key accepted")}</span>`;
    }
    if (card !== undefined) return html`<span class="tag tag--caution">${t("key not compared")}</span>`;
    if (fingerprint !== null)
      return html`<span class="tag">${this.session.trust === null ? t("has a key") : t("key not listed")}</span>`;
    return html`<span class="tag">${t("no key")}</span>`;
  }

  private root(words: readonly string[], cards: readonly CardView[]): TemplateResult {
    const sheets = cards.filter((card) => card.recovery).length;
    return html`
      <section class="folio">
        <h2>${t("The list of keys")}</h2>
        <div>
          <p>${t("Its twelve words stand on your posters and channel pages. They never change.")}</p>
          ${wordList(words)}
          <p class="quiet">${nt("Every report is also sealed to {n} recovery sheet.", "Every report is also sealed to {n} recovery sheets.", sheets)}
            ${this.session.unlocked ? html`<a href="/recovery/">${t("Use a recovery sheet")}</a>` : nothing}</p>
        </div>
      </section>`;
  }

  private poster(): TemplateResult {
    return html`
      <section class="folio">
        <h2>${t("Posters")}</h2>
        <div><desk-poster .session=${this.session}></desk-poster></div>
      </section>`;
  }

  private roles(card: CardView): string {
    const { me } = this.session;
    if (card.roles.length === 0) return t("no longer listed");
    return card.roles.map(({ role, channel }) => `${listedRoleName(role)}, ${channelName(me, channel)}`).join(" · ");
  }

  private async refresh(): Promise<void> {
    await this.session.review();
    if (this.session.stage !== "open") return;
    this.pending = await readAllPending(this.session);
    this.stale = await this.session.worker.call("staleListings", { roster: this.session.roster });
  }

  private accept(card: CardView): Promise<boolean> {
    return this.attempt(async () => {
      this.session.setTrust(await this.session.worker.call("acceptCards", { fingerprints: [card.fingerprint] }));
      this.said = t("Accepted: {name}.", { name: card.name });
    });
  }

  private introduce(one: PendingView): Promise<boolean> {
    return this.attempt(async () => {
      const newcomer = { member: one.member.id, card: one.card, holdings: one.roles };
      const { worker, api, roster } = this.session;
      await api.send("POST", "/directory/entries", await worker.call("introduce", { newcomer, roster }));
      await this.session.review();
      this.session.setTrust(await worker.call("acceptCards", { fingerprints: [one.fingerprint] }));
      await this.refresh();
      this.said = t("{name} is in the list of keys. New reports are sealed to this key too.", {
        name: one.member.name,
      });
    });
  }

  private withdraw(): Promise<boolean> {
    return this.attempt(async () => {
      const { worker, api, roster } = this.session;
      await api.send("POST", "/directory/entries", await worker.call("withdraw", { roster }));
      await this.refresh();
      this.said = t("The list of keys was changed. New reports are no longer sealed to them.");
    });
  }
}
