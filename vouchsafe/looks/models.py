"""The look of an organisation, and its hosts. All of it is public."""

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from vouchsafe.people.models import Organisation


class Look(models.Model):
    """What an administrator chose. No row, or an empty field: the house's own.

    `accent` is "#rrggbb"; its twin for dark pages and all else is derived from it (colours.py). `logo` is a PNG that we
    wrote ourselves, `logo_sha256` its hash. `languages` are codes of the server's, in its order; [] means all of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    accent = models.CharField(max_length=7, blank=True, default="")
    logo = models.BinaryField(null=True)
    logo_sha256 = models.BinaryField(max_length=32, null=True)
    languages: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    default_language = models.CharField(max_length=16, blank=True, default="")

    organisation_id: UUID

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation"], name="look_of_organisation")]

    def __str__(self) -> str:
        return str(self.organisation_id)


class Door(models.TextChoices):
    """Where an organisation may have a host of its own. The desk is one host: passkeys are bound to it."""

    REPORT = "report", _("Report door")
    PUBLIC = "public", _("Public door")


class Host(models.Model):
    """A host name at which only this organisation is found. `name` is lower-case and without a port."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    door = models.CharField(max_length=8, choices=Door)
    name = models.CharField(max_length=253)

    organisation_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "door"], name="host_of_door"),
            # A request's host is all that is known before its organisation is.
            models.UniqueConstraint(fields=["name"], name="host_name"),
        ]

    def __str__(self) -> str:
        return self.name
