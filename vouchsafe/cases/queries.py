"""What can be read of cases, each asked *as somebody*: rights come with the fetch.

A handler sees a case only with the right for its channel and with a grant of the case key on their present card.
A coordinator sees rows without grants or titles. Administrators and overseers see nothing here. Who was excluded from a
case sees nothing of it, whatever else they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from vouchsafe.cases import erasure
from vouchsafe.cases.errors import Conflict, NotFound
from vouchsafe.cases.models import Blob, Case, Grant, Item
from vouchsafe.cases.rows import GrantRow
from vouchsafe.channels.models import Definition
from vouchsafe.people.models import Card, KeyFile, Member, Right, Role
from vouchsafe.vault import erasure as vault_erasure
from vouchsafe.vault.place import KeyKind


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


def case_for(member: Member, case: UUID) -> Case:
    """The case as this handler may read it; raises NotFound "case/not-found" for everybody else."""
    return one(readable(member), case)


def case_to_change(member: Member, case: UUID) -> Case:
    """As `case_for`, and locked until the transaction ends: nobody who lost the right meanwhile does an act."""
    return locked(readable(member), case)


def locked(cases: QuerySet[Case], case: UUID) -> Case:
    """One of `cases` as it is now, locked until the transaction ends; raises NotFound "case/not-found".

    A statement that waited for the lock sees what changed in that row, and none of the rights and grants that went
    with it (PostgreSQL, Read Committed). So what counts is asked once more, when nobody else can change the case.
    """
    one(cases.select_for_update(of=("self",)), case)
    return one(cases, case)


def demand_report(case: Case) -> None:
    """For what belongs to reports alone; raises Conflict "room/not-here" for a subject's reply room."""
    if case.is_room:
        raise Conflict("room/not-here", _("This is a reply room, and no report. Do this in the case that it is about."))


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
    """The organisation's reports as figures count them: no figure counts a test, or a reply room. All begin here."""
    return Case.objects.filter(organisation=organisation, is_test=False, is_room=False)


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
    """One sealed attachment of this case; raises NotFound "blob/not-found"."""
    found = blobs_of(case).filter(id=blob).first()
    if found is None:
        message = _(
            "There is no such file in this case. If there was one, two people have destroyed it, with a reason."
        )
        raise NotFound("blob/not-found", message)
    return found


def definition_of(case: Case) -> Definition:
    """The version of the channel's definition that the report answers."""
    return Definition.objects.select_related("channel").get(
        organisation=case.organisation_id,
        channel=case.channel_id,
        channel__organisation=case.organisation_id,
        version=case.definition_version,
    )


def categories_of(member: Member) -> list[tuple[UUID, list[dict[str, Any]]]]:
    """(channel, its categories as the newest definition has them) of the channels that this member handles.

    Of a category `id` and `act`, the text by language. One statement, which reads no more of a definition.
    """
    newest = Definition.objects.filter(organisation=member.organisation_id).order_by("channel_id", "-version")
    handled = Right.objects.filter(
        Q(channel_id=OuterRef("channel_id")) | Q(channel_id=None),
        organisation=member.organisation_id,
        member=member.id,
        role=Role.HANDLER,
    )
    found = newest.filter(Exists(handled)).distinct("channel_id").values_list("channel_id", "body__categories")
    return [(channel, [{"id": one["id"], "act": one["act"]} for one in listed]) for channel, listed in found]


def case_of_receipt(organisation: UUID, receipt_hash: bytes) -> Case | None:
    """The case that a receipt belongs to: one read of the index on the hash (32 bytes)."""
    return Case.objects.filter(organisation=organisation, receipt_hash=receipt_hash).first()


def handled_by(member: Member) -> QuerySet[Case]:
    """The cases of the channels that this member handles, less those from which they were excluded; keys or none."""
    return _cases_of(member, Role.HANDLER)


def coordinated_by(member: Member) -> QuerySet[Case]:
    """The cases of the channels that this member coordinates, less those from which they were excluded; unread."""
    return _cases_of(member, Role.COORDINATOR)


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


def openable(organisation: UUID, erasure_id: UUID, grants: Sequence[Grant | GrantRow]) -> list[OpenableGrant]:
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


def one(cases: QuerySet[Case], case: UUID) -> Case:
    """One of `cases`; raises NotFound "case/not-found"."""
    found = cases.filter(id=case).first()
    if found is None:
        raise NotFound("case/not-found", _("There is no such case for you. Go back to the list of cases."))
    return found
