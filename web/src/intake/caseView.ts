/** A verified case as the reporter reads it. Every text of it is bound as text. */

import { type LabelledAnswer, labelledAnswers } from "../common/answered";
import { fill, make } from "../common/dom";
import { t } from "../common/i18n";
import { removedBefore } from "../common/metadata";
import { outcomeName } from "../common/outcomes";
import { readableSize } from "../common/sizes";
import type { MailEntry, MailFile, MailItem, MailReport, MailView } from "../worker/reportWorker";
import { findingFor, reasonFor } from "./findings";
import { handedOverNodes, stepNodes } from "./handover";
import { documentNodes } from "./opening";
import { dayFor } from "./sentences";
import { toldNodes } from "./told";

type Fetch = (file: MailFile) => void;

/** Fills `list` with the thread in its verified order. `fetch` saves a file. The report of a room says nothing. */
export function showThread(list: HTMLElement, view: MailView, fetch: Fetch): void {
  const said = view.room ? view.items.filter((item) => !(item.readable && "report" in item)) : view.items;
  fill(list, ...said.map((item) => make("li", {}, letter(item, fetch))));
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
  if (reason === "key/apart") return apart(kind);
  return make(
    "article",
    { class: "letter letter--unreadable" },
    head(t("Something that cannot be read"), ""),
    make("p", {}, reasonFor(reason)),
    make("p", { class: "quiet" }, make("code", {}, `${kind} · ${reason}`)),
  );
}

/** Sealed apart is no fault: it is what was promised where it was asked. */
function apart(kind: string): HTMLElement {
  const what = kind === "identity" ? t("Who you are, as you wrote it") : t("Whom it concerns, as you wrote it");
  return make("article", { class: "letter letter--apart" }, head(what, ""), make("p", {}, reasonFor("key/apart")));
}

function message(entry: MailEntry, fetch: Fetch): HTMLElement {
  const { author } = entry;
  const mine = author === "you";
  return make(
    "article",
    { class: mine ? "letter" : "letter letter--handler" },
    head(
      authorName(author),
      entry.day,
      entry.purpose ? purposeName(entry.purpose) : entry.outcome && outcomeTag(entry.outcome),
      readMark(entry.read),
    ),
    author === "letter" &&
      make(
        "p",
        { class: "notice notice--caution" },
        t("Whoever saw the letter can have written this. If it was not you, tell the organisation."),
      ),
    entry.kind === "succession" &&
      make("p", {}, t("You made a new receipt. The one before it opens nothing any more.")),
    ...(entry.step ? stepNodes(entry.step) : []),
    ...(entry.document ? documentNodes(entry.document) : []),
    ...(entry.told ? toldNodes(entry.told) : []),
    entry.text !== "" && make("p", { class: "letter__text", translate: "no" }, entry.text),
    files(entry.files, fetch),
  );
}

function authorName(author: MailEntry["author"]): string {
  if (author === "you") return t("You");
  return author === "letter" ? t("Written with the receipt of the letter") : t("Handler {number}", { number: author });
}

function ownReport(report: MailReport, fetch: Fetch): HTMLElement {
  const answers = labelledAnswers(report.answers, report.definition, document.documentElement.lang || "en");
  return make(
    "article",
    { class: "letter" },
    head(
      report.handedOver ? t("Your report, as it was handed over") : t("Your report, as you sent it"),
      report.day,
      null,
      readMark(report.read),
    ),
    !report.definition &&
      make(
        "p",
        { class: "notice notice--caution" },
        t("The server did not give the questions that you answered, so they are shown by their short names."),
      ),
    rows(answers),
    report.follows && make("p", { class: "quiet" }, t("You tied this report to an earlier one of yours.")),
    ...(report.handedOver ? handedOverNodes(report.handedOver) : []),
    files(report.files, fetch),
  );
}

function rows(answers: readonly LabelledAnswer[]): HTMLElement {
  return make("dl", { class: "facts" }, ...answers.map((answer) => make("div", {}, ...terms(answer))));
}

function terms({ label, values, entries }: LabelledAnswer): HTMLElement[] {
  return [
    make("dt", {}, label),
    ...values.map((value) => make("dd", { translate: "no" }, value)),
    ...entries.map((entry) => make("dd", {}, rows(entry))),
  ];
}

function purposeName(purpose: NonNullable<MailEntry["purpose"]>): string {
  if (purpose === "meeting") return t("Asks for a meeting");
  if (purpose === "contest") return t("Another look");
  return purpose === "correction" ? t("Correction") : t("Withdrawal");
}

function outcomeTag(outcome: NonNullable<MailEntry["outcome"]>): string {
  return t("Outcome: {outcome}", { outcome: outcomeName(outcome) });
}

/** Whether a handler has read it; nothing for what handlers wrote. */
function readMark(read: boolean | null): HTMLElement | null {
  if (read === null) return null;
  return make("span", { class: "letter__day" }, read ? t("Read by a handler") : t("Not read yet"));
}

function head(author: string, day: string, tag: string | null = null, mark: Node | null = null): HTMLElement {
  return make(
    "header",
    { class: "letter__head" },
    make("h2", { class: "letter__author" }, author),
    day !== "" && make("time", { class: "letter__day", datetime: day }, dayFor(day)),
    tag && make("span", { class: "tag tag--caution" }, tag),
    mark,
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
    const gone = make("span", { class: "quiet" }, t("Destroyed by the organisation"));
    const removed = file.removed.length > 0 && make("span", { class: "quiet" }, ` ${removedBefore(file.removed)}`);
    return make(
      "li",
      {},
      make("span", {}, make("span", { class: "files__name" }, file.name), size, removed),
      file.present ? save : gone,
    );
  });
  return make("ul", { class: "files" }, ...rows);
}
