/** What an answer lacks. Pure: the page reads the values, this says what is wrong with them. */

import { t } from "../common/i18n";

export interface Question {
  id: string;
  kind: string;
  label: string;
  required: boolean;
  /** Most characters (code points), where the channel sets a limit. */
  max: number | null;
}

/** What stands in a field now. `broken`: the browser holds something that is no value, such as half a date. */
export interface Standing {
  value: string;
  broken?: boolean;
  /** Of attachments and recordings only. `open`: one is being made that is neither used nor discarded. */
  files?: { arrived: number; underway: number; failed: number; open?: boolean };
}

/** A sentence that says how to put it right, or null. */
export function problemOf(question: Question, standing: Standing): string | null {
  if (standing.files) return fileProblem(question, standing.files);
  const { label, required, kind, max } = question;
  const value = standing.value.trim();
  if (standing.broken || (kind === "date" && value !== "" && !isDate(value))) {
    return t("Give a real date for “{label}”, with day, month and year, or leave it empty.", { label });
  }
  if (value === "" && required) {
    const chosen = kind === "choice" || kind === "category";
    return chosen ? t("Choose one answer for “{label}”.", { label }) : t("Answer “{label}”.", { label });
  }
  const over = max === null ? 0 : lengthOf(value) - max;
  if (over > 0) return t("Shorten “{label}” by {over} characters: at most {max} fit.", { label, over, max: max ?? 0 });
  return null;
}

/** Characters as a person counts them and the channel's limit means them: code points. */
export function lengthOf(text: string): number {
  return [...text].length;
}

function fileProblem({ label, required }: Question, files: NonNullable<Standing["files"]>): string | null {
  if (files.failed > 0) return t("A file of “{label}” was not sent: try it again, or remove it.", { label });
  if (files.underway > 0) return t("A file of “{label}” is still being sent: wait a moment, or remove it.", { label });
  if (files.open) return t("A recording of “{label}” is not finished: use it, or discard it.", { label });
  if (required && files.arrived === 0) return t("Add a file for “{label}”.", { label });
  return null;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
