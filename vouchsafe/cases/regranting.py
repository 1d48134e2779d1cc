"""Whoever is entitled to the keys of a case, and lacks a grant, gets it from a colleague's browser (protocol §4).

One rule for a newcomer, for somebody with a new card, and for somebody who came back. The server finds what is missing
and stores what it is given; who may hold what it checks again for every grant, in the statement that stores it.
Shares of keys kept apart are never handed on (§5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import erasure
from vouchsafe.cases.checks import check_generation, check_grants
from vouchsafe.cases.entitled import ENTITLED, listed_handlers
from vouchsafe.cases.errors import Conflict
from vouchsafe.cases.models import Case, Grant, Item
from vouchsafe.cases.queries import OpenableGrant, handled_by, openable
from vouchsafe.cases.wire import CaseGrant
from vouchsafe.people.models import Member
from vouchsafe.people.queries import hold_rights
from vouchsafe.vault import erasure as vault_erasure
from vouchsafe.vault.place import KeyKind

PAGE: Final = 50
HANDED_ON: Final = (int(KeyKind.CASE), int(KeyKind.DESK))

_FOUND: Final = f"""
FROM cases_case AS c
CROSS JOIN LATERAL (
  SELECT array_agg(encode(e.fingerprint, 'hex')) AS holders, array_agg(k.key_kind) AS kinds,
         array_agg(k.generation) AS generations
  FROM cases_casekey AS k, LATERAL ({ENTITLED}) AS e
  WHERE k.organisation_id = c.organisation_id AND k.case_id = c.id AND k.key_kind IN (0, 1)
    AND EXISTS (SELECT FROM cases_grant AS g WHERE g.organisation_id = c.organisation_id AND g.case_id = c.id
                AND g.key_kind = k.key_kind AND g.generation = k.generation AND g.holder = %(held)s)
    AND NOT EXISTS (SELECT FROM cases_grant AS g WHERE g.organisation_id = c.organisation_id AND g.case_id = c.id
                    AND g.key_kind = k.key_kind AND g.generation = k.generation AND g.holder = e.fingerprint)
    AND (c.state <> 'concluded' OR (c.contested_on IS NOT NULL AND c.upheld_on IS NULL) OR EXISTS (
      SELECT FROM cases_grant AS g JOIN people_card AS other
        ON other.organisation_id = g.organisation_id AND other.fingerprint = g.holder
      WHERE g.organisation_id = c.organisation_id AND g.case_id = c.id AND other.member_id = e.member_id))
) AS lacking
WHERE c.organisation_id = %(organisation)s AND lacking.holders IS NOT NULL AND NOT %(member)s = ANY(c.excluded)
  AND (%(after)s::uuid IS NULL OR c.id > %(after)s)
  AND EXISTS (SELECT FROM people_right AS r
              WHERE r.organisation_id = c.organisation_id AND r.member_id = %(member)s
                AND r.role = 'handler' AND coalesce(r.channel_id, c.channel_id) = c.channel_id)
"""  # noqa: S608 - a constant
"""Cases that the member handles, and which cards lack which key that the card `held` has. A concluded case is found
only for those who could read it before, on another card, unless its reporter asked for another look."""
_COUNT: Final = f"SELECT count(*) {_FOUND}"
_WHO: Final = f"""
SELECT count(DISTINCT id), array_agg(DISTINCT holder) FILTER (WHERE holder IS NOT NULL)
FROM (SELECT c.id, unnest(lacking.holders) AS holder {_FOUND}) AS l
"""  # noqa: S608 - a constant
_LACKING: Final = f"""
SELECT c.id, c.channel_id, c.excluded, c.erasure_id, lacking.holders, lacking.kinds, lacking.generations
{_FOUND} ORDER BY c.id LIMIT %(limit)s
"""

_STORE: Final = f"""
WITH given AS (
  SELECT * FROM unnest(%(ids)s::uuid[], %(cases)s::uuid[], %(holders)s::bytea[], %(kinds)s::smallint[],
                       %(generations)s::int[], %(wrapped)s::bytea[], %(places)s::int[])
                AS g (id, case_id, holder, key_kind, generation, wrapped, place)
), allowed AS (
  SELECT given.* FROM given
  JOIN cases_case AS c ON c.organisation_id = %(organisation)s AND c.id = given.case_id
  JOIN cases_casekey AS k ON k.organisation_id = c.organisation_id AND k.case_id = c.id
    AND k.key_kind = given.key_kind AND k.generation = given.generation
  WHERE EXISTS (SELECT FROM ({ENTITLED}) AS e WHERE e.fingerprint = given.holder)
), stored AS (
  INSERT INTO cases_grant (id, organisation_id, case_id, holder, key_kind, generation, wrapped)
  SELECT id, %(organisation)s, case_id, holder, key_kind, generation, wrapped FROM allowed
  ON CONFLICT DO NOTHING
  RETURNING case_id, holder
)
SELECT (SELECT array_agg(place) FROM allowed), (SELECT array_agg(case_id) FROM stored),
       (SELECT array_agg(holder) FROM stored)
"""  # noqa: S608 - a constant


@dataclass(frozen=True, slots=True)
class Lack:
    """A key of a case that an entitled card lacks."""

    holder: str
    key_kind: int
    generation: int


@dataclass(frozen=True, slots=True)
class Lacking:
    """A case in which entitled cards lack keys, the grants by which the asking one opens them, and its report."""

    id: UUID
    channel: UUID
    excluded: list[UUID]
    missing: list[Lack]
    grants: list[OpenableGrant]
    report: Item | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of these cases by id, the cursor of what follows, and how many there are from the beginning of the page."""

    rows: list[Lacking]
    next: UUID | None
    left: int


def who_lacks(member: Member, held: bytes) -> tuple[int, list[str]]:
    """In how many cases that this member could hand keys on, and to which cards (fingerprints in hexadecimal)."""
    with connection.cursor() as cursor:
        cursor.execute(_WHO, _asked(member, held))
        cases, holders = cursor.fetchone()
    return cases, holders or []


def lacking(member: Member, held: bytes, after: UUID | None = None, limit: int = PAGE) -> Page:
    """The cases that this member handles, in which somebody entitled lacks a key that the card `held` has."""
    organisation = member.organisation_id
    given = _asked(member, held) | {"after": after, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, given)
        (left,) = cursor.fetchone()
        cursor.execute(_LACKING, given)
        found = cursor.fetchall()
    ids = [row[0] for row in found]
    of_kind = Item.objects.filter(organisation=organisation, case__in=ids, kind="report")
    reports = {item.case_id: item for item in of_kind}
    held_in = Grant.objects.filter(organisation=organisation, case__in=ids, holder=held, key_kind__in=HANDED_ON)
    grants: dict[UUID, list[Grant]] = {}
    for grant in held_in:
        grants.setdefault(grant.case_id, []).append(grant)
    rows = [_row(organisation, row, grants.get(row[0], []), reports.get(row[0])) for row in found]
    return Page(rows, ids[-1] if left > len(found) else None, left)


def regrant(member: Member, grants: Sequence[CaseGrant]) -> int:
    """Store keys of cases that this member handles, for cards that are entitled to them; recorded for each case.

    Gives how many were new: the same ones again are stored once. Raises BundleError for what is no grant, and Conflict
    "grant/not-entitled", storing none, when one of them may not be: another list is to be asked for then.
    """
    check_grants([grant.sealed for grant in grants])
    for place, grant in enumerate(grants):
        check_generation(grant.generation, f"grants[{place}].generation")
        if grant.key_kind not in HANDED_ON:  # a copied share would count as a second one
            raise _not_entitled(place)
    with transaction.atomic(durable=True):
        # 1. Rights and directory stand still, then the cases do: nobody is withdrawn or excluded meanwhile.
        hold_rights(member.organisation_id)
        wanted = sorted({grant.case for grant in grants})
        cases = {case.id: case for case in handled_by(member).filter(id__in=wanted).order_by("id").select_for_update()}
        # 2. The granter handles each of the cases; each holder is entitled, and the key exists.
        unknown = [place for place, grant in enumerate(grants) if grant.case not in cases]
        if unknown:
            raise _not_entitled(unknown[0])
        return _store(member, cases, grants)


def _store(member: Member, cases: dict[UUID, Case], grants: Sequence[CaseGrant]) -> int:
    keys = {case.id: erasure.read_key(case.organisation_id, case.erasure_id) for case in cases.values()}
    ids = [uuid4() for _grant in grants]
    wrapped = [
        vault_erasure.wrap_grant(keys[grant.case], grant.case, grant_id, grant.sealed)
        for grant_id, grant in zip(ids, grants, strict=True)
    ]
    given: dict[str, Any] = {
        **listed_handlers(member.organisation_id),
        "organisation": member.organisation_id,
        "ids": ids,
        "cases": [grant.case for grant in grants],
        "holders": [bytes(grant.holder) for grant in grants],
        "kinds": [grant.key_kind for grant in grants],
        "generations": [grant.generation for grant in grants],
        "wrapped": wrapped,
        "places": list(range(len(grants))),
    }
    with connection.cursor() as cursor:
        cursor.execute(_STORE, given)
        allowed, stored, holders = cursor.fetchone()
    refused = set(range(len(grants))) - set(allowed or ())
    if refused:
        raise _not_entitled(min(refused))
    told = sorted({(case, bytes(holder)) for case, holder in zip(stored or (), holders or (), strict=True)})
    audit.record_all(
        member.organisation_id,
        Tag.CASE_KEYS_GRANTED,
        [{"case": case, "card": holder} for case, holder in told],
        actor=member.id,
    )
    return len(stored or ())


def _asked(member: Member, held: bytes) -> dict[str, Any]:
    """What `_FOUND` takes."""
    organisation = member.organisation_id
    asked = {"organisation": organisation, "member": member.id, "held": held, "after": None}
    return {**listed_handlers(organisation), **asked}


def _row(organisation: UUID, row: Sequence[Any], held: Sequence[Grant], report: Item | None) -> Lacking:
    case, channel, excluded, erasure_id, *missing = row
    lacks = [Lack(*each) for each in zip(*missing, strict=True)]
    return Lacking(case, channel, excluded, lacks, openable(organisation, erasure_id, held), report)


def _not_entitled(place: int) -> Conflict:
    message = _("Somebody's rights changed meanwhile, so these keys were not taken. Go on with a fresh list.")
    return Conflict("grant/not-entitled", message, f"grants[{place}]")
