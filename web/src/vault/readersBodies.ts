/** Checks of the bodies that only who reads a case needs (protocol §16, §17). Importing this adds them. */
import { addChecks, LETTER_FIELDS, REPORT_FIELDS, TWO_PERSON_ACTS } from "./bodies";
import { check } from "./bodyChecks";
import { OUTCOMES } from "./outcomes";

const seen = check.list(check.hash);
const handedOver = check.object({
  from: check.text,
  note: check.text,
  told: check.list(check.object({ label: check.text, text: check.text })),
  messages: check.list(check.object({ by: check.oneOf("reporter", "handler"), on: check.date, text: check.text })),
  left_out: check.list(check.oneOf("answers", "messages", "files", "apart")),
});

addChecks({
  report: check.object({ ...REPORT_FIELDS, handed_over: check.optional(handedOver) }),
  letter: check.object({ ...LETTER_FIELDS, outcome: check.optional(check.oneOf(...OUTCOMES)) }),
  contest: check.object(LETTER_FIELDS),
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
    statements: check.optional(check.list(check.object({ name: check.text, text: check.text }))),
    seen,
  }),
  verdict: check.object({
    written_on: check.date,
    proposal: check.hash,
    verdict: check.oneOf("agreed", "refused", "withdrawn"),
    reason: check.text,
    seen,
  }),
  conclusion: check.object({
    written_on: check.date,
    outcome: check.oneOf(...OUTCOMES),
    category: check.text,
    reason: check.text,
    measures: check.text,
    damage: check.text,
    recovery: check.text,
    letter: check.text,
    seen,
  }),
  release: check.object({
    sent_on: check.date,
    proposal: check.hash,
    case: check.uuid,
    receipt: check.receipt,
    address: check.text,
    seen,
  }),
});
