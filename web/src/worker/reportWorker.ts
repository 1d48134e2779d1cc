/** What the report door's pages ask of the worker: one report on its way, or one case come back to. */

import { Api } from "../common/api";
import type { Follows } from "../vault/bodies";
import { Receipt } from "../vault/receipt";
import type { Attachable } from "./attach";
import type { MailSession, Writing } from "./mailSession";
import { type ReportContent, ReportSession, type ReportTarget, type SendingProgress } from "./reportSession";

export type { Attached } from "./attach";
export type { Writing } from "./mailSession";
export type {
  Deadline,
  Elsewhere,
  Handling,
  MailEntry,
  MailFile,
  MailItem,
  MailReport,
  MailView,
  RoomView,
} from "./mailView";
export type { ReaderNamed, ReportContent, ReportTarget, SendingProgress, Sent } from "./reportSession";

type CheckInSaid = Parameters<MailSession["checkIn"]>[0];
type CheckedSaid = Parameters<MailSession["checkMinutes"]>[0];

interface Attaching {
  key: string;
  file: Attachable;
}

let report: ReportSession | null = null;
let mail: MailSession | null = null;

function begun<T>(session: T | null): T {
  if (session === null) throw new Error("Nothing was begun in this worker.");
  return session;
}

/** Errors are the vault's, the directory's or ApiError; each crosses to the page with its code. */
export const reportMethods = {
  /** Fetches the directory, makes the receipt. `api`: the address of the organisation's API. */
  startReport: async ({ api, ...target }: ReportTarget & { api: string }) => {
    report = await ReportSession.start(new Api(api), target);
  },
  readers: () => begun(report).readers(),
  compareWords: (text: string) => begun(report).compareWords(text),
  attach: ({ key, file }: Attaching, progress: (share: number) => void) =>
    begun<ReportSession | MailSession>(report ?? mail).attach(key, file, progress),
  detach: (what: { key: string }) => begun<ReportSession | MailSession>(report ?? mail).detach(what),
  /** The case id that this report will have. */
  ownCase: () => begun(report).caseId,
  /** Ties this report to an earlier one of the same reporter, or (null) no longer. */
  followEarlier: ({ follows }: { follows: Follows | null }) => begun(report).follow(follows),
  submit: (content: ReportContent, progress: (progress: SendingProgress) => void) =>
    begun(report).submit(content, progress),

  /** Reads the receipt (failing with "receipt/…" before anything is asked of the server) and opens its case. */
  openMailbox: async ({ api, root, receipt }: { api: string; root: string; receipt: string }) => {
    const { MailSession } = await import("./mailSession"); // the form does not wait for what reads a case
    mail = new MailSession(new Api(api), Receipt.parse(receipt), root);
    return mail.open();
  },
  /** The receipt that opens the case, for the same page in another language. */
  receipt: () => begun(mail).receiptText,
  /** The case again, as it stands now. */
  refresh: () => begun(mail).open(),
  sendMessage: (writing: Writing, again: (attempt: number) => void) => begun(mail).write(writing, again),
  /** A receipt that may take this one's place. It counts once `rotate` was answered. */
  newReceipt: () => begun(mail).newReceipt(),
  rotate: (_: undefined, again: (attempt: number) => void) => begun(mail).rotate(again),
  checkIn: (said: CheckInSaid, again: (attempt: number) => void) => begun(mail).checkIn(said, again),
  checkMinutes: (said: CheckedSaid, again: (attempt: number) => void) => begun(mail).checkMinutes(said, again),
  /** The opened case's reporter signs that they also write the report of `later`. */
  follow: ({ later }: { later: string }) => begun(mail).follow(later),
  evidence: () => begun(mail).evidence(),
  signTimeline: ({ page }: { page: string }) => begun(mail).signTimeline(page),
  download: ({ blob }: { blob: string }) => begun(mail).download(blob),
};

export type ReportMethods = typeof reportMethods;
