"""What a receipt opens, read whole by one statement: every visit to a mailbox begins with it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from vouchsafe.cases import queries as cases
from vouchsafe.cases.models import Case, Clock
from vouchsafe.cases.queries import OpenableGrant
from vouchsafe.cases.rows import BlobRow, ClockRow, GrantRow, ItemRow
from vouchsafe.channels.models import Definition
from vouchsafe.channels.published import version_by_id
from vouchsafe.common.prepared import prepared_cursor
from vouchsafe.intake.advice import of_channel
from vouchsafe.intake.queries import OWN_KINDS, OwnCase, authorities_of, clocks_of, no_mailbox, told_to_reporter
from vouchsafe.law.packs import Authority
from vouchsafe.people.queries import directory_under
from vouchsafe.vault.errors import Malformed
from vouchsafe.vault.primitives import from_base64

# As text, so that the plan stands when a migration widens a column while this release still serves.
_AS_READ: Final = [f"c.{each}::text" if each in {"state", "sealed_by"} else f"c.{each}" for each in OwnCase._fields]
_PARTS: Final[Mapping[str, tuple[type[NamedTuple], str, str]]] = {
    "cases_item": (ItemRow, "key_kind = ANY(%(own)s)", "position"),
    "cases_grant": (GrantRow, "holder IS NULL", "key_kind, generation"),
    "cases_blob": (BlobRow, "true", "id"),
    "cases_clock": (ClockRow, "true", "due_on, matter"),
}
"""What of the rows of a case its reporter gets, by table: as which value, which of them, in which order."""


def _part(table: str, kind: type[NamedTuple], which: str, order: str) -> str:
    arrays = ", ".join(f"array_agg({column} ORDER BY {order}) AS {column}" for column in kind._fields)
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

    case: OwnCase
    definition: Definition
    clocks: Sequence[Clock | ClockRow]
    grants: list[OpenableGrant]
    items: list[ItemRow]
    blobs: list[BlobRow]
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
    with prepared_cursor(binary=True) as cursor:
        cursor.execute(_WHOLE, values)
        found = cursor.fetchone()
    if found is None:
        raise no_mailbox()
    return _read(organisation, found)


def _read(organisation: UUID, found: Sequence[Any]) -> Mailbox:
    row = iter(found)
    case = OwnCase(*(next(row) for _column in OwnCase._fields))
    definition, head = version_by_id(organisation, next(row)), next(row)
    items, grants, blobs, kept_clocks = (_rows(kind, row) for kind, _which, _order in _PARTS.values())
    return Mailbox(
        case,
        definition,
        told_to_reporter(kept_clocks) if kept_clocks else _reckoned(organisation, case.id),
        cases.openable(organisation, case.erasure_id, grants),
        items,
        blobs,
        {**_of_definition(definition), "directory": directory_under(organisation, head)},
    )


def _reckoned(organisation: UUID, case: UUID) -> list[Clock]:
    return clocks_of(Case.objects.get(organisation=organisation, id=case))


def _rows(kind: type[Any], row: Iterator[Any]) -> list[Any]:
    """The rows that came as one array for each column; None for no row."""
    arrays = [next(row) or () for _column in kind._fields]
    return [kind(*values) for values in zip(*arrays, strict=True)]


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


def _authority_form(authority: Authority) -> dict[str, object]:
    """As a channel's definition writes a contact."""
    return {"name": authority.name, "what": authority.for_what, "reach": {"en": authority.address}}
