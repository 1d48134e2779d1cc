/** What is wrong with an answer, in sentences that say how to put it right. Pure but for the language. */

import { t } from "../common/i18n";
import type { Problem } from "./answers";
import { dateFault } from "./typed";

/** The question that a problem is about, as the person sees it. */
export interface About {
  kind: string;
  label: string;
  /** The name of its entry, such as "Payment 2", where the question is repeated. */
  entry?: string;
  /** What was given, as it would be sealed. */
  given?: unknown;
}

/** How many files of a question arrived, are on their way, did not arrive; `open`: one is being made and not done. */
export interface FilesStanding {
  arrived: number;
  underway: number;
  failed: number;
  open?: boolean;
}

/** A problem as a sentence. */
export function sentenceOf({ code, values }: Pick<Problem, "code" | "values">, about: About): string {
  const sentence = (SENTENCES[code] ?? unfit)(about, values);
  return about.entry ? t("{entry}: {sentence}", { entry: about.entry, sentence }) : sentence;
}

/** Why files hold the form back, or null. */
export function filesSentence(label: string, files: FilesStanding): string | null {
  if (files.failed > 0) return t("A file of “{label}” was not sent: try it again, or remove it.", { label });
  if (files.underway > 0) return t("A file of “{label}” is still being sent: wait a moment, or remove it.", { label });
  if (files.open) return t("A recording of “{label}” is not finished: use it, or discard it.", { label });
  return null;
}

type Sentence = (about: About, values: Problem["values"]) => string;

const SENTENCES: Record<string, Sentence> = {
  "answer/missing": ({ kind, label }) => (MISSING[kind] ?? MISSING.text)?.(label) ?? label,
  "answer/paused": () =>
    t("Reports of the kind you chose wait for a review, and none is taken now. Choose another kind that fits."),
  "answer/too-long": ({ label }, values) =>
    t("Shorten “{label}” by {over} characters: at most {max} fit.", { label, ...values }),
  "answer/too-many": ({ label }, values) => t("Remove some of “{label}”: at most {max} fit.", { label, ...values }),
  "answer/not-a-date": ({ label, given }) => NO_DATE[dateFault(String(given))](label),
  "answer/not-an-amount": ({ label }) =>
    t("Give “{label}” in figures, such as 1200 or 1200.50, with at most two after the point.", { label }),
};

const MISSING: Record<string, (label: string) => string> = {
  text: (label) => t("Answer “{label}”.", { label }),
  choice: (label) => t("Choose one answer for “{label}”.", { label }),
  category: (label) => t("Choose one answer for “{label}”.", { label }),
  choices: (label) => t("Choose at least one answer for “{label}”.", { label }),
  date: (label) => t("Give a date for “{label}”: a year alone will do.", { label }),
  amount: (label) => t("Give an amount for “{label}”.", { label }),
  attachment: (label) => t("Add a file for “{label}”.", { label }),
  voice: (label) => t("Record something for “{label}”.", { label }),
  group: (label) => t("Fill in at least one entry of “{label}”.", { label }),
  person: (label) => t("Fill in at least one person for “{label}”.", { label }),
  consent: (label) => t("To go on, tick “{label}”.", { label }),
};

const NO_DATE: Record<ReturnType<typeof dateFault>, (label: string) => string> = {
  year: (label) => t("“{label}” needs a year with four figures, such as 2026.", { label }),
  month: (label) =>
    t("“{label}” needs a month from 1 to 12 where there is a day. Without a day it may be empty.", { label }),
  day: (label) => t("There is no such day: look again at “{label}”, or leave the day out.", { label }),
};

/** What only a page that was tampered with, or is out of date, can give. */
function unfit({ label }: About): string {
  return t("This answer to “{label}” does not fit the question. Answer it again, or load the page again.", { label });
}
