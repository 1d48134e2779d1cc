"""What can be read of cases, each asked *as somebody*: rights come with the fetch.

A handler sees a case only with the right for its channel and with a grant of the case key on their present card.
A coordinator sees rows without grants or titles. Administrators and overseers see nothing here. Who was excluded from a
case sees nothing of it, whatever else they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from vouchsafe.cases import erasure
from vouchsafe.cases.errors import CaseError, NotFound
from vouchsafe.cases.models import Blob, Case, Grant, Item
from vouchsafe.channels.models import Definition
from vouchsafe.people.models import Card, KeyFile, Member, Right, Role
from vouchsafe.vault import erasure as vault_erasure
from vouchsafe.vault.place import KeyKind

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class OpenableGrant:
    """A grant as its holder opens it."""

    key_kind: int
    generation: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """A grant and who holds it: a card's fingerprint in hexadecimal."""

    holder: str
    key_kind: int
    generation: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a list. `title` and `grants` are empty for who may not read the case."""

    id: UUID
    channel: UUID
    state: str
    received_on: date
    sealed_by: str
    is_test: bool
    title: dict[str, Any] | None
    grants: list[OpenableGrant]
    excluded: list[UUID]
    rekey_due: bool
    contested: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, newest day first, and the cursor of what follows them."""

    rows: list[Row]
    next: str | None


def case_for(member: Member, case: UUID) -> Case:
    """The case as this handler may read it; raises NotFound "case/not-found" for everybody else."""
    found = readable(member).filter(id=case).first()
    if found is None:
        raise _no_case()
    return found


def case_to_coordinate(member: Member, case: UUID) -> Case:
    """The case as this coordinator may assign it, unread; raises NotFound "case/not-found" for everybody else."""
    found = _cases_of(member, Role.COORDINATOR).filter(id=case).first()
    if found is None:
        raise _no_case()
    return found


def grants_for(member: Member, case: Case) -> list[OpenableGrant]:
    """Every grant of the case on the member's present card."""
    return _opened(case, Grant.objects.filter(organisation=case.organisation_id, case=case, holder__in=_cards(member)))


def grants_for_receipt(case: Case) -> list[OpenableGrant]:
    """Every grant of the case that its receipt opens."""
    return _opened(case, Grant.objects.filter(organisation=case.organisation_id, case=case, holder=None))


def grants_to_export(case: Case, member: Member | None = None) -> list[HeldGrant]:
    """Every grant of the case to a recovery sheet, and to the member's own cards if one asks; nobody else's."""
    whose = Q(kind=Card.Kind.RECOVERY) if member is None else Q(kind=Card.Kind.RECOVERY) | Q(member=member.id)
    cards = Card.objects.filter(whose, organisation=case.organisation_id).values_list("fingerprint", flat=True)
    grants = Grant.objects.filter(organisation=case.organisation_id, case=case, holder__in=cards)
    ordered = list(grants.order_by("holder", "key_kind", "generation"))
    opened = openable(case.organisation_id, case.erasure_id, ordered)
    return [
        HeldGrant(bytes(grant.holder or b"").hex(), one.key_kind, one.generation, one.sealed)
        for grant, one in zip(ordered, opened, strict=True)
    ]


def counted(organisation: UUID) -> QuerySet[Case]:
    """The organisation's cases as figures count them: no figure counts a test. Every figure begins here."""
    return Case.objects.filter(organisation=organisation, is_test=False)


def excluding(member: Member) -> frozenset[UUID]:
    """The cases from which the member is excluded: for who reads what spans cases, to leave them out."""
    cases = Case.objects.filter(organisation=member.organisation_id, excluded__contains=[member.id])
    return frozenset(cases.values_list("id", flat=True))


def items_of(case: Case, *, key_kinds: Iterable[KeyKind] | None = None) -> QuerySet[Item]:
    """The items of a case, in the order in which they came; of some key kinds only, if given."""
    items = Item.objects.filter(organisation=case.organisation_id, case=case).order_by("position")
    return items if key_kinds is None else items.filter(key_kind__in=[int(kind) for kind in key_kinds])


def blobs_of(case: Case) -> QuerySet[Blob]:
    """The sealed attachments of a case."""
    return Blob.objects.filter(organisation=case.organisation_id, case=case).order_by("id")


def blob_of(case: Case, blob: UUID) -> Blob:
    """One sealed attachment of this case; raises NotFound "case/not-found"."""
    found = blobs_of(case).filter(id=blob).first()
    if found is None:
        raise _no_case()
    return found


def definition_of(case: Case) -> Definition:
    """The version of the channel's definition that the report answers."""
    return Definition.objects.select_related("channel").get(
        organisation=case.organisation_id, channel=case.channel_id, version=case.definition_version
    )


def case_of_receipt(organisation: UUID, receipt_hash: bytes) -> Case | None:
    """The case that a receipt belongs to: one read of the index on the hash (32 bytes)."""
    return Case.objects.filter(organisation=organisation, receipt_hash=receipt_hash).first()


_INBOX: Final = """
WITH own AS (
  SELECT array_agg(card.fingerprint) AS cards FROM people_keyfile AS present JOIN people_card AS card
    ON card.id = present.card_id
  WHERE present.organisation_id = %(organisation)s AND present.member_id = %(member)s
), rights AS (
  SELECT channel_id, role FROM people_right
  WHERE organisation_id = %(organisation)s AND member_id = %(member)s AND role IN ('handler', 'coordinator')
)
SELECT c.id, c.channel_id, c.state, c.received_on, c.sealed_by, c.is_test, c.erasure_id,
       t.id, t.key_kind, t.generation, t.sealed, t.day, g.ids, g.generations, g.wrapped,
       c.excluded, c.rekey_due, c.contested_on IS NOT NULL AND c.upheld_on IS NULL
FROM cases_case c
LEFT JOIN LATERAL (
  SELECT array_agg(id ORDER BY generation) AS ids, array_agg(generation ORDER BY generation) AS generations,
         array_agg(wrapped ORDER BY generation) AS wrapped
  FROM cases_grant, own
  WHERE organisation_id = c.organisation_id AND case_id = c.id AND key_kind = 0 AND holder = ANY(own.cards)
    AND EXISTS (SELECT FROM rights WHERE role = 'handler' AND coalesce(channel_id, c.channel_id) = c.channel_id)
) g ON true
LEFT JOIN LATERAL (
  SELECT id, key_kind, generation, sealed, day FROM cases_item
  WHERE organisation_id = c.organisation_id AND case_id = c.id AND kind = 'title' AND g.ids IS NOT NULL
  ORDER BY position DESC LIMIT 1
) t ON true
WHERE c.organisation_id = %(organisation)s AND NOT %(member)s = ANY(c.excluded)
  AND (g.ids IS NOT NULL OR EXISTS (
    SELECT FROM rights WHERE role = 'coordinator' AND coalesce(channel_id, c.channel_id) = c.channel_id))
  AND (%(state)s::text IS NULL OR c.state = %(state)s)
  AND (%(after_day)s::date IS NULL OR c.received_on < %(after_day)s
       OR (c.received_on = %(after_day)s AND c.id > %(after_id)s::uuid))
ORDER BY c.received_on DESC, c.id
LIMIT %(limit)s
"""


def inbox(member: Member, *, state: str | None = None, after: str | None = None, limit: int = PAGE) -> Page:
    """The cases that a member may list, with the sealed title and the own grants of those that they may read.

    One query. Raises CaseError "case/cursor" for a cursor that no page gave.
    """
    after_day, after_id = _read_cursor(after)
    with connection.cursor() as cursor:
        cursor.execute(
            _INBOX,
            {
                "organisation": member.organisation_id,
                "member": member.id,
                "state": state,
                "after_day": after_day,
                "after_id": after_id,
                "limit": limit + 1,
            },
        )
        found = cursor.fetchall()
    rows = [_row(member.organisation_id, each) for each in found[:limit]]
    more = len(found) > limit
    return Page(rows, f"{rows[-1].received_on.isoformat()}.{rows[-1].id}" if more else None)


def _row(organisation: UUID, found: Sequence[Any]) -> Row:
    case, channel, state, received_on, sealed_by, is_test, erasure_id = found[:7]
    title_id, key_kind, generation, sealed, day = found[7:12]
    title = None
    if title_id is not None:
        title = {
            "id": title_id,
            "kind": "title",
            "key_kind": key_kind,
            "generation": generation,
            "sealed": bytes(sealed),
            "day": day,
        }
    grants = []
    if found[12] is not None:
        key = erasure.read_key(organisation, erasure_id)
        grants = [
            OpenableGrant(KeyKind.CASE, number, vault_erasure.unwrap_grant(key, case, grant, bytes(wrapped)))
            for grant, number, wrapped in zip(*found[12:15], strict=True)
        ]
    return Row(case, channel, state, received_on, sealed_by, is_test, title, grants, *found[15:18])


def _read_cursor(cursor: str | None) -> tuple[date | None, UUID | None]:
    if not cursor:
        return None, None
    day, _dot, case = cursor.partition(".")
    try:
        return date.fromisoformat(day), UUID(case)
    except ValueError as error:
        raise CaseError("case/cursor", _("This list cannot go on from there. Reload it."), "after") from error


def handled_by(member: Member) -> QuerySet[Case]:
    """The cases of the channels that this member handles, less those from which they were excluded; keys or none."""
    return _cases_of(member, Role.HANDLER)


def _cases_of(member: Member, role: Role) -> QuerySet[Case]:
    rights = Right.objects.filter(
        Q(channel_id=OuterRef("channel_id")) | Q(channel_id=None),
        organisation=member.organisation_id,
        member=member.id,
        role=role,
    )
    cases = Case.objects.filter(Exists(rights), organisation=member.organisation_id)
    return cases.exclude(excluded__contains=[member.id])


def readable(member: Member) -> QuerySet[Case]:
    """The cases that this handler may read: they handle the channel, and hold the case key."""
    grants = Grant.objects.filter(
        organisation=member.organisation_id,
        case=OuterRef("id"),
        key_kind=int(KeyKind.CASE),
        holder__in=_cards(member),
    )
    return handled_by(member).filter(Exists(grants))


def _cards(member: Member) -> QuerySet[Card, Any]:
    """The card of the member's present key: what was sealed to one before it, they cannot open."""
    present = KeyFile.objects.filter(organisation=member.organisation_id, member=member.id).values("card")
    return Card.objects.filter(organisation=member.organisation_id, id__in=present).values_list(
        "fingerprint", flat=True
    )


def openable(organisation: UUID, erasure_id: UUID, grants: Sequence[Grant]) -> list[OpenableGrant]:
    """Grants of one case as their holders open them: unwrapped of the case's erasure key, in the order given."""
    if not grants:
        return []
    key = erasure.read_key(organisation, erasure_id)
    return [
        OpenableGrant(
            grant.key_kind,
            grant.generation,
            vault_erasure.unwrap_grant(key, grant.case_id, grant.id, bytes(grant.wrapped)),
        )
        for grant in grants
    ]


def _opened(case: Case, grants: Iterable[Grant]) -> list[OpenableGrant]:
    found = sorted(grants, key=lambda grant: (grant.key_kind, grant.generation))
    return openable(case.organisation_id, case.erasure_id, found)


def _no_case() -> NotFound:
    return NotFound("case/not-found", _("There is no such case for you."))
