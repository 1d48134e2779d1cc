/** What the desk's API says of what is kept apart (server contract). Nothing of it is believed yet. */
import type { WireGrant, WireItem } from "../cases/wire";
import type { ItemJson } from "../vault/wire";

export type Asks = "identity" | "subject";
export type Verdict = "given" | "refused" | "withdrawn";
export type RequestState = "open" | "opened" | "expired" | Verdict;

/** A key that nobody holds whole. `readers`: cards (hex) that a request for it is to be readable to. */
export interface KeptKey {
  readonly asks: Asks;
  readonly generation: number;
  readonly readers: readonly string[];
}

/** A request by the id of its sealed item, with what was said to it and the reader's own grants and share. */
export interface RequestRow {
  readonly id: string;
  readonly case: string;
  readonly channel: string;
  readonly asks: Asks;
  readonly state: RequestState;
  readonly is_mine: boolean;
  readonly not_before: string;
  readonly expires_on: string;
  readonly item: WireItem;
  readonly decisions: readonly WireItem[];
  readonly grants: readonly WireGrant[];
}

/** GET /cases/<id>/requests. */
export interface ApartAnswer {
  readonly keys: readonly KeptKey[];
  readonly requests: readonly RequestRow[];
  readonly next_generation: number;
}

/** The body of POST /cases/<id>/requests. */
export interface NewRequest {
  readonly item: ItemJson;
  readonly asks: Asks;
  readonly key_generation: number;
  readonly not_before: string;
  readonly grants: readonly { readonly holder: string; readonly sealed: string }[];
  readonly successions: number;
  readonly urgent: boolean;
}

/** The body of POST /requests/<id>/decision. */
export interface NewDecision {
  readonly verdict: Verdict;
  readonly item: ItemJson;
  readonly share?: string;
}
