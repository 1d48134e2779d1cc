"""Vectors of the verifying reader (protocol §2 to §4): honest cases, and every cheat that a server can try.

What must be found is written by hand; the order of entries is what our reader says.
"""

from vouchsafe.vault.make_vectors import cheats_items, cheats_keys, cheats_receipts
from vouchsafe.vault.make_vectors.cast import (
    person,
)
from vouchsafe.vault.make_vectors.story import CASE, DESK, Shown, Told
from vouchsafe.vault.make_vectors.vector import Vector, ok
from vouchsafe.vault.primitives import to_base64
from vouchsafe.vault.thread import ItemView, Opened, ReadCase, Unreadable


def threads() -> list[Vector]:
    """All of them."""
    makers = (
        cheats_items.honest,
        cheats_items.drops,
        cheats_items.orders,
        cheats_items.moves,
        cheats_items.authors,
        cheats_keys.desk_grants,
        cheats_keys.case_grants,
        cheats_keys.handed_on,
        cheats_keys.odd_grants,
        cheats_keys.kept_apart,
        cheats_keys.recipients,
        cheats_keys.directories,
        cheats_keys.pins,
        cheats_keys.generations,
        cheats_receipts.rotations,
        cheats_receipts.planted,
        cheats_receipts.chains,
        cheats_receipts.other_cases,
    )
    return [_vector(told) for make in makers for told in make()]


def _vector(told: Told) -> Vector:
    read = told.shown.read()
    found = sorted({finding.code.value for finding in read.findings})
    reasons = sorted(entry.reason for entry in read.entries if isinstance(entry, Unreadable))
    may = (read.current(CASE) is not None, read.current(DESK) is not None)
    if (found, reasons, may) != (sorted(told.findings.split()), sorted(told.reasons), told.may):
        raise AssertionError(told.name, found, reasons, may)
    return ok(told.name, _given(told.shown), _output(read, found, may))


def _output(read: ReadCase, found: list[str], seals: tuple[bool, bool]) -> dict[str, object]:
    return {
        "entries": [_entry(entry) for entry in read.entries],
        "findings": found,
        "may_seal": {"0": seals[0], "1": seals[1]},
    }


def _entry(entry: Opened | Unreadable) -> dict[str, object]:
    if isinstance(entry, Opened):
        return {"id": str(entry.id), "kind": entry.kind, "readable": True}
    return {"id": str(entry.id), "kind": entry.kind, "readable": False, "reason": entry.reason}


def _given(shown: Shown) -> dict[str, object]:
    reader = shown.reader
    identity = {"identity": person(reader).keys.identity.to_string()} if isinstance(reader, str) else None
    given: dict[str, object] = {
        "case": str(shown.view.case),
        "channel": str(shown.view.channel),
        "items": [_item(item) for item in shown.view.items],
        "grants": [
            {"key_kind": grant.key_kind, "generation": grant.generation, "sealed": to_base64(grant.sealed)}
            for grant in shown.view.grants
        ],
        "directory": {
            "entries": [to_base64(entry) for entry in shown.chain.entries],
            "cards": [to_base64(card) for card in shown.chain.cards],
        },
        "reader": identity or {"receipt": "" if isinstance(reader, str) else reader.text},
    }
    pins = {name: {"generation": pin.generation, "sha256": pin.sha256} for name, pin in shown.pins.items()}
    return given | ({"pins": pins} if pins else {})


def _item(item: ItemView) -> dict[str, object]:
    given: dict[str, object] = {
        "id": str(item.id),
        "kind": item.kind,
        "key_kind": item.key_kind,
        "generation": item.generation,
        "sealed": to_base64(item.sealed),
    }
    return given | ({} if item.day is None else {"day": item.day})
