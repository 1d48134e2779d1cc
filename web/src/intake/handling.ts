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
  fill(find("[data-clock]", root), ...dues(view));
  find("[data-erased]", root).textContent = view.eraseOn && t("It is erased on {day}.", { day: dayFor(view.eraseOn) });
  find("[data-source]", root).textContent = inLanguage(definition?.clock?.source, language());
  showAuthorities(find<HTMLDetailsElement>("[data-authorities]", root), view, [
    ...view.authorities,
    ...(definition?.authorities ?? []),
  ]);
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

function dues(view: MailView): HTMLElement[] {
  return view.clocks.map((deadline) => dueRow(deadline, nameOf(deadline), view.state));
}

/** The state, what is due and what came of it, as rows of a list of terms. */
export function handlingRows(view: MailView): HTMLElement[] {
  const now = make("div", {}, make("dt", {}, t("State")), make("dd", {}, stateOf(view)));
  const received = t("Received on {day}", { day: dayFor(view.receivedOn) });
  return [now, make("div", {}, make("dt", {}, t("The report")), make("dd", {}, received)), ...dues(view)];
}

/** One thing that is due, by its name: by when, what came of it, and what moved its day. */
export function dueRow(deadline: Deadline, name: string, state: string): HTMLElement {
  const { due, missed } = deadline;
  const by = make("time", { datetime: due }, t("by {day}", { day: dayFor(due) }));
  const came = cameOf(deadline, state);
  const then = came || (missed && make("strong", { class: "tag tag--danger" }, t("This day has passed")));
  const moved = movedOf(deadline);
  return make(
    "div",
    {},
    make("dt", {}, name),
    make("dd", {}, by),
    then && make("dd", {}, then),
    moved && make("dd", { class: "quiet" }, moved),
  );
}

function nameOf({ matter }: Deadline): string {
  const names: Readonly<Record<string, string>> = {
    acknowledge: t("An acknowledgement"),
    meeting: t("A meeting, which you asked for"),
    feedback: t("An answer: what was done, or will be"),
  };
  return names[matter] ?? matter;
}

function cameOf({ matter, met }: Deadline, state: string): string | null {
  if (met === null) return null;
  if (matter === "feedback" && state === "concluded") return t("The case is concluded");
  if (matter === "meeting") return t("It was held on {day}", { day: dayFor(met) });
  return t("It came on {day}", { day: dayFor(met) });
}

function movedOf({ met, paused, still, extended }: Deadline): string | null {
  if (paused && still) return t("It waits for you: write, and it goes on.");
  if (paused) return t("You were asked something. The day stays as it is.");
  return extended && met === null ? t("Put off, for reasons that were written to you.") : null;
}

/** Whom to turn to; open once a day was missed. An answer that came, but answers nothing, is for the reporter to judge. */
function showAuthorities(place: HTMLDetailsElement, view: MailView, authorities: readonly Contact[]): void {
  place.hidden = authorities.length === 0;
  place.open = view.turnElsewhere;
  fill(find("ul", place), ...authorities.map(contact));
}

function contact({ name, what, reach }: Contact): HTMLElement {
  const text = (of: Contact["name"]) => inLanguage(of, language());
  return make("li", {}, make("strong", {}, text(name)), ` ${text(what)} `, make("bdi", {}, text(reach)));
}

function language(): string {
  return document.documentElement.lang || "en";
}
