/** Fetching an organisation's directory and believing only what follows from what is already held (protocol §2). */

import type { Api } from "../common/api";
import { fromBase64, fromHex } from "../vault/bytes";
import { type Directory, verifyChain } from "../vault/directory";

export interface DirectoryJson {
  entries: readonly string[];
  cards: readonly string[];
}

/** What the reader holds: entry 0's hash as the page shows it (hex, "" where it shows none), a directory seen before. */
export interface Held {
  root: string;
  before?: Directory | undefined;
}

/** Raises Malformed, Tampered or DirectoryError, and never gives a directory in part. */
export function readDirectory({ entries, cards }: DirectoryJson, { root, before }: Held): Promise<Directory> {
  const decoded = (list: readonly string[]) => list.map((text) => fromBase64(text));
  return verifyChain(decoded(entries), decoded(cards), {
    root: root === "" ? undefined : fromHex(root),
    accepted: before?.headHash,
  });
}

/** The directory as the server has it now. Raises ApiError too. */
export async function fetchDirectory(api: Api, held: Held): Promise<Directory> {
  return readDirectory(await api.get<DirectoryJson>("/directory"), held);
}
