/** What the tabs of the desk, and the pages of signing in, tell each other. */

export const DESK_CHANNEL = "vouchsafe-desk";

/** locked, unlocked: the key · left: nobody is signed in any more · active: somebody is there. */
export type Word = { kind: "locked" | "unlocked" | "left" } | { kind: "active"; at: number };
