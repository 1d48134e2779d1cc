"""The verb of a review: what a definition says of the categories that wait for one."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from vouchsafe.channels import pauses
from vouchsafe.channels.models import Channel, Definition
from vouchsafe.channels.services.channels import publish


def hold_channel(organisation: UUID, channel: UUID) -> Definition | None:
    """Keep everybody else from publishing on this channel until the transaction ends; its newest definition.

    None: it is closed, or has none.
    """
    within = {"organisation_id": organisation}
    if not Channel.objects.select_for_update(no_key=True).filter(**within, id=channel, active=True).exists():
        return None
    return Definition.objects.filter(**within, channel_id=channel).order_by("-version").first()


@transaction.atomic
def mark_categories(newest: Definition, marks: Mapping[str, pauses.Marks], *, actor: UUID | None) -> Definition:
    """Publish the next version of a held channel, other only in what it says of these categories' review. Recorded.

    Whether `actor` (None: the system itself) may do so is for the caller to know: reviews are the overseers'.
    """
    body = {**pauses.marked(newest.body, marks), "version": newest.version + 1}
    return publish(newest.organisation_id, newest.channel_id, body, actor=actor)
