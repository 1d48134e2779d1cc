"""What a receipt opens, read whole by one statement: every visit to a mailbox begins with it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import CharField

from vouchsafe.cases import clocks
from vouchsafe.cases import queries as cases
from vouchsafe.cases.models import Blob, Case, Clock, Grant, Item
from vouchsafe.cases.queries import OpenableGrant
from vouchsafe.channels.models import Definition
from vouchsafe.channels.published import version_by_id
from vouchsafe.common.prepared import prepared_cursor
from vouchsafe.intake.advice import of_channel
from vouchsafe.intake.queries import OWN_KINDS, authorities_of, no_mailbox, told_to_reporter
from vouchsafe.law.packs import Authority
from vouchsafe.people.queries import directory_of
from vouchsafe.vault.errors import Malformed
from vouchsafe.vault.primitives import from_base64

_FIELDS: Final = Case._meta.concrete_fields  # noqa: SLF001 - public in Django
_CASE: Final = [str(field.column) for field in _FIELDS]
# As text, so that the plan stands when a migration widens a column while this release still serves.
_AS_READ: Final = [f"c.{each.column}::text" if isinstance(each, CharField) else f"c.{each.column}" for each in _FIELDS]
_PARTS: Final[Mapping[str, tuple[str, Sequence[str], str]]] = {
    "cases_item": (
        "key_kind = ANY(%(own)s)",
        ("id", "kind", "key_kind", "generation", "sealed", "day", "position"),
        "position",
    ),
    "cases_grant": ("holder IS NULL", ("id", "key_kind", "generation", "wrapped"), "key_kind, generation"),
    "cases_blob": ("true", ("id", "sealed_size"), "id"),
    "cases_clock": ("true", ("matter", "due_on", "met_on", "paused", "still", "extended"), "due_on, matter"),
}
"""Which rows of a case its reporter gets, by table; what of each; in which order."""


def _part(table: str, which: str, columns: Sequence[str], order: str) -> str:
    arrays = ", ".join(f"array_agg({column} ORDER BY {order}) AS {column}" for column in columns)
    held = "organisation_id = %(organisation)s AND case_id = c.id"
    return f"CROSS JOIN LATERAL (SELECT {arrays} FROM {table} WHERE {held} AND {which}) AS {table}"  # noqa: S608 - constants


_WHOLE: Final = f"""
SELECT {", ".join(_AS_READ)}, d.id,
       (SELECT id FROM people_directoryentry WHERE organisation_id = %(organisation)s ORDER BY sequence DESC LIMIT 1),
       {", ".join(f"{table}.*" for table in _PARTS)}
FROM cases_case AS c
JOIN channels_definition AS d ON d.organisation_id = %(organisation)s AND d.channel_id = c.channel_id
                             AND d.version = c.definition_version
{" ".join(_part(table, *rest) for table, rest in _PARTS.items())}
WHERE c.organisation_id = %(organisation)s AND c.receipt_hash = %(receipt)s
"""  # noqa: S608 - of constants


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A case as its receipt opens it. `published`: what of its channel and of the directory goes with it, as JSON."""

    case: Case
    definition: Definition
    clocks: list[Clock]
    grants: list[OpenableGrant]
    items: list[Item]
    blobs: list[Blob]
    published: Mapping[str, msgspec.Raw]


def open_mailbox(organisation: UUID, lookup_token: str) -> Mailbox:
    """What a receipt opens. One statement, the same for every token; what is published is kept from visit to visit.

    `lookup_token` is base64 of 32 bytes. Raises MailboxNotFound, the same for an unknown and a malformed one.
    """
    try:
        token = from_base64(lookup_token)
    except Malformed:
        token = b""
    values: dict[str, Any] = {
        "organisation": organisation,
        "receipt": hashlib.sha256(token).digest(),
        "own": [int(kind) for kind in OWN_KINDS],
    }
    with prepared_cursor() as cursor:
        cursor.execute(_WHOLE, values)
        found = cursor.fetchone()
    if found is None:
        raise no_mailbox()
    return _read(organisation, found)


def _read(organisation: UUID, found: Sequence[Any]) -> Mailbox:
    row = iter(found)
    case = Case.from_db(connection.alias, _CASE, [next(row) for _column in _CASE])
    definition, head = version_by_id(organisation, next(row)), next(row)
    parts = {table: _rows(columns, row) for table, (_which, columns, _order) in _PARTS.items()}
    own = {"organisation_id": organisation, "case": case}
    kept_clocks = [Clock(**own, **each) for each in parts["cases_clock"]]
    return Mailbox(
        case,
        definition,
        told_to_reporter(kept_clocks or clocks.of(case)),
        cases.openable(organisation, case.erasure_id, [Grant(**own, **each) for each in parts["cases_grant"]]),
        [Item(**own, **each) for each in parts["cases_item"]],
        [Blob(**own, **each) for each in parts["cases_blob"]],
        {**_of_definition(definition), "directory": _directory(organisation, head)},
    )


def _rows(columns: Sequence[str], row: Iterator[Any]) -> list[dict[str, Any]]:
    """The rows that came as one array for each column; None for no row."""
    arrays = [next(row) or () for _column in columns]
    return [dict(zip(columns, values, strict=True)) for values in zip(*arrays, strict=True)]


@lru_cache(maxsize=256)
def _of_definition_by_id(organisation: UUID, definition: UUID) -> Mapping[str, msgspec.Raw]:
    body = version_by_id(organisation, definition).body
    told = {
        "authorities": [_authority_form(each) for each in authorities_of(body)],
        "definition": body,
        "outside": of_channel(body),
    }
    return {name: msgspec.Raw(msgspec.json.encode(value)) for name, value in told.items()}


def _of_definition(definition: Definition) -> Mapping[str, msgspec.Raw]:
    return _of_definition_by_id(definition.organisation_id, definition.id)


@lru_cache(maxsize=64)
def _directory(organisation: UUID, head: UUID | None) -> msgspec.Raw:  # noqa: ARG001 - the head is what it is kept under
    """The directory up to the entry of this row: entries and the cards in them never change."""
    return msgspec.Raw(msgspec.json.encode(directory_of(organisation)._asdict()))


def _authority_form(authority: Authority) -> dict[str, object]:
    """As a channel's definition writes a contact."""
    return {"name": authority.name, "what": authority.for_what, "reach": {"en": authority.address}}
