"""Who holds shares of what a case keeps apart, and the requests to open it that somebody may read (protocol §5).

A share holder reads a request under the request's own key, so a handler is one of them and an overseer, who holds no
case key, is too. Whoever was excluded from a case is none, whatever was sealed to them.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from vouchsafe.cases import queries
from vouchsafe.cases.directory import holders_of
from vouchsafe.cases.errors import NotFound
from vouchsafe.cases.models import Case, CaseKey, Grant, Item, Request
from vouchsafe.cases.queries import OpenableGrant
from vouchsafe.people.models import Member, Right, Role
from vouchsafe.people.queries import card_of
from vouchsafe.vault.place import KINDS, KeyKind

HOLD_SHARES: Final = (Role.HANDLER, Role.OVERSEER)
"""The roles whose holders may have a share of what a channel's reports keep apart."""

_SHARE_HOLDERS: Final = """
SELECT card.fingerprint, card.member_id
FROM cases_case AS c
JOIN cases_grant AS g ON g.organisation_id = c.organisation_id AND g.case_id = c.id
  AND g.key_kind = %(kind)s AND g.generation = %(generation)s
JOIN people_card AS card ON card.organisation_id = g.organisation_id AND card.fingerprint = g.holder
JOIN people_keyfile AS present ON present.organisation_id = card.organisation_id AND present.card_id = card.id
JOIN people_member AS m ON m.id = card.member_id AND m.is_active
WHERE c.organisation_id = %(organisation)s AND c.id = %(case)s AND NOT card.member_id = ANY(c.excluded)
  AND EXISTS (SELECT FROM people_right AS r
              WHERE r.organisation_id = c.organisation_id AND r.member_id = card.member_id
                AND r.role = ANY(%(roles)s) AND coalesce(r.channel_id, c.channel_id) = c.channel_id)
"""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that nobody holds whole, of which a case has an item."""

    asks: str
    generation: int

    @property
    def kind(self) -> KeyKind:
        """The kind of key."""
        return KINDS[self.asks]


@dataclass(frozen=True, slots=True)
class Readable:
    """A request as a share holder opens it: with what was said to it, and the holder's own grants and share."""

    request: Request
    item: Item
    decisions: list[Item]
    grants: list[OpenableGrant]


def keys_of(case: Case) -> list[Key]:
    """What the case keeps apart."""
    kinds = {int(KINDS[each]): each for each in Request.Asks.values}
    slots = CaseKey.objects.filter(organisation=case.organisation_id, case=case, key_kind__in=kinds)
    return [Key(kinds[kind], number) for kind, number in sorted(slots.values_list("key_kind", "generation"))]


def share_holders(case: Case, key: Key) -> dict[str, UUID]:
    """Members who hold a share of this key on their present card now, by its fingerprint in hexadecimal."""
    given: dict[str, Any] = {
        "organisation": case.organisation_id,
        "case": case.id,
        "kind": int(key.kind),
        "generation": key.generation,
        "roles": list(HOLD_SHARES),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHARE_HOLDERS, given)
        return {bytes(fingerprint).hex(): member for fingerprint, member in cursor.fetchall()}


def request_readers(case: Case, key: Key) -> frozenset[str]:
    """The cards to which a request for this key is to be readable: of the share holders, and every recovery sheet."""
    return frozenset(share_holders(case, key)) | holders_of(case.organisation_id, case.channel_id).recovery


def next_generation(case: Case) -> int:
    """Of the request key that the next request makes."""
    return CaseKey.objects.filter(organisation=case.organisation_id, case=case, key_kind=int(KeyKind.REQUEST)).count()


def requests_for(member: Member, case: UUID | None = None) -> list[Readable]:
    """Requests that this member can read, the newest first; of one case, if given. None for who has no key."""
    card = card_of(member)
    if card is None:
        return []
    holder = bytes(card.fingerprint)
    found = _allowed(member, holder)
    if case is not None:
        found = found.filter(case=case)
    return [_readable(request, holder) for request in found.select_related("case").order_by("-asked_on", "id")]


def request_for(member: Member, request: UUID) -> Request:
    """A request that this member can read, as the holder of a share; raises NotFound for everybody else."""
    card = card_of(member)
    found = None if card is None else _allowed(member, bytes(card.fingerprint)).filter(id=request).first()
    if found is None:
        raise NotFound(
            "request/not-found", _("There is no such request for you. Reload the page to see those that there are.")
        )
    return found


def _allowed(member: Member, holder: bytes) -> QuerySet[Request]:
    """Requests whose key this card was granted, of cases for which the member still may hold a share."""
    granted = Grant.objects.filter(
        organisation=member.organisation_id,
        case=OuterRef("case"),
        key_kind=int(KeyKind.REQUEST),
        generation=OuterRef("generation"),
        holder=holder,
    )
    rights = Right.objects.filter(
        Q(channel_id=OuterRef("case__channel_id")) | Q(channel_id=None),
        organisation=member.organisation_id,
        member=member.id,
        role__in=HOLD_SHARES,
    )
    found = Request.objects.filter(Exists(granted), Exists(rights), organisation=member.organisation_id)
    return found.exclude(case__excluded__contains=[member.id])


def _readable(request: Request, holder: bytes) -> Readable:
    case, key = request.case, Key(request.asks, request.key_generation)
    written = _items(request)
    grants = Grant.objects.filter(
        Q(key_kind=int(KeyKind.REQUEST), generation=request.generation)
        | Q(key_kind=int(key.kind), generation=key.generation),
        organisation=case.organisation_id,
        case=case,
        holder=holder,
    )
    return Readable(
        request,
        next(item for item in written if item.id == request.id),
        [item for item in written if item.id != request.id],
        queries.openable(case.organisation_id, case.erasure_id, list(grants.order_by("key_kind"))),
    )


def _items(request: Request) -> QuerySet[Item]:
    """The request and what was said to it: all that lies under its own key."""
    under = {"key_kind": int(KeyKind.REQUEST), "generation": request.generation}
    return Item.objects.filter(organisation=request.organisation_id, case=request.case_id, **under).order_by("position")
