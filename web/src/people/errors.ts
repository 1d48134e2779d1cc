/** Why the desk does not do something. `code` is stable and is what a page translates (people/errorTexts.ts). */
export type DeskCode =
  | "desk/locked"
  | "desk/not-confirmed"
  | "desk/other-key"
  | "desk/other-kit"
  | "desk/no-wrap"
  | "desk/no-kit"
  | "desk/no-touch"
  | "desk/no-prf"
  | "desk/weak-passphrase"
  | "desk/no-directory"
  | "desk/directory-refused"
  | "desk/not-listed"
  | "desk/card-not-accepted"
  | "desk/foreign-card"
  | "desk/nothing-to-sign"
  | "desk/case-not-open"
  | "desk/room-of-a-room"
  | "desk/may-not-seal"
  | "desk/no-such-attachment"
  | "desk/no-room"
  | "desk/not-a-recording"
  | "desk/no-pixels"
  | "desk/pixels-altered"
  | "desk/no-such-original"
  | "desk/not-entitled"
  | "desk/not-a-sheet"
  | "desk/no-sheet"
  | "desk/not-agreed"
  | "desk/no-such-proposal"
  | "desk/other-terms"
  | "desk/readers-changed"
  | "desk/contents-missing"
  | "desk/partner-silent"
  | "desk/partner-gone"
  | "desk/not-a-recipient"
  | "desk/record-waits"
  | "desk/record-not-proven"
  | "desk/no-share"
  | "desk/two-people"
  | "desk/too-early"
  | "desk/bad-share";

export class DeskError extends Error {
  override readonly name = "DeskError";

  constructor(
    readonly code: DeskCode,
    message: string,
  ) {
    super(message);
  }
}
