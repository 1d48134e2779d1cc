"""What an administrator reads of channels. Everybody else, and every other organisation, finds nothing here."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from vouchsafe.channels import definitions, pauses
from vouchsafe.channels.errors import NotFound
from vouchsafe.channels.models import Channel, Definition, Draft
from vouchsafe.channels.problems import Problem
from vouchsafe.channels.translations import Older, older_than_source
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import member_has


class Managed(NamedTuple):
    """A channel as its administrators see it: open (`channel`), being written (`draft`), or both."""

    id: UUID
    slug: str
    channel: Channel | None
    versions: list[Definition]
    """Newest first, without their bodies."""
    draft: Draft | None


def managed_channels(member: Member) -> list[Managed]:
    """Every channel of the administrator's organisation, in its order, then those being begun. Raises NotFound."""
    organisation_id = _administered(member)
    channels = list(Channel.objects.filter(organisation_id=organisation_id).order_by("position", "slug"))
    drafts = {draft.id: draft for draft in Draft.objects.filter(organisation_id=organisation_id).order_by("slug")}
    versions = _versions(organisation_id)
    known = [Managed(one.id, one.slug, one, versions.get(one.id, []), drafts.pop(one.id, None)) for one in channels]
    return [*known, *(Managed(draft.id, draft.slug, None, [], draft) for draft in drafts.values())]


def managed_channel(member: Member, channel_id: UUID) -> Managed:
    """One channel, open or being begun. Raises NotFound "channel/not-found"."""
    organisation_id = _administered(member)
    channel = Channel.objects.filter(organisation_id=organisation_id, id=channel_id).first()
    draft = Draft.objects.filter(organisation_id=organisation_id, id=channel_id).first()
    slug = channel.slug if channel else draft.slug if draft else None
    if slug is None:
        raise NotFound
    return Managed(channel_id, slug, channel, _versions(organisation_id).get(channel_id, []), draft)


def open_channel(member: Member, channel_id: UUID) -> Channel:
    """A channel that has opened. Raises NotFound."""
    channel = managed_channel(member, channel_id).channel
    if channel is None:
        raise NotFound
    return channel


def draft_for(member: Member, channel_id: UUID) -> Draft:
    """The draft of a channel. Raises NotFound."""
    draft = managed_channel(member, channel_id).draft
    if draft is None:
        raise NotFound
    return draft


def version_for(member: Member, channel_id: UUID, version: int) -> Definition:
    """A published version of a channel. Raises NotFound."""
    found = Definition.objects.filter(
        organisation_id=_administered(member), channel_id=channel_id, version=version
    ).first()
    if found is None:
        raise NotFound
    return found


def older_texts(managed: Managed) -> Older:
    """Which translations of its draft are older than their English text; none without a draft."""
    if managed.draft is None:
        return {}
    published = Definition.objects.filter(channel_id=managed.id).order_by("version").values_list("body", flat=True)
    return older_than_source(managed.draft.body, published.iterator(chunk_size=10))


def body_for(member: Member, channel_id: UUID, which: str) -> Mapping[str, Any]:
    """The draft ("draft") or a published version (its number) of a channel. Raises NotFound."""
    if which == "draft":
        return as_published(draft_for(member, channel_id))
    if not (which.isascii() and which.isdigit() and len(which) < 10):  # noqa: PLR2004 - more than a version can be
        raise NotFound
    return version_for(member, channel_id, int(which)).body


def as_published(draft: Draft) -> dict[str, Any]:
    """The draft with what waits for a review, as it would be published now."""
    published = Definition.objects.filter(organisation_id=draft.organisation_id, channel_id=draft.id)
    newest = published.order_by("-version").first()
    return pauses.without(draft.body) if newest is None else pauses.carried(draft.body, newest.body)


def problems_of(draft: Draft) -> list[Problem]:
    """What keeps the draft from being published; its version's number is given when it is."""
    return definitions.problems({**draft.body, "version": 1})


def _administered(member: Member) -> UUID:
    if not member_has(member, Role.ADMINISTRATOR):
        raise NotFound
    return member.organisation_id


def _versions(organisation_id: UUID) -> dict[UUID, list[Definition]]:
    versions: dict[UUID, list[Definition]] = {}
    published = Definition.objects.filter(organisation_id=organisation_id).defer("body").order_by("-version")
    for definition in published:
        versions.setdefault(definition.channel_id, []).append(definition)
    return versions
