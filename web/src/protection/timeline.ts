/**
 * A reporter's timeline: one file that shows what was sent and answered, with every author's signature, and is itself
 * signed by the receipt's key (protocol §21). Runs in the worker.
 *
 * It holds no key that opens anything: no grant, no case key, and not the receipt of a report that was handed over.
 */
import { openCheckpoint, readVerifier } from "../tlog/checkpoints";
import { RecordError } from "../tlog/errors";
import { leafHash, verifyInclusion } from "../tlog/tree";
import { canonicalJson } from "../vault/bodyChecks";
import { concat, fromBase64, label, toHex, utf8 } from "../vault/bytes";
import { VaultError } from "../vault/errors";
import { sha256 } from "../vault/primitives";
import type { Signer } from "../vault/signing";
import type { ReadCase } from "../vault/thread";
import type { ThreadEntry } from "../vault/threadTypes";
import type { DirectoryJson } from "../worker/directory";

export const FORMAT = "vouchsafe-timeline/1";
const TAG = "case:received";
/** The receipt of a report that was handed over stands in its release: it stays out of what others will read. */
const LEFT_OUT: readonly string[] = ["release"];

/** Where the record says that the report arrived; as the server answers, hashes in base64. */
export interface Arrival {
  readonly leaf: string;
  readonly index: number;
  readonly proof: readonly string[];
  readonly checkpoint: string;
  readonly keys: readonly string[];
}

/** What the server says, which nobody signed. */
export interface ToldByServer {
  readonly state: string;
  readonly received_on: string;
  readonly opened_on: string | null;
  readonly acknowledged_on: string | null;
  readonly clocks: unknown;
}

/** What the timeline is made of. `madeOn`: UTC date. */
export interface Evidence {
  readonly read: ReadCase;
  readonly directory: DirectoryJson;
  readonly told: ToldByServer;
  readonly arrival: Arrival | null;
  readonly madeOn: string;
}

/** The machine-readable part, as canonical JSON; the same on any machine, whatever the page around it says. */
export function evidenceJson({ read, directory, told, arrival, madeOn }: Evidence): string {
  const { entries, findings, report, caseId } = read;
  return canonicalJson({
    format: FORMAT,
    made_on: madeOn,
    organisation: report?.body.organisation ?? "",
    case: caseId,
    directory,
    items: entries.flatMap(itemOf),
    left_out: entries.filter((entry) => !isShown(entry)).map(({ id, kind }) => ({ id, kind })),
    findings: [...new Set(findings.map(({ code }) => code))].sort(),
    told,
    record: arrival,
  });
}

/** The whole file: the page, and below it who signed all of it. */
export async function signTimeline(page: string, signer: Signer): Promise<string> {
  const signature = await signer.sign(concat(label("vouchsafe/v1/timeline"), sha256(utf8(page))));
  return `${page}\n<!-- ${FORMAT} ${toHex(signer.public)} ${toHex(signature)} -->\n`;
}

/** Whether the record proves that this case arrived: else the proof is of no use to anybody, and stays out. */
export async function provesArrival(arrival: Arrival, organisation: string, caseId: string): Promise<boolean> {
  try {
    const checkpoint = await openCheckpoint(arrival.checkpoint, readVerifier(arrival.keys[0] ?? ""));
    const leaf = JSON.parse(arrival.leaf) as { tag: string; organisation: string; objects: { case?: string } };
    const proof = arrival.proof.map((hash) => fromBase64(hash, 32));
    verifyInclusion(arrival.index, checkpoint.size, leafHash(utf8(arrival.leaf)), proof, checkpoint.root);
    return leaf.tag === TAG && leaf.organisation === organisation && leaf.objects.case === caseId;
  } catch (error) {
    if (error instanceof RecordError || error instanceof VaultError || error instanceof SyntaxError) return false;
    throw error;
  }
}

function isShown(entry: ThreadEntry): boolean {
  return entry.readable && !LEFT_OUT.includes(entry.kind);
}

function itemOf(entry: ThreadEntry): object[] {
  if (!entry.readable || !isShown(entry)) return [];
  const { id, kind, generation, authorKey, signature, body, sealedSha256: sealed_sha256 } = entry;
  return [{ id, kind, generation, author: toHex(authorKey), signature: toHex(signature), body, sealed_sha256 }];
}
