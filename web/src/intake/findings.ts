/** What does not fit together in a case that was come back to, as sentences. */

import { t } from "../common/i18n";

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
  "succession-fork": () =>
    t(
      "Two new receipts were made from one. If you made only one, somebody else has had your receipt. Nothing can be sent from here.",
    ),
  "foreign-author": () => t("The server shows a message by somebody who may not write here."),
  "room-mismatch": () => t("The server calls this something else than what was signed: a report, or a reply room."),
  "grant-invalid": () => t("A key that the server offers was not given by anybody who may give it."),
  "desk-key-not-from-colleague": () => t("A key that the server offers was not given by anybody who may give it."),
  "key-replaced": () => t("The server offers another key than before."),
  "pinned-key-missing": () => t("The server no longer shows the newest key of this case."),
};
