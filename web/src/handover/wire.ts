/** What the desk's API says of partners and proposals (server contract). Nothing of it is believed yet. */

import type { Verdict } from "../cases/wire";

export interface PartnerRow {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly words: string;
  readonly notice_days: number;
}

/** A partner with what it published when the server last looked, as JSON text. */
export interface LookedPartner extends PartnerRow {
  readonly looked: number;
  readonly published: string | null;
  readonly failure: string;
}

export type { Verdict };

/** A proposal by the id of the sealed item that makes it. */
export interface ProposalRow {
  readonly id: string;
  readonly act: "hand-over";
  readonly state: "open" | "done" | "expired" | Verdict;
  readonly is_mine: boolean;
  readonly proposed_on: string;
  readonly not_before: string;
  readonly expires_on: string;
  /** It was released, and the server sends it until an answer comes. */
  readonly sending: boolean;
  /** Why the partner did not take it, as a code; "" when it did not refuse. */
  readonly failure: string;
}
