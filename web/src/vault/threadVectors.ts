/** How a vector of a whole case is read. Not part of the client. */
import { fromBase64 } from "./bytes";
import { reporterReader } from "./cast";
import { type Directory, verifyChain } from "./directory";
import { Identity } from "./hybrid";
import { KeyKind } from "./keyKind";
import { HolderKeys } from "./keys";
import { Receipt } from "./receipt";
import { type ReadCase, readCase } from "./thread";
import type { CaseView, Pins, Reader } from "./threadTypes";

/** A case vector's input. Items and grants as on the wire. */
export interface ThreadInput {
  readonly case: string;
  readonly channel: string;
  readonly items: readonly {
    id: string;
    kind: string;
    key_kind: number;
    generation: number;
    sealed: string;
    day?: string;
  }[];
  readonly grants: readonly { key_kind: number; generation: number; sealed: string }[];
  readonly directory: { readonly entries: readonly string[]; readonly cards: readonly string[] };
  readonly reader: { readonly identity: string } | { readonly receipt: string };
  readonly pins?: Pins;
}

export interface ThreadOutput {
  readonly entries: readonly { id: string; kind: string; readable: boolean; reason?: string }[];
  readonly findings: readonly string[];
  readonly may_seal: Readonly<Record<string, boolean>>;
}

/** Read a case as a client would, and say what came of it. */
export async function readVector(input: ThreadInput): Promise<ThreadOutput> {
  const { entries, cards } = input.directory;
  const directory = await verifyChain(
    entries.map((entry) => fromBase64(entry)),
    cards.map((card) => fromBase64(card)),
  );
  const view: CaseView = {
    caseId: input.case,
    channel: input.channel,
    items: input.items.map(({ id, kind, key_kind, generation, sealed, day }) => ({
      id,
      kind,
      keyKind: key_kind,
      generation,
      sealed: fromBase64(sealed),
      day,
    })),
    grants: input.grants.map(({ key_kind, generation, sealed }) => ({
      keyKind: key_kind,
      generation,
      sealed: fromBase64(sealed),
    })),
  };
  return outputOf(await readCase(view, readerOf(input, directory)));
}

function readerOf({ reader, pins = {} }: ThreadInput, directory: Directory): Reader {
  if ("receipt" in reader) return reporterReader(Receipt.parse(reader.receipt), directory, pins);
  const { opener, signing } = HolderKeys.fromIdentity(Identity.parse(reader.identity));
  return { role: "holder", identity: opener, signing, directory, pins };
}

function outputOf(read: ReadCase): ThreadOutput {
  return {
    entries: read.entries.map(({ id, kind, ...entry }) =>
      entry.readable ? { id, kind, readable: true } : { id, kind, readable: false, reason: entry.reason },
    ),
    findings: [...new Set(read.findings.map((finding) => finding.code))].sort(),
    may_seal: { "0": read.current(KeyKind.CASE) !== null, "1": read.current(KeyKind.DESK) !== null },
  };
}
