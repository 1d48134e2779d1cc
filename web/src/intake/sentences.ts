/** Codes as sentences: what happened, what was kept, what to do. */

import { t } from "../common/i18n";
import { WorkerError } from "../worker/rpc";

/** The sentence for an error of the worker, the vault or the server. */
export function sentenceFor(error: unknown): string {
  const code = codeOf(error);
  const known = ERRORS[code] ?? FAMILIES[code.split("/")[0] ?? ""];
  if (known) return known();
  return t(
    "Something failed ({code}). What you wrote is kept on this page. Try again; if it stays so, tell the organisation this code by another way.",
    { code },
  );
}

export function codeOf(error: unknown): string {
  return error instanceof WorkerError ? error.code : "client/fault";
}

/** Whether an error says that the keys cannot be believed: then nothing more is sealed on this page. */
export function isDistrust(error: unknown): boolean {
  const code = codeOf(error);
  return /^(directory|vault|thread)\//.test(code);
}

const ERRORS: Record<string, () => string> = {
  "network/unreachable": () =>
    t("The server did not answer. What you wrote is kept on this page. Check your connection, then try again."),
  "network/answer-lost": () =>
    t("The answer was lost on the way. Trying again sends the very same sealed bytes, never a second report."),
  "bundle/questionnaire-outdated": () =>
    t(
      "The organisation changed its questions while you wrote. Nothing was sent. Copy your answers, reload this page, and paste them.",
    ),
  "upload/removed": () => t("Removed."),
  "upload/too-large": () => t("This file is too large. Nothing else is lost: remove it, or split it into parts."),
  "mailbox/not-found": () =>
    t(
      "There is no report for this receipt here. Compare each group with your copy, and check that this is the organisation that you wrote to.",
    ),
  "receipt/length": () =>
    t("A receipt has 28 symbols: seven groups of four. Some are missing here, or there are too many."),
  "receipt/symbol": () => t("A receipt has only digits and letters, and never the letter U. Check what you typed."),
  "receipt/mendable": () => t("One symbol of this receipt does not fit."),
  "receipt/wrong": () =>
    t("Several symbols of this receipt do not fit. Compare each group with your copy. Nothing was sent."),
  "vault/refused": () =>
    t("This channel has nobody who could open a report now. Nothing was sent. Choose another way to report."),
  "client/worker-failed": cannotRun,
  "client/closed": cannotRun,
};

function cannotRun(): string {
  return t(
    "The script that seals could not run in this browser. Nothing was sent. Update the browser, or use another one.",
  );
}

const FAMILIES: Record<string, () => string> = {
  upload: () => t("The file did not arrive. Nothing else is lost: try it again, or remove it."),
  directory: () =>
    t("The keys that the server offered cannot be verified. Nothing was sealed to them and nothing was sent."),
  vault: () => t("What the server gave cannot be verified. Nothing was sealed to it and nothing was sent."),
  thread: () =>
    t("This case could not be verified, so nothing is sealed to it and nothing was sent. See the warnings."),
  network: () =>
    t("The server gave an answer that makes no sense. What you wrote is kept on this page. Try again later."),
};

/** Why an item cannot be read. */
export function reasonFor(code: string): string {
  const known = REASONS[code];
  return known ? known() : t("It could not be opened ({code}).", { code });
}

const REASONS: Record<string, () => string> = {
  "vault/wrong-key": () => t("It was sealed with a key that you do not have."),
  "key/apart": () =>
    t("It is sealed apart: two people open it together, with a written reason that you can read here."),
  "key/missing": () => t("It was sealed with a key that you do not have."),
  "vault/tampered": () => t("It was changed after it was sealed."),
  "vault/malformed": () => t("It is damaged."),
  "vault/unsupported": () => t("It needs a newer version of this page."),
  "author/not-allowed": () => t("It was not written by you or by anybody who may answer you."),
  "report/not-this-case": () => t("It claims to be your report, and is not."),
  "item/duplicate": () => t("The server shows it twice."),
};

/** What was found to be wrong with the case as a whole. */
export function findingFor(code: string): string {
  const known = FINDINGS[code];
  return known ? known() : t("Something in this case does not fit together ({code}).", { code });
}

const FINDINGS: Record<string, () => string> = {
  "report-missing": () => t("Your report is not among what the server gave, so nothing here can be verified."),
  "case-mismatch": () => t("The server gave another case than the one of your receipt."),
  "directory-unknown": () =>
    t("The list of readers that your report was sealed to is not the one that the server shows now."),
  "unknown-recipient": () => t("Your report was sealed to somebody whom the list of readers does not name."),
  "sealed-to-mismatch": () => t("Your report was not sealed to all those to whom it should have been."),
  "part-missing": () => t("Something that belongs to a message or to your report is missing, or was exchanged."),
  gap: () => t("A message is missing: somebody answered to something that the server does not show."),
  order: () => t("The server shows the messages in another order than they were written in."),
  "duplicate-item": () => t("The server shows something twice."),
  "foreign-author": () => t("The server shows a message by somebody who may not write here."),
  "grant-invalid": () => t("A key that the server offers was not given by anybody who may give it."),
  "desk-key-not-from-colleague": () => t("A key that the server offers was not given by anybody who may give it."),
  "key-replaced": () => t("The server offers another key than before."),
  "pinned-key-missing": () => t("The server no longer shows the newest key of this case."),
};

/** A workflow state. */
export function stateFor(code: string): string {
  return (
    {
      received: t("Received"),
      assessing: t("Being assessed"),
      addressing: t("Being addressed"),
      concluded: t("Concluded"),
    }[code] ?? code
  );
}

/** A day (YYYY-MM-DD) in the language of the page. */
export function dayFor(day: string): string {
  const time = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(time)) return day;
  const language = document.documentElement.lang || "en";
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(time);
}
