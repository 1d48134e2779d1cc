/** A verified case as plain data for its page: who wrote what, which files, and what a handler must be warned of. */
import { type Document, documentOf } from "../apart/documents";
import type { GivenAnswers } from "../common/answered";
import { type Step, stepOf } from "../handover/steps";
import { type CheckInView, checkInsOf } from "../protection/checkIns";
import { type MeasureView, measuresOf } from "../protection/measures";
import { type MinutesView, minutesOf } from "../protection/minutes";
import type { FollowsView } from "../protection/tied";
import { type Told, toldOf } from "../protection/told";
import type { Bodies, HandedOver } from "../vault/bodies";
import { equalBytes } from "../vault/bytes";
import type { Purpose } from "../vault/compose";
import { KeyKind } from "../vault/keyKind";
import type { Outcome } from "../vault/outcomes";
import { isInternal } from "../vault/place";
import type { ReadCase } from "../vault/thread";
import type { Finding, Opened, OpenedOf, ThreadEntry } from "../vault/threadTypes";
import { type Filing, filingOf, type Task, tasksOf } from "./filing";
import type { CaseAnswer, CaseState } from "./wire";

export type Author =
  /** `concerned`: of a reply room, in which whoever a report concerns writes as a reporter does elsewhere. */
  | { readonly kind: "reporter"; readonly concerned?: true }
  | { readonly kind: "you" }
  | { readonly kind: "colleague"; readonly name: string; readonly accepted: boolean };

export type TwoPersonStep = Bodies["proposal"] | Bodies["verdict"];

export interface FileView {
  /** Id of the manifest item. */
  readonly id: string;
  /** SHA-256 (hex) of the sealed manifest. */
  readonly hash: string;
  readonly name: string;
  /** SHA-256 (hex) of the file's own bytes. */
  readonly sha256: string;
  readonly size: number;
  readonly mediaType: string;
  readonly removed: readonly string[];
  /** Id of its blob, and whether the server still has it: two people may have destroyed it. */
  readonly blob: string;
  readonly present: boolean;
  /** Of a handler's redacted copy: hash of the sealed original. What a reporter says of it counts for nothing. */
  readonly redacts: string | null;
}

export type EntryView =
  | {
      readonly readable: false;
      readonly id: string;
      readonly kind: string;
      readonly reason: string;
      readonly day: string;
      /** Only handlers read it. */
      readonly internal: boolean;
    }
  | {
      readonly readable: true;
      readonly id: string;
      readonly kind: string;
      /** Only handlers read it. */
      readonly internal: boolean;
      /** SHA-256 (hex) of the sealed item. */
      readonly hash: string;
      readonly author: Author;
      /** The day that the author wrote and signed. */
      readonly day: string;
      readonly text: string;
      /** Of the reporter's message that corrects or withdraws the report. */
      readonly purpose: Purpose | null;
      readonly answers: GivenAnswers | null;
      readonly files: readonly FileView[];
      /** Of a document of a hand-over. */
      readonly step: Step | null;
      /** Of a check-in, of minutes, and of what was said to them. */
      readonly told: Told | null;
      /** Of a proposal that handlers alone read, or of what one of them said to it. */
      readonly twoPerson: TwoPersonStep | null;
      /** Of a request to open what is kept apart, or a decision on it. */
      readonly document: Document | null;
      /** Of what says what came of the case. */
      readonly conclusion: Bodies["conclusion"] | null;
      /** Of the letter that closes the case. */
      readonly outcome: Outcome | null;
      /** Of a report that another organisation handed over. */
      readonly handedOver: HandedOver | null;
      /** In a reply room, signed with the receipt of its letter: whoever saw the letter could have written it. */
      readonly byLetter: boolean;
    };

/** A finding of the reader, or one of the desk: a card or a questionnaire that was not accepted. */
export interface FindingView {
  readonly code:
    | Finding["code"]
    | "unaccepted-recipient"
    | "unaccepted-author"
    | "questionnaire-changed"
    | "room-mismatch";
  readonly detail: string;
}

/** What came of a case: the outcome, the item that says why, and what follows. */
export interface Ending {
  readonly outcome: Outcome;
  readonly conclusion: string | null;
  readonly on: string;
  readonly contestedOn: string | null;
  readonly upheldOn: string | null;
  readonly eraseDue: string | null;
  /** Whether the reader may answer the reporter who contested it. */
  readonly mayAnswer: boolean;
}

/** How a reply room ended: on which day, and until when it is kept where nothing of it is to stay. */
export interface RoomEnd {
  readonly on: string;
  readonly eraseDue: string | null;
}

export interface CaseReading {
  readonly id: string;
  readonly channel: string;
  readonly state: CaseState;
  readonly receivedOn: string;
  readonly sealedBy: string;
  /** Members (ids) to whom the server shows nothing of it. */
  readonly excluded: readonly string[];
  readonly title: string | null;
  /** Its title calls it urgent. */
  readonly urgent: boolean;
  readonly entries: readonly EntryView[];
  readonly findings: readonly FindingView[];
  readonly filing: Filing;
  readonly tasks: readonly Task[];
  /** The last day of a legal hold that was placed. */
  readonly heldUntil: string | null;
  /** By which article of the channel's law a recording goes once its minutes are complete; null where none says so. */
  readonly recordingArticle: string | null;
  /** What came of it, as the server was told; null until then. */
  readonly ending: Ending | null;
  /** A reply room, as its author signed it, or as the server says: either way it is not shown as a report. */
  readonly isRoom: boolean;
  readonly roomEnd: RoomEnd | null;
  /** Whether an answer may be sealed. */
  readonly mayAnswer: boolean;
  /** Whether a note may be sealed: under the desk key, or under one made now. */
  readonly mayNote: boolean;
  readonly needsDeskKey: boolean;
  readonly checkIns: readonly CheckInView[];
  readonly measures: readonly MeasureView[];
  /** Of each meeting the minutes that count, with the reporter's word on them. */
  readonly minutes: readonly MinutesView[];
  /** The earlier report that this one's author says they wrote too. */
  readonly follows: FollowsView | null;
  /** Id of the newest item that the server showed. */
  readonly newest: string;
}

/** What the reader of a case knows besides the case. */
export interface Context {
  readonly own: string;
  readonly isAccepted: (fingerprint: string) => boolean;
  readonly nameOf: (fingerprint: string) => string;
  readonly questionnaire: { readonly version: number; readonly sha256: string };
  readonly follows: FollowsView | null;
  /** UTC date. */
  readonly today: string;
}

/** What entries are shown with: each item's day, as the server says, and the files by the place of their manifests. */
interface Shown {
  readonly days: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, FileView>;
}

/** Everything readable and unreadable in verified order, files under what vouches for them, findings first seen first. */
export function readingOf(read: ReadCase, answer: CaseAnswer, context: Context): CaseReading {
  const server = {
    days: new Map(answer.items.map((item) => [item.id, item.day])),
    files: filesByPlace(read, new Set(answer.blobs.map((blob) => blob.id))),
  };
  const findings = [...read.findings, ...ownFindings(read, context), ...roomFinding(read, answer)];
  const unaccepted = findings.some((finding) => finding.code === "unaccepted-recipient");
  const hasDeskGrant = answer.grants.some((grant) => grant.key_kind === KeyKind.DESK);
  const title = newestTitle(read);
  const isOther = findings.some((finding) => finding.code === "room-mismatch");
  const mayAnswer = read.current(KeyKind.CASE) !== null && !unaccepted && !isOther;
  const needsDeskKey = !hasDeskGrant && !findings.some(isAboutDeskKey);
  const isRoom = read.isRoom || answer.case.is_room;
  return {
    id: answer.case.id,
    channel: answer.case.channel,
    state: answer.case.state,
    receivedOn: answer.case.received_on,
    sealedBy: answer.case.sealed_by,
    excluded: answer.case.excluded,
    title: title?.title ?? null,
    urgent: title?.urgent === "yes",
    entries: shownEntries(read, isRoom).map((entry) => entryView(entry, read, server, context)),
    findings: unique(findings),
    filing: filingOf(read),
    tasks: tasksOf(read),
    heldUntil: answer.case.held_until,
    recordingArticle: answer.case.recording_article,
    ending: endingOf(answer.case),
    isRoom,
    roomEnd: isRoom ? roomEndOf(answer.case) : null,
    mayAnswer,
    mayNote: mayAnswer && (needsDeskKey || read.current(KeyKind.DESK) !== null),
    needsDeskKey,
    checkIns: checkInsOf(read, answer.case.received_on, context.today),
    measures: measuresOf(read),
    minutes: minutesOf(read),
    follows: context.follows,
    newest: answer.items.at(-1)?.id ?? "",
  };
}

function endingOf(told: CaseAnswer["case"]): Ending | null {
  if (told.outcome === "") return null;
  return {
    outcome: told.outcome,
    conclusion: told.conclusion,
    on: told.concluded_on ?? "",
    contestedOn: told.contested_on,
    upheldOn: told.upheld_on,
    eraseDue: told.erase_due,
    mayAnswer: told.may_answer,
  };
}

function roomEndOf({ concluded_on: on, erase_due: eraseDue }: CaseAnswer["case"]): RoomEnd | null {
  return on === null ? null : { on, eraseDue };
}

/** Whether it is a report or a room, the server and its author must say alike (protocol §22). */
function roomFinding(read: ReadCase, answer: CaseAnswer): FindingView[] {
  const isOther = read.report !== null && read.isRoom !== answer.case.is_room;
  return isOther ? [{ code: "room-mismatch", detail: answer.case.id }] : [];
}

function isAboutDeskKey(finding: FindingView): boolean {
  return finding.code === "desk-key-not-from-colleague" || finding.detail.startsWith(`${KeyKind.DESK}/`);
}

/** Findings that only the desk can make: who was accepted here, and which questions were asked. */
function ownFindings(read: ReadCase, context: Context): FindingView[] {
  const { report } = read;
  if (report === null) return [];
  const recipients = report.body.sealed_to.filter((fingerprint) => !context.isAccepted(fingerprint));
  const authors = opened(read)
    .map((entry) => entry.author)
    .filter((author) => author !== "reporter" && !context.isAccepted(author));
  const asked = report.body.questionnaire;
  const changed = asked.version !== context.questionnaire.version || asked.sha256 !== context.questionnaire.sha256;
  return [
    ...recipients.map((detail) => ({ code: "unaccepted-recipient", detail }) as const),
    ...authors.map((detail) => ({ code: "unaccepted-author", detail }) as const),
    ...(changed ? [{ code: "questionnaire-changed", detail: report.id } as const] : []),
  ];
}

function unique(findings: readonly FindingView[]): FindingView[] {
  return [...new Map(findings.map((finding) => [`${finding.code} ${finding.detail}`, finding])).values()];
}

function opened(read: ReadCase): Opened[] {
  return read.entries.filter((entry) => entry.readable);
}

/** The title of the highest revision. */
function newestTitle(read: ReadCase): OpenedOf<"title">["body"] | null {
  const titles = opened(read).filter((entry): entry is OpenedOf<"title"> => entry.kind === "title");
  const newest = titles.reduce<OpenedOf<"title"> | null>(
    (best, title) => (best === null || title.body.revision > best.body.revision ? title : best),
    null,
  );
  return newest?.body ?? null;
}

/** Kinds that stand in a place of their own on the page, as they are now. */
const STANDS_ELSEWHERE: readonly string[] = ["title", "filing", "task", "measure"];

/**
 * All but what stands in a place of its own, and manifests that stand with what vouches for them. What opens a reply
 * room is no report, and says nothing.
 */
function shownEntries(read: ReadCase, isRoom: boolean): ThreadEntry[] {
  const vouched = new Set(opened(read).flatMap((entry) => manifestIds(entry).map((id) => placeOf(entry.author, id))));
  const standsElsewhere = (entry: Opened) =>
    STANDS_ELSEWHERE.includes(entry.kind) ||
    (isRoom && entry.kind === "report") ||
    (entry.kind === "attachment" && vouched.has(placeOf(entry.author, entry.id)));
  return read.entries.filter((entry) => !entry.readable || !standsElsewhere(entry));
}

function manifestIds(entry: Opened): string[] {
  return "parts" in entry.body
    ? entry.body.parts.filter((part) => part.kind === "attachment").map((part) => part.id)
    : [];
}

/** Where a file stands: under its author's own word. Nobody vouches for another's. */
function placeOf(author: string, id: string): string {
  return `${author} ${id}`;
}

function entryView(entry: ThreadEntry, read: ReadCase, server: Shown, context: Context): EntryView {
  const serverDay = server.days.get(entry.id) ?? "";
  if (!entry.readable) {
    const { id, kind, reason } = entry;
    return { readable: false, id, kind, internal: isInternal(kind), reason, day: serverDay };
  }
  const ids = entry.kind === "attachment" ? [entry.id] : manifestIds(entry);
  return {
    readable: true,
    id: entry.id,
    kind: entry.kind,
    internal: isInternal(entry.kind),
    hash: entry.sealedSha256,
    author: entryAuthor(entry, read, context),
    day: "sent_on" in entry.body ? entry.body.sent_on : entry.body.written_on,
    text: "text" in entry.body ? entry.body.text : "",
    purpose: entry.author === "reporter" && "purpose" in entry.body ? (entry.body.purpose ?? null) : null,
    answers: "answers" in entry.body ? entry.body.answers : null,
    files: [...new Set(ids)].flatMap((id) => server.files.get(placeOf(entry.author, id)) ?? []),
    step: stepOf(entry, read),
    told: toldOf(entry, read),
    conclusion: entry.kind === "conclusion" ? entry.body : null,
    outcome: entry.kind === "letter" ? (entry.body.outcome ?? null) : null,
    twoPerson: entry.kind === "proposal" || entry.kind === "verdict" ? entry.body : null,
    document: documentOf(entry),
    handedOver: entry.kind === "report" ? (entry.body.handed_over ?? null) : null,
    byLetter: isByLetter(entry, read),
  };
}

/** Every manifest by its place, looked for once for all entries. `blobs`: what the server still has. */
function filesByPlace(read: ReadCase, blobs: ReadonlySet<string>): Map<string, FileView> {
  return new Map(
    opened(read)
      .filter((entry): entry is OpenedOf<"attachment"> => entry.kind === "attachment")
      .map((entry) => [placeOf(entry.author, entry.id), fileView(entry, blobs)]),
  );
}

function fileView({ id, author, body, sealedSha256 }: OpenedOf<"attachment">, blobs: ReadonlySet<string>): FileView {
  return {
    id,
    hash: sealedSha256,
    name: body.name,
    sha256: body.sha256,
    size: body.size,
    mediaType: body.media_type,
    removed: body.removed,
    blob: body.blob,
    present: blobs.has(body.blob),
    redacts: author === "reporter" ? null : (body.redacts ?? null),
  };
}

/** What the receipt of a room's letter signed beside the room itself; a succession is the way out of it. */
function isByLetter(entry: Opened, read: ReadCase): boolean {
  const first = read.isRoom ? read.report : null;
  if (first === null || ["report", "title", "succession"].includes(entry.kind)) return false;
  return entry.author === "reporter" && equalBytes(entry.authorKey, first.authorKey);
}

function entryAuthor(entry: Opened, read: ReadCase, context: Context): Author {
  const author = authorView(entry.author, context);
  return read.isRoom && author.kind === "reporter" ? { ...author, concerned: true } : author;
}

/** Who an author of the reader of a case is at this desk. */
export function authorView(author: string, context: Pick<Context, "own" | "isAccepted" | "nameOf">): Author {
  if (author === "reporter") return { kind: "reporter" };
  if (author === context.own) return { kind: "you" };
  return { kind: "colleague", name: context.nameOf(author), accepted: context.isAccepted(author) };
}
