/** What stands at the edges of every printed sheet: CSS page margin boxes, where the browser has them. */
import { t } from "../common/i18n";

/** The rules as text. `rightToLeft`: the case's number stands at the start of the line, on either side. */
export function pageRules(organisation: string, number: string, printed: string, rightToLeft: boolean): string {
  const [start, end] = rightToLeft ? ["right", "left"] : ["left", "right"];
  const direction = `direction: ${rightToLeft ? "rtl" : "ltr"};`;
  const box = (place: string, content: string) => `@${place} { content: ${content}; ${direction} }`;
  return `@page {
    margin: 22mm 18mm; color: #333; font: 9pt sans-serif;
    ${box(`top-${start}`, quoted(number))}
    ${box(`top-${end}`, quoted(organisation))}
    ${box(`bottom-${start}`, quoted(printed))}
    ${box(`bottom-${end}`, counted(t("Page {page} of {pages}")))}
  }`;
}

export function pageSheet(organisation: string, number: string, printed: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(pageRules(organisation, number, printed, document.documentElement.dir === "rtl"));
  return sheet;
}

/** A CSS string. A name is somebody's text: whatever is not a letter, a digit or a space is written by its number. */
function quoted(text: string): string {
  const safe = text.replace(/[^\p{L}\p{M}\p{N} .,–-]/gu, (one) => `\\${one.codePointAt(0)?.toString(16)} `);
  return `"${safe}"`;
}

function counted(text: string): string {
  const parts = text.split(/(\{pages?\})/).filter((part) => part !== "");
  const counters: Readonly<Record<string, string>> = { "{page}": "counter(page)", "{pages}": "counter(pages)" };
  return parts.map((part) => counters[part] ?? quoted(part)).join(" ");
}
