/** Opening the items of a case and judging who may have written them (protocol §3). */
import "./readersBodies";
import { type Bodies, type BodyKind, decodeBody, isBodyKind } from "./bodies";
import { equalBytes, fromHex, toHex } from "./bytes";
import type { Directory } from "./directory";
import { Role } from "./directoryEntry";
import { VaultError } from "./errors";
import type { Grant } from "./grants";
import { openItem } from "./items";
import { isSplit, KeyKind } from "./keyKind";
import { caseIdOf, Place } from "./place";
import { sha256 } from "./primitives";
import { shareHash } from "./shares";
import type { KeyRing } from "./threadKeys";
import type {
  Finding,
  ItemView,
  Opened,
  OpenedOf,
  Reader,
  ThreadEntry,
  Unreadable,
  UnreadableReason,
} from "./threadTypes";

/** An item that opened, with an author who signed it but who is not judged yet. */
export interface Written {
  readonly item: ItemView;
  readonly kind: BodyKind;
  readonly author: Uint8Array;
  readonly signature: Uint8Array;
  readonly body: Bodies[BodyKind];
  readonly sealedSha256: string;
}

/** Who may write: the report's author, and the cards accepted from the report's directory entry on. */
export interface Authors {
  /** Hex keys of the reporter: the report's author, and what `succession` items name. */
  readonly reporterKeys: Set<string>;
  readonly reportAuthor: string;
  /** Hex hashes of the shares that the report lists (protocol §5). */
  readonly shares: ReadonlySet<string>;
  readonly directory: Directory;
  readonly channel: string;
  /** Hash of the directory entry that the report names. */
  readonly since: Uint8Array;
}

const HANDLERS = [Role.HANDLER];
const HANDLERS_AND_COORDINATORS = [Role.HANDLER, Role.COORDINATOR];
const SHARE_HOLDERS = [Role.HANDLER, Role.COORDINATOR, Role.OVERSEER, Role.CUSTODIAN];

/** Which reporters' keys and which roles may write each kind (protocol §3). */
const MAY_WRITE: Record<BodyKind, { reporter: "author" | "any" | "never"; roles: readonly Role[] }> = {
  report: { reporter: "author", roles: [] },
  identity: { reporter: "author", roles: [] },
  subject: { reporter: "author", roles: [] },
  succession: { reporter: "any", roles: [] },
  title: { reporter: "any", roles: HANDLERS_AND_COORDINATORS },
  message: { reporter: "any", roles: HANDLERS_AND_COORDINATORS },
  attachment: { reporter: "any", roles: HANDLERS_AND_COORDINATORS },
  letter: { reporter: "never", roles: HANDLERS },
  contest: { reporter: "any", roles: [] },
  handover: { reporter: "never", roles: HANDLERS },
  agreement: { reporter: "never", roles: HANDLERS },
  release: { reporter: "never", roles: HANDLERS },
  checkin: { reporter: "any", roles: [] },
  minutes: { reporter: "never", roles: HANDLERS },
  checked: { reporter: "any", roles: [] },
  note: { reporter: "never", roles: HANDLERS },
  memo: { reporter: "never", roles: HANDLERS },
  measure: { reporter: "never", roles: HANDLERS },
  proposal: { reporter: "never", roles: HANDLERS },
  verdict: { reporter: "never", roles: HANDLERS },
  filing: { reporter: "never", roles: HANDLERS },
  task: { reporter: "never", roles: HANDLERS },
  conclusion: { reporter: "never", roles: HANDLERS },
  request: { reporter: "never", roles: SHARE_HOLDERS },
  decision: { reporter: "never", roles: SHARE_HOLDERS },
};

export function unreadable(item: ItemView, reason: UnreadableReason): Unreadable {
  return { readable: false, id: item.id, kind: item.kind, reason, sealedSha256: toHex(sha256(item.sealed)) };
}

/**
 * Open one item under the key of its kind and generation, never by trial; verify place, padding, size, signature and
 * body (protocol §3). Never throws for what the server sent: gives the reason.
 */
export async function openWritten(item: ItemView, ring: KeyRing): Promise<Written | Unreadable> {
  const { id, kind, generation, sealed } = item;
  if (!isBodyKind(kind)) return unreadable(item, "vault/unsupported");
  try {
    const place = new Place(ring.caseId, kind, id);
    if (place.keyKind !== item.keyKind) return unreadable(item, "vault/tampered");
    const key = ring.key(place.keyKind, generation);
    if (key === null) return unreadable(item, isSplit(place.keyKind) ? "key/apart" : "key/missing");
    const { author, signature, body } = await openItem(key, generation, place, sealed);
    return { item, kind, author, signature, body: decodeBody(kind, body), sealedSha256: toHex(sha256(sealed)) };
  } catch (error) {
    if (error instanceof VaultError) return unreadable(item, error.code as UnreadableReason);
    throw error;
  }
}

function isWritten(one: Written | ThreadEntry): one is Written {
  return !("readable" in one);
}

/** The report of a case is written by the key that the case id is made of; anybody else's is another's (protocol §3). */
export function judgeReport(one: Written | Unreadable, caseId: string): OpenedOf<"report"> | Unreadable {
  if (!isWritten(one)) return one;
  if (caseIdOf(one.author) !== caseId) return unreadable(one.item, "report/not-this-case");
  return opened(one, "reporter") as OpenedOf<"report">;
}

/**
 * Follow the reporter's keys from the report's author on, each to the next one that it names (protocol §6). Where a key
 * names two, or goes back to an earlier one, nobody can tell which is the reporter's: none of them counts, and that is
 * the finding.
 */
export function addSuccessors(
  { reporterKeys, reportAuthor }: Authors,
  entries: readonly (Written | ThreadEntry)[],
): Finding[] {
  const successions = entries.filter(isWritten).filter((one) => one.kind === "succession");
  for (let present = reportAuthor; ; ) {
    const named = new Map(
      successions
        .filter(({ author }) => toHex(author) === present)
        .map(({ body }) => body as Bodies["succession"])
        .map(({ signing_key, recipient }) => [`${signing_key} ${recipient}`, signing_key]),
    );
    const [next, ...others] = named.values();
    if (next === undefined) return [];
    if (others.length > 0 || reporterKeys.has(next)) return [{ code: "succession-fork", detail: present }];
    reporterKeys.add(next);
    present = next;
  }
}

/** An opened item, once its author may write this kind; without a verified report (`null`) nobody may. */
export function judgeAuthor(one: Written | ThreadEntry, authors: Authors | null): ThreadEntry {
  if (!isWritten(one)) return one;
  const author = authors === null ? null : authorOf(one, authors);
  return author === null ? unreadable(one.item, "author/not-allowed") : opened(one, author);
}

/** "reporter", a card's fingerprint in hex, or null when this author may not write this kind. */
function authorOf({ kind, author }: Written, authors: Authors): string | null {
  const rule = MAY_WRITE[kind];
  const key = toHex(author);
  if (rule.reporter === "author" && key === authors.reportAuthor) return "reporter";
  if (rule.reporter === "any" && authors.reporterKeys.has(key)) return "reporter";
  const card = authors.directory.author(author, authors.channel, authors.since, rule.roles);
  return card === null ? null : toHex(card.fingerprint);
}

function opened(one: Written, author: string): Opened {
  const { item, kind, signature, body, sealedSha256 } = one;
  const { id, generation } = item;
  return {
    readable: true,
    id,
    kind,
    generation,
    author,
    authorKey: one.author,
    signature,
    body,
    sealedSha256,
  } as Opened;
}

/**
 * Whether this is the reporter's to grant: for a holder a first case key by the key of which the case id is made; for a
 * receipt every first case key, and whatever it granted to itself (protocol §4, §6).
 */
export function isReporters(grant: Grant, reader: Reader, caseId: string): boolean {
  if (reader.role === "holder") return isFirst(grant) && caseIdOf(grant.granter) === caseId;
  return isFirst(grant) || (!isSplit(grant.keyKind) && isOwn(grant, reader));
}

/**
 * Whether the reporter granted it, of those that `isReporters`. A receipt takes only what it granted to itself, so that
 * neither the server nor whoever knows an earlier receipt can show it another case or another key.
 */
export function mayGrantAsReporter(grant: Grant, reader: Reader): boolean {
  return reader.role === "holder" || isOwn(grant, reader);
}

/** Whether this is a first case key which not the reporter granted: a holder may have it from a colleague (§4). */
export function isHandedOn(grant: Grant, reader: Reader, caseId: string): boolean {
  return reader.role === "holder" && isFirst(grant) && caseIdOf(grant.granter) !== caseId;
}

function isFirst({ keyKind, generation }: Grant): boolean {
  return keyKind === KeyKind.CASE && generation === 0;
}

function isOwn({ granter }: Grant, { role, signing }: Reader): boolean {
  return role === "reporter" && equalBytes(granter, signing.public);
}

/**
 * Whether this granter may grant this key: for a share who may hold one, else a handler or coordinator (§4, §5). A
 * share by the reporter is one that their signed report lists.
 */
export function mayGrant({ granter, key, keyKind }: Grant, authors: Authors | null): boolean {
  if (authors === null) return false;
  if (isSplit(keyKind) && toHex(granter) === authors.reportAuthor) return authors.shares.has(toHex(shareHash(key)));
  const roles = isSplit(keyKind) ? SHARE_HOLDERS : HANDLERS_AND_COORDINATORS;
  return authors.directory.mayAuthor(granter, authors.channel, authors.since, roles);
}

/** What a report says about who may write in its case. */
export function authorsOf(report: OpenedOf<"report">, directory: Directory): Authors {
  const reportAuthor = toHex(report.authorKey);
  return {
    reportAuthor,
    reporterKeys: new Set([reportAuthor]),
    shares: new Set(report.body.shares ?? []),
    directory,
    channel: report.body.channel,
    since: fromHex(report.body.directory),
  };
}
