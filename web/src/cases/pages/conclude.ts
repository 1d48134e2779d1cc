/** What came of a case: concluding it, alone or by two, and answering a reporter who asked for another look. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Definition, inLanguage } from "../../common/definition";
import { t } from "../../common/i18n";
import { outcomeName } from "../../common/outcomes";
import { Unsent } from "../../common/unsent";
import { DeskElement } from "../../people/element";
import { dayText } from "../../people/texts";
import { OUTCOMES, type Outcome } from "../../vault/outcomes";
import { ERASING_OUTCOMES } from "../../vault/threadFindings";
import { utcToday } from "../acts";
import type { CaseReading, Ending, EntryView } from "../caseReading";
import type { Concluding } from "../concluding";
import { outcomeText } from "../outcomeTexts";
import { MAY_CONCLUDE } from "../texts";
import "./acts";
import "./contest";
import { conclusionView } from "./conclusionView";
import { withDeskKey } from "./deskKey";
import { textField, textOf } from "./fields";
import "./snippets";

/** Outcomes by which a report could be buried, or goes elsewhere (cases/conclusions.py). */
const TWO_PEOPLE: readonly Outcome[] = ["unsupported", "outside-scope", "passed-on"];

type Readable = Extract<EntryView, { readable: true }>;

@customElement("desk-conclude")
export class ConcludePanel extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @property({ attribute: false }) definition: Definition | null = null;
  @state() private outcome: Outcome | null = null;
  /** The text that was inserted last. */
  private inserted = "";
  private readonly unsent = new Unsent();

  protected override render(): TemplateResult {
    const { ending, state } = this.reading;
    return html`
      <section class="desk-panel" aria-labelledby="conclude-title">
        <h2 id="conclude-title">${t("Outcome")}</h2>
        ${ending === null ? nothing : this.ended(ending)}
        ${ending === null ? nothing : html`<desk-room-list .session=${this.session} .reading=${this.reading} .reminds=${true}></desk-room-list>`}
        <desk-acts .session=${this.session} .reading=${this.reading} .of=${["conclude"]}></desk-acts>
        ${this.problem()}
        ${MAY_CONCLUDE.includes(state) ? this.form() : nothing}
        ${state === "received" ? html`<p class="quiet">${t("A case is concluded once it was assessed.")}</p>` : nothing}
      </section>`;
  }

  private ended(ending: Ending): TemplateResult {
    const said = this.reading.entries.find(
      (entry): entry is Readable => entry.readable && entry.id === ending.conclusion,
    );
    return html`
      <p><span class="tag">${outcomeName(ending.outcome)}</span> ${t("Concluded on {day}.", { day: dayText(ending.on) })}</p>
      ${ending.eraseDue === null ? nothing : html`<p class="notice">${t("Erased on {day}, unless the reporter asks for another look. Who reported and whom it concerns is erased already.", { day: dayText(ending.eraseDue) })}</p>`}
      ${said?.conclusion ? conclusionView(said.conclusion) : nothing}
      ${ending.contestedOn === null ? nothing : html`<desk-contest .session=${this.session} .reading=${this.reading} .ending=${ending}></desk-contest>`}`;
  }

  private form(): TemplateResult {
    const { outcome } = this;
    const takesTwo = outcome !== null && TWO_PEOPLE.includes(outcome);
    return html`
      <form class="desk-conclude" @submit=${this.submit}>
        <fieldset class="field choices">
          <legend class="field__label">${t("What came of it?")}</legend>
          ${OUTCOMES.map((one) => this.choice(one))}
        </fieldset>
        ${this.categories()}
        ${textField({ id: "conclude-reason", label: t("Why"), hint: t("Facts, and what follows from them. Handlers read it; it is sealed."), required: true })}
        ${textField({ id: "conclude-measures", label: t("Measures taken"), rows: 2 })}
        <div class="desk-conclude__pair">
          ${textField({ id: "conclude-damage", label: t("Damage"), rows: 2 })}
          ${textField({ id: "conclude-recovery", label: t("Recovered"), rows: 2 })}
        </div>
        ${textField({ id: "conclude-letter", label: t("Letter to the reporter"), hint: takesTwo ? t("Sent once a colleague agreed to all of this.") : t("Sent together with the outcome."), rows: 7, required: true })}
        <desk-snippets .session=${this.session} .name=${"letter"} .purposes=${outcome === null ? [] : [outcome]} .written=${this.written()} @insert=${this.insert}></desk-snippets>
        ${this.consequence(takesTwo)}
        <div class="actions">
          <button class="button" ?disabled=${this.busy || !this.reading.mayNote || outcome === null}>${takesTwo ? t("Propose this outcome") : t("Conclude, and send the letter")}</button>
          ${this.busy ? html`<span class="desk-busy" role="status">${t("Sealing and sending.")}</span>` : nothing}
        </div>
      </form>`;
  }

  private choice(one: Outcome): TemplateResult {
    return html`
      <label class="choice">
        <input type="radio" name="outcome" value=${one} required .checked=${this.outcome === one} @change=${() => {
          this.outcome = one;
        }} />
        <span class="choice__label">${outcomeName(one)} ${TWO_PEOPLE.includes(one) ? html`<span class="tag">${t("two people")}</span>` : nothing}<span class="choice__more">${outcomeText(one)}</span></span>
      </label>`;
  }

  private categories(): TemplateResult | typeof nothing {
    const categories = this.definition?.categories ?? [];
    if (categories.length === 0) return nothing;
    const chosen = this.answered();
    const language = document.documentElement.lang || "en";
    return html`
      <div class="field">
        <label class="field__label" for="conclude-category">${t("What kind of act it is about")}</label>
        <p class="hint" id="conclude-category-hint">${t("The server is told this and the outcome, for the figures, and nothing else of what you write here.")}</p>
        <select class="input" id="conclude-category" required aria-describedby="conclude-category-hint">
          <option value="">${t("Choose")}</option>
          ${categories.map(({ id, act }) => html`<option value=${id} ?selected=${id === chosen}>${inLanguage(act, language)}</option>`)}
        </select>
      </div>`;
  }

  private consequence(takesTwo: boolean): TemplateResult | typeof nothing {
    if (this.outcome === null || !takesTwo) return nothing;
    const erases = ERASING_OUTCOMES.includes(this.outcome);
    return html`
      <div class="notice notice--caution">
        <p>${t("A colleague must read all of this and agree: nobody ends a report like this alone.")}</p>
        ${erases ? html`<p>${t("That day who reported and whom it concerns is erased; the rest once the letter has stood thirty days. The reporter can ask for another look until then.")}</p>` : nothing}
        ${erases && this.isHeld() ? html`<p>${t("A legal hold lasts until {day}: nothing is erased before. Change the letter so that it says so.", { day: dayText(this.reading.heldUntil ?? "") })}</p>` : nothing}
        ${this.outcome === "unsupported" ? html`<p>${t("“Unsupported” says nothing about the reporter. No finding about them can follow from it.")}</p>` : nothing}
      </div>`;
  }

  private isHeld(): boolean {
    const { heldUntil } = this.reading;
    return heldUntil !== null && heldUntil >= utcToday();
  }

  private report(): Readable | undefined {
    return this.reading.entries.find((entry): entry is Readable => entry.readable && entry.kind === "report");
  }

  /** The category that the reporter chose. */
  private answered(): string {
    const field = this.definition?.questionnaire.fields.find(({ kind }) => kind === "category");
    const answer = field === undefined ? undefined : this.report()?.answers?.[field.id];
    return typeof answer === "string" ? answer : "";
  }

  private written(): string {
    return JSON.stringify(this.report()?.answers ?? "");
  }

  private insert(event: CustomEvent<string>): void {
    const field = this.querySelector<HTMLTextAreaElement>("#conclude-letter");
    if (field === null) return;
    const before = field.value.trim();
    // Another outcome's letter takes the place of one that was inserted and not changed: it would tell the reporter both.
    field.value = before === "" || before === this.inserted ? event.detail : `${before}\n\n${event.detail}`;
    this.inserted = event.detail.trim();
    field.focus();
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const { outcome } = this;
    if (outcome === null) return;
    const said: Concluding = {
      outcome,
      category: form.querySelector<HTMLSelectElement>("#conclude-category")?.value ?? "",
      reason: textOf(form, "conclude-reason"),
      measures: textOf(form, "conclude-measures"),
      damage: textOf(form, "conclude-damage"),
      recovery: textOf(form, "conclude-recovery"),
      letter: textOf(form, "conclude-letter"),
    };
    const takesTwo = TWO_PEOPLE.includes(outcome);
    const done = await this.attempt(() => this.send(said, takesTwo));
    if (!done) return;
    this.outcome = null;
    const told = takesTwo
      ? t("Proposed. A colleague must agree.")
      : t("Concluded. The reporter reads the letter when they come back.");
    this.dispatchEvent(new CustomEvent("sent", { detail: told, bubbles: true }));
  }

  private async send(said: Concluding, takesTwo: boolean): Promise<void> {
    const { id } = this.reading;
    const { api, worker } = this.session;
    await this.unsent.post(api, `/cases/${id}/${takesTwo ? "acts" : "conclusion"}`, said, async () => {
      await withDeskKey(this.session, this.reading);
      return worker.call(takesTwo ? "sealConclusionAct" : "sealConclusion", { id, said });
    });
  }
}
