/** Unlocking: the key is opened in the worker, by passphrase, passkey or kit. None of them leaves the browser. */
import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { changePassphrase } from "../changePassphrase";
import { DeskElement } from "../element";
import type { Opening } from "../ownKey";
import "./passphrase";
import "./ways";

/** Where a member shows again that it is them, before they give up a key. */
const GIVE_UP = "/account/reauthenticate/?next=/key/new/";

@customElement("desk-unlock")
export class UnlockPage extends DeskElement {
  @state() private choosing = false;

  protected override render(): TemplateResult {
    return html`<div class="desk-step">${this.choosing ? this.choose() : this.open()}</div>`;
  }

  private open(): TemplateResult {
    const { member } = this.session.me;
    return html`
      <p class="eyebrow">${t("Locked")}</p>
      <h1 tabindex="-1">${t("Unlock your key")}</h1>
      <p class="lead">${t("You are signed in as {name}. Your passphrase opens your key in this browser; it is not sent anywhere.", { name: member.name })}</p>
      <desk-ways .session=${this.session} .label=${t("Unlock")} .act=${(opening: Opening) => this.unlock(opening)}></desk-ways>
      <details class="desk-otherwise">
        <summary>${t("I have lost passphrase, passkeys and kit")}</summary>
        <p>${t("Then your key is lost, and you make a new one. Nothing that was reported is lost with it: colleagues and the recovery sheets still open it.")}</p>
        <p><a href=${GIVE_UP}>${t("Give up my key for a new one")}</a></p>
      </details>
      <p class="quiet">${t("It locks by itself after 30 minutes without work, and when you sign out, in every tab.")}</p>`;
  }

  /** Whoever came by the kit has no passphrase any more, and chooses one at once. */
  private choose(): TemplateResult {
    return html`
      <desk-passphrase
        .session=${this.session}
        .eyebrow=${t("The kit opened your key. Now a new passphrase")}
        .keep=${async (typed: string) => {
          await changePassphrase(this.session, typed);
          await this.session.adoptKey();
        }}
      ></desk-passphrase>`;
  }

  private async unlock(opening: Opening): Promise<void> {
    if (opening.by !== "kit") return this.session.unlock(opening);
    const { key, member } = this.session.me;
    if (key === null) return;
    await this.session.worker.call("layKey", { member: member.id, stored: key, opening });
    this.choosing = true;
  }
}
