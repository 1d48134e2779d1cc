/** An administrator changes what one member may do, or lets them leave. What is withdrawn ends at once. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { t } from "../../common/i18n";
import type { Holding } from "../directoryKeeper";
import { DeskElement } from "../element";
import { holdingText, roleName } from "../texts";

const ROLES = ["handler", "independent", "coordinator", "overseer", "administrator"] as const;

/** Who is independent is a handler too: the mark alone reads nothing. */
function withHandler(added: Holding, held: readonly Holding[]): Holding[] {
  const reads = held.some(({ role, channel }) => role === "handler" && (channel === null || channel === added.channel));
  return added.role === "independent" && !reads ? [{ ...added, role: "handler" }, added] : [added];
}

@customElement("desk-roles")
export class Roles extends DeskElement {
  @property({ attribute: false }) member!: {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly Holding[];
  };

  protected override render(): TemplateResult {
    const { id, name, roles } = this.member;
    const { channels } = this.session.me;
    return html`
      <details class="desk-roles">
        <summary>${t("Change roles")}</summary>
        ${this.problem()}
        <p class="hint">${t("Who may no longer read a channel loses the keys of its cases at once. What they read before they have read; what they copied they have.")}</p>
        <ul class="rows">
          ${roles.map(
            (held) => html`
              <li class="desk-roles__held">
                ${holdingText(this.session.me, held)}
                <button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${() => this.set(roles.filter((one) => one !== held))}>${t("Withdraw")}</button>
              </li>`,
          )}
        </ul>
        <form class="desk-roles__add" @submit=${this.add}>
          <label class="field__label" for="role-${id}">${t("Add a role")}</label>
          <select class="input" id="role-${id}" name="role">${ROLES.map((role) => html`<option value=${role}>${roleName(role)}</option>`)}</select>
          <label class="visually-hidden" for="of-${id}">${t("For which channel?")}</label>
          <select class="input" id="of-${id}" name="channel">
            <option value="">${t("All channels")}</option>
            ${channels.map((channel) => html`<option value=${channel.id}>${channel.name}</option>`)}
          </select>
          <button class="button button--secondary" ?disabled=${this.busy}>${t("Add")}</button>
        </form>
        ${id === this.session.me.member.id ? nothing : this.leaving(name)}
      </details>`;
  }

  private leaving(name: string): TemplateResult {
    return html`
      <details>
        <summary>${t("{name} leaves the organisation", { name })}</summary>
        <p class="hint">${t("Every role ends, every session ends, and their keys of all cases are destroyed. What they wrote stays, under their name. Cases they could read then need new keys.")}</p>
        <div class="actions"><button class="button button--danger" type="button" ?disabled=${this.busy} @click=${this.leave}>${t("{name} has left", { name })}</button></div>
      </details>`;
  }

  private add(event: SubmitEvent): void {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement);
    const role = String(given.get("role"));
    const isOfChannels = role !== "administrator" && role !== "overseer";
    const channel = (isOfChannels && String(given.get("channel"))) || null;
    void this.set([...this.member.roles, ...withHandler({ role, channel }, this.member.roles)]);
  }

  private set(rights: readonly Holding[]): Promise<boolean> {
    return this.change("rights", { rights });
  }

  private leave(): Promise<boolean> {
    return this.change("leave", {});
  }

  private change(what: string, body: object): Promise<boolean> {
    return this.attempt(async () => {
      await this.session.api.send("POST", `/members/${this.member.id}/${what}`, body);
      await this.session.review();
      this.dispatchEvent(new Event("changed", { bubbles: true }));
    });
  }
}
