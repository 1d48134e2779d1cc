"""One right body of every kind, for tests and vectors."""

from typing import Any

from vouchsafe.vault.make_vectors.cast import HOTLINE, INSTITUTE, id_of
from vouchsafe.vault.primitives import to_base64

_HASH, _OTHER_HASH = "0a" * 32, "b1" * 32
_RECIPIENT = to_base64(bytes(range(256)) * 4 + bytes(192))
_PART = {"kind": "attachment", "id": str(id_of("a part")), "sha256": _HASH}

EXAMPLES: dict[str, dict[str, Any]] = {
    "report": {
        "sent_on": "2026-02-03",
        "organisation": str(INSTITUTE),
        "channel": str(HOTLINE),
        "questionnaire": {"version": 1, "sha256": _HASH},
        "directory": _OTHER_HASH,
        "sealed_to": [_HASH, _OTHER_HASH],
        "reply_to": _RECIPIENT,
        "answers": {
            "what": "Kisten »bei Nacht«\n\u0001 \u2028 \U0001f4e6",
            "when": "",
            "who-else_2": ["a", "b"],
            "payments": [{"amount": "12.50 EUR", "how": ["cash", "card"]}, {"amount": "3 EUR"}],
        },
        "parts": [_PART, {**_PART, "kind": "blob"}],
        "shares": [_HASH, _OTHER_HASH],
        "handed_over": {
            "from": "Harbour Agency",
            "note": "",
            "told": [{"label": "What happened?", "text": "Crates at night"}],
            "messages": [{"by": "reporter", "on": "2026-02-01", "text": "And again"}],
            "left_out": ["apart", "files"],
        },
        "room": {},
        "follows": {"case": str(id_of("an earlier case")), "key": _HASH, "signature": "c3" * 64},
    },
    "title": {
        "sent_on": "2024-02-29",
        "revision": 0,
        "title": "Crates at night",
        "urgent": "yes",
        "category": "theft-2",
    },
    "message": {
        "sent_on": "2026-02-03",
        "text": 'A "quoted" \\ text / with\ttabs \x7f',
        "seen": [_HASH],
        "parts": [_PART],
        "purpose": "correction",
    },
    "letter": {"sent_on": "2026-02-03", "text": "A letter", "seen": [], "parts": [], "outcome": "unsupported"},
    "contest": {"sent_on": "2026-02-05", "text": "Ask the night watch.", "seen": [_HASH], "parts": []},
    "note": {"written_on": "2026-02-03", "text": "A note", "seen": [_HASH, _OTHER_HASH]},
    "memo": {"written_on": "2026-02-03", "text": "A memo", "seen": [], "shares": [_HASH, _OTHER_HASH]},
    "proposal": {
        "written_on": "2026-02-03",
        "act": "destroy-evidence",
        "terms": [{"name": "blob", "value": "6f1c7c1e-6d0d-4a53-9a6e-0d5f3a1b2c3d"}],
        "reason": "A copy without the neighbour's face is kept.",
        "statements": [{"name": "intent", "text": "They said so."}],
        "seen": [_HASH],
    },
    "verdict": {"written_on": "2026-02-04", "proposal": _HASH, "verdict": "agreed", "reason": "", "seen": []},
    "filing": {
        "written_on": "2026-02-03",
        "revision": 0,
        "tags": ["Harbour", "crates"],
        "links": [{"case": "0b9d6a50-2f43-4c57-8f0e-7a4f8d3c2b1a", "why": "The same van"}],
        "seen": [_HASH],
    },
    "task": {
        "written_on": "2026-02-03",
        "task": "6f1c7c1e-6d0d-4a53-9a6e-0d5f3a1b2c3d",
        "revision": 0,
        "text": "Look at the van's papers",
        "seen": [],
    },
    "request": {
        "written_on": "2026-02-03",
        "asks": "subject",
        "generation": 0,
        "facts": "The ledger is signed.",
        "law": "A court asks, § 94 StPO.",
        "necessity": "Nothing else names whom to hear.",
        "not_before": "2026-02-10",
        "danger": "The ledger is burned tonight.",
    },
    "decision": {"written_on": "2026-02-11", "request": _HASH, "verdict": "given", "reason": ""},
    "conclusion": {
        "written_on": "2026-02-04",
        "outcome": "outside-scope",
        "category": "theft",
        "reason": "It is about a view.",
        "measures": "",
        "damage": "",
        "recovery": "",
        "letter": "This is not for us.",
        "seen": [_HASH],
    },
    "succession": {"sent_on": "2026-02-03", "signing_key": _HASH, "recipient": _RECIPIENT},
    "handover": {
        "sent_on": "2026-02-03",
        "to": {
            "name": "Harbour Agency",
            "channel_name": "Hotline",
            "address": "https://report.example/en/harbour/hotline/",
            "organisation": str(INSTITUTE),
            "channel": str(HOTLINE),
            "root": _HASH,
            "directory": _OTHER_HASH,
        },
        "why": "They can seize the books.",
        "note": "",
        "contents": [_HASH, _OTHER_HASH],
        "release_on": "2026-02-10",
        "danger": "The books are burned tonight.",
        "seen": [_HASH],
    },
    "agreement": {
        "sent_on": "2026-02-03",
        "act": "hand-over",
        "proposal": _HASH,
        "verdict": "refused",
        "reason": "Ask the reporter first.",
        "seen": [_HASH],
    },
    "release": {
        "sent_on": "2026-02-10",
        "proposal": _HASH,
        "case": str(id_of("a handed-over case")),
        "receipt": "000G-40R4-0M30-E209-185G-R38E-X55A",
        "address": "https://report.example/en/harbour/return/",
        "seen": [],
    },
    "checkin": {"sent_on": "2026-03-05", "day": 0, "answer": "no", "text": "", "seen": [_HASH]},
    "minutes": {
        "sent_on": "2026-02-10",
        "meeting": str(id_of("a meeting")),
        "revision": 0,
        "met_on": "2026-02-09",
        "way": "meeting",
        "text": "The reporter told of crates at night.",
        "seen": [_HASH],
    },
    "checked": {"sent_on": "2026-02-11", "minutes": _HASH, "verdict": "right", "text": "", "seen": []},
    "measure": {
        "written_on": "2026-02-12",
        "measure": str(id_of("a measure")),
        "revision": 2,
        "what": "Another shift leader",
        "who": "Staff office",
        "from": "2026-02-13",
        "state": "planned",
        "seen": [],
    },
    "identity": {"sent_on": "2026-02-03", "answers": {"who": [{"name": "Rae", "reach": "by post"}]}},
    "subject": {"sent_on": "2026-02-03", "answers": {"whom": [{"name": "Sam"}, {"role": "buyer"}]}},
    "attachment": {
        "sent_on": "2026-02-03",
        "blob": str(id_of("a blob")),
        "key_kind": 0,
        "generation": 2**32 - 1,
        "size": 2**53 - 1,
        "sha256": _HASH,
        "media_type": "image/jpeg",
        "name": "crates.jpg",
        "removed": ["gps"],
        "redacts": _HASH,
    },
}


def changed(kind: str, **fields: object) -> dict[str, Any]:
    """An example with other fields."""
    return {**EXAMPLES[kind], **fields}


def without(kind: str, field: str) -> dict[str, Any]:
    """An example that lacks a field."""
    return {name: value for name, value in EXAMPLES[kind].items() if name != field}
