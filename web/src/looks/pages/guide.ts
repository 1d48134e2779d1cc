/** Set-up as a list: what is done, what is next, and one button for it. It is read from the server each time. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { listed } from "../../common/words";
import { DeskElement } from "../../people/element";
import { nextStep, type SetUpStep, type StepName, setUpSteps } from "../setUp";
import "./firstChannel";
import "./firstColleague";
import "../../people/pages/poster";

@customElement("desk-guide")
export class GuidePage extends DeskElement {
  protected override render(): TemplateResult {
    const { me, roll } = this.session;
    const steps = setUpSteps(me, roll?.members.length ?? 1);
    const next = nextStep(steps);
    const done = steps.filter((step) => step.done).length;
    return html`
      <p class="eyebrow">${me.organisation.name}</p>
      <h1 tabindex="-1">${t("Set-up")}</h1>
      <p class="lead">${
        next === "poster"
          ? t("Everything is ready. What is left is to let people know.")
          : t("From here to the first poster it takes about five minutes. You can stop at any time and go on here.")
      }</p>
      <p class="visually-hidden" role="status">${t("{done} of {all} done", { done, all: steps.length })}</p>
      <ol class="guide">
        ${steps.map((step, at) => this.step(step, at + 1, step.name === next))}
      </ol>
      <p class="quiet">${t("Any time:")} <a href="/look/">${t("colour, logo and languages")}</a> · <a href="/people/">${t("people and their roles")}</a> · <a href="/channels/">${t("what channels ask and promise")}</a></p>`;
  }

  private step({ name, done }: SetUpStep, number: number, isNext: boolean): TemplateResult {
    const titles: Readonly<Record<StepName, string>> = {
      key: t("Your key"),
      sheets: t("Recovery sheets and the list of keys"),
      channel: t("The first channel"),
      colleague: t("A colleague"),
      poster: t("The poster"),
    };
    return html`
      <li class="guide__step ${done ? "guide__step--done" : ""}" aria-current=${isNext ? "step" : nothing} data-step=${name}>
        <span class="guide__mark" aria-hidden="true">${done ? "✓" : number}</span>
        <div>
          <h2 class="guide__title">${titles[name]} ${done ? html`<span class="tag tag--good">${t("done")}</span>` : nothing}</h2>
          ${isNext ? this.act(name) : nothing}
        </div>
      </li>`;
  }

  private act(name: StepName): TemplateResult {
    const { me } = this.session;
    switch (name) {
      case "key":
        return html`
          <p>${t("It is made in this browser and opens reports; the server never sees it.")}</p>
          <div class="actions"><a class="button" href="/">${t("Go on to your key")}</a></div>`;
      case "sheets":
        return html`
          <p>${t("Paper that opens everything if keys are lost, and the list that says whom reports are sealed to.")}</p>
          <div class="actions"><a class="button" href="/">${t("Go on to the recovery sheets")}</a></div>`;
      case "channel":
        return html`
          <p>${t("A template is whole: questions, promises, law and privacy notice. You can change every word later.")}</p>
          <desk-first-channel .session=${this.session}></desk-first-channel>`;
      case "colleague":
        return html`
          <p>${t("Two people can stand in for each other, and together open what reporters keep apart. When your colleague has made a key, compare its words on the people page.")}</p>
          <desk-first-colleague .session=${this.session}></desk-first-colleague>`;
      case "poster":
        return html`
          <p>${t("It carries the address of {channel}, a QR code of it, and the twelve words of your organisation.", { channel: listed(me.channels.map((one) => one.name)) })}</p>
          <desk-poster .session=${this.session}></desk-poster>`;
    }
  }
}
