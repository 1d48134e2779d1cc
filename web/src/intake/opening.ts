/** A request to open what is kept apart as the reporter reads it, before anything is opened. Bound as text. */
import type { Document } from "../apart/documents";
import { make } from "../common/dom";
import { t } from "../common/i18n";
import { dayFor } from "./sentences";

/** What a request, or what somebody says to it, says. */
export function documentNodes(document: Document): HTMLElement[] {
  return document.kind === "request" ? request(document.body) : decision(document.body);
}

function request(body: Extract<Document, { kind: "request" }>["body"]): HTMLElement[] {
  const { facts, law, necessity, danger } = body;
  return [
    make("p", {}, asked(body)),
    make(
      "dl",
      { class: "facts" },
      row(t("What is known"), facts),
      row(t("The law"), law),
      row(t("Why nothing milder will do"), necessity),
      ...(danger === undefined ? [] : [row(t("Why it cannot wait"), danger)]),
    ),
  ];
}

function asked({ asks, not_before, danger }: Extract<Document, { kind: "request" }>["body"]): string {
  if (asks === "subject") return t("A handler asks to open whom your report concerns. It takes a second person.");
  if (danger !== undefined)
    return t("A handler asks to open who you are, as soon as a second person agrees: something is in danger.");
  return t(
    "A handler asks to open who you are. It takes a second person, and is not opened before {day}. If you object, write it below.",
    { day: dayFor(not_before) },
  );
}

function decision({ verdict, reason }: Extract<Document, { kind: "decision" }>["body"]): HTMLElement[] {
  const texts = {
    given: t("A second person agreed. What was asked for can be opened now."),
    refused: t("A second person refused. It stays closed."),
    withdrawn: t("The request was taken back. It stays closed."),
  };
  const said = make("p", {}, texts[verdict]);
  return reason === "" ? [said] : [said, make("p", { class: "letter__text", translate: "no" }, reason)];
}

function row(label: string, value: string): HTMLElement {
  return make("div", {}, make("dt", {}, label), make("dd", { translate: "no" }, value));
}
