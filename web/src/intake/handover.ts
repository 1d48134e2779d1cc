/** A hand-over as the reporter reads it, before and after. Every text of it is bound as text. */
import { make } from "../common/dom";
import { t } from "../common/i18n";
import type { Goes, Step } from "../handover/steps";
import type { HandedOver } from "../vault/bodies";
import { dayFor } from "./sentences";

/** What a document of a hand-over says. */
export function stepNodes(step: Step): HTMLElement[] {
  if (step.kind === "handover") return proposal(step);
  if (step.kind === "agreement") return verdict(step);
  return release(step);
}

/** What the handlers of another organisation handed over, as its reporter finds it with the new receipt. */
export function handedOverNodes({ from, note, told, messages }: HandedOver): HTMLElement[] {
  const author = (by: "reporter" | "handler") => (by === "reporter" ? t("You") : t("The handlers"));
  return [
    make("p", {}, t("Handed over by:"), " ", make("bdi", {}, from)),
    make(
      "dl",
      { class: "facts" },
      ...told.map(({ label, text }) => row(label, text)),
      ...messages.map(({ by, on, text }) => row(`${author(by)}, ${dayFor(on)}`, text)),
      ...(note === "" ? [] : [row(t("What the handlers add"), note)]),
    ),
  ];
}

function proposal({ body, goes }: Extract<Step, { kind: "handover" }>): HTMLElement[] {
  const { to, why, note, release_on, danger = "" } = body;
  const told =
    danger === ""
      ? t(
          "The handlers propose to hand your report over. It does not go before {day}. If you object, write it below.",
          {
            day: dayFor(release_on),
          },
        )
      : t("The handlers hand your report over as soon as a second one agrees, because something is in danger.");
  return [
    make("p", {}, told),
    make(
      "dl",
      { class: "facts" },
      row(t("To"), make("bdi", {}, `${to.name}, ${to.channel_name}`), " ", make("bdi", { class: "quiet" }, to.address)),
      row(t("Why"), why),
      row(t("What goes"), make("ul", {}, ...goes.map((one) => make("li", {}, goesFor(one))))),
      ...(note === "" ? [] : [row(t("What the handlers add"), note)]),
      ...(danger === "" ? [] : [row(t("Why it cannot wait"), danger)]),
    ),
    make("p", { class: "quiet" }, t("Who you are and whom it concerns, where you gave it apart, do not go along.")),
  ];
}

function verdict({ body }: Extract<Step, { kind: "agreement" }>): HTMLElement[] {
  const texts = {
    agreed: t("A second handler agreed to hand your report over."),
    refused: t("A second handler refused to hand your report over. It does not go."),
    withdrawn: t("The proposal to hand your report over was taken back. It does not go."),
  };
  const said = make("p", {}, texts[body.verdict]);
  return body.reason === "" ? [said] : [said, make("p", { class: "letter__text", translate: "no" }, body.reason)];
}

function release({ body }: Extract<Step, { kind: "release" }>): HTMLElement[] {
  return [
    make("p", {}, t("Your report was handed over. There it is a report of its own, and this receipt opens it:")),
    make("p", {}, make("code", { class: "handover-receipt", translate: "no" }, body.receipt)),
    make("p", {}, t("The receipt is asked for at:"), " ", make("bdi", {}, body.address)),
    make(
      "p",
      { class: "notice notice--caution" },
      t("The handlers here know this receipt too. To be the only one who has it, make a new one there."),
    ),
  ];
}

function goesFor({ what, byReporter, day, text }: Goes): string {
  if (what === "report") return t("Your report with your answers");
  if (what === "file") return t("File: {name}", { name: text });
  if (what === "missing") return t("Something that the server does not show");
  const author = byReporter ? t("You") : t("The handlers");
  return t("{author}, {day}: {text}", { author, day: dayFor(day), text });
}

function row(label: string, ...value: (Node | string)[]): HTMLElement {
  return make("div", {}, make("dt", {}, label), make("dd", { translate: "no" }, ...value));
}
