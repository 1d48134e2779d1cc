"""How things of a case look in an answer. Bytes become base64, ids and dates their usual text (common.http)."""

from collections.abc import Iterable
from typing import Any

from vouchsafe.cases import agreements, due, recordings, requests
from vouchsafe.cases.apart import Key, Readable, request_readers
from vouchsafe.cases.clocks import is_missed
from vouchsafe.cases.inbox import SealedTitle
from vouchsafe.cases.models import Blob, Case, Clock, Event, Item, Proposal, Snippet
from vouchsafe.cases.queries import OpenableGrant
from vouchsafe.cases.regranting import Lacking
from vouchsafe.cases.rekeying import Due
from vouchsafe.cases.rows import BlobRow, ClockRow, ItemRow
from vouchsafe.people.models import Member


def item_form(item: Item | ItemRow) -> dict[str, Any]:
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


def blob_form(blob: Blob | BlobRow) -> dict[str, Any]:
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
        "is_room": case.is_room,
        "excluded": case.excluded,
        "rekey_due": case.rekey_due,
        "held_until": case.held_until,
        "recording_article": recordings.article_of(case),
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


def clock_form(row: Clock | ClockRow) -> dict[str, Any]:
    """A clock as everybody sees it who may."""
    return {
        "matter": row.matter,
        "due": row.due_on,
        "met": row.met_on,
        "missed": is_missed(row),
        "paused": row.paused,
        "still": row.still,
        "extended": row.extended,
    }


def event_form(event: Event) -> dict[str, Any]:
    """What moved a clock; `item` is the sealed document with the reasons."""
    return {"what": event.what, "on": event.on, "until": event.until, "item": event.item}


def board_form(row: due.Due) -> dict[str, Any]:
    """Something that is due, on the board."""
    return {
        "case": row.case,
        "channel": row.channel,
        "matter": row.matter,
        "due": row.due_on,
        "paused": row.paused,
        "still": row.still,
        "extended": row.extended,
        "opened": row.opened,
        "is_room": row.is_room,
    }


def proposal_form(member: Member, proposal: Proposal) -> dict[str, Any]:
    """A proposal as a reader of its case sees it; what it says is in the sealed item of the same id."""
    return {
        "id": proposal.id,
        "act": proposal.act,
        "state": "expired" if agreements.is_over(proposal) else proposal.state,
        "is_mine": proposal.proposer_id == member.id,
        "proposed_on": proposal.proposed_on,
        "expires_on": proposal.expires_on,
    }


def request_form(member: Member, readable: Readable) -> dict[str, Any]:
    """A request as a holder of a share gets it; what it says is in the sealed item."""
    request = readable.request
    return {
        "id": request.id,
        "case": request.case_id,
        "channel": request.case.channel_id,
        "asks": request.asks,
        "state": "expired" if requests.is_over(request) else request.state,
        "is_mine": request.asker_id == member.id,
        "not_before": request.not_before,
        "expires_on": request.expires_on,
        "item": item_form(readable.item),
        "decisions": [item_form(item) for item in readable.decisions],
        "grants": [grant_form(grant) for grant in readable.grants],
    }


def key_form(case: Case, key: Key) -> dict[str, Any]:
    """A key that nobody holds whole, with the cards that a request for it is to be readable to."""
    return {"asks": key.asks, "generation": key.generation, "readers": sorted(request_readers(case, key))}


def title_form(title: SealedTitle) -> dict[str, Any]:
    """A title with what opens it."""
    return {
        "id": title.case,
        "channel": title.channel,
        "title": title.item,
        "grants": [grant_form(grant) for grant in title.grants],
    }


def assignment_form(case: Case, members: Iterable[Member]) -> dict[str, Any]:
    """Who has a case, and who may have it."""
    return {
        "case": case.id,
        "assigned_to": case.assigned_to_id,
        "members": [{"id": member.id, "name": member.name} for member in members],
    }
