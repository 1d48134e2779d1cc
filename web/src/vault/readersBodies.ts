/** Checks of bodies that only who reads a case needs: of a hand-over (protocol §16), of redacted copies (§6). Importing this adds them. */
import { addChecks, MANIFEST_FIELDS, REPORT_FIELDS } from "./bodies";
import { check } from "./bodyChecks";

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
  release: check.object({
    sent_on: check.date,
    proposal: check.hash,
    case: check.uuid,
    receipt: check.receipt,
    address: check.text,
    seen,
  }),
});
