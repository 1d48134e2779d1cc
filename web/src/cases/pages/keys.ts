/** What waits for this handler's key: colleagues who lack keys of cases, and cases that need new ones. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { nt, t } from "../../common/i18n";
import { listed } from "../../common/words";
import { DeskElement } from "../../people/element";

/** GET /keys/waiting. */
interface Waiting {
  readonly lacking: { readonly cases: number; readonly holders: readonly string[] };
  readonly due: number;
}

/** How far a run came, of how many cases. */
interface Running {
  readonly done: number;
  readonly total: number;
}

@customElement("desk-keys")
export class KeysNotice extends DeskElement {
  @state() private waiting: Waiting | null = null;
  @state() private running: Running | null = null;
  @state() private said = "";
  @state() private unverified = 0;
  private seen = "";

  override connectedCallback(): void {
    super.connectedCallback();
    this.seen = this.directoryState();
    void this.load();
  }

  /** After a colleague was put on the list or their words were compared, something else waits. */
  protected override sessionChanged(): void {
    const seen = this.directoryState();
    if (seen !== this.seen && this.session.stage === "open" && !this.busy) void this.load();
    this.seen = seen;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { waiting } = this;
    const isQuiet = waiting === null || (waiting.lacking.cases === 0 && waiting.due === 0);
    return html`
      <p role="status" class=${this.said === "" ? "visually-hidden" : "notice notice--good"}>${this.said}</p>
      ${this.problem()} ${this.left()}
      ${isQuiet && this.running === null ? nothing : this.section(waiting)}`;
  }

  private section(waiting: Waiting | null): TemplateResult {
    return html`
      <section class="notice notice--caution" aria-labelledby="keys-wait">
        <h2 id="keys-wait">${t("Keys")}</h2>
        ${waiting !== null && waiting.lacking.cases > 0 ? this.lacking(waiting.lacking) : nothing}
        ${waiting !== null && waiting.due > 0 ? this.due(waiting.due) : nothing}
        ${this.running === null ? nothing : this.progress(this.running)}
      </section>`;
  }

  private lacking({ cases, holders }: Waiting["lacking"]): TemplateResult {
    const cards = (this.session.trust?.cards ?? []).filter(({ fingerprint }) => holders.includes(fingerprint));
    const names = (accepted: boolean) =>
      cards
        .filter(({ standing }) => (standing === "accepted" || standing === "own") === accepted)
        .map(({ name }) => name);
    const [compared, others] = [names(true), names(false)];
    return html`
      <p>${nt("{n} case cannot be opened yet by everybody who handles it.", "{n} cases cannot be opened yet by everybody who handles them.", cases)}</p>
      ${
        others.length === 0
          ? nothing
          : html`<p>${t("Not compared by you yet, so they get nothing from here: {names}.", { names: listed(others) })} <a href="/people/">${t("Compare keys")}</a></p>`
      }
      ${
        compared.length === 0
          ? nothing
          : html`
            <p class="quiet">${t("They will read these cases as you do, from the first report on. What a reporter kept apart is not handed on, nor is a case from which they were left out.")}</p>
            <div class="actions">
              <button class="button" type="button" ?disabled=${this.busy} @click=${this.handOn}>${t("Hand on the keys to {names}", { names: listed(compared) })}</button>
            </div>`
      }`;
  }

  private due(count: number): TemplateResult {
    return html`
      <p>${nt("{n} case needs new keys: somebody who held them left or was excluded.", "{n} cases need new keys: somebody who held them left or was excluded.", count)}</p>
      <p class="quiet">${t("Until then a key that was copied also opens what is written from now on. What was written before stays as it is.")}</p>
      <div class="actions">
        <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${this.rekey}>${t("Make new keys")}</button>
      </div>`;
  }

  private progress({ done, total }: Running): TemplateResult {
    const text = t("{done} of {total} cases", { done, total });
    return html`
      <p role="status"><progress class="meter" max=${total} value=${done} aria-label=${text}></progress> ${text}</p>
      <p class="quiet">${t("You may lock your key or close this page: it goes on from here the next time.")}</p>`;
  }

  private left(): TemplateResult | typeof nothing {
    if (this.unverified === 0) return nothing;
    return html`<p class="notice notice--danger" role="alert">${nt("{n} case could not be verified, so nothing was done in it. Open it to see why.", "{n} cases could not be verified, so nothing was done in them. Open them to see why.", this.unverified)}</p>`;
  }

  private async load(): Promise<void> {
    await this.attempt(async () => {
      this.waiting = await this.session.api.get<Waiting>("/keys/waiting");
    });
  }

  private handOn(): Promise<void> {
    return this.run(async ({ worker, token }) => {
      const outcome = await worker.call("handOn", { token }, ({ done, total }) => {
        this.running = { done, total };
      });
      this.unverified = outcome.unverified.length;
      this.said = nt("{n} key was handed on.", "{n} keys were handed on.", outcome.granted);
    });
  }

  private rekey(): Promise<void> {
    const total = this.waiting?.due ?? 0;
    return this.run(async ({ worker, token }) => {
      const outcome = await worker.call("rekeyAll", { token }, ({ done, unverified }) => {
        this.running = { done: done + unverified.length, total };
      });
      this.unverified = outcome.unverified.length;
      this.said = nt("{n} case has new keys.", "{n} cases have new keys.", outcome.done);
    });
  }

  /** One run; what is left over afterwards is asked for again, whether it went well or not. */
  private async run(act: (session: KeysNotice["session"]) => Promise<void>): Promise<void> {
    this.said = "";
    this.unverified = 0;
    await this.attempt(() => act(this.session));
    this.running = null;
    const failure = this.failure;
    if (this.session.stage === "open") await this.load();
    if (failure !== "") this.failure = failure;
    this.session.dispatchEvent(new Event("keys"));
  }

  private directoryState(): string {
    return JSON.stringify(
      (this.session.trust?.cards ?? []).map(({ fingerprint, standing, listed }) => [fingerprint, standing, listed]),
    );
  }
}
