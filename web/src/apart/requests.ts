/**
 * Reading a request to open what is kept apart, under its own key alone: by handlers, and by an overseer who holds no
 * key of the case (protocol §5). Pure.
 */

import type { WireItem } from "../cases/wire";
import type { Bodies, BodyKind } from "../vault/bodies";
import { decodeBody } from "../vault/bodies";
import { equalBytes, fromBase64, toHex } from "../vault/bytes";
import type { Card } from "../vault/cards";
import type { Directory } from "../vault/directory";
import { Role } from "../vault/directoryEntry";
import { Tampered, VaultError, WrongKey } from "../vault/errors";
import { type Grant, openGrant } from "../vault/grants";
import type { Opener } from "../vault/hybrid";
import { openItem } from "../vault/items";
import { KeyKind } from "../vault/keyKind";
import { caseIdOf, keyKindOf, Place } from "../vault/place";
import { sha256 } from "../vault/primitives";
import type { CurrentKey } from "../vault/threadKeys";
import { sealedBytes } from "../vault/wire";
import type { RequestRow } from "./wire";
import "../vault/readersBodies";

const GIVERS = [Role.HANDLER, Role.OVERSEER, Role.CUSTODIAN];

/** What somebody said to a request, verified; or why it cannot be. */
export type Said =
  | { readonly card: Card; readonly body: Bodies["decision"] }
  | { readonly card: null; readonly reason: string };

/** A verified request. `hash` (hex) is what decisions name it by. */
export interface ReadRequest {
  readonly key: CurrentKey;
  readonly hash: string;
  readonly asker: Card;
  readonly body: Bodies["request"];
  readonly said: readonly Said[];
}

/**
 * Verify and open a request.
 *
 * 1. The request key opens from the reader's own grant, and is of this case and generation (§4).
 * 2. The request opens at its place under it, and asks for what the server says (§3, §5).
 * 3. Its author granted the key, and is somebody whom the directory ever listed as a handler of the channel (§2).
 * 4. What was said to it names it, and is signed by who may hold a share; only the asker takes it back.
 *
 * @throws VaultError: then it is shown as unreadable, with its code.
 */
export async function readRequest(row: RequestRow, opener: Opener, directory: Directory): Promise<ReadRequest> {
  const { generation } = row.item;
  const grant = await grantOf(row, KeyKind.REQUEST, generation, opener);
  const key = { generation, key: grant.key };
  const { author, body, hash } = await open("request", row.item, row.case, key);
  const asker = directory.author(author, row.channel, directory.rootHash, [Role.HANDLER]);
  if (asker === null || !equalBytes(grant.granter, author)) {
    throw new Tampered("This request is not by somebody who may ask.");
  }
  if (body.asks !== row.asks) throw new Tampered("This request asks for something else than the server says.");
  const said = await Promise.all(row.decisions.map((item) => readDecision(item, row, key, { hash, asker }, directory)));
  return { key, hash, asker, body, said };
}

/**
 * The reader's own share of what a request asks for: one that the reporter granted, of whose key the case id is made.
 * @throws VaultError "vault/wrong-key" when there is none, Tampered when somebody else granted it.
 */
export async function ownShare(row: RequestRow, { body }: ReadRequest, opener: Opener): Promise<Grant> {
  const share = await grantOf(row, keyKindOf(body.asks), body.generation, opener);
  if (caseIdOf(share.granter) !== row.case) throw new Tampered("This share is not of this case's reporter.");
  return share;
}

async function grantOf(row: RequestRow, kind: KeyKind, generation: number, opener: Opener): Promise<Grant> {
  const sealed = row.grants.find((grant) => grant.key_kind === kind && grant.generation === generation);
  if (sealed === undefined) throw new WrongKey("You were not given this key.");
  const grant = await openGrant(opener, fromBase64(sealed.sealed));
  if (grant.caseId !== row.case || grant.keyKind !== kind || grant.generation !== generation) {
    throw new Tampered("This key was granted for something else.");
  }
  return grant;
}

async function readDecision(
  item: WireItem,
  row: RequestRow,
  key: CurrentKey,
  { hash, asker }: { hash: string; asker: Card },
  directory: Directory,
): Promise<Said> {
  try {
    const { author, body } = await open("decision", item, row.case, key);
    const card = directory.author(author, row.channel, directory.rootHash, GIVERS);
    const isAsker = card?.holder === asker.holder;
    if (card === null || isAsker !== (body.verdict === "withdrawn"))
      return { card: null, reason: "author/not-allowed" };
    return body.request === hash ? { card, body } : { card: null, reason: "vault/tampered" };
  } catch (error) {
    if (error instanceof VaultError) return { card: null, reason: error.code };
    throw error;
  }
}

async function open<K extends BodyKind>(kind: K, item: WireItem, caseId: string, { generation, key }: CurrentKey) {
  if (item.kind !== kind || item.generation !== generation) throw new Tampered("This is not what the server says.");
  const sealed = sealedBytes(item.sealed);
  const { author, body } = await openItem(key, generation, new Place(caseId, kind, item.id), sealed);
  return { author, body: decodeBody(kind, body), hash: toHex(sha256(sealed)) };
}
