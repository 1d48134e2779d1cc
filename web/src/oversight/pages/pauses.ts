/** Paused categories: what waits for the overseer's review, with the figures, and the decision. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { inLanguage, type Text } from "../../common/definition";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { dayText } from "../../people/texts";
import type { BeyondLimit, PauseShown, PausesAnswer, WhyOpen } from "../wire";

@customElement("desk-pauses")
export class PausesPage extends DeskElement {
  @state() private answer: PausesAnswer | null = null;
  @state() private said = "";
  /** The pause that is about to be kept: its day is asked for. */
  @state() private keeping = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(() => this.load());
  }

  protected override render(): TemplateResult {
    const { answer } = this;
    return html`
      <h1 tabindex="-1">${t("Paused categories")}</h1>
      <p class="lead">${t("Where most of the last reports of a kind ended as unsupported, reporters cannot choose that kind until you have looked at how those reports were handled.")}</p>
      <p class="quiet">${t("You see numbers, never a case. Ask the handlers: reports may be buried, or the form may ask for what cannot be shown. Read in the record who concluded what.")}</p>
      <p role="status" class=${this.said === "" ? "visually-hidden" : "notice notice--good"}>${this.said}</p>
      ${this.problem()} ${answer === null ? nothing : this.lists(answer)}`;
  }

  private lists({ paused, open, ended, may_review: mayReview, longest }: PausesAnswer): TemplateResult {
    return html`
      ${mayReview ? nothing : html`<p class="notice">${t("You also write channels or handle reports, so another overseer decides.")}</p>`}
      <section aria-labelledby="waiting">
        <h2 id="waiting">${t("Waiting for a decision, or kept paused")}</h2>
        ${paused.length === 0 ? html`<p class="desk-empty">${t("No category is paused.")}</p>` : html`<ul class="pauses">${paused.map((one) => html`<li>${this.pause(one)}${mayReview ? this.form(one, longest) : nothing}</li>`)}</ul>`}
      </section>
      ${open.length === 0 ? nothing : html`<section aria-labelledby="open"><h2 id="open">${t("Beyond the limit, and open")}</h2><ul class="pauses">${open.map((one) => html`<li>${this.beyond(one)}</li>`)}</ul></section>`}
      ${ended.length === 0 ? nothing : html`<section aria-labelledby="over"><h2 id="over">${t("Over")}</h2><ul class="pauses">${ended.map((one) => html`<li>${this.pause(one)}</li>`)}</ul></section>`}`;
  }

  private pause(one: PauseShown): TemplateResult {
    const reason = one.reason === null ? "" : wordsOf(one.reason);
    return html`
      ${heading(one)}
      <p>${one.ended_on === null ? t("Paused since {day}, until {until} at the latest.", { day: dayText(one.paused_on), until: dayText(one.until) }) : t("Paused from {day} to {until}.", { day: dayText(one.paused_on), until: dayText(one.ended_on) })}</p>
      ${
        one.reviewed_on === null
          ? one.ended_on === null
            ? nothing
            : html`<p class="quiet">${t("Nobody reviewed it in time.")}</p>`
          : html`<p>${one.kept ? t("{who} kept it paused on {day}:", reviewOf(one)) : t("{who} opened it again on {day}:", reviewOf(one))} <q dir="auto">${reason}</q></p>`
      }`;
  }

  private beyond(one: BeyondLimit): TemplateResult {
    return html`${heading(one)}<p>${whyText(one.why)}</p>`;
  }

  private form(one: PauseShown, longest: string): TemplateResult {
    return html`
      <form class="pauses__review" aria-label=${t("Decide")} @submit=${(event: SubmitEvent) => this.decide(event, one)} autocomplete="off">
        ${this.session.me.languages.map(({ code, name }) => this.reasonBox(one, code, name))}
        <fieldset>
          <legend class="field__label">${t("What now")}</legend>
          <div class="choices">
            <label class="choice"><input type="radio" name="what" value="open" required @change=${() => this.keep("")} /><span><span class="choice__label">${t("Open it again")}</span><span class="choice__more">${t("Reporters can choose it at once.")}</span></span></label>
            ${
              one.kept
                ? nothing
                : html`<label class="choice"><input type="radio" name="what" value="keep" required @change=${() => this.keep(one.id)} /><span><span class="choice__label">${t("Keep it paused until a day")}</span><span class="choice__more">${t("Once, for three months at most; then it opens by itself.")}</span></span></label>`
            }
          </div>
        </fieldset>
        ${
          this.keeping === one.id
            ? html`<div class="field">
                <label class="field__label" for="until-${one.id}">${t("Paused until")}</label>
                <input class="input input--short" type="date" id="until-${one.id}" name="until" max=${longest} required />
              </div>`
            : nothing
        }
        <div class="actions"><button class="button" ?disabled=${this.busy}>${t("Publish the decision")}</button></div>
      </form>`;
  }

  private reasonBox(one: PauseShown, code: string, name: string): TemplateResult {
    const id = `reason-${code}-${one.id}`;
    const needed = code === "en";
    return html`
      <div class="field">
        <label class="field__label" for=${id}>${t("Why, for everyone to read ({language})", { language: name })}${needed ? nothing : html` <span class="field__optional">${t("(optional)")}</span>`}</label>
        ${needed ? html`<p class="hint" id="hint-${one.id}">${t("It stands on the channel’s page and beside the figures. Name nobody, and nothing of a case.")}</p>` : nothing}
        <textarea class="input" id=${id} name="reason.${code}" rows="3" maxlength="1000" ?required=${needed} lang=${code} dir="auto" aria-describedby=${needed ? `hint-${one.id}` : nothing}></textarea>
      </div>`;
  }

  private keep(id: string): void {
    this.keeping = id;
  }

  private async load(): Promise<void> {
    this.answer = await this.session.api.get<PausesAnswer>("/pauses");
  }

  private async decide(event: SubmitEvent, one: PauseShown): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const keeps = form.get("what") === "keep";
    const reason = Object.fromEntries(
      this.session.me.languages.map(({ code }) => [code, String(form.get(`reason.${code}`) ?? "")]),
    );
    this.said = "";
    const done = await this.attempt(async () => {
      const until = keeps ? String(form.get("until")) : null;
      await this.session.api.send("POST", `/pauses/${one.id}/review`, { until, reason });
      await this.load();
    });
    if (done)
      this.said = keeps
        ? t("It stays paused. The reason is published.")
        : t("It is open again. The reason is published.");
  }
}

function heading({ act, category, channel, concluded, unsupported }: PauseShown | BeyondLimit): TemplateResult {
  const name = act === null ? category || t("(no category)") : wordsOf(act);
  return html`
    <h3 dir="auto">${name}</h3>
    <p class="quiet"><bdi>${channel}</bdi> · ${t("{unsupported} of the last {concluded} ended as unsupported", { unsupported, concluded })}</p>`;
}

function reviewOf(one: PauseShown): { who: string; day: string } {
  return { who: one.reviewed_by ?? "", day: dayText(one.reviewed_on ?? "") };
}

function wordsOf(text: Text): string {
  return inLanguage(text, document.documentElement.lang || "en");
}

/** Why a category beyond the limit is not paused (oversight/reviews.py). */
function whyText(why: WhyOpen): string {
  const texts: Readonly<Record<WhyOpen, string>> = {
    "stays-open": t(
      "Never paused: it is about retaliation, or about what officials do with their power. Look at it all the same.",
    ),
    "last-open": t("Not paused: nothing else could be chosen in this channel."),
    gone: t("The channel no longer asks for it."),
    rested: t("It was paused before, and fewer than ten were concluded since."),
    tonight: t("It will be paused tonight."),
  };
  return texts[why];
}
