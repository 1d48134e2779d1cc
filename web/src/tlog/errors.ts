/** What can be wrong with a record, by the codes of vouchsafe/tlog/errors.py. */

export type RecordCode =
  | "record/unreadable"
  | "record/not-signed"
  | "record/not-proven"
  | "record/another"
  | "record/rolled-back"
  | "record/forked"
  | "record/directory";

export class RecordError extends Error {
  override name = "RecordError";

  constructor(readonly code: RecordCode) {
    super(code);
  }
}
