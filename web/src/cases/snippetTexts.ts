/** Words for short texts: what each of those that come with the software is for, and their languages. */
import { t } from "../common/i18n";
import { outcomeName } from "../common/outcomes";
import { OUTCOMES } from "../vault/outcomes";

/** What is offered where an answer is written. */
export const ANSWERS: readonly string[] = ["acknowledgement", "more", "feedback"];

export function purposeName(purpose: string): string {
  const names: Readonly<Record<string, string>> = {
    acknowledgement: t("We have received it"),
    more: t("We need to know more"),
    feedback: t("What we do"),
    upheld: t("Another look: the outcome stays"),
    reopened: t("Another look: reopened"),
    "room-notice": t("Reply room: what the person is told"),
    "room-paper": t("Reply room: the letter with the receipt"),
    "room-cleared": t("Reply room: clearance letter"),
    "room-closed": t("Reply room: closing letter"),
  };
  const outcome = OUTCOMES.find((one) => one === purpose);
  if (outcome !== undefined) return t("Closing letter: {outcome}", { outcome: outcomeName(outcome) });
  return names[purpose] ?? purpose;
}

/** A language that letters tell. Japanese has Chinese characters too, but never without its own between them. */
function languageOf(written: string): string | undefined {
  if (/\p{Script=Arabic}/u.test(written)) return "ar";
  if (/\p{Script=Han}/u.test(written) && !/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(written)) return "zh-hans";
  return undefined;
}

/**
 * The languages to offer first. A report does not say its language (protocol §3): one in Arabic letters is answered in
 * Arabic first, one in Chinese characters in Chinese, any other in the language of the page.
 */
export function ownLanguages(written: string): string[] {
  const page = document.documentElement.lang || "en";
  return [...new Set([languageOf(written) ?? page, page])];
}
