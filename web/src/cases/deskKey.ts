/** The desk key of a case, made where a page first needs it. */
import { ApiError } from "../common/api";
import type { Session } from "../people/session";
import type { CaseReading } from "./caseReading";
import type { CaseAnswer } from "./wire";

/**
 * The case with a desk key: read again where one had to be made. Whoever loses the race for it takes, and verifies, the
 * winner's.
 */
export async function withDeskKey({ api, worker }: Session, reading: CaseReading): Promise<CaseReading> {
  if (!reading.needsDeskKey) return reading;
  const { id } = reading;
  try {
    await api.send("POST", `/cases/${id}/keys`, await worker.call("makeDeskKey", { id }));
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "key/exists")) throw error;
  }
  return worker.call("readCase", { answer: await api.get<CaseAnswer>(`/cases/${id}`) });
}
