"""Reads of people, rights and keys. Each takes who is asking, or the organisation whose public keys are read."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import Http404

from vouchsafe.common import clock
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.models import (
    Card,
    DirectoryEntry,
    KeyFile,
    KeyWrap,
    Member,
    OpenSession,
    Organisation,
    Right,
    Role,
)
from vouchsafe.vault.directory import ALL_CHANNELS, Listing, parse_entry
from vouchsafe.vault.directory import Role as Listed

# The roles that hold a key, and how the directory lists them (protocol §2). An administrator has none.
LISTED_AS = {
    Role.HANDLER: Listed.HANDLER,
    Role.COORDINATOR: Listed.COORDINATOR,
    Role.OVERSEER: Listed.OVERSEER,
    Role.INDEPENDENT: Listed.INDEPENDENT,
}


class PublishedDirectory(NamedTuple):
    """The organisation's chain of entries, oldest first, and every card that ever was in it."""

    entries: list[bytes]
    cards: list[bytes]


class Reader(NamedTuple):
    """A handler as reporters know them: the id that their cards carry, their name, and whether they are independent."""

    id: UUID
    name: str
    independent: bool = False


class Holding(NamedTuple):
    """A role, in one channel or (None) in all."""

    role: Role
    channel: UUID | None


class Wrap(NamedTuple):
    """The identity under the passkey with this credential id."""

    credential: bytes
    sealed: bytes


class Key(NamedTuple):
    """A member's own key: public card, sealed identity, whether the newest entry lists it and its kit was proven."""

    card: bytes
    key_file: bytes
    fingerprint: bytes
    listed: bool
    proven: bool
    wraps: list[Wrap]


class Passkey(NamedTuple):
    """A passkey of a member's own, and whether it opens their key."""

    credential: bytes
    name: str
    opens: bool


class Colleague(NamedTuple):
    """A member as colleagues see them. `card` is None until a key was made and its recovery kit was proven."""

    id: UUID
    name: str
    email: str
    active: bool
    card: Card | None
    holdings: list[Holding]


def organisation_by_slug(slug: str) -> Organisation:
    """The organisation at this public address, or Http404."""
    try:
        return Organisation.objects.get(slug=slug)
    except Organisation.DoesNotExist:
        raise Http404 from None


def directory_of(organisation_id: UUID) -> PublishedDirectory:
    """The public directory (protocol §2); both lists are empty before set-up."""
    entries = DirectoryEntry.objects.filter(organisation_id=organisation_id).order_by("sequence")
    cards = Card.objects.filter(organisation_id=organisation_id, introduced_in__isnull=False).order_by("fingerprint")
    return PublishedDirectory(
        [bytes(entry) for entry in entries.values_list("encoded", flat=True)],
        [bytes(card) for card in cards.values_list("encoded", flat=True)],
    )


def published_directory(organisation_id: UUID) -> msgspec.Raw:
    """`directory_of` as JSON, made once for each newest entry."""
    return directory_under(organisation_id, current_entry_id(organisation_id))


@lru_cache(maxsize=64)
def directory_under(organisation_id: UUID, head: UUID | None) -> msgspec.Raw:  # noqa: ARG001 - what it is kept under
    """The same, where the id of the newest entry is known: entries and the cards in them never change."""
    return msgspec.Raw(msgspec.json.encode(directory_of(organisation_id)._asdict()))


def root_of(organisation_id: UUID) -> bytes | None:
    """Entry 0 of the directory, or None before set-up."""
    found = DirectoryEntry.objects.filter(organisation_id=organisation_id, sequence=0)
    root = found.values_list("encoded", flat=True).first()
    return None if root is None else bytes(root)


def current_entry(organisation_id: UUID) -> DirectoryEntry | None:
    """The head of the chain, or None before set-up."""
    return DirectoryEntry.objects.filter(organisation_id=organisation_id).order_by("-sequence").first()


def current_entry_id(organisation_id: UUID) -> UUID | None:
    """The id of its row, and no more of it."""
    found = DirectoryEntry.objects.filter(organisation_id=organisation_id).order_by("-sequence")
    return found.values_list("id", flat=True).first()


def listings_of(organisation_id: UUID) -> Sequence[Listing]:
    """Who is listed in the newest entry, and as what; nothing before set-up."""
    head = current_entry(organisation_id)
    return () if head is None else parse_entry(bytes(head.encoded)).listings


def hold_rights(organisation_id: UUID) -> None:
    """Until the transaction ends, nobody's rights and no entry of the directory change in this organisation."""
    Organisation.objects.raw("SELECT id FROM people_organisation WHERE id = %s FOR SHARE", [organisation_id])[0]


def holdings_of(member: Member) -> list[Holding]:
    """Every role the member holds. Nothing for a member who was switched off."""
    if not member.is_active:
        return []
    rights = Right.objects.filter(organisation_id=member.organisation_id, member_id=member.id)
    return [
        Holding(Role(role), channel)
        for role, channel in rights.order_by("role", "channel_id").values_list("role", "channel_id")
    ]


def member_has(member: Member, role: Role, channel_id: UUID | None = None) -> bool:
    """Whether the member holds `role` in this channel; without a channel: in any."""
    return any(
        holding.role == role and (channel_id is None or holding.channel in {None, channel_id})
        for holding in holdings_of(member)
    )


def channels_where(member: Member, role: Role) -> list[UUID] | None:
    """The channels in which the member holds `role`; None means all of them, present and to come."""
    channels = [holding.channel for holding in holdings_of(member) if holding.role == role]
    return None if None in channels else [channel for channel in channels if channel is not None]


def handlers_of(organisation_id: UUID, channel_id: UUID) -> list[Member]:
    """The active members who handle this channel, for notices."""
    rights = Right.objects.filter(organisation_id=organisation_id, role=Role.HANDLER)
    handling = [right.member_id for right in rights if right.channel_id in {None, channel_id}]
    return list(
        Member.objects.filter(organisation_id=organisation_id, id__in=handling, is_active=True).order_by("name", "id")
    )


def readers_of(organisation_id: UUID, channel_id: UUID) -> list[Reader]:
    """Who reads reports of this channel, by the newest entry of the directory, in the order of their names."""
    here = [each for each in listings_of(organisation_id) if each.channel in {channel_id, ALL_CHANNELS}]
    handling = {each.fingerprint for each in here if each.role == Listed.HANDLER}
    independent = {each.fingerprint for each in here if each.role == Listed.INDEPENDENT}
    cards = Card.objects.filter(organisation_id=organisation_id, fingerprint__in=handling, member__isnull=False)
    named = cards.order_by("member__name", "member_id").values_list("member_id", "member__name", "fingerprint")
    return list(dict.fromkeys(Reader(who, name, bytes(card) in independent) for who, name, card in named))


def member_for(asking: Member, member_id: UUID) -> Member:
    """A member of the asking administrator's own organisation, or Http404. Raises RightMissing for others."""
    if not member_has(asking, Role.ADMINISTRATOR):
        raise RightMissing
    try:
        return Member.objects.get(organisation_id=asking.organisation_id, id=member_id)
    except Member.DoesNotExist:
        raise Http404 from None


def key_of(member: Member) -> Key | None:
    """The member's own key, or None before they made one."""
    key_file = _key_files(member.organisation_id).filter(member_id=member.id).first()
    if key_file is None:
        return None
    card = key_file.card
    fingerprint = bytes(card.fingerprint)
    listed = any(listing.fingerprint == fingerprint for listing in listings_of(member.organisation_id))
    kept = KeyWrap.objects.filter(organisation_id=member.organisation_id, member_id=member.id).order_by("credential")
    wraps = [Wrap(bytes(wrap.credential), bytes(wrap.sealed)) for wrap in kept]
    return Key(bytes(card.encoded), bytes(key_file.sealed), fingerprint, listed, key_file.kit_proven, wraps)


def passkeys_of(member: Member) -> list[Passkey]:
    """The member's own passkeys, in the order in which they were added."""
    wraps = KeyWrap.objects.filter(organisation_id=member.organisation_id, member_id=member.id)
    opening = {bytes(credential) for credential in wraps.values_list("credential", flat=True)}
    return [
        Passkey(credential, passkey.wrap().name, credential in opening)
        for credential, passkey in credentials_of(member).items()
    ]


def credentials_of(member: Member) -> dict[bytes, Authenticator]:
    """The member's own passkeys by their credential ids, oldest first."""
    passkeys = Authenticator.objects.filter(user_id=member.id, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return {passkey.wrap().authenticator_data.credential_data.credential_id: passkey for passkey in passkeys}


def card_of(member: Member) -> Card | None:
    """The card of the member's present key, or None before they made one."""
    key_file = _key_files(member.organisation_id).filter(member_id=member.id).first()
    return None if key_file is None else key_file.card


def colleagues_of(asking: Member) -> list[Colleague]:
    """Every active member of the asking member's organisation, with present card and roles, by name."""
    return [colleague for colleague in _everybody(asking.organisation_id) if colleague.active]


def _everybody(organisation_id: UUID) -> list[Colleague]:
    proven = _key_files(organisation_id).filter(kit_proven=True)
    cards = {key_file.member_id: key_file.card for key_file in proven}
    holdings: dict[UUID, list[Holding]] = {}
    for right in Right.objects.filter(organisation_id=organisation_id).order_by("role", "channel_id"):
        holdings.setdefault(right.member_id, []).append(Holding(Role(right.role), right.channel_id))
    members = Member.objects.filter(organisation_id=organisation_id).order_by("name", "id")
    return [
        Colleague(
            member.id, member.name, member.email, member.is_active, cards.get(member.id), holdings.get(member.id, [])
        )
        for member in members
    ]


def _key_files(organisation_id: UUID) -> QuerySet[KeyFile]:
    return KeyFile.objects.filter(organisation_id=organisation_id).select_related("card")


def me(member: Member) -> dict[str, Any]:
    """The signed-in member as their own script sees them: who, where, roles, key, and whether set-up is still to do."""
    key = key_of(member)
    organisation = member.organisation
    return {
        "member": {"id": member.id, "name": member.name, "email": member.email},
        "organisation": {
            "id": organisation.id,
            "name": organisation.name,
            "slug": organisation.slug,
            "second_factor_required": organisation.second_factor_required,
            "passkeys_only": organisation.passkeys_only,
        },
        "roles": [holding._asdict() for holding in holdings_of(member)],
        "key": None if key is None else _shown(key),
        "needs_setup": current_entry(member.organisation_id) is None,
    }


def _shown(key: Key) -> dict[str, Any]:
    wraps = [wrap._asdict() for wrap in key.wraps]
    return {**key._asdict(), "fingerprint": key.fingerprint.hex(), "wraps": wraps}


def desk_directory(asking: Member) -> dict[str, Any]:
    """The chain, the members, and whose keys wait to be listed, for the desk's script.

    `pending` holds members whose present card the newest entry does not list in every role that they hold and that
    needs a key. Addresses are shown to administrators, and of those who wait (a colleague must be able to call them).
    """
    published = directory_of(asking.organisation_id)
    listed = {(listing.fingerprint, listing.role, listing.channel) for listing in listings_of(asking.organisation_id)}
    sees_addresses = member_has(asking, Role.ADMINISTRATOR)
    members, pending = [], []
    for colleague in colleagues_of(asking):
        who: dict[str, Any] = {"id": colleague.id, "name": colleague.name}
        roles = [holding._asdict() for holding in colleague.holdings]
        fingerprint = None if colleague.card is None else bytes(colleague.card.fingerprint)
        shown = {"email": colleague.email} if sees_addresses else {}
        members.append({**who, **shown, "fingerprint": fingerprint and fingerprint.hex(), "roles": roles})
        if colleague.card is not None and wanted_listings(colleague) - listed:
            waiting = {**who, "email": colleague.email}
            pending.append({"member": waiting, "card": bytes(colleague.card.encoded), "roles": roles})
    return {**published._asdict(), "members": members, "pending": pending}


def wanted_listings(colleague: Colleague) -> set[tuple[bytes, Listed, UUID]]:
    """What the directory should say of a member's present card: (fingerprint, role, channel or zeros for all)."""
    if colleague.card is None:
        return set()
    fingerprint = bytes(colleague.card.fingerprint)
    return {
        (fingerprint, LISTED_AS[holding.role], holding.channel or ALL_CHANNELS)
        for holding in colleague.holdings
        if holding.role in LISTED_AS
    }


def member_list(asking: Member) -> list[dict[str, Any]]:
    """Every member of the administrator's organisation, those switched off too. Raises RightMissing for others."""
    if not member_has(asking, Role.ADMINISTRATOR):
        raise RightMissing
    listed = {listing.fingerprint for listing in listings_of(asking.organisation_id)}
    shown = []
    for colleague in _everybody(asking.organisation_id):
        fingerprint = None if colleague.card is None else bytes(colleague.card.fingerprint)
        shown.append(
            {
                "id": colleague.id,
                "name": colleague.name,
                "email": colleague.email,
                "active": colleague.active,
                "roles": [holding._asdict() for holding in colleague.holdings],
                "fingerprint": fingerprint and fingerprint.hex(),
                "listed": fingerprint in listed,
            }
        )
    return shown


class Tie(NamedTuple):
    """An OpenID Provider that signs a member in: its id and name, as configured, and since which day."""

    id: str
    name: str
    since: datetime


def ties_of(member: Member) -> list[Tie]:
    """The providers whose word signs this member in; one that is configured no more is named by its id."""
    names = {provider.id: provider.name for provider in settings.VOUCHSAFE.sign_in.providers}
    ties = SocialAccount.objects.filter(user_id=member.id).order_by("provider")
    return [Tie(tie.provider, names.get(tie.provider, tie.provider), tie.date_joined) for tie in ties]


class SessionShown(NamedTuple):
    """A browser in which a member is signed in; times are to the hour."""

    id: UUID
    began: datetime
    seen: datetime
    current: bool


def open_sessions_of(member: Member) -> QuerySet[OpenSession]:
    """The rows of one member, some perhaps of sessions that have ended meanwhile."""
    return OpenSession.objects.filter(organisation_id=member.organisation_id, member_id=member.id)


def sessions_of(member: Member, current: str | None) -> list[SessionShown]:
    """The member's own sessions that would still be let in, this one first, then by when they were last seen."""
    noted = {each.session_key: each for each in open_sessions_of(member)}
    live = [
        noted[session.session_key]
        for session in Session.objects.filter(session_key__in=noted, expire_date__gt=clock.now())
        if session.get_decoded().get(HASH_SESSION_KEY) == member.get_session_auth_hash()
    ]
    shown = [SessionShown(each.id, each.began, each.seen, each.session_key == current) for each in live]
    return sorted(shown, key=lambda each: (not each.current, -each.seen.timestamp(), str(each.id)))
