/** The record's entries of one case, each proven under the signed checkpoint before they go with it. */
import type { Api } from "../../common/api";
import { DeskError } from "../../people/errors";
import { openCheckpoint, readVerifier } from "../../tlog/checkpoints";
import { RecordError } from "../../tlog/errors";
import { leafHash, verifyInclusion } from "../../tlog/tree";
import { fromBase64, utf8 } from "../../vault/bytes";
import { VaultError } from "../../vault/errors";

/** An entry takes its place within a second; a loaded server gets half a minute. */
const TRIES = 20;
const PAUSE = 1500;

/** What goes into the archive: a signed note, the key that signed it, and entries with their proofs (base64). */
export interface ProvenRecord {
  readonly checkpoint: string;
  readonly key: string;
  readonly entries: readonly { readonly index: number; readonly leaf: string; readonly proof: readonly string[] }[];
}

/** GET /api/v1/cases/ID/record (oversight/case_record.py). */
export interface CaseRecordAnswer extends ProvenRecord {
  readonly waiting: number;
}

/**
 * The record of a case once nothing of it waits for its place: so the entry of this very export is in it.
 * `known`: the key that this browser saw sign the record before, if any.
 * @throws DeskError "desk/record-waits", "desk/record-not-proven"; ApiError.
 */
export async function fetchRecord(
  api: Pick<Api, "get">,
  caseId: string,
  known: string | null,
  pause = PAUSE,
): Promise<ProvenRecord> {
  for (let left = TRIES; left > 0; left -= 1) {
    const { waiting, ...record } = await api.get<CaseRecordAnswer>(`/cases/${caseId}/record`);
    if (waiting === 0) return proven({ ...record, key: known ?? record.key }, caseId);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new DeskError("desk/record-waits", "The record has not taken in the export yet.");
}

/** 1. The checkpoint is signed by the key. 2. Each entry is about this case. 3. Each is under the checkpoint's root. */
export async function proven(record: ProvenRecord, caseId: string): Promise<ProvenRecord> {
  try {
    const { size, root } = await openCheckpoint(record.checkpoint, readVerifier(record.key));
    for (const { index, leaf, proof } of record.entries) {
      if (JSON.parse(leaf).objects?.case !== caseId) throw new RecordError("record/another");
      const path = proof.map((hash) => fromBase64(hash, 32));
      verifyInclusion(index, size, leafHash(utf8(leaf)), path, root);
    }
    return record;
  } catch (error) {
    if (!(error instanceof RecordError || error instanceof VaultError || error instanceof SyntaxError)) throw error;
    throw new DeskError("desk/record-not-proven", `The record of this case does not hold (${codeOf(error)}).`);
  }
}

function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : "record/unreadable";
}
