"""Channels and their published definitions."""

from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from vouchsafe.people.models import Organisation


class Channel(models.Model):
    """One public way in. What it asks and promises is in its newest `Definition`."""

    class Notify(models.TextChoices):
        """When handlers hear of a new report; "at once" tells whoever sees the mail when it was sent (protocol §8)."""

        HOURLY = "hourly", _("On the hour")
        AT_ONCE = "at-once", _("At once")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    slug = models.SlugField(max_length=60, db_index=False)
    name = models.CharField(max_length=120)
    active = models.BooleanField(default=True)
    notify = models.CharField(max_length=8, choices=Notify, default=Notify.HOURLY)
    position = models.PositiveSmallIntegerField(default=0)

    organisation_id: UUID

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "slug"], name="channel_slug")]

    def __str__(self) -> str:
        return self.name


class Definition(models.Model):
    """A published version of a channel's texts and questionnaire. Never changed: reports name the one they answer."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, db_index=False, related_name="definitions")
    version = models.PositiveIntegerField()
    body: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    sha256 = models.BinaryField(max_length=32)
    published_on = models.DateField()

    organisation_id: UUID
    channel_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "channel", "version"], name="definition_version"),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.version}"


class Draft(models.Model):
    """A definition that an administrator is writing; it may be incomplete, and nobody else sees it.

    Its id is its channel's: of one that is open, or of one that will be opened with it. `slug` is the address that
    the channel has or will have. `revision` grows with each change, so that nobody overwrites a colleague's.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    slug = models.SlugField(max_length=60, db_index=False)
    body: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    revision = models.PositiveIntegerField(default=1)

    organisation_id: UUID

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "slug"], name="draft_slug")]

    def __str__(self) -> str:
        return self.slug
