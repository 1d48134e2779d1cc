/** `case.json` of an archive: a case as this browser opened and verified it (vouchsafe/vault/archive/opened.json). */
import type { DirectoryKeeper } from "../../people/directoryKeeper";
import { fromHex, fromUtf8, toBase64, toHex } from "../../vault/bytes";
import { openItem } from "../../vault/items";
import { isInternal, KINDS, Place } from "../../vault/place";
import { sha256 } from "../../vault/primitives";
import type { ThreadEntry } from "../../vault/threadTypes";
import { sealedBytes } from "../../vault/wire";
import type { OpenCase } from "../reading";
import type { WireItem } from "../wire";
import type { ProvenRecord } from "./record";

export const FORMAT = "vouchsafe-open-case/1";

/** An item: what its author signed, or why it is not here. */
export interface KeptItem {
  readonly id: string;
  readonly kind: string;
  readonly key_kind: number;
  readonly generation: number;
  readonly day: string;
  /** Of the item as the server keeps it: others name it by this. */
  readonly sealed_sha256: string;
  /** Base64 of key (32 bytes) and signature (64); `body` is the very text that was signed. */
  readonly signed?: { readonly author: string; readonly signature: string; readonly body: string };
  readonly unreadable?: string;
}

/** An attachment by its manifest: its place in the archive, or why it is not there. */
export interface KeptFile {
  readonly manifest: string;
  readonly file?: string;
  readonly unreadable?: string;
}

/** Everything but the files, which are known once each was verified. */
export interface Opening {
  readonly open: OpenCase;
  readonly keeper: DirectoryKeeper;
  readonly organisation: { readonly id: string; readonly name: string };
  /** The exporter's card, hex. */
  readonly by: string;
  readonly day: string;
  /** Whether internal notes go along. */
  readonly internal: boolean;
  readonly record: ProvenRecord;
}

/** The entries that go: all, or all but what only handlers read. */
export function going({ open, internal }: Pick<Opening, "open" | "internal">): ThreadEntry[] {
  return open.read.entries.filter((entry) => internal || !isInternal(entry.kind));
}

/** The document. `files`: what became of each attachment, in the order of the items. */
export async function documentOf(opening: Opening, files: readonly KeptFile[]): Promise<object> {
  const { open, keeper, organisation, by, day, internal, record } = opening;
  const { case: about, definition } = open.answer;
  const entries = going(opening);
  const items: KeptItem[] = [];
  for (const entry of entries) items.push(await keptItem(entry, open));
  return {
    format: FORMAT,
    exported_on: day,
    exported_by: by,
    organisation,
    case: {
      id: about.id,
      channel: about.channel,
      state: about.state,
      received_on: about.received_on,
      sealed_by: about.sealed_by,
      is_test: about.is_test,
    },
    internal: internal ? "included" : "left-out",
    definition,
    directory: keeper.shown,
    members: membersIn(entries, record, keeper),
    items,
    files,
    findings: open.read.findings,
    record,
  };
}

/**
 * What is sealed apart is never opened for this, and no receipt goes along: the one of a case that was handed over would
 * open it, and a key is not content.
 */
async function keptItem(entry: ThreadEntry, open: OpenCase): Promise<KeptItem> {
  const item = open.answer.items.find((one) => isThe(entry, one));
  const about = {
    id: entry.id,
    kind: entry.kind,
    key_kind: item?.key_kind ?? 0,
    generation: item?.generation ?? 0,
    day: item?.day ?? "",
    sealed_sha256: entry.sealedSha256,
  };
  if (!entry.readable) return { ...about, unreadable: entry.reason };
  if (entry.kind === "release") return { ...about, unreadable: "export/receipt" };
  const key = open.read.keys.get(`${KINDS[entry.kind]}/${entry.generation}`);
  if (item === undefined || key === undefined) return { ...about, unreadable: "key/apart" };
  const place = new Place(open.read.caseId, entry.kind, entry.id);
  const { author, signature, body } = await openItem(key, entry.generation, place, sealedBytes(item.sealed));
  return {
    ...about,
    signed: { author: toBase64(author), signature: toBase64(signature), body: fromUtf8(body) },
  };
}

function isThe(entry: ThreadEntry, item: WireItem): boolean {
  return item.id === entry.id && toHex(sha256(sealedBytes(item.sealed))) === entry.sealedSha256;
}

/** Who wrote or acted here, by name as this desk knows them; nobody else of the organisation is named. */
function membersIn(entries: readonly ThreadEntry[], record: ProvenRecord, keeper: DirectoryKeeper) {
  const { directory } = keeper.accepted;
  const authors = entries.flatMap((entry) => (entry.readable && entry.author !== "reporter" ? [entry.author] : []));
  const holders = authors.map((fingerprint) => directory.card(fromHex(fingerprint))?.holder ?? "");
  const actors = record.entries.map(({ leaf }) => (JSON.parse(leaf) as { actor: string | null }).actor ?? "");
  const ids = [...new Set([...holders, ...actors])].filter((id) => id !== "").sort();
  return ids.map((id) => ({ id, name: keeper.nameOfMember(id) }));
}
