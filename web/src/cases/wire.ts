/** What the desk's API says of cases (server contract). Base64 and ids are strings; nothing of it is believed yet. */

import type { Definition } from "../common/definition";
import type { TwoPersonAct } from "../vault/bodies";
import type { Outcome } from "../vault/outcomes";

export type CaseState = "received" | "assessing" | "addressing" | "concluded";

export interface WireItem {
  readonly id: string;
  readonly kind: string;
  readonly key_kind: number;
  readonly generation: number;
  readonly sealed: string;
  readonly day: string;
}

export interface WireGrant {
  readonly key_kind: number;
  readonly generation: number;
  readonly sealed: string;
}

/** What is due next in a case, by the end of which day. */
export interface DueJson {
  /** A matter of the law (clockTexts.ts). */
  readonly what: string;
  readonly day: string;
}

/** A row of the inbox. Without a title, and never unread, when the member may list the case, but not read it. */
export interface CaseRow {
  readonly id: string;
  readonly channel: string;
  readonly state: CaseState;
  readonly received_on: string;
  readonly sealed_by: string;
  readonly is_test: boolean;
  /** A subject's reply room, and no report; a case that is opened says it itself (protocol §22). */
  readonly is_room: boolean;
  /** Members (ids) who see nothing of it: the reporter left them out, or a coordinator excluded them. */
  readonly excluded: readonly string[];
  /** Somebody who held its keys was excluded; new keys are to be made. */
  readonly rekey_due: boolean;
  /** Id of the item that says its title. */
  readonly title: string | null;
  /** Something lies there that this member has not fetched. */
  readonly unread: boolean;
  readonly due: DueJson | null;
  /** Id of the member who has it. */
  readonly assigned_to: string | null;
  /** The reporter asked for another look at the outcome, and nobody has answered yet. */
  readonly contested: boolean;
}

/** A title with the grant that opens it. */
export interface SealedTitle {
  /** The case's. */
  readonly id: string;
  readonly channel: string;
  readonly title: WireItem;
  readonly grants: readonly WireGrant[];
}

export interface InboxAnswer {
  readonly cases: readonly CaseRow[];
  readonly next: string | null;
}

export interface CaseAnswer {
  readonly case: {
    readonly id: string;
    readonly channel: string;
    readonly state: CaseState;
    readonly received_on: string;
    readonly sealed_by: string;
    readonly definition_version: number;
    readonly is_test: boolean;
    readonly is_room: boolean;
    readonly excluded: readonly string[];
    readonly rekey_due: boolean;
    readonly held_until: string | null;
    /** By which article of the channel's law a recording goes once its minutes are complete; null where none says so. */
    readonly recording_article: string | null;
    /** "" unless it is concluded. */
    readonly outcome: Outcome | "";
    readonly category: string;
    /** Id of the item that says what came of it. */
    readonly conclusion: string | null;
    readonly concluded_on: string | null;
    readonly contested_on: string | null;
    readonly upheld_on: string | null;
    readonly erase_due: string | null;
    /** Whether the member may answer the reporter who contested the outcome. */
    readonly may_answer: boolean;
    /** Fingerprints (hex) of the handlers who are to hold its keys now, as the server counts them. */
    readonly entitled: readonly string[];
  };
  readonly definition: Definition;
  readonly grants: readonly WireGrant[];
  readonly items: readonly WireItem[];
  readonly blobs: readonly { readonly id: string; readonly sealed_size: number }[];
}

export type Verdict = "agreed" | "refused" | "withdrawn";

/** What the server is told of an act that takes two people: names and values. */
export type Terms = Readonly<Record<string, string>>;

/** An act that takes two people, by the id of the sealed item that proposes it. Its reason is sealed. */
export interface ActRow {
  readonly id: string;
  readonly act: TwoPersonAct;
  readonly terms: Terms;
  readonly state: "open" | "done" | "expired" | Verdict;
  readonly is_mine: boolean;
  readonly proposed_on: string;
  readonly expires_on: string;
}

/** A short text for answers: one that comes with the software, by its purpose, or one that the organisation keeps. */
export interface Starter {
  readonly language: string;
  readonly purpose: string;
  readonly text: string;
}

export interface Snippet {
  readonly id: string;
  readonly language: string;
  readonly name: string;
  readonly text: string;
}

export interface SnippetsAnswer {
  readonly starters: readonly Starter[];
  readonly kept: readonly Snippet[];
}
