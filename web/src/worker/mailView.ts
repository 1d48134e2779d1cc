/** A verified case as the reporter's page shows it: plain values, every text still only text. */

import { type Document, documentOf } from "../apart/documents";
import type { GivenAnswers } from "../common/answered";
import type { Contact, Definition } from "../common/definition";
import { type Step, stepOf } from "../handover/steps";
import { type CheckInView, checkInsOf } from "../protection/checkIns";
import { type MinutesView, minutesOf } from "../protection/minutes";
import { type Told, toldOf } from "../protection/told";
import type { HandedOver } from "../vault/bodies";
import { canonicalJson } from "../vault/bodyChecks";
import { equalBytes, toHex, utf8 } from "../vault/bytes";
import type { Purpose } from "../vault/compose";
import { KeyKind } from "../vault/keyKind";
import type { Outcome } from "../vault/outcomes";
import { sha256 } from "../vault/primitives";
import type { ReadCase } from "../vault/thread";
import type { Finding, Opened, OpenedOf, ThreadEntry } from "../vault/threadTypes";

/** An attachment by its verified manifest. `blob` is what to ask for. */
export interface MailFile {
  blob: string;
  name: string;
  size: number;
  removed: readonly string[];
  /** Whether the server still has it: two people may have destroyed it. */
  present: boolean;
}

/** What a message is for, where it is more than one; "contest" asks for another look at the outcome. */
export type Meaning = Purpose | "contest";

export interface MailEntry {
  id: string;
  kind: string;
  /**
   * "you", or the number of the handler by first appearance, from 1. In a reply room "letter": signed with the receipt
   * that its subject was handed, which whoever saw the letter could use.
   */
  author: "you" | "letter" | number;
  /** As its author signed it, YYYY-MM-DD. */
  day: string;
  text: string;
  /** Of the reporter's own message that is more than one. */
  purpose: Meaning | null;
  /** Of the letter that closes the case. */
  outcome: Outcome | null;
  /** Whether a handler opened the case since it was there, as the server says; null for what is not the reporter's. */
  read: boolean | null;
  files: MailFile[];
  /** Of a document of a hand-over. */
  step: Step | null;
  /** Of a request to open what is kept apart, or a decision on it. */
  document: Document | null;
  /** Of a check-in, of minutes, and of what was said to them. */
  told: Told | null;
}

export interface MailReport {
  id: string;
  day: string;
  read: boolean;
  answers: GivenAnswers;
  files: MailFile[];
  /** The questionnaire that was answered, or null when what the server gave is another. */
  definition: Definition | null;
  /** Of a report that another organisation handed over: what it says in place of answers. */
  handedOver: HandedOver | null;
  /** The reporter said in it that they wrote an earlier one. */
  follows: boolean;
}

export type MailItem =
  | { readable: true; report: MailReport }
  | { readable: true; entry: MailEntry }
  | { readable: false; id: string; kind: string; reason: string };

/** A day by the end of which something is due, YYYY-MM-DD; what came of it, whether it was missed, what moved it. */
export interface Deadline {
  matter: string;
  due: string;
  met: string | null;
  missed: boolean;
  paused: boolean;
  /** Its day moves on as long as it is paused. */
  still: boolean;
  extended: boolean;
}

/** Whom the reporter can turn to outside, by the channel's law; texts by language. */
export interface Outside {
  name: Texts;
  authorities: Elsewhere[];
  advice: Elsewhere[];
}

export interface Elsewhere {
  name: Texts;
  what: Texts;
  address: string;
  /** Whether it was checked against its source. */
  verified: boolean;
}

type Texts = Readonly<Record<string, string>>;

/** What the server says of the handling (protocol §14); none of it is signed. */
export interface Handling {
  state: string;
  /** The channel of the report, as its address names it. */
  channel: string;
  receivedOn: string;
  sealedBy: string;
  /** The day a handler first opened the case, and that of the desk's first answer. */
  openedOn: string | null;
  acknowledgedOn: string | null;
  clocks: readonly Deadline[];
  /** A day has passed and nothing came. */
  turnElsewhere: boolean;
  /** Outside authorities that the law names. */
  authorities: readonly Contact[];
  outside: Outside | null;
  /** Another look at the outcome: whether it can be asked for, when it was, and when it changed nothing. */
  contest: { possible: boolean; askedOn: string | null; upheldOn: string | null };
  eraseOn: string | null;
  clock: { acknowledgement: Deadline; answer: Deadline };
}

/** What a reader finds, or that the server calls a report a reply room, or a room a report. */
export type MailFinding = Finding | { readonly code: "room-mismatch"; readonly detail: string };

/** Of the reply room of a person whom a report concerns. */
export interface RoomView {
  /** Whether a receipt of the subject's own has taken the place of the one that they were handed. */
  isTakenOver: boolean;
  /** The channel's, or null when what the server gave is another. */
  definition: Definition | null;
}

export interface MailView extends Handling {
  /** Null of a report. What its author signed says which it is; where there is nothing signed, the server's word does. */
  room: RoomView | null;
  items: MailItem[];
  findings: readonly MailFinding[];
  /** Whether anything may be sealed to this case. */
  mayWrite: boolean;
  checkIns: CheckInView[];
  /** Of each meeting the minutes that count. */
  minutes: MinutesView[];
}

/** What the server says beside the case itself; none of it is believed more than it must be. */
export interface Around {
  handling: Handling;
  /** It calls this a reply room. */
  isRoom: boolean;
  definition: Definition;
  /** Ids of the blobs that the server has. */
  blobs: ReadonlySet<string>;
  /** Ids of the items that lay there when a handler last opened the case. */
  read: ReadonlySet<string>;
  /** UTC date. */
  today: string;
}

export function mailView(read: ReadCase, around: Around): MailView {
  const manifests = manifestsOf(read);
  const enclosed = enclosedIn(read);
  const handlers = new HandlerNumbers();
  const items = read.entries.flatMap((entry): MailItem[] => {
    if (!entry.readable) return [{ readable: false, id: entry.id, kind: entry.kind, reason: entry.reason }];
    if (entry.kind === "report") return [{ readable: true, report: reportOf(entry, manifests, around) }];
    const shown = entryOf(entry, { read, manifests, enclosed }, handlers, around);
    return shown ? [{ readable: true, entry: shown }] : [];
  });
  return {
    ...around.handling,
    room: roomOf(read, around),
    items,
    findings: findingsOf(read, around),
    mayWrite: read.current(KeyKind.CASE) !== null,
    checkIns: checkInsOf(read, around.handling.receivedOn, around.today),
    minutes: minutesOf(read),
  };
}

/** A server that calls a report a room, or a room a report, is told on; then it is shown as what was signed. */
function findingsOf(read: ReadCase, { isRoom }: Around): readonly MailFinding[] {
  if (read.report === null || isRoom === read.isRoom) return read.findings;
  return [...read.findings, { code: "room-mismatch", detail: read.caseId }];
}

function roomOf(read: ReadCase, around: Around): RoomView | null {
  const { report } = read;
  if (!(report ? read.isRoom : around.isRoom)) return null;
  const isTakenOver = read.entries.some((entry) => entry.readable && entry.kind === "succession");
  return { isTakenOver, definition: report && answered(report, around) };
}

/** The definition that a report names, or null when the server gave another. */
function answered({ body }: OpenedOf<"report">, { definition }: Around): Definition | null {
  return toHex(sha256(utf8(canonicalJson(definition)))) === body.questionnaire.sha256 ? definition : null;
}

/** Manifests by item id. */
export function manifestsOf(read: ReadCase): Map<string, OpenedOf<"attachment">> {
  return new Map(
    read.entries.flatMap((entry) =>
      entry.readable && entry.kind === "attachment" ? [[entry.id, entry] as const] : [],
    ),
  );
}

/** What a report, message or letter vouches for; none for other kinds. */
export function partsOf(entry: ThreadEntry): readonly { kind: string; id: string; sha256: string }[] {
  return entry.readable && "parts" in entry.body ? entry.body.parts : [];
}

type Manifests = Map<string, OpenedOf<"attachment">>;

/**
 * Manifests (by item id) that stand with what their own author sent them with. Only these are left out of the thread:
 * nobody takes anything else from the reporter's eyes by naming it.
 */
function enclosedIn(read: ReadCase): ReadonlySet<string> {
  const manifests = manifestsOf(read);
  return new Set(read.entries.flatMap((entry) => ownManifests(entry, manifests).map(({ id }) => id)));
}

/** The manifests that an entry names, of its own author: nobody vouches for another's file. */
function ownManifests(entry: ThreadEntry, manifests: Manifests): OpenedOf<"attachment">[] {
  return partsOf(entry).flatMap((part) => {
    const manifest = part.kind === "attachment" ? manifests.get(part.id) : undefined;
    return entry.readable && manifest?.author === entry.author ? [manifest] : [];
  });
}

function filesOf(entry: ThreadEntry, manifests: Manifests, around: Around): MailFile[] {
  return ownManifests(entry, manifests).map((manifest) => fileOf(manifest, around));
}

function fileOf({ body }: OpenedOf<"attachment">, { blobs }: Around): MailFile {
  const { blob, name, size, removed } = body;
  return { blob, name, size, removed, present: blobs.has(blob) };
}

function reportOf(entry: OpenedOf<"report">, manifests: Manifests, around: Around): MailReport {
  const { sent_on, answers, handed_over: handedOver = null, follows } = entry.body;
  const files = filesOf(entry, manifests, around);
  const isRead = around.read.has(entry.id);
  const asked = answered(entry, around);
  const tied = follows !== undefined;
  return { id: entry.id, day: sent_on, read: isRead, answers, files, definition: asked, handedOver, follows: tied };
}

/** Titles, and manifests that stand with what sent them, are not shown by themselves; everything else is. */
function entryOf(
  entry: Exclude<Opened, OpenedOf<"report">>,
  { read: whole, manifests, enclosed }: { read: ReadCase; manifests: Manifests; enclosed: ReadonlySet<string> },
  handlers: HandlerNumbers,
  around: Around,
): MailEntry | null {
  if (entry.kind === "title" || enclosed.has(entry.id)) return null;
  const { id, kind, body } = entry;
  const author = isOfLetter(entry, whole) ? "letter" : handlers.authorOf(entry.author);
  const day = dayOf(body);
  const text = "text" in body ? body.text : "";
  const purpose = kind === "contest" ? kind : ("purpose" in body && body.purpose) || null;
  const outcome = ("outcome" in body && kind === "letter" && body.outcome) || null;
  const files = entry.kind === "attachment" ? [fileOf(entry, around)] : filesOf(entry, manifests, around);
  const [step, document, told] = [stepOf(entry, whole), documentOf(entry), toldOf(entry, whole)];
  const seen = author === "you" ? around.read.has(id) : null;
  return { id, kind, author, day, text, purpose, outcome, read: seen, files, step, document, told };
}

/**
 * Whether something in a room is signed with the receipt that the subject was handed, but for the change to their own.
 */
function isOfLetter({ kind, authorKey }: Exclude<Opened, OpenedOf<"report">>, { isRoom, report }: ReadCase): boolean {
  return isRoom && kind !== "succession" && report !== null && equalBytes(authorKey, report.authorKey);
}

function dayOf(body: Opened["body"]): string {
  const days = body as { sent_on?: string; written_on?: string; asked_on?: string };
  return days.sent_on ?? days.written_on ?? days.asked_on ?? "";
}

class HandlerNumbers {
  private readonly known: string[] = [];

  authorOf(author: string): "you" | number {
    if (author === "reporter") return "you";
    if (!this.known.includes(author)) this.known.push(author);
    return this.known.indexOf(author) + 1;
  }
}
