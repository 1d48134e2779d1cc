"""The verbs of channels: create one, publish its next definition."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag
from vouchsafe.channels import definitions, pauses
from vouchsafe.channels.errors import ChannelError, Conflict
from vouchsafe.channels.models import Channel, Definition
from vouchsafe.common import clock
from vouchsafe.common.inserting import insert
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import member_has

LONGEST = {"slug": 60, "name": 120}
# The report door's own first path segments: a channel of that name could not be reached.
RESERVED = frozenset(
    {"return", "advice", "accessibility", "report", "directory", "channels", "cases", "mailbox", "uploads"}
)


@transaction.atomic
def create_channel(
    actor: Member,
    *,
    slug: str,
    name: str,
    body: Mapping[str, Any],
    notify: Channel.Notify = Channel.Notify.HOURLY,
    channel_id: UUID | None = None,
) -> Channel:
    """Open a channel with its first definition; `channel_id` where a draft has one for it.

    Raises RightMissing, ChannelError and DefinitionRefused.
    """
    if not member_has(actor, Role.ADMINISTRATOR):
        raise RightMissing
    organisation_id = actor.organisation_id
    check_slug(slug)
    if not name.strip() or len(name) > LONGEST["name"]:
        raise ChannelError("channel/name", _("Give the channel a name of at most 120 characters."))
    channel = Channel(
        id=channel_id or uuid4(),
        organisation_id=organisation_id,
        slug=slug,
        name=name.strip(),
        notify=notify,
        position=Channel.objects.filter(organisation_id=organisation_id).count(),
    )
    message = _("A channel with this address exists already. What you wrote is kept. Choose another address.")
    insert(channel, ChannelError("channel/exists", message, 409))
    record(organisation_id, Tag.CHANNEL_CREATED, actor=actor.id, channel=channel.id)
    publish_definition(actor, channel, body)
    return channel


@transaction.atomic
def publish_definition(actor: Member, channel: Channel, body: Mapping[str, Any]) -> Definition:
    """Publish the channel's next version; `body["version"]` is set to its number, so that the hash covers it.

    A version that was published stays as it is: reports name the one they answer. What waits for a review goes on
    waiting (`pauses`). Raises RightMissing, Conflict "definition/paused", and DefinitionRefused for whatever
    `definitions.check` refuses, above all a category without an act, somebody harmed and a law (design §1).
    """
    if not member_has(actor, Role.ADMINISTRATOR) or channel.organisation_id != actor.organisation_id:
        raise RightMissing
    Channel.objects.select_for_update(no_key=True).get(organisation_id=channel.organisation_id, id=channel.id)
    published = Definition.objects.filter(organisation_id=channel.organisation_id, channel_id=channel.id)
    newest = published.order_by("-version").first()
    numbered = _numbered(body, newest)
    numbered.pop("$schema", None)
    definitions.check(numbered)
    return publish(channel.organisation_id, channel.id, numbered, actor=actor.id)


def publish(organisation: UUID, channel: UUID, body: dict[str, Any], *, actor: UUID | None) -> Definition:
    """Store a version that its caller numbered and checked, on a channel that its caller holds. Recorded."""
    sha256 = definitions.sha256_of(body)
    definition = Definition.objects.create(
        organisation_id=organisation,
        channel_id=channel,
        version=body["version"],
        body=body,
        sha256=sha256,
        published_on=clock.today(),
    )
    version = definition.version
    record(organisation, Tag.CHANNEL_PUBLISHED, actor=actor, channel=channel, version=version, definition=sha256)
    return definition


def _numbered(body: Mapping[str, Any], newest: Definition | None) -> dict[str, Any]:
    """The next version. Categories that wait for a review go on waiting: whoever writes a channel does not end it.

    Raises Conflict "definition/paused" where such a category would go, or no other could be chosen.
    """
    if newest is None:
        return {**pauses.without(body), "version": 1}
    numbered = {**pauses.carried(body, newest.body), "version": newest.version + 1}
    waiting, kept = pauses.paused(newest.body), pauses.paused(numbered)
    if set(waiting) - set(kept):
        message = _("A category waits for a review. It stays in the channel until the overseer has looked at it.")
        raise Conflict("definition/paused", message, "categories")
    if kept and pauses.is_last_open(numbered, kept[0]):
        message = _("Every other category waits for a review. Leave one that can be chosen.")
        raise Conflict("definition/paused", message, "categories")
    return numbered


def check_slug(slug: str) -> None:
    """Raise ChannelError "channel/slug" for what cannot be a channel's address."""
    try:
        validate_slug(slug)
    except ValidationError:
        slug = ""
    if not slug or len(slug) > LONGEST["slug"] or slug != slug.lower() or slug in RESERVED:
        raise ChannelError("channel/slug", _("Use small letters, digits and hyphens for the address, at most 60."))


@transaction.atomic
def publish_file(administrator: str, *, slug: str, raw: bytes, notify: str) -> Definition:
    """Open the channel that a JSON file defines, or publish its next version; for the command line.

    `administrator` is the e-mail of who publishes. Raises ChannelError "member/not-found", RightMissing and
    DefinitionRefused.
    """
    actor = Member.objects.filter(email=administrator.lower(), is_active=True).first()
    if actor is None:
        raise ChannelError("member/not-found", _("There is no active member with this e-mail address."), 404)
    body = definitions.parse(raw)
    known = Channel.objects.filter(organisation_id=actor.organisation_id, slug=slug).first()
    if known is not None:
        return publish_definition(actor, known, body)
    definitions.check({**body, "version": 1})
    opened = create_channel(actor, slug=slug, name=body["name"]["en"], body=body, notify=Channel.Notify(notify))
    return Definition.objects.get(organisation_id=actor.organisation_id, channel_id=opened.id)
