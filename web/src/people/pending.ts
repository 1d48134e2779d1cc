/** Cards that wait to be listed, with the words to compare. */
import type { Holding } from "./directoryKeeper";
import type { Session } from "./session";

export interface PendingView {
  readonly member: { readonly id: string; readonly name: string; readonly email: string };
  readonly card: string;
  readonly roles: readonly Holding[];
  readonly fingerprint: string;
  readonly words: readonly string[];
}

/** Every pending card that verifies. One that does not is left out: there is nothing to compare. */
export async function readAllPending(session: Session): Promise<PendingView[]> {
  const pending = session.roll?.pending ?? [];
  const read = await Promise.allSettled(
    pending.map(async (one) => ({ ...one, ...(await session.worker.call("readPending", { card: one.card })) })),
  );
  return read.filter((result) => result.status === "fulfilled").map((result) => result.value);
}
