/** An administrator invites a member. The invitation says nothing but where to choose a password. */
import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../element";
import { roleName } from "../texts";

const ROLES = ["handler", "independent", "coordinator", "administrator", "overseer"] as const;

@customElement("desk-invite")
export class InviteForm extends DeskElement {
  @state() private said = "";

  protected override render(): TemplateResult {
    const { channels } = this.session.me;
    const explained: Readonly<Record<string, string>> = {
      handler: t("reads reports and answers them"),
      independent: t(
        "is a handler outside the hierarchy, such as an ombudsperson or a lawyer: may alone be given reports on the leadership",
      ),
      coordinator: t("sees that cases exist and adds keys to the list; reads nothing"),
      administrator: t("invites people and configures; reads nothing"),
      overseer: t("reads the record and the figures; no report"),
    };
    return html`
      <section class="folio">
        <h2>${t("Invite a member")}</h2>
        <div>
          ${this.said === "" ? "" : html`<p class="notice notice--good" role="status">${this.said}</p>`}
          ${this.problem()}
          <form @submit=${this.invite} autocomplete="off">
            <div class="field">
              <label class="field__label" for="invite-name">${t("Name")}</label>
              <p class="hint" id="invite-name-hint">${t("Reporters see the names of a channel's handlers, so that they can say who should not read their report.")}</p>
              <input class="input" id="invite-name" aria-describedby="invite-name-hint" maxlength="120" required />
            </div>
            <div class="field">
              <label class="field__label" for="invite-email">${t("E-mail address")}</label>
              <p class="hint" id="invite-email-hint">${t("They get a message with a link to choose a password.")}</p>
              <input class="input" id="invite-email" type="email" aria-describedby="invite-email-hint" required />
            </div>
            <fieldset class="field choices">
              <legend class="field__label">${t("Roles")}</legend>
              ${ROLES.map(
                (role) => html`
                  <label class="choice">
                    <input type="checkbox" name="role" value=${role} />
                    <span><span class="choice__label">${roleName(role)}</span><span class="choice__more">${explained[role]}</span></span>
                  </label>`,
              )}
            </fieldset>
            <div class="field">
              <label class="field__label" for="invite-channel">${t("For which channel?")}</label>
              <p class="hint" id="invite-channel-hint">${t("Handlers and coordinators can be limited to one channel.")}</p>
              <select class="input" id="invite-channel" aria-describedby="invite-channel-hint">
                <option value="">${t("All channels")}</option>
                ${channels.map((channel) => html`<option value=${channel.id}>${channel.name}</option>`)}
              </select>
            </div>
            <div class="actions"><button class="button" ?disabled=${this.busy}>${t("Send the invitation")}</button></div>
          </form>
        </div>
      </section>`;
  }

  private async invite(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const value = (id: string) =>
      (form.querySelector<HTMLInputElement | HTMLSelectElement>(`#${id}`)?.value ?? "").trim();
    const channel = value("invite-channel") || null;
    const chosen = [...form.querySelectorAll<HTMLInputElement>("[name=role]:checked")].map(({ value: role }) => role);
    // Who is independent is a handler too: the mark alone reads nothing.
    const roles = new Set(chosen.includes("independent") ? ["handler", ...chosen] : chosen);
    const rights = [...roles].map((role) => ({
      role,
      channel: role === "overseer" || role === "administrator" ? null : channel,
    }));
    const name = value("invite-name");
    const sent = await this.attempt(async () => {
      await this.session.api.send("POST", "/members", { name, email: value("invite-email"), rights });
      await this.session.review();
    });
    this.said = sent ? t("Invited: {name}.", { name }) : "";
    if (sent) form.reset();
  }
}
