/** What goes into the verifying reader of a case, and what comes out (protocol §3, §4). */
import type { Bodies, BodyKind } from "./bodies";
import type { Directory } from "./directory";
import type { Opener } from "./hybrid";
import type { KeyKind } from "./keyKind";
import type { Signer } from "./signing";

/** One sealed item as the server lists it. Nothing of it is believed before it is verified. */
export interface ItemView {
  readonly id: string;
  readonly kind: string;
  readonly keyKind: number;
  readonly generation: number;
  readonly sealed: Uint8Array;
  /** The day that the server names, `YYYY-MM-DD`. Within one day its order says nothing (protocol §8). */
  readonly day?: string | undefined;
}

/** One of this reader's grants as the server lists it. */
export interface GrantView {
  readonly keyKind: number;
  readonly generation: number;
  readonly sealed: Uint8Array;
}

/** A case as the server shows it to one reader: items in the server's order. */
export interface CaseView {
  readonly caseId: string;
  readonly channel: string;
  readonly items: readonly ItemView[];
  readonly grants: readonly GrantView[];
}

/** The newest key that a reader has verified: by `pinName(case, kind)`; `sha256` is hex, of the 32-byte key. */
export interface Pin {
  readonly generation: number;
  readonly sha256: string;
}
export type Pins = Readonly<Record<string, Pin>>;

/** The name of a pin: case id, slash, key kind. */
export function pinName(caseId: string, kind: KeyKind): string {
  return `${caseId}/${kind}`;
}

/** Who reads: a holder of a card, or the reporter; with the directory they have accepted and what they have pinned. */
export interface Reader {
  readonly role: "holder" | "reporter";
  readonly identity: Opener;
  readonly signing: Pick<Signer, "public">;
  readonly directory: Directory;
  readonly pins: Pins;
}

export type FindingCode =
  /** No item of kind report is by the reporter of this case. Nothing else can be verified. */
  | "report-missing"
  /** The receipt is not of this case, or the report names another organisation or channel. */
  | "case-mismatch"
  /** The directory entry that the report names is not in the directory. */
  | "directory-unknown"
  /** The report was sealed to a card that its directory entry does not list for this channel. */
  | "unknown-recipient"
  /** The report was not sealed to a recovery sheet, or to no handler at all. */
  | "sealed-to-mismatch"
  /** An item or attachment that a body vouches for is not here, or is another. */
  | "part-missing"
  /** An author had seen an item that is not here. */
  | "gap"
  /** The server lists an item before one that its author had seen. */
  | "order"
  /** Two items with one id, or two reports. */
  | "duplicate-item"
  /** One key of the reporter names two next ones, so that nobody can tell which is the reporter's. */
  | "succession-fork"
  /** An item whose author may not write this kind. */
  | "foreign-author"
  /** A grant that does not open, is for another case or key, or was given by someone who may not. */
  | "grant-invalid"
  /** A desk key that no colleague made. */
  | "desk-key-not-from-colleague"
  /** A key that is another than the one pinned, or two keys for one generation. */
  | "key-replaced"
  /** The pinned key was not shown: an older one is offered, or none. */
  | "pinned-key-missing";

/** Something that a reader must be told. `detail` is an id, a hash or "kind/generation": never opened text. */
export interface Finding {
  readonly code: FindingCode;
  readonly detail: string;
}

/** Why an entry cannot be read: a vault error's code, or one of these. */
export type UnreadableReason =
  | `vault/${string}`
  | "author/not-allowed"
  | "report/not-this-case"
  | "key/missing"
  /** Its key is kept in shares: two people open it together (protocol §5). */
  | "key/apart"
  | "item/duplicate";

/** An item that was opened and verified, by kind. */
export type Opened = { [K in BodyKind]: OpenedOf<K> }[BodyKind];
export interface OpenedOf<K extends BodyKind> {
  readonly readable: true;
  readonly id: string;
  readonly kind: K;
  readonly generation: number;
  /** "reporter", or the fingerprint (hex) of the author's card. */
  readonly author: string;
  /** The author's Ed25519 public key, 32 bytes. */
  readonly authorKey: Uint8Array;
  /** By that key, over content and place (protocol §3), 64 bytes. */
  readonly signature: Uint8Array;
  readonly body: Bodies[K];
  /** SHA-256 (hex) of the sealed bytes. */
  readonly sealedSha256: string;
}

/** An item that could not be verified. It is shown with its reason, never skipped. */
export interface Unreadable {
  readonly readable: false;
  readonly id: string;
  readonly kind: string;
  readonly reason: UnreadableReason;
  readonly sealedSha256: string;
}

export type ThreadEntry = Opened | Unreadable;
