"""How things of a case look in an answer. Bytes become base64, ids and dates their usual text (common.http)."""

from typing import Any

from vouchsafe.cases.models import Blob, Case, Item, Snippet
from vouchsafe.cases.queries import OpenableGrant, Row
from vouchsafe.cases.regranting import Lacking
from vouchsafe.cases.rekeying import Due


def item_form(item: Item) -> dict[str, Any]:
    """An item as every reader gets it."""
    return {
        "id": item.id,
        "kind": item.kind,
        "key_kind": item.key_kind,
        "generation": item.generation,
        "sealed": bytes(item.sealed),
        "day": item.day,
    }


def grant_form(grant: OpenableGrant) -> dict[str, Any]:
    """A grant as its holder gets it."""
    return {"key_kind": grant.key_kind, "generation": grant.generation, "sealed": grant.sealed}


def blob_form(blob: Blob) -> dict[str, Any]:
    """A sealed attachment: its id and how many bytes there are to fetch."""
    return {"id": blob.id, "sealed_size": blob.sealed_size}


def case_form(case: Case) -> dict[str, Any]:
    """What the server knows of a case."""
    return {
        "id": case.id,
        "channel": case.channel_id,
        "state": case.state,
        "received_on": case.received_on,
        "sealed_by": case.sealed_by,
        "definition_version": case.definition_version,
        "is_test": case.is_test,
        "excluded": case.excluded,
        "rekey_due": case.rekey_due,
        "held_until": case.held_until,
        "outcome": case.outcome,
        "category": case.category,
        "conclusion": case.conclusion,
        "concluded_on": case.concluded_on,
        "contested_on": case.contested_on,
        "upheld_on": case.upheld_on,
        "erase_due": case.erase_due,
    }


def snippet_form(snippet: Snippet) -> dict[str, Any]:
    """A short text that the organisation keeps."""
    return {"id": snippet.id, "language": snippet.language, "name": snippet.name, "text": snippet.text}


def lacking_form(row: Lacking) -> dict[str, Any]:
    """A case in which somebody entitled lacks a key."""
    return {
        "id": row.id,
        "channel": row.channel,
        "excluded": row.excluded,
        "missing": [
            {"holder": each.holder, "key_kind": each.key_kind, "generation": each.generation} for each in row.missing
        ],
        "grants": [grant_form(grant) for grant in row.grants],
        "items": [] if row.report is None else [item_form(row.report)],
    }


def due_form(row: Due) -> dict[str, Any]:
    """A case that is to get new keys: what making them needs, and no more."""
    return {
        "id": row.case.id,
        "channel": row.case.channel_id,
        "excluded": row.case.excluded,
        "newest": [{"key_kind": kind, "generation": number} for kind, number in sorted(row.newest.items())],
        "entitled": sorted(row.entitled),
        "grants": [grant_form(grant) for grant in row.grants],
        "items": [item_form(item) for item in row.items],
    }


def row_form(row: Row) -> dict[str, Any]:
    """A case in a list."""
    return {
        "id": row.id,
        "channel": row.channel,
        "state": row.state,
        "received_on": row.received_on,
        "sealed_by": row.sealed_by,
        "is_test": row.is_test,
        "excluded": row.excluded,
        "rekey_due": row.rekey_due,
        "contested": row.contested,
        "title": row.title,
        "grants": [grant_form(grant) for grant in row.grants],
    }
