/** What the tab of a form and the tab that opened it say to each other, both of this door (protocol §20). */

import type { Follows } from "../vault/bodies";

export const ASKS = "vouchsafe/follows?";
export const TELLS = "vouchsafe/follows";

/** The form asks for the proof for its own case id. */
export interface Asking {
  what: typeof ASKS;
  later: string;
}

export interface Telling {
  what: typeof TELLS;
  follows: Follows;
}
