/** One request to open what is kept apart, and what its reader may do: give a share, refuse, take back, open. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { authorName, reasonText } from "../cases/texts";
import { t } from "../common/i18n";
import { Unsent } from "../common/unsent";
import { DeskElement } from "../people/element";
import { channelName, dayText } from "../people/texts";
import type { ReadableRequest, RequestView } from "./documents";
import { TraitsGuard } from "./traitsGuard";
import { reasonsView, requestState, saidView } from "./view";
import type { RequestRow, Verdict } from "./wire";

/** Fires "decided" with a sentence to say, and "open" when its asker wants to open what was given. */
@customElement("desk-request")
export class RequestElement extends DeskElement {
  @property({ attribute: false }) row!: RequestRow;
  @property({ attribute: false }) view!: RequestView;
  /** Whether the case is open here, so that its asker can open what was given. */
  @property({ type: Boolean }) inCase = false;
  private readonly guard = new TraitsGuard(this);
  private readonly unsent = new Unsent();

  protected override render(): TemplateResult {
    const { view } = this;
    const { name, tone } = requestState(view.state);
    const who = view.readable ? authorName(view.asker) : t("A request that cannot be read");
    return html`
      <article class="letter letter--apart">
        <header class="letter__head">
          <h3 class="letter__author">${who}</h3>
          ${view.readable ? html`<span class="letter__day">${dayText(view.body.written_on)}</span>` : nothing}
          <span class="tag ${tone}">${name}</span>
          ${this.inCase ? nothing : html`<span class="letter__day">${channelName(this.session.me, view.channel)} · <bdi class="desk-code">${view.case.slice(0, 8)}</bdi></span>`}
        </header>
        ${
          view.readable
            ? html`${reasonsView(view.body)} ${saidView(view.said)} ${this.problem()} ${this.acts(view)}`
            : html`<p class="letter__text">${reasonText(view.reason)} <span class="desk-code">${view.reason}</span></p>`
        }
      </article>`;
  }

  private acts(view: ReadableRequest): TemplateResult | typeof nothing {
    if (view.isMine) return this.own(view);
    if (view.state !== "open") return nothing;
    const isEarly = today() < view.notBefore;
    return html`
      <p>${t("Read the reasons as somebody who was not there. With your share what is asked for can be opened; without a second one it stays closed.")}</p>
      ${isEarly ? html`<p class="notice">${t("A share can be given from {day} on: until then the reporter may object. You can refuse now.", { day: dayText(view.notBefore) })}</p>` : nothing}
      ${this.form([...(isEarly ? [] : [["given", t("Give my share")] as const]), ["refused", t("Refuse")]])}`;
  }

  private own(view: ReadableRequest): TemplateResult | typeof nothing {
    const isGiven = view.state === "given" || view.state === "opened";
    if (!isGiven && view.state !== "open") return nothing;
    return html`
      ${view.state === "open" ? html`<p class="quiet">${t("Another holder of a share must read this and give theirs. You cannot.")}</p>` : nothing}
      ${
        isGiven && this.inCase
          ? html`<div class="actions"><button class="button" type="button" ?disabled=${this.busy} @click=${this.open}>${t("Open it now")}</button><span class="quiet">${t("The record keeps each time that you do. Until {day}.", { day: dayText(view.expiresOn) })}</span></div>`
          : nothing
      }
      ${view.state === "opened" ? nothing : this.form([["withdrawn", t("Take it back")]])}`;
  }

  private form(buttons: readonly (readonly [Verdict, string])[]): TemplateResult {
    const id = `reason-${this.view.id}`;
    return html`
      <form @submit=${this.submit}>
        <div class="field">
          <label class="field__label" for=${id}>${t("Your reason")}</label>
          <p class="hint" id="${id}-hint">${t("The reporter and all who hold a share read it. Needed to refuse or to take back.")}</p>
          <textarea class="input" id=${id} rows="2" autocomplete="off" autocorrect="off" spellcheck="false" translate="no" writingsuggestions="false" dir="auto" aria-describedby="${id}-hint"></textarea>
        </div>
        ${this.guard.warning()}
        <div class="actions">
          ${buttons.map(([verdict, label]) => html`<button class="button ${verdict === "given" ? "" : "button--secondary"}" name="verdict" value=${verdict} ?disabled=${this.busy}>${label}</button>`)}
        </div>
      </form>`;
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const verdict = (event.submitter as HTMLButtonElement).value as Verdict;
    const field = this.querySelector<HTMLTextAreaElement>("textarea");
    const reason = field?.value.trim() ?? "";
    if (verdict !== "given" && reason === "") {
      this.failure = t("Say why: the reporter and all who hold a share read it.");
      field?.focus();
      return;
    }
    if (!this.guard.passes(reason)) return;
    const done = await this.attempt(async () => {
      const { row, session } = this;
      await this.unsent.post(session.api, `/requests/${row.id}/decision`, [row.id, verdict, reason], () =>
        session.worker.call("sealDecision", { row, verdict, reason }),
      );
    });
    if (done) this.tell("decided", saidText(verdict));
  }

  private readonly open = () => this.tell("open", this.row.id);

  private tell(what: string, detail: string): void {
    this.dispatchEvent(new CustomEvent(what, { detail, bubbles: true }));
  }
}

function saidText(verdict: Verdict): string {
  const texts: Readonly<Record<Verdict, string>> = {
    given: t("Your share is sealed to whoever asked. The reporter can read that you gave it."),
    refused: t("Your refusal is sealed. It stays closed."),
    withdrawn: t("Taken back. It stays closed."),
  };
  return texts[verdict];
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
