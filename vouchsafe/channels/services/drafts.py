"""The verbs of drafts: start one, save it, publish it, discard it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag
from vouchsafe.channels import definitions, pauses
from vouchsafe.channels.errors import Conflict
from vouchsafe.channels.models import Channel, Definition, Draft
from vouchsafe.channels.services.channels import check_slug, create_channel, publish_definition
from vouchsafe.common.inserting import insert
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import member_has

Body = Mapping[str, Any]


@transaction.atomic
def start_channel(actor: Member, *, slug: str, body: Body) -> Draft:
    """Begin a channel that is not open yet: a draft of its first definition, which may be incomplete.

    Raises RightMissing, ChannelError "channel/slug", or Conflict "channel/exists".
    """
    _need_right(actor)
    check_slug(slug)
    within = {"organisation_id": actor.organisation_id, "slug": slug}
    taken = Conflict(
        "channel/exists",
        _("A channel with this address exists already, or is being written. Choose another address."),
        "slug",
    )
    if Channel.objects.filter(**within).exists():
        raise taken
    return _start(actor, Draft(slug=slug, body=dict(body)), taken)


@transaction.atomic
def start_draft(actor: Member, channel: Channel, body: Body | None = None) -> Draft:
    """Begin the channel's next definition, from what is published or from `body`.

    Raises RightMissing, or Conflict "draft/exists" when somebody has begun already.
    """
    _need_right(actor, channel.organisation_id)
    if body is None:
        body = (
            Definition.objects.filter(organisation_id=channel.organisation_id, channel=channel).latest("version").body
        )
    begun = Conflict("draft/exists", _("Somebody has begun to change this channel already. Open their draft."))
    return _start(actor, Draft(id=channel.id, slug=channel.slug, body=pauses.without(body)), begun)


@transaction.atomic
def save_draft(actor: Member, draft: Draft, *, revision: int, body: Body) -> Draft:
    """Replace the draft's body, whole or not (`definitions.parse` has bounded it); gives it its next revision.

    Raises RightMissing, or Conflict "draft/changed" unless `revision` is the stored one.
    """
    _need_right(actor, draft.organisation_id)
    current = _locked(draft, revision)
    current.body = dict(body)
    current.revision += 1
    current.save(update_fields=["body", "revision"])
    return current


@transaction.atomic
def publish_draft(actor: Member, draft: Draft, *, revision: int) -> Definition:
    """Publish what was seen as `revision`, opening the channel if it is new; the draft is then gone.

    Raises RightMissing, Conflict "draft/changed", ChannelError, and DefinitionRefused with the place of the first
    problem.
    """
    _need_right(actor, draft.organisation_id)
    current = _locked(draft, revision)
    body = {**current.body, "version": 1}
    definitions.check(body)
    name = body["name"]["en"].strip()
    channel = Channel.objects.filter(organisation_id=current.organisation_id, id=current.id).first()
    if channel is None:
        channel = create_channel(actor, slug=current.slug, name=name, body=body, channel_id=current.id)
    else:
        publish_definition(actor, channel, body)
        channel.name = name
        channel.save(update_fields=["name"])
    current.delete()
    return Definition.objects.filter(organisation_id=channel.organisation_id, channel=channel).latest("version")


@transaction.atomic
def discard_draft(actor: Member, draft: Draft, *, revision: int) -> None:
    """Throw the draft away; what is published stays. Raises RightMissing, or Conflict "draft/changed"."""
    _need_right(actor, draft.organisation_id)
    _locked(draft, revision).delete()
    record(draft.organisation_id, Tag.DRAFT_DISCARDED, actor=actor.id, channel=draft.id)


def _start(actor: Member, draft: Draft, taken: Conflict) -> Draft:
    """Store a new draft; raises `taken` where there is one of its channel or its address, and for the later of two."""
    draft.organisation_id = actor.organisation_id
    insert(draft, taken)
    record(actor.organisation_id, Tag.DRAFT_STARTED, actor=actor.id, channel=draft.id)
    return draft


def _locked(draft: Draft, revision: int) -> Draft:
    """The draft as it is stored, held until the transaction ends."""
    rows = Draft.objects.select_for_update(no_key=True).filter(organisation_id=draft.organisation_id, id=draft.id)
    current = rows.first()
    if current is None or current.revision != revision:
        raise Conflict("draft/changed", _("Somebody changed this draft meanwhile. Load it again before you go on."))
    return current


def _need_right(actor: Member, organisation_id: object = None) -> None:
    is_foreign = organisation_id is not None and organisation_id != actor.organisation_id
    if is_foreign or not member_has(actor, Role.ADMINISTRATOR):
        raise RightMissing
