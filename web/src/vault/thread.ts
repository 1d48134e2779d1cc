/**
 * Reading a case without believing the server (protocol §2 to §4): the one reader behind the desk, the reporter's
 * mailbox and the terminal client.
 *
 * What cannot be verified is an `Unreadable` entry with its reason, never skipped; what does not fit together is a
 * `Finding`; and where either concerns a key, that key is not given out for sealing.
 */
import { toHex } from "./bytes";
import type { Directory } from "./directory";
import type { Grant } from "./grants";
import { KeyKind } from "./keyKind";
import {
  excludedHandlers,
  inVerifiedOrder,
  partFindings,
  placeFindings,
  recipientFindings,
  seenBy,
  seenFindings,
} from "./threadFindings";
import {
  addSuccessors,
  authorsOf,
  isHandedOn,
  isReporters,
  judgeAuthor,
  judgeReport,
  mayGrant,
  mayGrantAsReporter,
  openWritten,
  unreadable,
} from "./threadItems";
import { type CurrentKey, type HeldShare, KeyRing, openGrants } from "./threadKeys";
import type {
  CaseView,
  Finding,
  FindingCode,
  ItemView,
  OpenedOf,
  Pins,
  Reader,
  ThreadEntry,
  Unreadable,
} from "./threadTypes";

const STOPS_SEALING: readonly FindingCode[] = ["directory-unknown", "case-mismatch"];
const STOPS_SEALING_TO_REPORTER: readonly FindingCode[] = ["succession-fork"];
const STOPS_SEALING_TO_FIRST_RECIPIENTS: readonly FindingCode[] = ["unknown-recipient", "sealed-to-mismatch"];

/** A case as far as it could be verified. */
export class ReadCase {
  readonly caseId: string;

  constructor(
    private readonly ring: KeyRing,
    /** The verified report, or null: then nobody else's word counts for anything. */
    readonly report: OpenedOf<"report"> | null,
    /** Every item that the server showed, readable or not, in the order that can be verified. */
    readonly entries: readonly ThreadEntry[],
    readonly findings: readonly Finding[],
    /** Handlers (hex fingerprints) whom the reporter left out. */
    readonly excluded: readonly string[],
  ) {
    this.caseId = ring.caseId;
  }

  /** Whether this is a reply room, as its author signed it (protocol §22), whatever the server says. */
  get isRoom(): boolean {
    return this.report?.body.room !== undefined;
  }

  /** Verified keys, 32 bytes each, by "kind/generation". */
  get keys(): ReadonlyMap<string, Uint8Array> {
    return this.ring.all();
  }

  /** Verified shares of keys kept apart. */
  get shares(): readonly HeldShare[] {
    return this.ring.shares;
  }

  /** What to pin from now on. */
  get pins(): Pins {
    return this.ring.newPins();
  }

  /** The key to seal under, or null when nothing may be sealed under keys of this kind. */
  current(kind: KeyKind): CurrentKey | null {
    const found = (codes: readonly FindingCode[]) => this.findings.some((finding) => codes.includes(finding.code));
    const newest = this.ring.newest(kind);
    if (this.report === null || newest === null || found(STOPS_SEALING)) return null;
    if (kind === KeyKind.CASE && found(STOPS_SEALING_TO_REPORTER)) return null;
    const toFirstRecipients = kind === KeyKind.CASE && newest.generation === 0;
    return toFirstRecipients && found(STOPS_SEALING_TO_FIRST_RECIPIENTS) ? null : newest;
  }
}

/**
 * Verify and open a case for one reader. Throws only for faults of the program: whatever the server sent, there is a
 * `ReadCase` that says what it is worth.
 */
export async function readCase(view: CaseView, reader: Reader): Promise<ReadCase> {
  const ring = new KeyRing(view.caseId, reader.pins);
  const repeated = repeatedPositions(view.items);
  // 1. This reader's grants open, and are what the server says they are (§4).
  const grants = await openGrants(view, reader.identity, ring);
  // 2. The first case key comes from the reporter, of whose key the case id is made; a receipt takes what it granted
  //    to itself (§3, §4, §6).
  const first = grants.filter((grant) => isReporters(grant, reader, view.caseId));
  acceptWhere(ring, first, (grant) => mayGrantAsReporter(grant, reader));
  //    A holder may have it from a colleague, if it opens the report (§4).
  const handedOn = grants.filter((grant) => isHandedOn(grant, reader, view.caseId));
  const opening = await Promise.all(handedOn.map((grant) => opensReport(view, grant, reader, repeated)));
  acceptWhere(ring, handedOn, (grant) => opening[handedOn.indexOf(grant)] === true);
  // 3. The report is by the key of which the case id is made (§3).
  const reports = await openReports(view, ring, repeated);
  const report = reports.find(isVerified) ?? null;
  // 4. Every other key comes from a card accepted from the report's directory entry on (§2, §4).
  const authors = report && authorsOf(report, reader.directory);
  acceptWhere(
    ring,
    grants.filter((grant) => !first.includes(grant) && !handedOn.includes(grant)),
    (grant) => mayGrant(grant, authors),
  );
  // 5. What was pinned is still here (§4).
  ring.checkPins();
  // 6. Every item opens at its place, once (§3).
  const written = await Promise.all(
    view.items.map(
      (item, at) => reports[at] ?? (repeated.has(at) ? unreadable(item, "item/duplicate") : openWritten(item, ring)),
    ),
  );
  // 7. Its author may write its kind: a key of the reporter, each named by the one before it, or a card (§3, §6).
  const forks = authors === null ? [] : addSuccessors(authors, written);
  if (authors !== null && reader.role === "reporter" && !authors.reporterKeys.has(toHex(reader.signing.public))) {
    return notThisReadersCase(view, ring, repeated, forks);
  }
  const entries = written.map((one) => judgeAuthor(one, authors));
  // 8. What the bodies say about each other fits what the server shows (§2, §3).
  const findings = [
    ...ring.findings,
    ...forks,
    ...entryFindings(entries),
    ...seenFindings(entries, view),
    ...partFindings(entries),
    ...reportFindings(report, view, reader.directory),
  ];
  const excluded = report === null ? [] : excludedHandlers(report, reader.directory);
  return new ReadCase(ring, report, inVerifiedOrder(entries, report), findings, excluded);
}

/** Accept the grants that `trusted` says yes to, and say what is wrong with the others. */
function acceptWhere(ring: KeyRing, grants: readonly Grant[], trusted: (grant: Grant) => boolean): void {
  for (const grant of grants) {
    if (trusted(grant)) ring.accept(grant);
    else {
      const code = grant.keyKind === KeyKind.DESK ? "desk-key-not-from-colleague" : "grant-invalid";
      ring.reject(code, grant.keyKind, grant.generation);
    }
  }
}

/**
 * Whether a first case key which a colleague handed on opens the report of this case, and that colleague's card is
 * accepted from the report's directory entry on: the report is by the key of which the case id is made, so no other key
 * can stand in for it.
 */
async function opensReport(
  view: CaseView,
  grant: Grant,
  { directory }: Reader,
  repeated: ReadonlySet<number>,
): Promise<boolean> {
  const alone = new KeyRing(view.caseId, {});
  alone.accept(grant);
  const report = (await openReports(view, alone, repeated)).find(isVerified);
  return report !== undefined && mayGrant(grant, authorsOf(report, directory));
}

function isVerified(one: OpenedOf<"report"> | Unreadable | null): one is OpenedOf<"report"> {
  return one?.readable === true;
}

/** By position in the view: null for other kinds; of several verified reports only the first counts. */
async function openReports(
  view: CaseView,
  ring: KeyRing,
  repeated: ReadonlySet<number>,
): Promise<(OpenedOf<"report"> | Unreadable | null)[]> {
  const judged: (OpenedOf<"report"> | Unreadable | null)[] = [];
  for (const [at, item] of view.items.entries()) {
    if (item.kind !== "report" || repeated.has(at)) {
      judged.push(null);
      continue;
    }
    const one = judgeReport(await openWritten(item, ring), view.caseId);
    const second = one.readable && judged.some(isVerified);
    judged.push(second ? unreadable(item, "item/duplicate") : one);
  }
  return judged;
}

/** Positions of items whose id an item before them has. */
function repeatedPositions(items: readonly ItemView[]): ReadonlySet<number> {
  const first = new Map<string, number>();
  items.forEach(({ id }, at) => {
    if (!first.has(id)) first.set(id, at);
  });
  return new Set(items.flatMap(({ id }, at) => (first.get(id) === at ? [] : [at])));
}

/** The receipt is another case's: nothing is opened with keys that somebody slipped in. */
function notThisReadersCase(
  view: CaseView,
  ring: KeyRing,
  repeated: ReadonlySet<number>,
  forks: readonly Finding[],
): ReadCase {
  ring.clear();
  const entries = view.items.map((item) => unreadable(item, "key/missing"));
  const findings: Finding[] = [
    ...ring.findings,
    ...forks,
    ...[...repeated].map((at) => ({ code: "duplicate-item" as const, detail: view.items[at]?.id ?? "" })),
    { code: "case-mismatch", detail: view.caseId },
    { code: "report-missing", detail: view.caseId },
  ];
  return new ReadCase(ring, null, entries, findings, []);
}

function entryFindings(entries: readonly ThreadEntry[]): Finding[] {
  return entries.flatMap((entry): Finding[] => {
    if (entry.readable) return [];
    if (entry.reason === "item/duplicate") return [{ code: "duplicate-item", detail: entry.id }];
    if (entry.reason === "author/not-allowed") return [{ code: "foreign-author", detail: entry.id }];
    return [];
  });
}

function reportFindings(report: OpenedOf<"report"> | null, view: CaseView, directory: Directory): Finding[] {
  if (report === null) return [{ code: "report-missing", detail: view.caseId }];
  return [...placeFindings(report, view, directory), ...recipientFindings(report, directory)];
}

/**
 * Hashes (hex, ascending) for `seen` of the next item: opened items of these kinds that no other of these kinds has
 * seen. A message names only kinds that the reporter can read, else the reporter would find a gap (protocol §3).
 */
export function heads(read: ReadCase, kinds: readonly string[]): string[] {
  const relevant = read.entries.filter((entry) => entry.readable && kinds.includes(entry.kind));
  const seen = new Set(relevant.flatMap(seenBy));
  return relevant
    .map((entry) => entry.sealedSha256)
    .filter((hash) => !seen.has(hash))
    .sort();
}
