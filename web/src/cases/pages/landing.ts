/** For members whose role opens no report: what they do here, and that they read nothing. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { has, overseesAll } from "../../people/stage";

@customElement("desk-landing")
export class LandingPage extends DeskElement {
  protected override render(): TemplateResult {
    const { me } = this.session;
    const isAdministrator = has(me, "administrator");
    const isOverseer = has(me, "overseer");
    return html`
      <p class="eyebrow">${me.organisation.name}</p>
      <h1 tabindex="-1">${t("Good day, {name}", { name: me.member.name })}</h1>
      <p class="lead">${t("Your role opens no report. That is how it is built: reports are sealed to handlers' keys, and you hold none.")}</p>
      ${
        isAdministrator
          ? html`
            <section class="folio">
              <h2>${t("Administrator")}</h2>
              <div>
                <p>${t("You invite people and give them roles. You cannot add yourself, or anybody, to the list of keys: a handler or coordinator does that, after comparing words.")}</p>
                <p><a class="button" href="/people/">${t("People and invitations")}</a></p>
                <p>${t("You also write what your organisation's channels ask and promise.")}</p>
                <p><a class="button button--secondary" href="/channels/">${t("Channels")}</a></p>
              </div>
            </section>`
          : nothing
      }
      ${
        isOverseer
          ? html`
            <section class="folio">
              <h2>${t("Overseer")}</h2>
              <div>
                <p>${t("You watch over how reports are handled: the record says who did what to which case, and nobody can change it unseen.")}</p>
                ${overseesAll(me) ? html`<p><a class="button" href="/record/">${t("The record")}</a></p>` : nothing}
                <p>${t("You also hold a share of what reports keep apart: a handler who asks to open it needs a second person, such as you.")}</p>
                <p><a class="button button--secondary" href="/requests/">${t("Requests to open")}</a></p>
                <p><a href="/people/">${t("Who does what here")}</a></p>
              </div>
            </section>`
          : nothing
      }
      ${
        !isAdministrator && !isOverseer
          ? html`<p>${t("You have no role yet. An administrator of {organisation} gives you one.", { organisation: me.organisation.name })}</p>`
          : nothing
      }
      ${
        me.needs_setup
          ? html`<p class="notice notice--caution">${t("Set-up is not done yet: an administrator makes the recovery sheets and the first list of keys.")}</p>`
          : nothing
      }`;
  }
}
