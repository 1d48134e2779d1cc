/** Where an item stands: its case, its kind and its own id. What is sealed for one place opens at no other. */
import { type Bytes, concat, idFromHash, idToBytes, label, utf8 } from "./bytes";
import { Malformed, Unsupported } from "./errors";
import { KeyKind } from "./keyKind";
import { sha256 } from "./primitives";

/** Which key kind seals each kind of thing (protocol §3). */
export const KINDS: Readonly<Record<string, KeyKind>> = Object.freeze({
  report: KeyKind.CASE,
  title: KeyKind.CASE,
  message: KeyKind.CASE,
  attachment: KeyKind.CASE,
  letter: KeyKind.CASE,
  contest: KeyKind.CASE,
  blob: KeyKind.CASE,
  succession: KeyKind.CASE,
  handover: KeyKind.CASE,
  agreement: KeyKind.CASE,
  release: KeyKind.CASE,
  checkin: KeyKind.CASE,
  minutes: KeyKind.CASE,
  checked: KeyKind.CASE,
  note: KeyKind.DESK,
  memo: KeyKind.DESK,
  measure: KeyKind.DESK,
  proposal: KeyKind.DESK,
  verdict: KeyKind.DESK,
  filing: KeyKind.DESK,
  task: KeyKind.DESK,
  conclusion: KeyKind.DESK,
  identity: KeyKind.IDENTITY,
  subject: KeyKind.SUBJECT,
  request: KeyKind.REQUEST,
  decision: KeyKind.REQUEST,
});

/** The key kind of a kind. Throws `Unsupported` for a kind that this release does not know. */
export function keyKindOf(kind: string): KeyKind {
  const found = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (found === undefined) throw new Unsupported("This kind of item is not known to this release.");
  return found;
}

/** Whether only handlers can open things of this kind: they are sealed under the desk key. */
export function isInternal(kind: string): boolean {
  return Object.hasOwn(KINDS, kind) && KINDS[kind] === KeyKind.DESK;
}

/** A place (protocol §3). `case` and `thing` are ids; the kind must be one of `KINDS`, else `Unsupported`. */
export class Place {
  readonly keyKind: KeyKind;

  constructor(
    readonly caseId: string,
    readonly kind: string,
    readonly thing: string,
  ) {
    this.keyKind = keyKindOf(kind);
  }

  /** case id (16) ‖ len(kind) (1) ‖ kind (ASCII) ‖ thing id (16). Throws `Malformed` when an id is none. */
  encode(): Bytes {
    const kind = utf8(this.kind);
    return concat(idToBytes(this.caseId), new Uint8Array([kind.length]), kind, idToBytes(this.thing));
  }
}

/** The case that belongs to a reporter's signing key of 32 bytes (protocol §3): nobody else can make its report. */
export function caseIdOf(signingPublic: Uint8Array): string {
  if (signingPublic.length !== 32) throw new Malformed("A signing key has 32 bytes.");
  return idFromHash(sha256(concat(label("vouchsafe/v1/case"), signingPublic)));
}
