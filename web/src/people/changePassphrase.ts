/** A new passphrase in the place of the present one, for the key that lies open in the worker. */
import type { Session } from "./session";

/** Confirms what was typed, and lets the server keep the new file and nothing of the old. Raises WorkerError, ApiError. */
export async function changePassphrase(session: Session, typed: string): Promise<void> {
  const { key } = session.me;
  if (key === null) return;
  const change = await session.worker.call("confirmChange", { typed, present: key.key_file });
  await session.api.send("POST", "/key/file", change);
}
