/**
 * The vault's public face: what the pages and the worker use. Pure: no DOM, no fetch.
 *
 * Byte layouts are in docs/protocol.md. Errors are `VaultError`s; their `code` is what a page translates.
 */
export {
  type AttachmentFile,
  type AttachmentUpload,
  type SealedAttachment,
  sealAttachment,
  sealManifest,
} from "./attachments";
export { type BlobSeal, type ExpectedBlob, type OpeningBlob, openBlob, sealBlob } from "./blobs";
export { type Answers, type Bodies, type BodyKind, decodeBody, encodeBody, type Part } from "./bodies";
export { type Card, makeCard, parseCard } from "./cards";
export { keyFor, makeDeskKey, sealMessage, sealNote, sealTitle } from "./compose";
export { type Anchors, type Directory, type DirectoryCode, DirectoryError, verifyChain } from "./directory";
export { ALL_CHANNELS, type Entry, type Listing, makeEntry, type NewEntry, parseEntry, Role } from "./directoryEntry";
export { Malformed, Refused, Tampered, Unsupported, VaultError, WrongKey } from "./errors";
export { Identity, type Opener, Recipient } from "./hybrid";
export { openKeyFile, sealKeyFile } from "./keyFile";
export { HolderKeys, type HolderKeysHandle, holderKeysFrom, KeyKind, ReporterKeys } from "./keys";
export { caseIdOf, KINDS, Place } from "./place";
export { Receipt, type ReceiptCode, ReceiptError } from "./receipt";
export { Bundle, type BundleJson, type ReportContent, ReportSealer, type ReportTarget } from "./report";
export { type RotationJson, sealRotation } from "./rotation";
export { combine, shareHash, split } from "./shares";
export type { Signer } from "./signing";
export { heads, type ReadCase, readCase } from "./thread";
export type { CurrentKey, HeldShare } from "./threadKeys";
export * from "./threadTypes";
export { PRF_INPUT, type TouchKey, touchKeyFrom } from "./touch";
export type { GrantJson, ItemJson } from "./wire";
export { hashWords, parseWords, wordsMatch } from "./words";
export { openWrap, sealWrap } from "./wraps";
