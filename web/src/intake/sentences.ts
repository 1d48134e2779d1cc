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

/** Whether what was sent may be there all the same: no answer came, or the server failed after it took it. */
export function mayHaveArrived(error: unknown): boolean {
  const status = error instanceof WorkerError ? Number(error.detail.status ?? 0) : 0;
  return codeOf(error).startsWith("network/") || status >= 500;
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
  "quota/reports": () =>
    t(
      "This channel has taken as many reports as it takes in a day. Nothing was sent; what you wrote is kept on this page. It opens again tomorrow, at 00:00 UTC. If it cannot wait, the channel's page names other ways.",
    ),
  "quota/uploaded": () =>
    t(
      "This channel has taken as many files as it takes in a day. You can send your report without this file, and add the file tomorrow with your receipt.",
    ),
  "quota/returning": () =>
    t("You have sent as many files as are taken in a day. You can still write, and send more files tomorrow."),
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
  "thread/receipt-replaced": () => t("You already made a newer receipt for this report. Come back with that one."),
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
  proof: () =>
    t("The server did not take the sum that this page worked out. What you wrote is kept on this page. Try again."),
  network: () =>
    t("The server gave an answer that makes no sense. What you wrote is kept on this page. Try again later."),
};

export { dayText as dayFor } from "../common/words";
