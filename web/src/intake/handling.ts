/** How far the organisation is, in plain words: the state, what is due and when, and whom to turn to if it is missed. */

import { type Contact, type Definition, inLanguage } from "../common/definition";
import { fill, find, make } from "../common/dom";
import { t } from "../common/i18n";
import type { Deadline, Handling, MailView } from "../worker/reportWorker";
import { dayFor } from "./sentences";

/** Fills the parts of `root` that tell of the handling. */
export function showHandling(root: HTMLElement, view: MailView): void {
  const definition = definitionOf(view);
  find("[data-state]", root).textContent = stateOf(view);
  find("[data-received]", root).textContent = t("Received on {day}", { day: dayFor(view.receivedOn) });
  find("[data-erased]", root).textContent = view.eraseOn && t("It is erased on {day}.", { day: dayFor(view.eraseOn) });
  fill(find("[data-clock]", root), acknowledgement(view), answer(view));
  find("[data-source]", root).textContent = inLanguage(definition?.clock?.source, language());
  showAuthorities(find<HTMLDetailsElement>("[data-authorities]", root), view, definition?.authorities ?? []);
}

/** The definition that the verified report answers, or null when the server gave another. */
function definitionOf({ items }: MailView): Definition | null {
  const own = items.find((item) => item.readable && "report" in item);
  return own?.readable && "report" in own ? own.report.definition : null;
}

function stateOf({ state, openedOn, contest }: Handling): string {
  if (state === "concluded" && contest.askedOn !== null && contest.upheldOn === null) {
    const day = dayFor(contest.askedOn);
    return t("You asked for another look on {day}. Somebody who had no part in the outcome reads it anew.", { day });
  }
  if (state === "received" && openedOn === null) return t("We have it. Nobody has opened it yet.");
  if (state === "received") return t("A handler opened it on {day}.", { day: dayFor(openedOn ?? "") });
  const states: Readonly<Record<string, string>> = {
    assessing: t("It is being assessed: what is known, what is missing, what follows."),
    addressing: t("It is being dealt with: the facts are looked into, and action is taken."),
    concluded: t("It is concluded. You can still read and write here."),
  };
  return states[state] ?? state;
}

function acknowledgement({ clock, acknowledgedOn }: Handling): HTMLElement {
  const { due } = clock.acknowledgement;
  const done = acknowledgedOn !== null && t("It came on {day}", { day: dayFor(acknowledgedOn) });
  return row(t("An acknowledgement"), due, done || missed(clock.acknowledgement));
}

function answer({ clock, state }: Handling): HTMLElement {
  const done = state === "concluded" && t("The case is concluded");
  return row(t("An answer: what was done, or will be"), clock.answer.due, done || missed(clock.answer));
}

function missed(deadline: Deadline): HTMLElement | null {
  return deadline.missed ? make("strong", { class: "tag tag--danger" }, t("This day has passed")) : null;
}

function row(what: string, due: string, then: Node | string | null): HTMLElement {
  const by = make("time", { datetime: due }, t("by {day}", { day: dayFor(due) }));
  return make("div", {}, make("dt", {}, what), make("dd", {}, by), then && make("dd", {}, then));
}

/** Whom to turn to; open once a day was missed. An answer that came, but answers nothing, is for the reporter to judge. */
function showAuthorities(place: HTMLDetailsElement, view: MailView, authorities: readonly Contact[]): void {
  const { acknowledgement, answer } = view.clock;
  place.hidden = authorities.length === 0;
  place.open = answer.missed || (acknowledgement.missed && view.acknowledgedOn === null);
  fill(find("ul", place), ...authorities.map(contact));
}

function contact({ name, what, reach }: Contact): HTMLElement {
  const text = (of: Contact["name"]) => inLanguage(of, language());
  return make("li", {}, make("strong", {}, text(name)), ` ${text(what)} `, make("bdi", {}, text(reach)));
}

function language(): string {
  return document.documentElement.lang || "en";
}
