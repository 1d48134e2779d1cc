"""Whether a bundle came before: the same bytes get the same answer, others under its id a refusal (protocol §7)."""

import hmac
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from vouchsafe.cases.errors import Conflict
from vouchsafe.cases.store import erased_hash
from vouchsafe.common.prepared import prepared_cursor
from vouchsafe.common.settling import settle


@dataclass(frozen=True, slots=True)
class Received:
    """What a reporter is told of a stored case: the same each time the same bundle comes."""

    case: UUID
    received_on: date


class Known(NamedTuple):
    """What is known of a case's id, as `KNOWN` reads it; hash and day are None for a new one."""

    is_erased: bool
    bundle_hash: bytes | None
    received_on: date | None


KNOWN: Final = """
SELECT EXISTS (
  SELECT FROM cases_erasedid WHERE organisation_id = %(organisation)s AND hash = %(erased)s
) AS is_erased, c.bundle_hash, c.received_on
FROM (VALUES (1)) AS one LEFT JOIN cases_case AS c ON c.organisation_id = %(organisation)s AND c.id = %(case)s
"""
"""Always one row. Of `named(organisation, case)`; a part of a larger statement where more is asked."""


def named(organisation: UUID, case: UUID) -> dict[str, UUID | bytes]:
    """The values of `KNOWN`."""
    return {"organisation": organisation, "case": case, "erased": erased_hash(organisation, case)}


def already_received(organisation: UUID, case: UUID, bundle_hash: bytes) -> Received | None:
    """The answer of the first time if these very bytes were stored before; None for a new id.

    Raises Conflict "bundle/case-exists" for other bytes under the id, and for the id of an erased case.
    """
    with prepared_cursor() as cursor:
        cursor.execute(KNOWN, named(organisation, case))
        return told_again(case, bundle_hash, Known(*cursor.fetchone()))


def told_again(case: UUID, bundle_hash: bytes, known: Known) -> Received | None:
    """As `already_received`, of what was read."""
    if known.is_erased:
        raise case_exists()
    if known.bundle_hash is None or known.received_on is None:
        return None
    if not hmac.compare_digest(bytes(known.bundle_hash), bundle_hash):
        raise case_exists()
    settle(bundle_hash)
    return Received(case, known.received_on)


def case_exists() -> Conflict:
    """What is answered where another bundle has this id."""
    message = _("Another report was sent under this id. Seal the report again with a new receipt.")
    return Conflict("bundle/case-exists", message)
