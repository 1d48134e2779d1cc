/** What is kept apart: an item under a key that nobody holds whole (protocol §5). */
import type { Bodies } from "./bodies";
import { randomBytes, toHex } from "./bytes";
import { keyKindOf } from "./place";
import { SECRET_BYTES, shareHash, split } from "./shares";
import type { Signer } from "./signing";
import { type GrantJson, type GrantTarget, grantTo, type ItemJson, sealBody } from "./wire";

/** Kinds that are sealed apart: who reports, and whom the report concerns. */
export const APART_KINDS = ["identity", "subject"] as const;
export type ApartKind = (typeof APART_KINDS)[number];

/** A sealed item, a grant of one share for each holder, and the shares' SHA-256 (hex) for the signed list. */
export interface KeptApart {
  readonly item: ItemJson;
  readonly grants: readonly GrantJson[];
  readonly shareHashes: readonly string[];
}

/**
 * Seal a body so that any two of `holders` open it, and one of them nothing. Owner: who seals.
 *
 * 1. A new key, for this item alone. Neither it nor a share of it outlives this call, but for the grants.
 * 2. One share each, any two of which give the key back (§5).
 * 3. The item under the key, signed by the author.
 * 4. Each share to its one holder, signed by the author too (§4).
 *
 * @throws Refused for fewer than two holders, and for a body that is not as its kind demands.
 */
export async function sealApart<K extends ApartKind>(
  kind: K,
  body: Bodies[K],
  caseId: string,
  signer: Signer,
  holders: readonly GrantTarget[],
): Promise<KeptApart> {
  const key = randomBytes(SECRET_BYTES);
  const shares = await split(key, holders.length);
  const item = await sealBody({ generation: 0, key }, caseId, signer, kind, body);
  const grants = await Promise.all(
    shares.map((share, at) =>
      grantTo([holders[at] as GrantTarget], caseId, keyKindOf(kind), { generation: 0, key: share }, signer),
    ),
  );
  return { item, grants: grants.flat(), shareHashes: shares.map((share) => toHex(shareHash(share))) };
}
