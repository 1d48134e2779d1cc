/** Items: the sealed, signed documents of a case (protocol §3). */
import { openWhole, parseHeader, sealWhole } from "./age";
import { type Bytes, concat, copyOf, label, type RandomSource, randomBytes } from "./bytes";
import { Malformed, Refused, Tampered, Unsupported } from "./errors";
import { isItemSize, itemTotal } from "./padding";
import type { Place } from "./place";
import { type Signer, verify } from "./signing";
import { keyedPlace, readStanza, unwrapFor, wrapFor } from "./stanza";

export interface OpenedItem {
  /** The author's signing key, 32 bytes: the signature holds, but who this is and may write here is for the caller. */
  readonly author: Bytes;
  /** 64 bytes. */
  readonly signature: Bytes;
  readonly body: Bytes;
}

const VERSION = 0x01;
const END_OF_BODY = 0x80;
/** Version (1) ‖ author key (32) ‖ signature (64). */
const PREFIX = 97;

/**
 * Seals `body` for its place under `key` (32 bytes) of this generation, signed by `signer`. Gives an age file of
 * `itemSealedSize(body.length)` bytes (protocol §3). Throws `Refused` for a key of another length or a blob's place.
 */
export async function sealItem(
  key: Uint8Array,
  generation: number,
  place: Place,
  body: Uint8Array,
  signer: Signer,
  random: RandomSource = randomBytes,
): Promise<Bytes> {
  refuseBlob(place);
  const signature = await signer.sign(signedBytes(generation, place, body));
  const plaintext = new Uint8Array(itemTotal(body.length));
  plaintext.set(concat(new Uint8Array([VERSION]), signer.public, signature, body, new Uint8Array([END_OF_BODY])));
  return sealWhole(wrapFor(key, generation, place, random), plaintext, random);
}

/**
 * Opens an item at its place (protocol §3). The key is picked by kind and generation, never by trial. Throws `Refused`
 * for the place of a blob, and:
 *
 * 1. Header: one stanza of ours, well formed (`Malformed`), of age v1 (`Unsupported`); the key fits (`WrongKey`).
 * 2. The header's MAC holds, then the payload opens (`Tampered`).
 * 3. Version (`Unsupported`), least length (`Malformed`), padding and size (`Tampered`).
 * 4. The author's signature over content and place holds (`Tampered`).
 */
export async function openItem(
  key: Uint8Array,
  generation: number,
  place: Place,
  sealed: Uint8Array,
): Promise<OpenedItem> {
  refuseBlob(place);
  const plaintext = await openWhole(unwrapFor(key, generation, place), sealed);
  if (plaintext.length > 0 && plaintext[0] !== VERSION) throw new Unsupported("This item is of a newer version.");
  if (plaintext.length < PREFIX) throw new Malformed("This item is cut short.");
  const body = unpadded(plaintext);
  const author = plaintext.slice(1, 33);
  const signature = plaintext.slice(33, PREFIX);
  await verify(author, signature, signedBytes(generation, place, body));
  return { author, signature, body };
}

function refuseBlob(place: Place): void {
  if (place.kind === "blob") throw new Refused("A blob is a file, not an item: seal and open it as one.");
}

/** Whether this looks like a sealed item, as a server sees it without a key: true, or throws `Malformed`. */
export async function isItemShape(sealed: Uint8Array): Promise<true> {
  if (!isItemSize(sealed.length)) throw new Malformed("No sealed item has this size.");
  const { stanzas } = await parseHeader(sealed);
  readStanza(stanzas);
  return true;
}

/** "vouchsafe/v1/sign" ‖ key kind ‖ generation ‖ place ‖ body: what an author signs. */
function signedBytes(generation: number, place: Place, body: Uint8Array): Bytes {
  return concat(label("vouchsafe/v1/sign"), keyedPlace(generation, place), body);
}

/** The body, once the 0x80, the zeros after it and the total length are right. Throws `Tampered`. */
function unpadded(plaintext: Bytes): Bytes {
  let end = plaintext.length - 1;
  while (end > PREFIX && plaintext[end] === 0) end--;
  const length = end - PREFIX;
  if (length < 0 || plaintext[end] !== END_OF_BODY || plaintext.length !== itemTotal(length)) {
    throw new Tampered("The padding of this item was changed.");
  }
  return copyOf(plaintext.subarray(PREFIX, end));
}
