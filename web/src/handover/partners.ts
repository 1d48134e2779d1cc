/** Asking what a partner publishes: the server's worker fetches it, this browser verifies it. */
import { DeskError } from "../people/errors";
import type { Session } from "../people/session";
import type { LookedPartner } from "./wire";

const WAIT = 700;
const TRIES = 60;

/** A partner with what it publishes now. @throws DeskError "desk/partner-silent", ApiError. */
export async function lookAt(session: Session, partner: string): Promise<LookedPartner> {
  const { look } = await session.api.send<{ look: number }>("POST", `/partners/${partner}/look`, {});
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = await session.api.get<LookedPartner>(`/partners/${partner}`);
    if (found.looked >= look) {
      if (found.published !== null) return found;
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, WAIT));
  }
  throw new DeskError("desk/partner-silent", "The partner's server did not answer.");
}
