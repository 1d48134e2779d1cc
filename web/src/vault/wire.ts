/** Sealed things as they are sent: JSON with snake_case names, bytes as canonical base64 (protocol §7). */
import { type Bodies, type BodyKind, encodeBody, type Part } from "./bodies";
import { fromBase64, newId, toBase64, toHex } from "./bytes";
import type { Card } from "./cards";
import { VaultError } from "./errors";
import { sealGrant } from "./grants";
import type { Recipient } from "./hybrid";
import { sealItem } from "./items";
import type { KeyKind } from "./keyKind";
import { Place } from "./place";
import { sha256 } from "./primitives";
import type { Signer } from "./signing";
import type { CurrentKey } from "./threadKeys";

/** A sealed item. */
export interface ItemJson {
  readonly id: string;
  readonly kind: BodyKind;
  readonly key_kind: KeyKind;
  readonly generation: number;
  readonly sealed: string;
}

/** A grant, for the holder of the card of this fingerprint (hex), or for the receipt. */
export interface GrantJson {
  readonly holder: string;
  readonly key_kind: KeyKind;
  readonly generation: number;
  readonly sealed: string;
}

/** Who a grant is for: its name on the wire, and the key to seal to. */
export interface GrantTarget {
  readonly holder: string;
  readonly recipient: Recipient;
}

export function cardTarget(card: Card): GrantTarget {
  return { holder: toHex(card.fingerprint), recipient: card.recipient };
}

/** Seal and sign a body as an item with a new id. Throws `Refused` when the body is not as its kind demands. */
export async function sealBody<K extends BodyKind>(
  current: CurrentKey,
  caseId: string,
  signer: Signer,
  kind: K,
  body: Bodies[K],
): Promise<ItemJson> {
  const place = new Place(caseId, kind, newId());
  const sealed = await sealItem(current.key, current.generation, place, encodeBody(kind, body), signer);
  return {
    id: place.thing,
    kind,
    key_kind: place.keyKind,
    generation: current.generation,
    sealed: toBase64(sealed),
  };
}

/** Seal one key to each target, one grant each (protocol §4). */
export async function grantTo(
  targets: readonly GrantTarget[],
  caseId: string,
  keyKind: KeyKind,
  { generation, key }: CurrentKey,
  granter: Signer,
): Promise<GrantJson[]> {
  return Promise.all(
    targets.map(async ({ holder, recipient }) => ({
      holder,
      key_kind: keyKind,
      generation,
      sealed: toBase64(await sealGrant(recipient, caseId, keyKind, generation, key, granter)),
    })),
  );
}

/** How a body vouches for this item: by SHA-256 of its sealed bytes. */
export function partOf(item: ItemJson): Part {
  return { kind: item.kind, id: item.id, sha256: toHex(sha256(fromBase64(item.sealed))) };
}

/** Sealed bytes as a server wrote them: what is no base64 becomes no bytes, so that it is unreadable, and not skipped. */
export function sealedBytes(text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch (error) {
    if (error instanceof VaultError) return new Uint8Array(0);
    throw error;
  }
}
