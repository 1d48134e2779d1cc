"""Reads of channels. What is published is public; the desk sees its own organisation's."""

from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from vouchsafe.channels.errors import NotFound
from vouchsafe.channels.models import Channel, Definition
from vouchsafe.common.languages import name_of
from vouchsafe.looks.queries import look_of
from vouchsafe.people.models import Member, Organisation
from vouchsafe.people.queries import me as person


class Published(NamedTuple):
    """A channel with its newest definition."""

    channel: Channel
    definition: Definition


def published_channels(organisation: Organisation) -> list[Published]:
    """The organisation's active channels, in its own order, each with its newest definition; two statements."""
    channels = Channel.objects.filter(organisation_id=organisation.id, active=True).order_by("position", "slug")
    newest = {definition.channel_id: definition for definition in _newest(organisation.id)}
    return [Published(channel, newest[channel.id]) for channel in channels if channel.id in newest]


def channel_for_reporting(organisation: str, channel: str) -> Published:
    """The active channel at this public address with its newest definition and organisation, or Http404."""
    try:
        return channel_at(organisation, channel)
    except NotFound:
        raise Http404 from None


def channel_at(organisation: str, channel: str) -> Published:
    """As `channel_for_reporting`, for the command line: raises NotFound."""
    found = (
        Channel.objects.select_related("organisation")
        .filter(organisation__slug=organisation, slug=channel, active=True)
        .first()
    )
    definition = None if found is None else _newest(found.organisation_id).filter(channel_id=found.id).first()
    if found is None or definition is None:
        raise NotFound
    return Published(found, definition)


def published_for(member: Member, channel_id: UUID) -> Published:
    """An open channel of the member's own organisation with its newest definition. Raises NotFound."""
    channels = Channel.objects.select_related("organisation").filter(organisation_id=member.organisation_id)
    found = channels.filter(id=channel_id, active=True).first()
    definition = _newest(member.organisation_id).filter(channel_id=channel_id).first()
    if found is None or definition is None:
        raise NotFound
    return Published(found, definition)


def definition_of(organisation_id: UUID, channel_id: UUID, version: int) -> Definition:
    """The definition that a report was written under; raises Definition.DoesNotExist (a case always names one)."""
    return Definition.objects.get(organisation_id=organisation_id, channel_id=channel_id, version=version)


def channels_of(member: Member) -> QuerySet[Channel]:
    """The channels of the member's organisation, inactive ones included: their cases go on."""
    return Channel.objects.filter(organisation_id=member.organisation_id).order_by("position", "slug")


def me(member: Member) -> dict[str, Any]:
    """GET /api/v1/me: the member (people.queries.me), the organisation's channels, and the languages of its pages."""
    channels = [{"id": channel.id, "slug": channel.slug, "name": channel.name} for channel in channels_of(member)]
    languages = [{"code": code, "name": name_of(code)} for code in look_of(member.organisation.slug).languages]
    return {**person(member), "channels": channels, "languages": languages}


def published_form(published: Published) -> dict[str, Any]:
    """What the report door says of a channel: enough to render the form, and to name what was answered."""
    channel, definition = published
    organisation = channel.organisation
    return {
        "organisation": {"id": organisation.id, "name": organisation.name, "slug": organisation.slug},
        "channel": {"id": channel.id, "slug": channel.slug},
        "definition": definition.body,
        "version": definition.version,
        "sha256": bytes(definition.sha256).hex(),
    }


def _newest(organisation_id: UUID) -> QuerySet[Definition]:
    """The newest definition of each channel of the organisation."""
    definitions = Definition.objects.filter(organisation_id=organisation_id)
    return definitions.order_by("channel_id", "-version").distinct("channel_id")


def organisations_with_channels() -> list[Organisation]:
    """Every organisation with an active, published channel, by name: what the index pages list, across tenants."""
    return list(Organisation.objects.raw("SELECT * FROM tenants_listed() ORDER BY name, slug"))
