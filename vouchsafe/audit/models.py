"""The record of what was done at the desk, and the log that makes it checkable. A reporter's visit is never in it.

Each organisation has a log of its own: its overseers check all of it without seeing anything of another
organisation, and an organisation that moves to another server takes its whole log along.
"""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F
from django.db.models.fields.json import KT

CASE = KT("objects_touched__case")
"""The case that an entry is about, as text; NULL for others."""


class Entry(models.Model):
    """One act: `subject:action`, who did it, and opaque ids of what it touched.

    A trigger in the database refuses to change or delete a row (migration 0002); another one puts each new row among
    those that wait for their place in the log (migration 0004). `salt` keeps its leaf's hash from being guessed.
    """

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, db_index=False)
    at = models.DateTimeField()
    tag = models.CharField(max_length=40)  # one of `tags.Tag`; no choices, so that a new tag needs no migration
    actor = models.UUIDField(null=True)
    objects_touched: "models.JSONField[dict[str, str | int], dict[str, str | int]]" = models.JSONField(
        db_column="objects"
    )
    salt = models.UUIDField(db_default=RandomUUID(), editable=False)

    organisation_id: UUID

    class Meta:
        indexes: ClassVar = [
            # Each filter of the overseers' page is led by one of these, newest first.
            models.Index("organisation", F("at").desc(), F("id").desc(), name="entry_by_time"),
            models.Index("organisation", "tag", F("at").desc(), F("id").desc(), name="entry_by_tag"),
            models.Index("organisation", "actor", F("at").desc(), F("id").desc(), name="entry_by_actor"),
            models.Index("organisation", CASE, F("at").desc(), F("id").desc(), name="entry_by_case"),
        ]

    def __str__(self) -> str:
        return self.tag


class Waiting(models.Model):
    """An entry that has no place in the log yet; written by the database in the transaction of the entry."""

    entry_id = models.BigIntegerField(primary_key=True)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )

    organisation_id: UUID

    def __str__(self) -> str:
        return str(self.entry_id)


class Log(models.Model):
    """An organisation's log as of its last checkpoint, which is a signed note. A log keeps its first `origin`."""

    organisation = models.OneToOneField(
        "people.Organisation", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    origin = models.CharField(max_length=300)
    size = models.BigIntegerField()
    checkpoint = models.TextField()

    organisation_id: UUID

    def __str__(self) -> str:
        return self.origin


class Place(models.Model):
    """Where in the log an entry stands, counted from 0. As append-only as the entry."""

    pk = models.CompositePrimaryKey("organisation_id", "index")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, db_index=False, related_name="+")
    index = models.BigIntegerField()
    entry_id = models.BigIntegerField()

    organisation_id: UUID

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "entry_id"], name="place_once")]

    def __str__(self) -> str:
        return str(self.index)


class Tile(models.Model):
    """Up to 256 hashes of the tree (`tlog.tiles`), one after the other."""

    pk = models.CompositePrimaryKey("organisation_id", "level", "number")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, db_index=False, related_name="+")
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    organisation_id: UUID

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class Cosignature(models.Model):
    """What a witness last said of a log: which checkpoint (a signed note) it cosigned, and its signature lines.

    Before its first cosignature `size` is 0 and both texts are empty. `refusal` is why it did not cosign the last one
    that it was asked to (`cosigning.Refusal`), else empty.
    """

    pk = models.CompositePrimaryKey("organisation_id", "witness")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, db_index=False, related_name="+")
    witness = models.CharField(max_length=400)  # its verifier key
    size = models.BigIntegerField(default=0)
    checkpoint = models.TextField(default="")
    lines = models.TextField(default="")
    refusal = models.CharField(max_length=40, default="")

    organisation_id: UUID

    def __str__(self) -> str:
        return self.witness
