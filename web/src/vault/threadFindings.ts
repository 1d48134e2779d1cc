/** What the bodies of a case say about each other, held against what the server shows (protocol §2, §3). */

import { fromHex, toHex } from "./bytes";
import type { Directory } from "./directory";
import { Role } from "./directoryEntry";
import type { Outcome } from "./outcomes";
import type { CaseView, Finding, OpenedOf, ThreadEntry } from "./threadTypes";

/** Hashes of the items that the author of this entry had seen; none for kinds that do not say. */
export function seenBy(entry: ThreadEntry): readonly string[] {
  return entry.readable && "seen" in entry.body ? entry.body.seen : [];
}

/** The report names another organisation or channel than the directory and the server do. */
export function placeFindings(report: OpenedOf<"report">, view: CaseView, directory: Directory): Finding[] {
  const { organisation, channel } = report.body;
  const right = organisation === directory.organisation && channel === view.channel;
  return right ? [] : [{ code: "case-mismatch", detail: report.id }];
}

/**
 * Who the report was sealed to, by the entry that it names (protocol §2). A handler who is missing was left out by
 * the reporter; a missing recovery sheet, no handler at all, or a card too many is not the reporter's doing.
 */
export function recipientFindings(report: OpenedOf<"report">, directory: Directory): Finding[] {
  const { channel, sealed_to } = report.body;
  const entry = directory.entry(fromHex(report.body.directory));
  if (entry === null) return [{ code: "directory-unknown", detail: report.body.directory }];
  const expected = directory.sealingSet(channel, entry).map((card) => toHex(card.fingerprint));
  const handlers = directory.holders(channel, [Role.HANDLER], entry).map((card) => toHex(card.fingerprint));
  const recovery = expected.filter((fingerprint) => !handlers.includes(fingerprint));
  const findings: Finding[] = sealed_to
    .filter((fingerprint) => !expected.includes(fingerprint))
    .map((fingerprint) => ({ code: "unknown-recipient", detail: fingerprint }));
  const missing = recovery.filter((fingerprint) => !sealed_to.includes(fingerprint));
  const noHandler = !handlers.some((fingerprint) => sealed_to.includes(fingerprint));
  if (missing.length > 0 || noHandler) findings.push({ code: "sealed-to-mismatch", detail: missing[0] ?? report.id });
  return findings;
}

/** Handlers (hex fingerprints) whom the reporter left out of this report (protocol §7); they are granted no later key. */
export function excludedHandlers(report: OpenedOf<"report">, directory: Directory): string[] {
  const entry = directory.entry(fromHex(report.body.directory));
  if (entry === null) return [];
  return directory
    .holders(report.body.channel, [Role.HANDLER], entry)
    .map((card) => toHex(card.fingerprint))
    .filter((fingerprint) => !report.body.sealed_to.includes(fingerprint));
}

/** Whether the reporter left out every handler who was not independent then, and somebody was (protocol §7). */
export function independentOnly(report: OpenedOf<"report">, directory: Directory): boolean {
  const { channel, sealed_to } = report.body;
  const entry = directory.entry(fromHex(report.body.directory));
  if (entry === null) return false;
  const handlers = directory.holders(channel, [Role.HANDLER], entry);
  const independent = directory.holders(channel, [Role.INDEPENDENT], entry);
  const granted = handlers.filter((card) => sealed_to.includes(toHex(card.fingerprint)));
  const isIndependent = (card: (typeof handlers)[number]) => independent.includes(card);
  return granted.length > 0 && granted.every(isIndependent) && !handlers.every(isIndependent);
}

/** Where nothing is to stay of a case: what was kept apart in it is erased with the letter that closes it. */
export const ERASING_OUTCOMES: readonly Outcome[] = ["unsupported", "outside-scope"];

/**
 * Every item that a body vouches for must be here with that hash; blobs are held to theirs when they are opened. What
 * was kept apart may be gone once a handler's signed letter closed the case so that it is erased (protocol §18).
 */
export function partFindings(entries: readonly ThreadEntry[]): Finding[] {
  const here = new Set(entries.map((entry) => `${entry.kind} ${entry.id} ${entry.sealedSha256}`));
  const exempt = entries.some(erases) ? ["blob", "identity", "subject"] : ["blob"];
  return entries
    .flatMap((entry) => (entry.readable && "parts" in entry.body ? entry.body.parts : []))
    .filter((part) => !exempt.includes(part.kind) && !here.has(`${part.kind} ${part.id} ${part.sha256}`))
    .map((part) => ({ code: "part-missing", detail: part.id }));
}

function erases(entry: ThreadEntry): boolean {
  if (!entry.readable || entry.kind !== "letter") return false;
  return entry.body.outcome !== undefined && ERASING_OUTCOMES.includes(entry.body.outcome);
}

/** Gaps, and an order that contradicts what the authors had seen. `entries` are in the order of `view.items`. */
export function seenFindings(entries: readonly ThreadEntry[], view: CaseView): Finding[] {
  const position = positions(entries);
  const findings: Finding[] = [];
  entries.forEach((entry, at) => {
    for (const hash of seenBy(entry)) {
      const before = position.get(hash);
      if (before === undefined) findings.push({ code: "gap", detail: hash });
      else if (before > at && !sameDay(view, before, at)) findings.push({ code: "order", detail: entry.id });
    }
  });
  return findings;
}

function positions(entries: readonly ThreadEntry[]): Map<string, number> {
  const found = new Map<string, number>();
  entries.forEach((entry, at) => {
    if (!found.has(entry.sealedSha256)) found.set(entry.sealedSha256, at);
  });
  return found;
}

/** Rows of one day have no order on the server, so that it knows no times (protocol §8). */
function sameDay(view: CaseView, a: number, b: number): boolean {
  const day = view.items[a]?.day;
  return day !== undefined && day === view.items[b]?.day;
}

/**
 * The order that can be verified: the report, then as the server lists them, but each item after all that its author
 * had seen (depth first, so that an item stands right behind what it answers). However long a thread is: its authors
 * decide that, and the server in which order it lists them.
 */
export function inVerifiedOrder(entries: readonly ThreadEntry[], report: ThreadEntry | null): ThreadEntry[] {
  const position = positions(entries);
  const begun = new Set<ThreadEntry>();
  const ordered = new Set<ThreadEntry>();
  const pending = entries.filter((entry) => entry !== report).reverse();
  if (report !== null) pending.push(report);
  for (let entry = pending.at(-1); entry !== undefined; entry = pending.at(-1)) {
    const before = begun.has(entry) ? [] : seenBy(entry).map((hash) => entries[position.get(hash) ?? -1]);
    begun.add(entry);
    const first = before.reverse().filter((one): one is ThreadEntry => one !== undefined && !begun.has(one));
    for (const one of first) pending.push(one);
    if (first.length > 0) continue;
    pending.pop();
    ordered.add(entry);
  }
  return [...ordered];
}
