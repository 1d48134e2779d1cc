/** The desk key of a case, made when something is first sealed under it. */
import { ApiError } from "../../common/api";
import type { Session } from "../../people/session";
import type { CaseReading } from "../caseReading";
import type { CaseAnswer } from "../wire";

/**
 * The case as it reads with a desk key: as it was where it has one. Whoever loses the race for it takes, and verifies,
 * the winner's. @throws ApiError, DeskError.
 */
export async function withDeskKey({ api, worker }: Session, reading: CaseReading): Promise<CaseReading> {
  if (!reading.needsDeskKey) return reading;
  const { id } = reading;
  try {
    await api.send("POST", `/cases/${id}/keys`, await worker.call("makeDeskKey", { id }));
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "key/exists")) throw error;
  }
  const answer = await api.get<CaseAnswer>(`/cases/${id}`);
  return worker.call("readCase", { answer });
}
