/** A verified case as the reporter reads it. Every text of it is bound as text. */

import { fill, make } from "../common/dom";
import { t } from "../common/i18n";
import { removedBefore } from "../common/metadata";
import { readableSize } from "../common/sizes";
import type { DefinitionJson, MailEntry, MailFile, MailItem, MailReport, MailView } from "../worker/reportWorker";
import { dayFor, findingFor, reasonFor } from "./sentences";

type Fetch = (file: MailFile) => void;
type Texts = Record<string, string>;

/** Fills `list` with the thread in its verified order. `fetch` saves a file. */
export function showThread(list: HTMLElement, view: MailView, fetch: Fetch): void {
  fill(list, ...view.items.map((item) => make("li", {}, letter(item, fetch))));
}

/** Fills `place` with one plain warning for each kind of finding, or with nothing. */
export function showFindings(place: HTMLElement, view: MailView): void {
  const codes = [...new Set(view.findings.map((finding) => finding.code))];
  const server = view.sealedBy === "server" && t("This report was sealed by the server, which could read it then.");
  fill(
    place,
    server && make("div", { class: "notice notice--caution" }, make("p", {}, server)),
    codes.length > 0 && warnings(codes),
  );
}

function warnings(codes: readonly string[]): HTMLElement {
  const lines = codes.map((code) => make("li", {}, findingFor(code), " ", make("code", { class: "quiet" }, code)));
  return make(
    "div",
    { class: "notice notice--danger", role: "alert" },
    make("h2", {}, t("Something does not fit together")),
    make("ul", {}, ...lines),
    make("p", {}, t("What could be verified is shown below. Tell the organisation by another way what you see here.")),
  );
}

function letter(item: MailItem, fetch: Fetch): HTMLElement {
  if (!item.readable) return unreadable(item.kind, item.reason);
  return "report" in item ? ownReport(item.report, fetch) : message(item.entry, fetch);
}

function unreadable(kind: string, reason: string): HTMLElement {
  return make(
    "article",
    { class: "letter letter--unreadable" },
    head(t("Something that cannot be read"), ""),
    make("p", {}, reasonFor(reason)),
    make("p", { class: "quiet" }, make("code", {}, `${kind} · ${reason}`)),
  );
}

function message(entry: MailEntry, fetch: Fetch): HTMLElement {
  const mine = entry.author === "you";
  const author = mine ? t("You") : t("Handler {number}", { number: entry.author });
  return make(
    "article",
    { class: mine ? "letter" : "letter letter--handler" },
    head(author, entry.day),
    entry.text !== "" && make("p", { class: "letter__text", translate: "no" }, entry.text),
    files(entry.files, fetch),
  );
}

function ownReport(report: MailReport, fetch: Fetch): HTMLElement {
  const rows = answered(report).map(([label, answer]) =>
    make("div", {}, make("dt", {}, label), make("dd", { translate: "no" }, answer)),
  );
  return make(
    "article",
    { class: "letter" },
    head(t("Your report, as you sent it"), report.day),
    !report.definition &&
      make(
        "p",
        { class: "notice notice--caution" },
        t("The server did not give the questions that you answered, so they are shown by their short names."),
      ),
    make("dl", { class: "facts" }, ...rows),
    files(report.files, fetch),
  );
}

/** Questions with their answers, in order; by their ids where there is no questionnaire. Files stand below them. */
function answered({ answers, definition, files: attached }: MailReport): [string, string][] {
  const names = new Map(attached.map((file) => [file.blob, file.name]));
  const fields =
    definition?.questionnaire.fields ?? Object.keys(answers).map((id) => ({ id, kind: "short", label: { en: id } }));
  return fields.flatMap((field): [string, string][] => {
    const answer = answers[field.id];
    if (answer === undefined || field.kind === "attachment") return [];
    const parts = typeof answer === "string" ? [answer] : answer;
    return [[say(field.label), parts.map((part) => names.get(part) ?? spoken(part, field, definition)).join("\n")]];
  });
}

function spoken(
  answer: string,
  field: DefinitionJson["questionnaire"]["fields"][number],
  definition: DefinitionJson | null,
): string {
  if (field.kind === "date") return dayFor(answer);
  const choices = field.kind === "category" ? definition?.categories : field.options;
  const chosen = choices?.find((one) => one.id === answer);
  if (chosen === undefined) return answer;
  return say("act" in chosen ? chosen.act : chosen.label);
}

/** The text in the language of the page, else English, else any. */
function say(text: Texts): string {
  const language = document.documentElement.lang;
  return text[language] ?? text.en ?? Object.values(text)[0] ?? "";
}

function head(author: string, day: string): HTMLElement {
  return make(
    "header",
    { class: "letter__head" },
    make("h2", { class: "letter__author" }, author),
    day !== "" && make("time", { class: "letter__day", datetime: day }, dayFor(day)),
  );
}

function files(list: readonly MailFile[], fetch: Fetch): HTMLElement | null {
  if (list.length === 0) return null;
  const rows = list.map((file) => {
    const save = make(
      "button",
      { class: "button button--quiet", type: "button" },
      t("Save"),
      make("span", { class: "visually-hidden" }, ` ${file.name}`),
    );
    save.addEventListener("click", () => fetch(file));
    const size = make("span", { class: "quiet" }, ` ${readableSize(file.size, document.documentElement.lang || "en")}`);
    const removed = file.removed.length > 0 && make("span", { class: "quiet" }, ` ${removedBefore(file.removed)}`);
    return make("li", {}, make("span", {}, make("span", { class: "files__name" }, file.name), size, removed), save);
  });
  return make("ul", { class: "files" }, ...rows);
}
