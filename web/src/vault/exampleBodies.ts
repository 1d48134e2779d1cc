/** One right body of every kind, for tests and vectors. */
import type { Bodies } from "./bodies";

const HASH = "5f".repeat(32);
const OTHER_HASH = "a0".repeat(32);
const CHANNEL = "6f1c7c1e-6d0d-4a53-9a6e-0d5f3a1b2c3d";
const RECIPIENT = `${"A".repeat(1621)}A==`;

export const exampleBodies: Bodies = {
  report: {
    sent_on: "2026-02-03",
    organisation: "0b9d6a50-2f43-4c57-8f0e-7a4f8d3c2b1a",
    channel: CHANNEL,
    questionnaire: { version: 3, sha256: HASH },
    directory: HASH,
    sealed_to: [HASH, OTHER_HASH],
    reply_to: RECIPIENT,
    answers: {
      what: "Ein Kühlschrank – “sealed” 🧪\n",
      when: "",
      "who_else-2": ["a", "b"],
      payments: [{ amount: "12.50 EUR", how: ["cash", "card"] }, { amount: "3 EUR" }],
    },
    parts: [{ kind: "title", id: CHANNEL, sha256: OTHER_HASH }],
    shares: [HASH, OTHER_HASH],
    handed_over: {
      from: "Harbour Agency",
      note: "A note",
      told: [{ label: "Was ist passiert?", text: "Crates at night" }],
      messages: [{ by: "handler", on: "2026-02-01", text: "Which nights?" }],
      left_out: ["messages"],
    },
  },
  title: { sent_on: "2024-02-29", revision: 0, title: "A title", urgent: "yes" },
  message: {
    sent_on: "2026-02-03",
    text: '\u2028 and \u0000 and \u007f / \\ "',
    seen: [HASH],
    parts: [],
    purpose: "withdrawal",
  },
  letter: { sent_on: "2026-02-03", text: "A letter", seen: [], parts: [{ kind: "blob", id: CHANNEL, sha256: HASH }] },
  note: { written_on: "2026-02-03", text: "A note", seen: [HASH, OTHER_HASH] },
  memo: { written_on: "2026-02-03", text: "Facts and law", seen: [], shares: [HASH, OTHER_HASH] },
  request: { written_on: "2026-02-03", asks: "identity", reasons: "The prosecutor asks for a witness." },
  succession: { sent_on: "2026-02-03", signing_key: HASH, recipient: RECIPIENT },
  handover: {
    sent_on: "2026-02-03",
    to: {
      name: "Harbour Agency",
      channel_name: "Hotline",
      address: "https://report.example/en/harbour/hotline/",
      organisation: CHANNEL,
      channel: CHANNEL,
      root: HASH,
      directory: OTHER_HASH,
    },
    why: "They can seize the books.",
    note: "Ask for Friday's ledger.",
    contents: [HASH, OTHER_HASH],
    release_on: "2026-02-10",
    danger: "The books are burned tonight.",
    seen: [HASH],
  },
  agreement: {
    sent_on: "2026-02-03",
    act: "hand-over",
    proposal: HASH,
    verdict: "agreed",
    reason: "",
    seen: [HASH],
  },
  release: {
    sent_on: "2026-02-10",
    proposal: HASH,
    case: "0b9d6a50-2f43-4c57-8f0e-7a4f8d3c2b1a",
    receipt: "000G-40R4-0M30-E209-185G-R38E-X55A",
    address: "https://report.example/en/harbour/return/",
    seen: [],
  },
  identity: { sent_on: "2026-02-03", answers: { who: [{ name: "R. Porter", reach: "by post" }] } },
  subject: { sent_on: "2026-02-03", answers: { whom: [{ role: "buyer" }, { name: "S. Object" }] } },
  attachment: {
    sent_on: "2026-02-03",
    blob: CHANNEL,
    key_kind: 0,
    generation: 0,
    size: 1234,
    sha256: HASH,
    media_type: "image/jpeg",
    name: "photo.jpg",
    removed: ["gps", "camera"],
    redacts: OTHER_HASH,
  },
};
