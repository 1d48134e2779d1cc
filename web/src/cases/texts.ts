/** Words for states, ways of sealing, kinds, and for everything that a reader could not verify. */
import { html, type TemplateResult } from "lit";
import { t } from "../common/i18n";
import type { Purpose } from "../vault/compose";
import type { Author, FindingView } from "./caseReading";
import type { CasePart } from "./router";
import type { CaseState } from "./wire";

export const STATES: readonly CaseState[] = ["received", "assessing", "addressing", "concluded"];

export function stateName(state: CaseState): string {
  const names: Readonly<Record<CaseState, string>> = {
    received: t("received"),
    assessing: t("being assessed"),
    addressing: t("being addressed"),
    concluded: t("concluded"),
  };
  return names[state];
}

/** The four steps of ISO 37002, and what each asks for. */
export function stepText(state: CaseState): { name: string; text: string } {
  const steps: Readonly<Record<CaseState, { name: string; text: string }>> = {
    received: { name: t("Receive"), text: t("The report is here. Confirm to the reporter that you have it.") },
    assessing: {
      name: t("Assess"),
      text: t("Is it in scope, what is known, what is missing? Ask the reporter. Nobody is presumed guilty."),
    },
    addressing: {
      name: t("Address"),
      text: t("Look into the facts and act: stop harm, protect people, hear those concerned."),
    },
    concluded: { name: t("Conclude"), text: t("The work is done. Tell the reporter what came of it.") },
  };
  return steps[state];
}

/** The steps that a case may take next, with the words on the button (cases/workflow.py); to conclude takes an outcome. */
export function nextSteps(state: CaseState): { to: CaseState; label: string }[] {
  const steps: Readonly<Record<CaseState, { to: CaseState; label: string }[]>> = {
    received: [{ to: "assessing", label: t("Start assessing") }],
    assessing: [{ to: "addressing", label: t("Start addressing") }],
    addressing: [],
    concluded: [{ to: "addressing", label: t("Reopen") }],
  };
  return steps[state];
}

/** From where a case may be concluded (cases/workflow.py). */
export const MAY_CONCLUDE: readonly CaseState[] = ["assessing", "addressing"];

/** The parts of a case's page. */
export function partName(part: CasePart): string {
  const names: Readonly<Record<CasePart, string>> = {
    conversation: t("Conversation"),
    work: t("Work"),
    people: t("People concerned"),
    outcome: t("Outcome"),
    sharing: t("Sharing"),
  };
  return names[part];
}

/** How a report was sealed, as the server says: short for a list, with an explanation for the case page. */
export function sealedByText(sealedBy: string): { short: string; long: string } {
  if (sealedBy === "server") {
    return {
      short: t("sealed by the server"),
      long: t("The server sealed this report in its memory. Whoever controlled the server then could have read it."),
    };
  }
  return {
    short: t("sealed by the reporter"),
    long: t("The reporter's own machine sealed this report. The server never held it open."),
  };
}

/** The mark of a report that an administrator sent to try a channel. */
export function testTag(): TemplateResult {
  return html`<span class="tag tag--caution">${t("Test")}</span>`;
}

/** The mark of a subject's reply room. */
export function roomTag(): TemplateResult {
  return html`<span class="tag">${t("Reply room")}</span>`;
}

export function rekeyTag(): TemplateResult {
  return html`<span class="tag tag--caution">${t("Needs new keys")}</span>`;
}

/** The mark of a case whose reporter asked for another look at the outcome. */
export function contestedTag(): TemplateResult {
  return html`<span class="tag tag--caution">${t("Another look is asked for")}</span>`;
}

export function kindName(kind: string): string {
  const names: Readonly<Record<string, string>> = {
    report: t("Report"),
    title: t("Title"),
    message: t("Message"),
    letter: t("Letter"),
    contest: t("Another look"),
    conclusion: t("Conclusion"),
    note: t("Internal note"),
    memo: t("Memo"),
    proposal: t("Proposal for two people"),
    filing: t("Tags and links"),
    task: t("Task"),
    verdict: t("Decision on a proposal"),
    attachment: t("Attachment"),
    identity: t("Reporter's name, kept apart"),
    subject: t("Person concerned, kept apart"),
    request: t("Request to open what is kept apart"),
    decision: t("Decision on a request to open"),
    handover: t("Proposed hand-over"),
    agreement: t("Decision on the hand-over"),
    release: t("Handed over"),
    succession: t("New receipt of the reporter"),
    checkin: t("Check-in"),
    minutes: t("Minutes"),
    checked: t("Word on the minutes"),
    measure: t("Measure of protection"),
  };
  return names[kind] ?? t("Document of an unknown kind");
}

/** What a reporter's message is for. */
export function purposeName(purpose: Purpose): string {
  if (purpose === "meeting") return t("Asks for a meeting");
  return purpose === "correction" ? t("Correction") : t("Withdrawal");
}

/** Why an entry, or a title, cannot be read. */
export function reasonText(reason: string): string {
  const reasons: Readonly<Record<string, string>> = {
    "vault/wrong-key": t("It is not sealed under this case's key."),
    "vault/tampered": t("It was changed after its author sealed it, or moved here from another place."),
    "vault/malformed": t("It is damaged or cut short."),
    "vault/unsupported": t("It is of a newer kind than this release reads."),
    "author/not-allowed": t("Its author may not write such a document here."),
    "report/not-this-case": t("It is a report, but not by this case's reporter."),
    "key/apart": t(
      "It is sealed apart: two people open it together, with a written reason that the reporter can read.",
    ),
    "key/missing": t("The key to it was not given to you, or could not be verified."),
    "item/duplicate": t("It bears the number of another document of this case."),
  };
  return reasons[reason] ?? t("It cannot be verified ({code}).", { code: reason });
}

/** Warnings that say a key is not to be trusted are graver than those that say something is missing. */
const GRAVE: ReadonlySet<string> = new Set<FindingView["code"]>([
  "report-missing",
  "case-mismatch",
  "directory-unknown",
  "unknown-recipient",
  "sealed-to-mismatch",
  "succession-fork",
  "foreign-author",
  "grant-invalid",
  "desk-key-not-from-colleague",
  "key-replaced",
  "pinned-key-missing",
  "room-mismatch",
]);

export function isGrave(code: FindingView["code"]): boolean {
  return GRAVE.has(code);
}

/** A finding in words that a handler understands: what was found, and what follows from it. */
export function findingText(code: FindingView["code"]): string {
  const texts: Readonly<Record<FindingView["code"], string>> = {
    "report-missing": t(
      "The report itself is missing or is not by this case's reporter. Nothing else here can be trusted, and nothing can be sent.",
    ),
    "case-mismatch": t(
      "The report was written for another organisation or channel than the server says. Nothing can be sent from here.",
    ),
    "directory-unknown": t(
      "The report was sealed to a list of keys that is not your organisation's. Somebody else may be able to read it. Nothing can be sent from here.",
    ),
    "unknown-recipient": t(
      "The report was sealed to a key that was not on the list of keys. Somebody unknown can read it; answers would be sealed to them too, so none can be sent.",
    ),
    "sealed-to-mismatch": t(
      "The report was not sealed to everyone who must hold it: a recovery sheet, or every handler, was left out. No answer can be sent.",
    ),
    "part-missing": t(
      "Something that its author sent is missing or was replaced: an attachment or a document. Ask the author for it again.",
    ),
    gap: t(
      "Somebody answered to a document that the server does not show. Part of this conversation is being held back.",
    ),
    order: t(
      "The server shows documents in another order than their authors saw them. They stand here in the true order, as far as it can be told.",
    ),
    "duplicate-item": t("Two documents bear the same number. Only the first is shown."),
    "succession-fork": t(
      "One receipt of the reporter names two new ones, so nobody can tell which is the reporter's. Somebody may have stolen a receipt. What either of them wrote is shown as unreadable, and no answer can be sent.",
    ),
    "foreign-author": t("A document is signed by somebody who may not write here. It is shown below as unreadable."),
    "grant-invalid": t(
      "A key that the server gave you for this case is not genuine. Nothing is sealed under keys of this kind.",
    ),
    "desk-key-not-from-colleague": t(
      "The key for internal notes was not made by a colleague. Notes could be read by somebody else, so none can be written.",
    ),
    "key-replaced": t(
      "The server shows another key for this case than before. Nothing is sealed under keys of this kind.",
    ),
    "pinned-key-missing": t(
      "A key of this case that you used before is missing, and perhaps an older one is offered. Nothing is sealed under keys of this kind.",
    ),
    "unaccepted-recipient": t(
      "The report is also sealed to a colleague's key that you have not compared yet. Compare it on the people page before you write.",
    ),
    "unaccepted-author": t(
      "Something here is signed with a colleague's key that you have not compared yet. Compare it on the people page before you rely on it.",
    ),
    "room-mismatch": t(
      "The server says that this is a report where its author signed a reply room, or the other way round. Nothing can be sent from here.",
    ),
    "questionnaire-changed": t(
      "The questions shown are not exactly those that the reporter answered. Read the answers with care; the questions may have been changed.",
    ),
  };
  return texts[code];
}

/** Who wrote something, as a colleague reads it. */
export function authorName(author: Author): string {
  if (author.kind === "reporter") return author.concerned ? t("Person concerned") : t("Reporter");
  if (author.kind === "you") return t("You");
  const name = author.name === "" ? t("A colleague without a name") : author.name;
  return author.accepted ? name : t("{name} (key not compared)", { name });
}
