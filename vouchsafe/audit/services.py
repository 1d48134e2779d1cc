"""Writing the record. Reading it belongs to oversight."""

from collections.abc import Iterable, Mapping
from enum import Enum
from uuid import UUID

from django.db import transaction

from vouchsafe.audit.errors import NotOpaque, OutsideTransaction
from vouchsafe.audit.models import Entry
from vouchsafe.audit.tags import Tag
from vouchsafe.common import clock

Opaque = UUID | bytes | int | Enum


def record(organisation_id: UUID, tag: Tag, /, *, actor: UUID | None, **touched: Opaque | None) -> None:
    """Append one act to the organisation's record, in the transaction of the act.

    `actor` is the acting member's id, None for the system itself. `touched` names what was acted on: ids (UUID),
    hashes (bytes, kept as hex), numbers, or members of an Enum of ours; None is left out. Text is refused, so that
    no name or word of a person can enter the record.
    Raises OutsideTransaction and NotOpaque (design §2: record).
    """
    record_all(organisation_id, tag, [touched], actor=actor)


def record_all(
    organisation_id: UUID, tag: Tag, acts: Iterable[Mapping[str, Opaque | None]], /, *, actor: UUID | None
) -> None:
    """Append several acts of one kind, each as `record` would, in one statement."""
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction
    now = clock.now()
    Entry.objects.bulk_create(
        Entry(organisation_id=organisation_id, at=now, tag=tag, actor=actor, objects_touched=_opaque_all(touched))
        for touched in acts
    )


def record_everywhere(
    organisations: Iterable[UUID], tag: Tag, /, *, actor: UUID | None, **touched: Opaque | None
) -> None:
    """Append one act to the record of several organisations, as `record` would, in one statement."""
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction
    now, objects = clock.now(), _opaque_all(touched)
    Entry.objects.bulk_create(
        Entry(organisation_id=organisation_id, at=now, tag=tag, actor=actor, objects_touched=objects)
        for organisation_id in organisations
    )


def _opaque_all(touched: Mapping[str, Opaque | None]) -> dict[str, str | int]:
    return {name: _opaque(name, thing) for name, thing in touched.items() if thing is not None}


def _opaque(name: str, thing: Opaque) -> str | int:
    match thing:
        case Enum():
            return str(thing.value)
        case UUID():
            return str(thing)
        case bytes():
            return thing.hex()
        case int():
            return thing
        case _:
            raise NotOpaque(name)
