/** The timeline that a reporter takes away: a page that anybody can read, around what a machine checks (protocol §21). */

import { labelledAnswers } from "../common/answered";
import { find, make } from "../common/dom";
import { saveFile } from "../common/download";
import { t } from "../common/i18n";
import type { MailEntry, MailItem, MailView, ReportMethods } from "../worker/reportWorker";
import type { Remote } from "../worker/rpc";
import { handlingRows } from "./handling";
import { dayFor } from "./sentences";
import { toldText } from "./told";

/** Where the machine's part stands. Its text holds no character that HTML would write otherwise. */
const DATA = "vouchsafe-timeline";
const LOOK =
  "body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 Georgia,serif;color:#1b231f;background:#fff}" +
  "article{margin:1rem 0;padding:.75rem 1rem;border:1px solid #ddd5c4;border-inline-start:4px solid #1c5642;break-inside:avoid}" +
  "h2,h3{line-height:1.2}h3{margin:0}dt{font-weight:600}dd{margin:0 0 .5rem}p{white-space:pre-wrap;unicode-bidi:plaintext}" +
  "small{color:#434c47}";

/** Makes the file and saves it. Rejects as the worker does; nothing is kept then. */
export async function takeTimeline(worker: Remote<ReportMethods>): Promise<void> {
  const { view, data } = await worker.call("evidence", undefined);
  const page = `<!doctype html>\n${pageOf(view, data).outerHTML}\n`;
  const text = await worker.call("signTimeline", { page });
  saveFile(new Blob([text], { type: "text/html" }), "timeline.html");
}

/** Built of text nodes alone; a document of its own, so that nothing of it runs or loads. */
function pageOf(view: MailView, data: string): HTMLElement {
  const { lang, dir } = document.documentElement;
  const title = t("Timeline of a report to {organisation}", { organisation: find(".eyebrow").textContent ?? "" });
  const head = make("head", {}, make("meta", { charset: "utf-8" }), make("title", {}, title), make("style", {}, LOOK));
  const body = make(
    "body",
    {},
    make("h1", {}, title),
    make(
      "p",
      {},
      t("Days are those of UTC. What stands below was signed by those who wrote it, unless it says otherwise."),
    ),
    make("h2", {}, t("What the organisation's server says of the handling")),
    make("p", {}, make("small", {}, t("Nobody signed this part."))),
    make("dl", {}, ...handlingRows(view)),
    make("h2", {}, t("What was sent, and when")),
    ...view.items.map(itemOf),
    make("h2", {}, t("How to check this file")),
    make(
      "p",
      {},
      t("Run: vouchsafe timeline verify FILE. It needs no network and no server, and tells if one letter was changed."),
    ),
    make("pre", { id: DATA, hidden: true }, plain(data)),
  );
  return make("html", { lang: lang || "en", dir: dir || "ltr" }, head, body);
}

function itemOf(item: MailItem): HTMLElement {
  if (!item.readable) return article(t("Something that cannot be read here"), "", [make("small", {}, item.kind)]);
  if ("entry" in item) return article(authorOf(item.entry), item.entry.day, entryNodes(item.entry));
  const { answers, definition, day, files } = item.report;
  const rows = labelledAnswers(answers, definition, document.documentElement.lang || "en").flatMap(rowNodes);
  return article(t("The report"), day, [make("dl", {}, ...rows), ...fileNodes(files)]);
}

function rowNodes({ label, values, entries }: ReturnType<typeof labelledAnswers>[number]): HTMLElement[] {
  return [
    make("dt", {}, label),
    ...values.map((value) => make("dd", {}, value)),
    ...entries.map((entry) => make("dd", {}, make("dl", {}, ...entry.flatMap(rowNodes)))),
  ];
}

function entryNodes(entry: MailEntry): HTMLElement[] {
  const step =
    entry.step && make("p", {}, make("strong", {}, t("A document of a hand-over ({kind})", { kind: entry.kind })));
  const told = entry.told && make("p", {}, make("strong", {}, toldText(entry.told)));
  const receipt = entry.kind === "succession" && make("p", {}, t("A new receipt took the place of the one before it."));
  const text = entry.text !== "" && make("p", {}, entry.text);
  const nodes = [step, told, receipt, text].filter((node): node is HTMLParagraphElement => !!node);
  return [...nodes, ...fileNodes(entry.files)];
}

function fileNodes(files: MailEntry["files"]): HTMLElement[] {
  if (files.length === 0) return [];
  return [make("ul", {}, ...files.map(({ name }) => make("li", {}, t("File: {name}", { name }))))];
}

function authorOf({ author }: MailEntry): string {
  return author === "you" ? t("The reporter") : t("Handler {number}", { number: author });
}

function article(heading: string, day: string, nodes: readonly HTMLElement[]): HTMLElement {
  const when = day !== "" && make("time", { datetime: day }, dayFor(day));
  return make("article", {}, make("h3", {}, heading), make("small", {}, when), ...nodes);
}

/** JSON with the three letters that HTML writes otherwise as their numbers, which JSON reads as the same. */
function plain(json: string): string {
  return json.replace(/[<>&\u00a0]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
