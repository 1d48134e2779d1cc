/** One case: what must be warned of, the conversation, and where the case stands. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Definition } from "../../common/definition";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { channelName, dayText } from "../../people/texts";
import { followsView } from "../../protection/view";
import type { CaseReading, FindingView } from "../caseReading";
import { CASE_PARTS, type CasePart, pathOf } from "../router";
import {
  findingText,
  isGrave,
  MAY_CONCLUDE,
  nextSteps,
  partName,
  roomTag,
  STATES,
  sealedByText,
  stateName,
  stepText,
  testTag,
} from "../texts";
import { urgentTag } from "../urgentTag";
import type { CaseAnswer, CaseState } from "../wire";
import "../../apart/panel";
import "../../handover/panel";
import "../../protection/guardPanel";
import "../../protection/minutesPanel";
import "../../rooms/endRoom";
import "../../rooms/list";
import "../../rooms/panel";
import "./acts";
import "./assign";
import "./caseKeys";
import "./clockSide";
import "./clocks";
import "./composer";
import "./evidence";
import "./filing";
import "./exportCase";
import "./conclude";
import "./falseReport";
import "./hold";
import "./tasks";
import "./thread";

@customElement("desk-case")
export class CasePage extends DeskElement {
  @property({ attribute: false }) caseId = "";
  @property({ attribute: false }) at: CasePart = "conversation";
  @state() private reading: CaseReading | null = null;
  @state() private definition: Definition | null = null;
  @state() private isTest = false;
  @state() private shown: CaseAnswer["case"] | null = null;
  @state() private said = "";
  private accepted = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.accepted = this.acceptedCards();
    void this.reload();
  }

  /** After a card was accepted, what may be sealed here changes. */
  protected override sessionChanged(): void {
    const accepted = this.acceptedCards();
    if (accepted !== this.accepted && this.session.stage === "open") void this.reload();
    this.accepted = accepted;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { reading } = this;
    return html`
      <p class="desk-back"><a href="/">${t("All cases")}</a></p>
      <h1 tabindex="-1"><bdi>${this.heading()}</bdi> ${this.reading?.urgent ? urgentTag() : nothing}</h1>
      ${this.reading?.isRoom ? this.roomHead(this.reading) : nothing}
      ${this.isTest ? html`<p>${testTag()} ${t("Sent by an administrator to try the channel. No figure counts it.")}</p>` : nothing}
      ${this.problem()} ${reading === null ? this.opening() : this.page(reading)}`;
  }

  /** That it is no report, and to which case it belongs, as handlers filed it. */
  private roomHead({ filing }: CaseReading): TemplateResult {
    const [link] = filing.links;
    return html`
      <p>
        ${roomTag()} ${t("No report: here somebody whom a report concerns is told of it, and answers.")}
        ${link === undefined ? nothing : html`<a href=${pathOf({ page: "case", id: link.case, part: "people" })}>${t("To the case that it belongs to")}</a>`}
      </p>`;
  }

  /** One heading from the first moment on, so that the focus which was put there stays. */
  private heading(): string {
    if (this.reading === null) return t("Case");
    return this.reading.title ?? t("Case without a readable title");
  }

  private opening(): TemplateResult | typeof nothing {
    return this.busy ? html`<p class="desk-busy" role="status">${t("Opening the case.")}</p>` : nothing;
  }

  private page(reading: CaseReading): TemplateResult {
    return html`
      <p role="status" class=${this.said === "" ? "visually-hidden" : "notice notice--good"}>${this.said}</p>
      ${this.warnings(reading.findings)}
      <div class="desk-columns">
        <div class="desk-columns__main">
          ${this.parts()}
          ${this.shownPart(reading)}
        </div>
        <aside class="desk-columns__side" aria-label=${t("About this case")}>
          ${this.steps(reading)}
          <desk-clock-side .session=${this.session} .reading=${reading}></desk-clock-side>
          <section class="desk-assign">
            <h2 class="desk-side__title">${t("Who has it")}</h2>
            <desk-assign .session=${this.session} .caseId=${this.caseId}></desk-assign>
          </section>
          ${this.shown === null ? nothing : html`<desk-case-keys .session=${this.session} .of=${this.shown} @sent=${this.onSent}></desk-case-keys>`}
          ${this.facts(reading)}
        </aside>
      </div>`;
  }

  private parts(): TemplateResult {
    return html`
      <nav class="desk-parts" aria-label=${t("Parts of this case")}>
        ${CASE_PARTS.filter((part) => !(this.reading?.isRoom && part === "people")).map(
          (part) => html`
            <a href=${pathOf({ page: "case", id: this.caseId, part })} aria-current=${part === this.at ? "page" : nothing}>${partName(part)}</a>`,
        )}
      </nav>`;
  }

  /** What of it a reply room has: no person apart, no minutes, no outcome but its end, no hand-over. */
  private roomPart(reading: CaseReading): TemplateResult {
    switch (this.at) {
      case "work":
        return html`
          <desk-tasks .session=${this.session} .reading=${reading} @sent=${this.onSent}></desk-tasks>
          <desk-filing .session=${this.session} .reading=${reading} @sent=${this.onSent}></desk-filing>
          <desk-evidence .session=${this.session} .reading=${reading} @sent=${this.onSent}></desk-evidence>
          <desk-clocks .session=${this.session} .reading=${reading} @sent=${this.onSent}></desk-clocks>`;
      case "outcome":
        return html`
          <desk-end-room .session=${this.session} .reading=${reading} @sent=${this.onSent}></desk-end-room>
          <desk-hold .session=${this.session} .reading=${reading} @sent=${this.onSent}></desk-hold>`;
      case "sharing":
        return html`<desk-export .session=${this.session} .reading=${reading}></desk-export>`;
      default:
        return this.reportPart(reading, "conversation");
    }
  }

  private shownPart(reading: CaseReading): TemplateResult {
    return reading.isRoom ? this.roomPart(reading) : this.reportPart(reading, this.at);
  }

  /** Each part is a list of panels; a panel is an element of its own, and says by "sent" that the case is to be read again. */
  private reportPart(reading: CaseReading, part: CasePart): TemplateResult {
    switch (part) {
      case "conversation":
        return html`
          ${reading.follows === null ? nothing : followsView(reading.follows)}
          <desk-thread .session=${this.session} .reading=${reading} .definition=${this.definition} @sent=${this.onSent}></desk-thread>
          <desk-composer .session=${this.session} .reading=${reading} @sent=${this.onSent} @reread=${this.onReread}></desk-composer>`;
      case "work":
        return html`
          <desk-tasks .session=${this.session} .reading=${reading} @sent=${this.onSent}></desk-tasks>
          <desk-filing .session=${this.session} .reading=${reading} @sent=${this.onSent}></desk-filing>
          <desk-evidence .session=${this.session} .reading=${reading} @sent=${this.onSent}></desk-evidence>
          <desk-clocks .session=${this.session} .reading=${reading} @sent=${this.onSent}></desk-clocks>
          <desk-minutes .session=${this.session} .reading=${reading} @sent=${this.onSent}></desk-minutes>`;
      case "people":
        return html`
          <desk-apart .session=${this.session} .reading=${reading} .definition=${this.definition} @sent=${this.onSent}></desk-apart>
          <desk-rooms .session=${this.session} .reading=${reading} @sent=${this.onSent} @reread=${this.onReread}></desk-rooms>
          <desk-guard .session=${this.session} .reading=${reading} @sent=${this.onSent}></desk-guard>`;
      case "outcome":
        return html`
          <desk-conclude .session=${this.session} .reading=${reading} .definition=${this.definition} @sent=${this.onSent}></desk-conclude>
          <desk-false-report .session=${this.session} .reading=${reading} @sent=${this.onSent}></desk-false-report>
          <desk-hold .session=${this.session} .reading=${reading} @sent=${this.onSent}></desk-hold>`;
      case "sharing":
        return html`
          <desk-handover .session=${this.session} .reading=${reading} .definition=${this.definition} @sent=${this.onSent}></desk-handover>
          <desk-export .session=${this.session} .reading=${reading}></desk-export>`;
    }
  }

  private warnings(findings: readonly FindingView[]): TemplateResult | typeof nothing {
    if (findings.length === 0) return nothing;
    const codes = [...new Set(findings.map((finding) => finding.code))];
    const grave = codes.some(isGrave);
    return html`
      <section class="notice ${grave ? "notice--danger" : "notice--caution"}" aria-labelledby="warnings">
        <h2 id="warnings">${grave ? t("This case does not verify") : t("Look closely at this case")}</h2>
        <ul>
          ${codes.map(
            (code) => html`
              <li>
                ${findingText(code)}
                ${code.startsWith("unaccepted") ? html`<a href="/people/">${t("Compare keys")}</a>` : nothing}
                <span class="desk-code">${code}</span>
              </li>`,
          )}
        </ul>
        ${grave ? html`<p>${t("Do not act on it before you have spoken with whoever runs the server. Note the words in grey for them.")}</p>` : nothing}
      </section>`;
  }

  /** A room is open until it is ended. */
  private roomSteps({ state }: CaseReading): TemplateResult {
    const isEnded = state === "concluded";
    return html`
      <section>
        <h2 class="desk-side__title">${t("Where it stands")}</h2>
        <p>${isEnded ? t("The room is ended: the person concerned has their letter.") : t("The room is open.")}</p>
        <div class="actions">
          ${isEnded ? html`<button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.move("addressing")}>${t("Reopen")}</button>` : this.toConclude()}
        </div>
      </section>`;
  }

  private steps(reading: CaseReading): TemplateResult {
    if (reading.isRoom) return this.roomSteps(reading);
    const at = STATES.indexOf(reading.state);
    return html`
      <section>
        <h2 class="desk-side__title">${t("Where it stands")}</h2>
        <ol class="desk-steps">
          ${STATES.map((state, index) => {
            const { name, text } = stepText(state);
            const place = index < at ? "is-past" : index === at ? "is-now" : "is-next";
            return html`
              <li class=${place} aria-current=${index === at ? "step" : nothing}>
                <span class="desk-steps__name">${name}</span>
                ${index === at ? html`<span class="desk-steps__text">${text}</span>` : nothing}
              </li>`;
          })}
        </ol>
        <div class="actions">
          ${MAY_CONCLUDE.includes(reading.state) ? this.toConclude() : nothing}
          ${this.nextSteps(reading).map(
            ({ to, label }) => html`
              <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.move(to)}>${label}</button>`,
          )}
        </div>
      </section>`;
  }

  /** An outcome that the reporter contests is answered, not simply taken back. */
  private nextSteps({ state, ending }: CaseReading): ReturnType<typeof nextSteps> {
    const isContested = ending !== null && ending.contestedOn !== null && ending.upheldOn === null;
    return isContested ? [] : nextSteps(state);
  }

  private toConclude(): TemplateResult {
    const href = pathOf({ page: "case", id: this.caseId, part: "outcome" });
    return html`<a class="button button--secondary" href=${href}>${this.reading?.isRoom ? t("End the room") : t("Conclude")}</a>`;
  }

  private facts(reading: CaseReading): TemplateResult {
    const { isRoom } = reading;
    const sealed = isRoom ? t("A handler's browser sealed this room.") : sealedByText(reading.sealedBy).long;
    return html`
      <section>
        <h2 class="desk-side__title">${t("Facts")}</h2>
        <dl class="desk-facts">
          <div><dt>${isRoom ? t("Opened") : t("Received")}</dt><dd>${dayText(reading.receivedOn)}</dd></div>
          <div><dt>${t("Channel")}</dt><dd>${channelName(this.session.me, reading.channel)}</dd></div>
          <div><dt>${t("Sealing")}</dt><dd>${sealed}</dd></div>
          <div><dt>${t("Number")}</dt><dd><bdi class="desk-code">${reading.id.slice(0, 8)}</bdi></dd></div>
        </dl>
        <p><a href="/api/v1/cases/${this.caseId}/export" download>${t("Save a copy of this case, as it is sealed")}</a></p>
        <p class="hint">${t("One file, as sealed as it is here. A recovery sheet or your own kit opens it without a server; the record keeps that you saved it.")}</p>
      </section>`;
  }

  private reload(): Promise<boolean> {
    return this.attempt(() => this.read());
  }

  private async read(): Promise<void> {
    const answer = await this.session.api.get<CaseAnswer>(`/cases/${this.caseId}`);
    this.definition = answer.definition;
    this.isTest = answer.case.is_test;
    this.shown = answer.case;
    this.reading = await this.session.worker.call("readCase", { answer });
  }

  /** What the composer found while it wrote is warned of above it. */
  private onReread(event: CustomEvent<CaseReading>): void {
    this.reading = event.detail;
  }

  private async onSent(event: CustomEvent<string>): Promise<void> {
    await this.reload();
    this.said = event.detail;
  }

  private move(to: CaseState): Promise<boolean> {
    return this.attempt(async () => {
      await this.session.api.send("POST", `/cases/${this.caseId}/state`, { to });
      await this.read();
      this.said = t("The case is now {state}.", { state: stateName(to) });
    });
  }

  private acceptedCards(): number {
    return (this.session.trust?.cards ?? []).filter((card) => card.standing === "accepted").length;
  }
}
