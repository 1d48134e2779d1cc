/** Whether the earlier report that a report names is truly by the same reporter (protocol §20). */
import { VaultError } from "../vault/errors";
import { checkFollows, isOfChain } from "../vault/follows";
import type { ReadCase } from "../vault/thread";

/**
 * The earlier case. "proven": by its reporter. "unread": its key is not the first one of that case, so that the earlier
 * case must be read here first. "broken": by somebody else, or for another case.
 */
export interface FollowsView {
  readonly case: string;
  readonly standing: "proven" | "unread" | "broken";
}

/** `openedOf`: a case that was read in this browser, or null. */
export async function tiedTo(read: ReadCase, openedOf: (id: string) => ReadCase | null): Promise<FollowsView | null> {
  const follows = read.report?.body.follows;
  if (follows === undefined) return null;
  try {
    if (await checkFollows(follows, read.caseId)) return { case: follows.case, standing: "proven" };
  } catch (error) {
    if (error instanceof VaultError) return { case: follows.case, standing: "broken" };
    throw error;
  }
  const earlier = openedOf(follows.case);
  if (earlier === null) return { case: follows.case, standing: "unread" };
  return { case: follows.case, standing: isOfChain(follows, earlier) ? "proven" : "broken" };
}
