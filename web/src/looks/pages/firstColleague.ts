/** A colleague who reads reports too: two people can open what is kept apart, and stand in for each other. */
import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { forgetTyped, keepTyped, typedBefore } from "../kept";

@customElement("desk-first-colleague")
export class FirstColleague extends DeskElement {
  protected override render(): TemplateResult {
    return html`
      <form @submit=${this.invite} @input=${(event: Event) => keepTyped(event.currentTarget as HTMLFormElement)} autocomplete="off">
        <div class="field">
          <label class="field__label" for="colleague-name">${t("Name")}</label>
          <p class="hint" id="colleague-name-hint">${t("Reporters see the names of a channel's handlers, so that they can say who should not read their report.")}</p>
          <input class="input" id="colleague-name" name="name" maxlength="120" aria-describedby="colleague-name-hint" .value=${typedBefore("name")} required />
        </div>
        <div class="field">
          <label class="field__label" for="colleague-email">${t("E-mail address")}</label>
          <p class="hint" id="colleague-email-hint">${t("They get a message with a link to choose a password.")}</p>
          <input class="input" id="colleague-email" name="email" type="email" aria-describedby="colleague-email-hint" .value=${typedBefore("email")} required />
        </div>
        ${this.problem()}
        <div class="actions">
          <button class="button" ?disabled=${this.busy}>${t("Invite as a handler")}</button>
          <a class="button button--secondary" href="/people/">${t("Another role")}</a>
        </div>
      </form>`;
  }

  private async invite(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const typed = new FormData(event.target as HTMLFormElement);
    const rights = [{ role: "handler", channel: null }];
    await this.attempt(async () => {
      await this.session.api.send("POST", "/members", { name: typed.get("name"), email: typed.get("email"), rights });
      forgetTyped();
      await this.session.review();
    });
  }
}
