/**
 * Whether the directory that this browser is shown is the one in the record, which everybody is shown (protocol §2).
 *
 * Pure decisions: the caller fetches, stores the pins and shows the outcome.
 */

import { type Checkpoint, openCheckpoint, readVerifier } from "../tlog/checkpoints";
import { type RecordCode, RecordError } from "../tlog/errors";
import { leafHash, verifyConsistency, verifyInclusion } from "../tlog/tree";
import { fromBase64, fromHex, toHex, utf8 } from "../vault/bytes";
import { VaultError } from "../vault/errors";

const TAG = "directory:extended";

/** GET /api/v1/directory/recorded/SINCE/AFTER: hashes are base64, leaves text. */
export interface RecordedAnswer {
  readonly checkpoint: string;
  readonly keys: readonly string[];
  readonly consistency: readonly string[];
  readonly entries: readonly { readonly index: number; readonly leaf: string; readonly proof: readonly string[] }[];
}

/** What this browser saw of the record: by which key, how much of it, and how many entries of the directory are in it. */
export interface RecordPins {
  readonly key: string;
  readonly size: number;
  /** Hex. */
  readonly root: string;
  readonly entries: number;
}

/** `code` is "" when the directory is the recorded one; then the pins are those to keep. */
export type RecordVerdict = { code: ""; pins: RecordPins } | { code: RecordCode };

/** Decides; `hashes` (hex) are those of the shown directory's entries, the first one first. */
export async function judgeRecord(
  answer: RecordedAnswer,
  pins: RecordPins | null,
  organisation: string,
  hashes: readonly string[],
): Promise<RecordVerdict> {
  try {
    return { code: "", pins: await judged(answer, pins, organisation, hashes) };
  } catch (error) {
    if (error instanceof RecordError) return { code: error.code };
    if (error instanceof VaultError || error instanceof SyntaxError) return { code: "record/unreadable" };
    throw error;
  }
}

async function judged(
  answer: RecordedAnswer,
  pins: RecordPins | null,
  organisation: string,
  hashes: readonly string[],
): Promise<RecordPins> {
  // 1. Signed by the key that this browser knows; one that replaces it must have signed beside it.
  const present = answer.keys[0] ?? "";
  const now = await openCheckpoint(answer.checkpoint, readVerifier(pins?.key ?? present));
  if (pins !== null && pins.key !== present) await openCheckpoint(answer.checkpoint, readVerifier(present));
  if (!now.origin.endsWith(`/record/${organisation}`)) throw new RecordError("record/another");
  // 2. It goes on from what this browser saw.
  if (pins !== null) goesOn(pins, now, answer.consistency);
  // 3. Each entry of the directory since then is in it, and none is that is not shown.
  const known = pins?.entries ?? 0;
  if (known + answer.entries.length !== hashes.length) throw new RecordError("record/directory");
  answer.entries.forEach(({ index, leaf, proof }, at) => {
    const { tag, objects, organisation: owner } = JSON.parse(leaf) as Leaf;
    const isThis = tag === TAG && owner === organisation && objects["entry"] === hashes[known + at];
    if (!isThis) throw new RecordError("record/directory");
    verifyInclusion(
      index,
      now.size,
      leafHash(utf8(leaf)),
      proof.map((hash) => fromBase64(hash, 32)),
      now.root,
    );
  });
  return { key: present, size: now.size, root: toHex(now.root), entries: hashes.length };
}

interface Leaf {
  readonly tag: string;
  readonly organisation: string;
  readonly objects: Readonly<Record<string, string | number>>;
}

function goesOn(pins: RecordPins, now: Checkpoint, consistency: readonly string[]): void {
  if (now.size < pins.size) throw new RecordError("record/rolled-back");
  try {
    const proof = consistency.map((hash) => fromBase64(hash, 32));
    verifyConsistency(pins.size, now.size, fromHex(pins.root, 32), now.root, proof);
  } catch (error) {
    if (error instanceof RecordError) throw new RecordError("record/forked");
    throw error;
  }
}
