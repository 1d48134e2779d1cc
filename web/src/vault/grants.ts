/** Grants: a key of a case, or a share of one, sealed to one key holder (protocol §4). */
import { openWhole, parseHeader, type Stanza, sealWhole } from "./age";
import {
  type Bytes,
  concat,
  equalBytes,
  idFromBytes,
  idToBytes,
  label,
  type RandomSource,
  randomBytes,
  readUint32,
  uint32,
} from "./bytes";
import { Malformed, Refused, Tampered, Unsupported } from "./errors";
import { encapsulatedIn, type Opener, type Recipient } from "./hybrid";
import { isKeyKind, isSplit, type KeyKind } from "./keyKind";
import { sha256 } from "./primitives";
import { type Signer, verify } from "./signing";

export interface Grant {
  readonly caseId: string;
  readonly keyKind: KeyKind;
  readonly generation: number;
  /** The key, 32 bytes; of a split kind (identity, subject) a share, 33 bytes: y (32) ‖ x (1). */
  readonly key: Bytes;
  /** The granter's signing key, 32 bytes. */
  readonly granter: Bytes;
}

/** Header (1,627), nonce (16), plaintext (151), tag (16). */
const SEALED_LENGTH = 1810;
const PLAINTEXT_LENGTH = 151;
const VERSION = 0x01;
const WHOLE_KEY = 0x00;
/** Where a share holds its x, which is never 0: that would be the key itself. */
const SHARE_X = 32;
/** Where the fields of the plaintext start. */
const AT = { caseId: 1, keyKind: 17, generation: 18, key: 22, granter: 55, signature: 87 } as const;

/**
 * Seals a key to one recipient, 1,810 bytes (protocol §4). `key`: 32 bytes, or for a split kind a share of 33.
 * Throws `Refused` for other lengths and for a recipient that nothing can be sealed to.
 */
export async function sealGrant(
  recipient: Recipient,
  caseId: string,
  keyKind: KeyKind,
  generation: number,
  key: Uint8Array,
  granter: Signer,
  random: RandomSource = randomBytes,
): Promise<Bytes> {
  if (!isKeyKind(keyKind) || key.length !== (isSplit(keyKind) ? 33 : 32) || key[SHARE_X] === 0) {
    throw new Refused("A grant holds a key of 32 bytes, or a share of 33 for a key kept apart.");
  }
  const field = isSplit(keyKind) ? key : concat(new Uint8Array([WHOLE_KEY]), key);
  const head = concat(
    new Uint8Array([VERSION]),
    idToBytes(caseId),
    new Uint8Array([keyKind]),
    uint32(generation),
    field,
    granter.public,
  );
  const signature = await granter.sign(signedBytes(head, recipient));
  return sealWhole((fileKey) => recipient.wrap(fileKey, random), concat(head, signature), random);
}

/**
 * Opens a grant. That its case, kind and granter are the expected ones is for `checkGrant`.
 *
 * 1. Size and header: exactly one hybrid stanza (`Malformed`); it is for this key (`WrongKey`).
 * 2. The header's MAC holds, then the payload opens (`Tampered`).
 * 3. Version and key kind (`Unsupported`), length and the form of the key (`Malformed`).
 * 4. The granter's signature over all this and over the opener's own recipient (`Tampered`).
 */
export async function openGrant(opener: Opener, sealed: Uint8Array): Promise<Grant> {
  checkLength(sealed);
  const plaintext = await openWhole((stanzas) => opener.unwrap(encOf(stanzas), bodyOf(stanzas)), sealed);
  const grant = parse(plaintext);
  const signed = signedBytes(plaintext.subarray(0, AT.signature), opener.recipient);
  await verify(grant.granter, plaintext.subarray(AT.signature), signed);
  return grant;
}

/** What a grant must be for: throws `Tampered` unless all of it fits. `granters`: signing keys of 32 bytes. */
export function checkGrant(
  grant: Grant,
  expected: { readonly caseId: string; readonly keyKind: KeyKind; readonly granters: Iterable<Uint8Array> },
): void {
  if (grant.caseId !== expected.caseId) throw new Tampered("This key was granted for another case.");
  if (grant.keyKind !== expected.keyKind) throw new Tampered("This is a key of another kind.");
  if (![...expected.granters].some((key) => equalBytes(key, grant.granter))) {
    throw new Tampered("This key was granted by somebody who may not grant it.");
  }
}

/** Whether this looks like a grant, as a server sees it without a key: true, or throws `Malformed`. */
export async function isGrantShape(sealed: Uint8Array): Promise<true> {
  checkLength(sealed);
  const { stanzas } = await parseHeader(sealed);
  encOf(stanzas);
  return true;
}

/** "vouchsafe/v1/grant" ‖ all before ‖ SHA-256(recipient): what a granter signs. */
function signedBytes(head: Uint8Array, recipient: Recipient): Bytes {
  return concat(label("vouchsafe/v1/grant"), head, sha256(recipient.raw));
}

function parse(plaintext: Bytes): Grant {
  if (plaintext[0] !== VERSION) throw new Unsupported("This grant is of a newer version.");
  if (plaintext.length !== PLAINTEXT_LENGTH) throw new Malformed("This grant is not well formed.");
  const keyKind = plaintext[AT.keyKind] as number;
  if (!isKeyKind(keyKind)) throw new Unsupported("This grant holds a key of a kind that this release does not know.");
  const key = plaintext.slice(AT.key, AT.granter);
  if (isSplit(keyKind) ? key[SHARE_X] === 0 : key[0] !== WHOLE_KEY) {
    throw new Malformed("This grant holds no key of the kind that it says.");
  }
  return {
    caseId: idFromBytes(plaintext.subarray(AT.caseId, AT.keyKind)),
    keyKind,
    generation: readUint32(plaintext, AT.generation),
    key: isSplit(keyKind) ? key : key.slice(1),
    granter: plaintext.slice(AT.granter, AT.signature),
  };
}

function checkLength(sealed: Uint8Array): void {
  if (sealed.length !== SEALED_LENGTH) throw new Malformed(`A grant has ${SEALED_LENGTH} bytes.`);
}

/** The one stanza must be a hybrid one; else `Malformed`. */
function encOf(stanzas: readonly Stanza[]): Bytes {
  const enc = stanzas.length === 1 ? encapsulatedIn(stanzas[0] as Stanza) : null;
  if (enc === null) throw new Malformed("A grant is sealed to exactly one post-quantum key.");
  return enc;
}

function bodyOf(stanzas: readonly Stanza[]): Uint8Array {
  return (stanzas[0] as Stanza).body;
}
