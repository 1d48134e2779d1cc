/**
 * Our own stanza, `vouchsafe/v1`: a file key wrapped under a key of the case for one place (protocol §3). Only for items
 * and blobs, which hand these functions to age: it verifies the header's MAC before it uses what was unwrapped.
 */
import type { Stanza, Unwrap, Wrap } from "./age";
import { type Bytes, concat, fromBase64Unpadded, label, type RandomSource, toBase64Unpadded, uint32 } from "./bytes";
import { Malformed, Refused, WrongKey } from "./errors";
import type { Place } from "./place";
import { aeadOpen, aeadSeal, hkdf, ZERO_NONCE } from "./primitives";

const ITEM_STANZA = "vouchsafe/v1";

/** key kind (1) ‖ generation (4) ‖ place: what ties keys and signatures to where they belong. */
export function keyedPlace(generation: number, place: Place): Bytes {
  return concat(new Uint8Array([place.keyKind]), uint32(generation), place.encode());
}

/** Wraps file keys under the key (32 bytes, else `Refused`) of this place: the salt makes each wrap key single-use. */
export function wrapFor(key: Uint8Array, generation: number, place: Place, random: RandomSource): Wrap {
  if (key.length !== 32) throw new Refused("A key has 32 bytes.");
  return (fileKey: Bytes): Stanza => {
    const salt = random(16);
    const body = aeadSeal(wrapKey(key, salt, generation, place), ZERO_NONCE, fileKey);
    return { args: [ITEM_STANZA, toBase64Unpadded(salt)], body };
  };
}

/** The other way round. Throws `Malformed`; the unwrapping itself `Malformed` or `WrongKey`. */
export function unwrapFor(key: Uint8Array, generation: number, place: Place): Unwrap {
  if (key.length !== 32) throw new Malformed("A key has 32 bytes.");
  return (stanzas: readonly Stanza[]): Bytes => {
    const { salt, body } = readStanza(stanzas);
    const fileKey = aeadOpen(wrapKey(key, salt, generation, place), ZERO_NONCE, body);
    if (fileKey === null) throw new WrongKey("This is not sealed under this key for this place.");
    return fileKey;
  };
}

function wrapKey(key: Uint8Array, salt: Uint8Array, generation: number, place: Place): Bytes {
  return hkdf(key, concat(label("vouchsafe/v1/item"), keyedPlace(generation, place)), salt);
}

/** Exactly one stanza, ours, with a salt of 16 and a body of 32 bytes; else `Malformed`. */
export function readStanza(stanzas: readonly Stanza[]): { salt: Bytes; body: Uint8Array } {
  const [stanza] = stanzas;
  if (
    stanzas.length !== 1 ||
    stanza?.args[0] !== ITEM_STANZA ||
    stanza.args.length !== 2 ||
    stanza.body.length !== 32
  ) {
    throw new Malformed("The header of this file is not one of ours.");
  }
  return { salt: fromBase64Unpadded(stanza.args[1] as string, 16), body: stanza.body };
}
