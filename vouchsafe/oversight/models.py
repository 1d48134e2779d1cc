"""What oversight keeps of its own: the pauses of categories. Figures are counted from what lies below."""

from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.db import models

from vouchsafe.channels.models import Channel
from vouchsafe.people.models import Member, Organisation


class Pause(models.Model):
    """A category that was paused because too many of its reports ended as unsupported.

    `until`: the day on which it is taken again by itself. `kept`: the overseer kept it closed; `reason`: why, or why
    it was opened, by language, as it is published. `ended_on`: null while it lasts.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, db_index=False, related_name="+")
    category = models.CharField(max_length=64)
    concluded = models.PositiveSmallIntegerField()
    unsupported = models.PositiveSmallIntegerField()
    paused_on = models.DateField()
    until = models.DateField()
    reviewed_on = models.DateField(null=True)
    reviewed_by = models.ForeignKey(Member, models.PROTECT, null=True, db_index=False, related_name="+")
    kept = models.BooleanField(default=False)
    reason: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(null=True)
    ended_on = models.DateField(null=True)

    organisation_id: UUID
    channel_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "channel", "category"],
                condition=models.Q(ended_on__isnull=True),
                name="pause_one_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "channel", "category", "-ended_on"], name="pause_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.paused_on}"
