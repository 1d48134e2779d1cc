/** The documents of a hand-over in a case that was read, as plain data for either side's pages. Pure. */
import type { Bodies } from "../vault/bodies";
import type { ReadCase } from "../vault/thread";
import type { Opened, OpenedOf } from "../vault/threadTypes";

/** One thing that goes: the report, something written since, or a file; `text` is its beginning, or the file's name. */
export interface Goes {
  readonly what: "report" | "message" | "file" | "missing";
  readonly byReporter: boolean;
  readonly day: string;
  readonly text: string;
}

/** A document of a hand-over. `hash` (hex) is what an agreement or a release names a proposal by. */
export type Step =
  | { readonly kind: "handover"; readonly hash: string; readonly body: Bodies["handover"]; readonly goes: Goes[] }
  | { readonly kind: "agreement"; readonly hash: string; readonly body: Bodies["agreement"] }
  | { readonly kind: "release"; readonly hash: string; readonly body: Bodies["release"] };

/** What may go: all that the reporter can read, and nothing else. */
export const MAY_GO: readonly string[] = ["report", "message", "letter", "attachment"];
const BEGINNING = 160;

/** The step that an entry is, or null for any other document. */
export function stepOf(entry: Opened, read: ReadCase): Step | null {
  const hash = entry.sealedSha256;
  if (entry.kind === "handover") return { kind: entry.kind, hash, body: entry.body, goes: goesOf(entry, read) };
  if (entry.kind === "agreement") return { kind: entry.kind, hash, body: entry.body };
  if (entry.kind === "release") return { kind: entry.kind, hash, body: entry.body };
  return null;
}

/** Everything that a proposal names, in the order of the thread; what is not here is said to be missing. */
export function goesOf(proposal: OpenedOf<"handover">, read: ReadCase): Goes[] {
  const wanted = new Set(proposal.body.contents);
  const found = mayGo(read).filter((entry) => wanted.has(entry.sealedSha256));
  const missing = wanted.size - found.length;
  return [...found.map(goes), ...Array.from({ length: missing }, () => MISSING)];
}

/** The entries of a case that may go, in the order of the thread. */
export function mayGo(read: ReadCase): Opened[] {
  return read.entries.filter((entry): entry is Opened => entry.readable && MAY_GO.includes(entry.kind));
}

const MISSING: Goes = { what: "missing", byReporter: false, day: "", text: "" };

function goes(entry: Opened): Goes {
  const byReporter = entry.author === "reporter";
  if (entry.kind === "report") return { what: "report", byReporter, day: entry.body.sent_on, text: "" };
  if (entry.kind === "attachment") return { what: "file", byReporter, day: entry.body.sent_on, text: entry.body.name };
  const { sent_on: day = "", text = "" } = entry.body as { sent_on?: string; text?: string };
  return { what: "message", byReporter, day, text: text.length > BEGINNING ? `${text.slice(0, BEGINNING)}…` : text };
}
