"""The record of what was done at the desk. A reporter's visit is never in it."""

from typing import ClassVar
from uuid import UUID

from django.db import models


class Entry(models.Model):
    """One act: `subject:action`, who did it, and opaque ids of what it touched.

    A trigger in the database refuses to change or delete a row (migration 0001).
    """

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, db_index=False)
    at = models.DateTimeField()
    tag = models.CharField(max_length=40)  # one of `tags.Tag`; no choices, so that a new tag needs no migration
    actor = models.UUIDField(null=True)
    objects_touched: "models.JSONField[dict[str, str | int], dict[str, str | int]]" = models.JSONField(
        db_column="objects"
    )

    organisation_id: UUID

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "id"], name="entry_in_order")]

    def __str__(self) -> str:
        return self.tag
