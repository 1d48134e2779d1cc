"""A case as it came: its keys, who holds them, its sealed items and files; and what is left of an erased one."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vouchsafe.channels.models import Channel
from vouchsafe.people.models import Member, Organisation


class State(models.TextChoices):
    """The workflow, in the order of its steps (ISO 37002: receive, assess, address, conclude)."""

    RECEIVED = "received", _("Received")
    ASSESSING = "assessing", _("Assessing")
    ADDRESSING = "addressing", _("Addressing")
    CONCLUDED = "concluded", _("Concluded")


class Outcome(models.TextChoices):
    """What can come of a case; none is concluded without one."""

    SUBSTANTIATED = "substantiated", _("Substantiated")
    PARTLY = "partly", _("Substantiated in part")
    UNSUPPORTED = "unsupported", _("Unsupported")
    OUTSIDE_SCOPE = "outside-scope", _("Outside scope")
    PASSED_ON = "passed-on", _("Passed on")
    DUPLICATE = "duplicate", _("Duplicate")


class SealedBy(models.TextChoices):
    """Where a report was sealed: on the reporter's own machine, or by the server in memory."""

    CLIENT = "client", _("Sealed on the reporter's device")
    SERVER = "server", _("Sealed by the server")


class Case(models.Model):
    """A report being handled; its id is derived from the reporter's signing key by whoever sealed it."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, db_index=False, related_name="+")
    definition_version = models.PositiveIntegerField()
    directory_hash = models.BinaryField(max_length=32)
    receipt_hash = models.BinaryField(max_length=32)
    bundle_hash = models.BinaryField(max_length=32)
    erasure_id = models.UUIDField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    received_on = models.DateField()
    sealed_by = models.CharField(max_length=8, choices=SealedBy.choices, default=SealedBy.CLIENT)
    is_test = models.BooleanField(default=False)  # an administrator's trial of the channel: no figure counts it
    is_room = models.BooleanField(default=False, db_default=False)  # a subject's reply room, which is no report
    opened_on = models.DateField(null=True)  # by a handler, the first time
    read_through = models.IntegerField(default=-1)  # the highest position of an item that a handler fetched
    acknowledged_on = models.DateField(null=True)  # the first message or letter from the desk
    notice_pending = models.BooleanField(default=True)
    arrival_recorded = models.BooleanField(default=False)
    excluded = ArrayField(models.UUIDField(), default=list)  # members for whom no key of this case is ever stored
    independent_only = models.BooleanField(default=False)  # sealed to independent handlers alone, and stays so
    rekey_due = models.BooleanField(default=False)  # somebody held its keys and left or was excluded
    held_until = models.DateField(null=True)  # a legal hold: nothing of it is erased before that day is over
    assigned_to = models.ForeignKey(Member, models.PROTECT, null=True, db_index=False, related_name="+")
    outcome = models.CharField(
        max_length=16, choices=Outcome, blank=True, default="", db_default=""
    )  # "": not concluded
    category = models.CharField(
        max_length=64, blank=True, default="", db_default=""
    )  # told with the outcome, for the figures
    conclusion = models.UUIDField(null=True)  # the sealed item that says what came of it, and why
    concluded_on = models.DateField(null=True)
    concluded_by = ArrayField(models.UUIDField(), default=list, db_default=[])  # one member, or the two who agreed
    letter_on = models.DateField(null=True)  # the letter that told the reporter
    contested_on = models.DateField(null=True)  # the reporter asked for another look
    upheld_on = models.DateField(null=True)  # who had no part in it looked, and the outcome stays
    erase_due = models.DateField(null=True)  # where nothing is to stay of it: the day on which it is erased

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "id"), name="case_id"),
            models.UniqueConstraint(fields=("organisation", "receipt_hash"), name="case_receipt"),
        )
        indexes = (
            # One for each way in which the inbox is narrowed, in the inbox's order.
            models.Index("organisation", models.F("received_on").desc(), "id", name="case_listed"),
            models.Index("organisation", "state", models.F("received_on").desc(), "id", name="case_by_state"),
            models.Index("organisation", "channel", models.F("received_on").desc(), "id", name="case_by_channel"),
            models.Index("organisation", "assigned_to", models.F("received_on").desc(), "id", name="case_by_assignee"),
            models.Index(
                "organisation",
                models.F("received_on").desc(),
                "id",
                name="case_unassigned",
                condition=models.Q(assigned_to=None),
            ),
            models.Index(
                fields=("organisation", "channel"), name="case_notice", condition=models.Q(notice_pending=True)
            ),
            models.Index(
                fields=("organisation", "id"), name="case_arrival", condition=models.Q(arrival_recorded=False)
            ),
            models.Index(fields=("organisation", "id"), name="case_rekey_due", condition=models.Q(rekey_due=True)),
        )

    def __str__(self) -> str:
        return str(self.id)


class CaseKey(models.Model):
    """The slot of one key of a case; its uniqueness settles a race between two who make the same key."""

    pk = models.CompositePrimaryKey("organisation_id", "case_id", "key_kind", "generation")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="keys")
    key_kind = models.PositiveSmallIntegerField()
    generation = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.case_id}/{self.key_kind}/{self.generation}"


class Grant(models.Model):
    """A key of a case sealed to one holder, and wrapped once more under the case's erasure key (protocol §10)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="grants")
    holder = models.BinaryField(max_length=32, null=True)  # the card's fingerprint; null: the receipt
    key_kind = models.PositiveSmallIntegerField()
    generation = models.PositiveIntegerField()
    wrapped = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "case", "key_kind", "generation", "holder"),
                name="grant_holder",
                nulls_distinct=False,
            ),
        )
        indexes = (models.Index(fields=("organisation", "holder"), name="grant_of_holder"),)

    def __str__(self) -> str:
        return str(self.id)


class Item(models.Model):
    """One sealed document of a case; `position` is the order in which the server took it."""

    pk = models.CompositePrimaryKey("organisation_id", "case_id", "id")
    id = models.UUIDField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="items")
    kind = models.CharField(max_length=16)
    key_kind = models.PositiveSmallIntegerField()
    generation = models.PositiveIntegerField()
    sealed = models.BinaryField()
    day = models.DateField()
    position = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "case", "position"), name="item_position"),)
        indexes = (
            models.Index(
                fields=("organisation", "case", "position"), name="item_title", condition=models.Q(kind="title")
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Blob(models.Model):
    """A sealed attachment of a case; its bytes lie in the folder of blobs under its id."""

    pk = models.CompositePrimaryKey("organisation_id", "id")
    id = models.UUIDField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="blobs")
    sealed_size = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=("organisation", "case"), name="blob_case"),)

    def __str__(self) -> str:
        return str(self.id)


class ErasedId(models.Model):
    """The hash of an erased case's id: that id is refused for ever (protocol §7)."""

    pk = models.CompositePrimaryKey("organisation_id", "hash")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return bytes(self.hash).hex()
