/** Checks of the bodies that only who reads a case needs (protocol §3, §17). Importing this adds them. */
import { addChecks, MANIFEST_FIELDS, REPORT_FIELDS, TWO_PERSON_ACTS } from "./bodies";
import { check, matching } from "./bodyChecks";

const seen = check.list(check.hash);
const handedOver = check.object({
  from: check.text,
  note: check.text,
  told: check.list(check.object({ label: check.text, text: check.text })),
  messages: check.list(check.object({ by: check.oneOf("reporter", "handler"), on: check.date, text: check.text })),
  left_out: check.list(check.oneOf("answers", "messages", "files", "apart")),
});

const follows = check.object({
  case: check.uuid,
  key: check.hash,
  signature: matching(/^[0-9a-f]{128}$/, "a signature of 64 bytes in hex"),
});

addChecks({
  report: check.object({ ...REPORT_FIELDS, handed_over: check.optional(handedOver), follows: check.optional(follows) }),
  attachment: check.object({ ...MANIFEST_FIELDS, redacts: check.optional(check.hash) }),
  handover: check.object({
    sent_on: check.date,
    to: check.object({
      name: check.text,
      channel_name: check.text,
      address: check.text,
      organisation: check.uuid,
      channel: check.uuid,
      root: check.hash,
      directory: check.hash,
    }),
    why: check.text,
    note: check.text,
    contents: check.ascending(check.list(check.hash, { least: 1 })),
    release_on: check.date,
    danger: check.optional(check.text),
    seen,
  }),
  agreement: check.object({
    sent_on: check.date,
    act: check.oneOf("hand-over"),
    proposal: check.hash,
    verdict: check.oneOf("agreed", "refused", "withdrawn"),
    reason: check.text,
    seen,
  }),
  proposal: check.object({
    written_on: check.date,
    act: check.oneOf(...TWO_PERSON_ACTS),
    terms: check.list(check.object({ name: check.text, value: check.text })),
    reason: check.text,
    seen,
  }),
  verdict: check.object({
    written_on: check.date,
    proposal: check.hash,
    verdict: check.oneOf("agreed", "refused", "withdrawn"),
    reason: check.text,
    seen,
  }),
  filing: check.object({
    written_on: check.date,
    revision: check.whole,
    tags: check.list(check.text),
    links: check.list(check.object({ case: check.uuid, why: check.text })),
    seen,
  }),
  task: check.object({
    written_on: check.date,
    task: check.uuid,
    revision: check.whole,
    text: check.text,
    due_on: check.optional(check.date),
    who: check.optional(check.uuid),
    done: check.optional(check.oneOf("yes", "dropped")),
    seen,
  }),
  request: check.object({
    written_on: check.date,
    asks: check.oneOf("identity", "subject"),
    generation: check.generation,
    facts: check.text,
    law: check.text,
    necessity: check.text,
    not_before: check.date,
    danger: check.optional(check.text),
  }),
  decision: check.object({
    written_on: check.date,
    request: check.hash,
    verdict: check.oneOf("given", "refused", "withdrawn"),
    reason: check.text,
  }),
  release: check.object({
    sent_on: check.date,
    proposal: check.hash,
    case: check.uuid,
    receipt: check.receipt,
    address: check.text,
    seen,
  }),
  checkin: check.object({
    sent_on: check.date,
    day: check.oneOf(0, 30, 60, 90),
    answer: check.oneOf("yes", "no"),
    text: check.text,
    seen,
  }),
  minutes: check.object({
    sent_on: check.date,
    meeting: check.uuid,
    revision: check.whole,
    met_on: check.date,
    way: check.oneOf("meeting", "call"),
    text: check.text,
    seen,
  }),
  checked: check.object({
    sent_on: check.date,
    minutes: check.hash,
    verdict: check.oneOf("right", "corrected"),
    text: check.text,
    seen,
  }),
  measure: check.object({
    written_on: check.date,
    measure: check.uuid,
    revision: check.whole,
    what: check.text,
    who: check.text,
    from: check.date,
    until: check.optional(check.date),
    state: check.oneOf("planned", "running", "ended", "dropped"),
    seen,
  }),
});
