/** Where a member stands, and so which page the desk shows them. Pure. */
import type { Holding } from "./directoryKeeper";
import type { StoredKey } from "./ownKey";
import type { TrustView } from "./trust";

/** The member's own key at the server. It counts once its recovery kit was `proven`. */
export interface OwnKeyState extends StoredKey {
  readonly fingerprint: string;
  readonly listed: boolean;
  readonly proven: boolean;
}

export interface Language {
  readonly code: string;
  /** Its name for itself. */
  readonly name: string;
}

/** GET /api/v1/me. `languages`: those of the organisation's pages. */
export interface Me {
  readonly member: { readonly id: string; readonly name: string; readonly email: string };
  readonly organisation: {
    readonly id: string;
    readonly name: string;
    readonly slug: string;
    readonly second_factor_required: boolean;
    readonly passkeys_only: boolean;
  };
  readonly roles: readonly Holding[];
  readonly key: OwnKeyState | null;
  readonly channels: readonly { readonly id: string; readonly slug: string; readonly name: string }[];
  readonly languages: readonly Language[];
  readonly needs_setup: boolean;
}

/**
 * landing: works here without a key (administrators, overseers) · make-key, unlock: before anything can be opened ·
 * kit: the key does not count before its recovery kit was tried · setup: an administrator makes the directory ·
 * waiting: for set-up or for a colleague · refused: the directory does not hold, everything stops · open: at work.
 */
export type Stage = "landing" | "make-key" | "unlock" | "kit" | "setup" | "waiting" | "refused" | "open";

export function has(me: Me, role: string): boolean {
  return me.roles.some((holding) => holding.role === role);
}

/** Whether the member oversees the whole organisation, and so reads its record. */
export function overseesAll(me: Me): boolean {
  return me.roles.some(({ role, channel }) => role === "overseer" && channel === null);
}

/** Whether something can be due to this member, or under their eyes. */
export function seesDue(me: Me): boolean {
  return needsKey(me) || has(me, "overseer");
}

/** Whether the member's work needs a key: handlers read and write, coordinators sign the directory. */
export function needsKey(me: Me): boolean {
  return has(me, "handler") || has(me, "coordinator");
}

/** Whether the member may hold a share of what is kept apart: handlers, and overseers, who read no case. */
export function holdsShares(me: Me): boolean {
  return has(me, "handler") || has(me, "overseer");
}

/** `keyed`: whether what the member wants to do takes a key; their work by default. */
export function stageOf(me: Me, unlocked: boolean, trust: TrustView | null, keyed = needsKey(me)): Stage {
  if (keyed) {
    if (me.key === null) return "make-key";
    if (!unlocked) return "unlock";
  }
  if (trust?.state === "refused") return "refused";
  if (keyed && me.key?.proven !== true) return "kit";
  if (me.needs_setup) return has(me, "administrator") ? "setup" : keyed ? "waiting" : "landing";
  if (!keyed) return "landing";
  return trust?.listed ? "open" : "waiting";
}
