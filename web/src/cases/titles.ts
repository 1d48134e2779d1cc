/** Titles for a page that names cases: those that this browser knows, and the others fetched and opened. */
import type { DeskRemote } from "../people/session";
import { CHUNK } from "./caseList";
import type { Title } from "./reading";
import type { CaseRow } from "./wire";

/** By case id; of cases that the member may not read there is none. @throws ApiError, DeskError. */
export async function titlesFor(worker: DeskRemote, rows: readonly CaseRow[]): Promise<Record<string, Title>> {
  const found: Record<string, Title> = { ...(await worker.call("knownTitles", { rows: [...rows] })) };
  const missing = rows.filter(({ id, title }) => title !== null && found[id] === undefined);
  for (let at = 0; at < missing.length; at += CHUNK) {
    Object.assign(found, await worker.call("openTitles", { rows: missing.slice(at, at + CHUNK) }));
  }
  return found;
}
