/** Opening what a case keeps apart, once two who hold a share of its key agreed to (protocol §5). */
import { decodeBody, isBodyKind } from "./bodies";
import { toHex } from "./bytes";
import type { Directory } from "./directory";
import { VaultError } from "./errors";
import { openItem } from "./items";
import { isSplit, type KeyKind } from "./keyKind";
import { keyKindOf, Place } from "./place";
import { sha256 } from "./primitives";
import { combine } from "./shares";
import { authorsOf, judgeAuthor, unreadable } from "./threadItems";
import type { HeldShare } from "./threadKeys";
import type { CaseView, ItemView, OpenedOf, ThreadEntry, UnreadableReason } from "./threadTypes";

/**
 * Every item of the case that is kept apart, opened where two shares of its key are at hand. What does not open has its
 * reason: "key/apart" for too few shares.
 *
 * `shares` are verified ones, of several holders together: those of the report's author stand in its signed list.
 */
export async function openApart(
  view: Pick<CaseView, "caseId" | "items">,
  report: OpenedOf<"report">,
  directory: Directory,
  shares: readonly HeldShare[],
): Promise<ThreadEntry[]> {
  const apart = view.items.filter(({ kind }) => isBodyKind(kind) && isSplit(keyKindOf(kind)));
  return Promise.all(apart.map((item) => open(item, view.caseId, report, directory, shares)));
}

async function open(
  item: ItemView,
  caseId: string,
  report: OpenedOf<"report">,
  directory: Directory,
  shares: readonly HeldShare[],
): Promise<ThreadEntry> {
  // 1. The shares of this very key; the same share twice is one share (§5).
  const ofKey = sharesOf(shares, item.keyKind as KeyKind, item.generation);
  if (ofKey.length < 2) return unreadable(item, "key/apart");
  try {
    const place = new Place(caseId, item.kind, item.id);
    // 2. The key, and the item under it: place, padding, size and signature (§3).
    const { author, signature, body } = await openItem(await combine(ofKey), item.generation, place, item.sealed);
    const kind = item.kind as "identity" | "subject";
    const sealedSha256 = toHex(sha256(item.sealed));
    const written = { item, kind, author, signature, body: decodeBody(kind, body), sealedSha256 };
    // 3. Only who wrote the report writes these (§3).
    return judgeAuthor(written, authorsOf(report, directory));
  } catch (error) {
    if (error instanceof VaultError) return unreadable(item, error.code as UnreadableReason);
    throw error;
  }
}

function sharesOf(shares: readonly HeldShare[], kind: KeyKind, generation: number): Uint8Array[] {
  const own = shares.filter((one) => one.kind === kind && one.generation === generation);
  return [...new Map(own.map(({ share }) => [toHex(share), share])).values()];
}
