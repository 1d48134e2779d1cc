"""What the report door counts, and the desk of uploads: how much of a day's room is used; nothing of who used it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vouchsafe.people.models import Organisation


class Kind(models.TextChoices):
    """What there is so much of in a day. Each has a limit of its own under [limits] (config/configuration.py)."""

    REPORTS = "reports", _("Reports sealed on the reporter's device")
    UNSCRIPTED = "unscripted", _("Reports sealed by the server, without script")
    UPLOADED = "uploaded", _("Bytes of attachments to new reports")
    RETURNING = "returning", _("Bytes of attachments by one reporter who came back")
    DESK = "desk", _("Bytes of attachments by one member at the desk")


class Use(models.Model):
    """How much of one kind was used on a day (UTC); gone the next night.

    `scope` is the channel's id; for a reporter who came back, or a member, a hash that names case or member to nobody.
    """

    pk = models.CompositePrimaryKey("organisation_id", "scope", "kind", "day")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    scope = models.UUIDField()
    kind = models.CharField(max_length=12, choices=Kind)
    day = models.DateField()
    used = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.day}: {self.used}"
