/**
 * The bodies of items: what each kind says, as TypeScript types and as strict readers and writers (protocol §3).
 *
 * A body is canonical JSON: UTF-8, keys sorted, no spaces, whole numbers only, no key more or fewer than the kind's.
 * The same rules are published as JSON Schemas beside the Python side; shared vectors hold both to them.
 */
import { type Check, canonicalJson, check } from "./bodyChecks";
import { Malformed, Refused, Unsupported } from "./errors";
import type { Outcome } from "./outcomes";

/** Another sealed thing that a body vouches for: SHA-256 (hex) of its sealed bytes. */
export type Part = { kind: string; id: string; sha256: string };
/** One entry of a repeated question, by part id. */
export type Entry = Record<string, string | string[]>;
/** Answers by field id: a text, several, or the entries of a repeated question. */
export type Answers = Record<string, string | string[] | Entry[]>;

/** What another organisation handed over: what was asked and answered there, and what did not go along. */
export interface HandedOver {
  from: string;
  note: string;
  told: { label: string; text: string }[];
  messages: { by: "reporter" | "handler"; on: string; text: string }[];
  left_out: ("answers" | "messages" | "files" | "apart")[];
}

/** That the reporter of this case also wrote an earlier one: the earlier receipt's key signed this case's id. */
export interface Follows {
  case: string;
  key: string;
  signature: string;
}
/** Acts that two people do together, one proposing and another one agreeing (cases/acts). */
export const TWO_PERSON_ACTS = ["conclude", "destroy-evidence", "false-report", "legal-hold"] as const;
export type TwoPersonAct = (typeof TWO_PERSON_ACTS)[number];

/** What each kind of item says. Dates are UTC dates, `YYYY-MM-DD`; hashes and keys lower-case hex; ids UUIDs. */
export interface Bodies {
  report: {
    sent_on: string;
    organisation: string;
    channel: string;
    questionnaire: { version: number; sha256: string };
    /** Hash of the directory entry sealed to. */
    directory: string;
    /** Fingerprints of the cards sealed to, ascending. */
    sealed_to: string[];
    /** The receipt's recipient, 1,216 raw bytes as base64. */
    reply_to: string;
    answers: Answers;
    parts: Part[];
    /** SHA-256 of every share of a key kept apart. */
    shares?: string[];
    handed_over?: HandedOver;
    /** This is no report: it opens a reply room, in which somebody whom a report concerns is told and answers. */
    room?: Record<string, never>;
    follows?: Follows;
  };
  /** `urgent`: the reporter says that it cannot wait. `category`: the report's, by its id in the definition. */
  title: { sent_on: string; revision: number; title: string; urgent?: "yes"; category?: string };
  /** `purpose`: of a reporter's message that corrects what was reported, withdraws it, or asks for a meeting. */
  message: {
    sent_on: string;
    text: string;
    seen: string[];
    parts: Part[];
    purpose?: "correction" | "withdrawal" | "meeting";
  };
  /** `outcome`: of the letter that closes the case. */
  letter: { sent_on: string; text: string; seen: string[]; parts: Part[]; outcome?: Outcome };
  /** The reporter asks for another look at what came of the case. */
  contest: { sent_on: string; text: string; seen: string[]; parts: Part[] };
  /** A proposal to hand the case over; the reporter reads it too. `contents`: sealed hashes of what goes, ascending. */
  handover: {
    sent_on: string;
    to: {
      name: string;
      channel_name: string;
      address: string;
      organisation: string;
      channel: string;
      /** Entry 0 of the directory over there, and its newest entry when this was written. */
      root: string;
      directory: string;
    };
    why: string;
    note: string;
    contents: string[];
    release_on: string;
    /** Why the reporter is given no time. */
    danger?: string;
    seen: string[];
  };
  /** What somebody says to a proposal (its sealed hash) of an act that takes two people. */
  agreement: {
    sent_on: string;
    act: "hand-over";
    proposal: string;
    verdict: "agreed" | "refused" | "withdrawn";
    reason: string;
    seen: string[];
  };
  /** The case was handed over: the new case, and the receipt that opens it. */
  release: { sent_on: string; proposal: string; case: string; receipt: string; address: string; seen: string[] };
  /** What the reporter says to a check-in's question; `day` 0: told unasked. */
  checkin: { sent_on: string; day: 0 | 30 | 60 | 90; answer: "yes" | "no"; text: string; seen: string[] };
  /** Minutes of a meeting or call; `meeting` is the same in each revision. `recording`: the blob they were made from. */
  minutes: {
    sent_on: string;
    meeting: string;
    revision: number;
    met_on: string;
    way: "meeting" | "call";
    text: string;
    recording?: string;
    seen: string[];
  };
  /** What the reporter says to minutes (the sealed hash). */
  checked: { sent_on: string; minutes: string; verdict: "right" | "corrected"; text: string; seen: string[] };
  /** Something done to protect the reporter; `measure` is the same in each revision. */
  measure: {
    written_on: string;
    measure: string;
    revision: number;
    what: string;
    who: string;
    from: string;
    until?: string;
    state: "planned" | "running" | "ended" | "dropped";
    seen: string[];
  };
  note: { written_on: string; text: string; seen: string[] };
  memo: { written_on: string; text: string; seen: string[]; shares?: string[] };
  /** An act that takes two people, as handlers alone read it. `terms`: what the server is told, in the order of names. */
  proposal: {
    written_on: string;
    act: TwoPersonAct;
    terms: { name: string; value: string }[];
    reason: string;
    /** What the act asks to be said, each under its name. */
    statements?: { name: string; text: string }[];
    seen: string[];
  };
  /** What somebody says to such a proposal (its sealed hash). */
  verdict: {
    written_on: string;
    proposal: string;
    verdict: "agreed" | "refused" | "withdrawn";
    reason: string;
    seen: string[];
  };
  /** How handlers file a case; the highest revision counts. `links`: other cases that one of them linked by hand. */
  filing: {
    written_on: string;
    revision: number;
    tags: string[];
    links: { case: string; why: string }[];
    seen: string[];
  };
  /** Something to be done. `task`: its id, the same in each revision; `who`: the holder who does it. */
  task: {
    written_on: string;
    task: string;
    revision: number;
    text: string;
    due_on?: string;
    who?: string;
    done?: "yes" | "dropped";
    seen: string[];
  };
  /** Why what is kept apart (under which generation of its key) should be opened, and from which day on. */
  request: {
    written_on: string;
    asks: "identity" | "subject";
    generation: number;
    facts: string;
    law: string;
    necessity: string;
    not_before: string;
    /** What would be jeopardised if the reporter were given time. */
    danger?: string;
  };
  /** What somebody says to a request (its sealed hash). */
  decision: { written_on: string; request: string; verdict: "given" | "refused" | "withdrawn"; reason: string };
  /** What came of the case; `letter`: the text of the letter that tells the reporter. */
  conclusion: {
    written_on: string;
    outcome: Outcome;
    category: string;
    reason: string;
    measures: string;
    damage: string;
    recovery: string;
    letter: string;
    seen: string[];
  };
  succession: { sent_on: string; signing_key: string; recipient: string };
  identity: { sent_on: string; answers: Answers };
  subject: { sent_on: string; answers: Answers };
  /**
   * The manifest of a blob: true size in bytes, SHA-256 of the true bytes, and what metadata was removed. `redacts`: of
   * a redacted copy, the sealed hash of the manifest, report or message that it is a copy of.
   */
  attachment: {
    sent_on: string;
    blob: string;
    key_kind: 0;
    generation: number;
    size: number;
    sha256: string;
    media_type: string;
    name: string;
    removed: string[];
    redacts?: string;
  };
}

export type BodyKind = keyof Bodies;

const seen = check.list(check.hash);
const parts = check.list(check.object({ kind: check.partKind, id: check.uuid, sha256: check.hash }));
const shares = check.optional(check.list(check.hash, { least: 2 }));
const purpose = check.optional(check.oneOf("correction", "withdrawal", "meeting"));
/** What a message and a letter have. */
export const LETTER_FIELDS = { sent_on: check.date, text: check.text, seen, parts };
const keptApart = check.object({ sent_on: check.date, answers: check.answers });

/** What every report has, and `shares` where something is kept apart. */
export const REPORT_FIELDS = {
  sent_on: check.date,
  organisation: check.uuid,
  channel: check.uuid,
  questionnaire: check.object({ version: check.whole, sha256: check.hash }),
  directory: check.hash,
  sealed_to: check.ascending(check.list(check.hash, { least: 1 })),
  reply_to: check.recipient,
  answers: check.answers,
  parts,
  shares,
};

/** What every manifest has. */
export const MANIFEST_FIELDS = {
  sent_on: check.date,
  blob: check.uuid,
  key_kind: check.oneOf(0),
  generation: check.generation,
  size: check.whole,
  sha256: check.hash,
  media_type: check.text,
  name: check.text,
  removed: check.list(check.text),
};

const CHECKS: Partial<Record<BodyKind, Check>> = {
  report: check.object(REPORT_FIELDS),
  title: check.object({
    sent_on: check.date,
    revision: check.whole,
    title: check.text,
    urgent: check.optional(check.oneOf("yes")),
    category: check.optional(check.fieldId),
  }),
  message: check.object({ ...LETTER_FIELDS, purpose }),
  note: check.object({ written_on: check.date, text: check.text, seen }),
  memo: check.object({ written_on: check.date, text: check.text, seen, shares }),
  succession: check.object({ sent_on: check.date, signing_key: check.hash, recipient: check.recipient }),
  identity: keptApart,
  subject: keptApart,
  attachment: check.object(MANIFEST_FIELDS),
};

/** Adds checks that only who reads a case needs (readersBodies.ts): the form waits for every kilobyte. */
export function addChecks(more: Partial<Record<BodyKind, Check>>): void {
  Object.assign(CHECKS, more);
}

/** Whether items of this kind have a body that this version reads. */
export function isBodyKind(kind: string): kind is BodyKind {
  return Object.hasOwn(CHECKS, kind);
}

/**
 * The canonical bytes of a body (protocol §3).
 * @throws Refused when the body is not as its kind demands: that is a fault of the caller, nothing is sealed.
 */
export function encodeBody<K extends BodyKind>(kind: K, body: Bodies[K]): Uint8Array {
  const wrong = checkOf(kind)(body);
  if (wrong !== null) throw new Refused(`This ${kind} cannot be sealed: ${wrong}.`);
  return new TextEncoder().encode(canonicalJson(body));
}

/**
 * The body that these bytes say (protocol §3). Only the canonical bytes of a body are accepted.
 * @throws Malformed for anything else, Unsupported for a kind that has no body; never returns null.
 */
export function decodeBody<K extends BodyKind>(kind: K, bytes: Uint8Array): Bodies[K] {
  if (!isBodyKind(kind)) throw new Unsupported("This kind of item is not known to this version.");
  const body = parseJson(kind, bytes);
  const wrong = checkOf(kind)(body);
  if (wrong !== null) throw new Malformed(`This ${kind} does not read: ${wrong}.`);
  const canonical = new TextEncoder().encode(canonicalJson(body));
  if (canonical.length !== bytes.length || canonical.some((byte, i) => byte !== bytes[i])) {
    throw new Malformed(`This ${kind} is not in its canonical form.`);
  }
  return body as Bodies[K];
}

function checkOf(kind: BodyKind): Check {
  const found = CHECKS[kind];
  if (found === undefined) throw new Unsupported("This kind of item is not known to this version.");
  return found;
}

function parseJson(kind: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new Malformed(`This ${kind} is not JSON text.`);
  }
}
