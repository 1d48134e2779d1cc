"""What the server stores of a case, and no more (protocol §8).

Rows that a reporter causes have random keys, dates instead of times, and no sequence. Every key and index
leads with the organisation.
"""

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


class Proposal(models.Model):
    """An act on a case that takes two people. What is proposed is sealed; `id` is that of the item which says it.

    `second` is who agreed or refused; never who proposed. From `not_before` on it may be done, until `expires_on`.
    `terms`: names and values that the sealed item says too; what the server needs to know to do the act, and no more.
    """

    class Act(models.TextChoices):
        """What takes two people."""

        HAND_OVER = "hand-over"
        CONCLUDE = "conclude"
        DESTROY_EVIDENCE = "destroy-evidence"
        FALSE_REPORT = "false-report"
        LEGAL_HOLD = "legal-hold"

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open"
        AGREED = "agreed"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        DONE = "done"

    pk = models.CompositePrimaryKey("organisation_id", "case_id", "id")
    id = models.UUIDField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="proposals")
    act = models.CharField(max_length=16, choices=Act)
    terms = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    proposer = models.ForeignKey(Member, models.PROTECT, db_index=False, related_name="+")
    second = models.ForeignKey(Member, models.PROTECT, null=True, db_index=False, related_name="+")
    proposed_on = models.DateField()
    not_before = models.DateField()
    expires_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.act} {self.id}"


class Event(models.Model):
    """What happened in a case that a clock hears of, beside what stands in the case itself.

    `until`: the last day of a pause (none while it lasts), the day to which an answer or a notice was put off.
    `item` is the sealed document that gives the reasons, where there is one.
    """

    class What(models.TextChoices):
        """What can happen."""

        PAUSED = "paused"
        EXTENDED = "extended"
        FEEDBACK_GIVEN = "feedback-given"
        INVESTIGATED = "investigated"
        MEETING_ASKED = "meeting-asked"
        MEETING_HELD = "meeting-held"
        NOTICE_DUE = "notice-due"
        NOTICE_DEFERRED = "notice-deferred"
        SUBJECT_TOLD = "subject-told"

    pk = models.CompositePrimaryKey("organisation_id", "case_id", "id")
    id = models.UUIDField(default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="events")
    what = models.CharField(max_length=16)  # one of `What`; no choices, so that a new one needs no migration
    on = models.DateField(db_column="on_day")
    until = models.DateField(null=True)
    item = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.what} {self.on}"


class Clock(models.Model):
    """A day by the end of which something is due in a case; `clocks.wind` alone writes these rows.

    `paused`: it waits for the reporter. `still`: and its day moves on as long, so that `due_on` is the day if it went
    on today; where the law lets a pause move nothing, or nothing more, the day stays while the case waits.
    """

    pk = models.CompositePrimaryKey("organisation_id", "case_id", "matter")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="clocks")
    matter = models.CharField(max_length=16)  # one of law's `Matter`; no choices, so that a new one needs no migration
    due_on = models.DateField()
    met_on = models.DateField(null=True)
    paused = models.BooleanField(default=False)
    still = models.BooleanField(default=False)
    extended = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(
                fields=("organisation", "due_on", "case"), name="clock_due", condition=models.Q(met_on__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.matter} by {self.due_on}"


class Reminder(models.Model):
    """That a reminder went out: of which clock, by which day it was due then, and at which step. Not when."""

    pk = models.CompositePrimaryKey("organisation_id", "case_id", "matter", "due_on", "step")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="reminders")
    matter = models.CharField(max_length=16)
    due_on = models.DateField()
    step = models.CharField(max_length=12)

    def __str__(self) -> str:
        return f"{self.step} of {self.matter} by {self.due_on}"


class Feed(models.Model):
    """A member's calendar of what is due: found by the SHA-256 of the secret in its address, which nobody stores."""

    pk = models.CompositePrimaryKey("organisation_id", "member_id")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, db_index=False, related_name="+")
    token_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "token_hash"), name="feed_token"),)

    def __str__(self) -> str:
        return str(self.member_id)


class Request(models.Model):
    """A request to open what a case keeps apart. Its reasons are sealed; `id` is that of the item which says them.

    `generation` is that of its own request key, `key_generation` that of the key asked for. A share is sealed to
    `asker_card`, a fingerprint. `second` is who gave a share or refused; never who asked. Nothing is handed out before
    `not_before`, nor after `expires_on`.
    """

    class Asks(models.TextChoices):
        """What is to be opened."""

        IDENTITY = "identity"
        SUBJECT = "subject"

    class State(models.TextChoices):
        """How far it is; opened: what was asked for was opened once at least."""

        OPEN = "open"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        GIVEN = "given"
        OPENED = "opened"

    pk = models.CompositePrimaryKey("organisation_id", "case_id", "id")
    id = models.UUIDField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="requests")
    generation = models.PositiveIntegerField()
    asks = models.CharField(max_length=8, choices=Asks)
    key_generation = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    asker = models.ForeignKey(Member, models.PROTECT, db_index=False, related_name="+")
    asker_card = models.BinaryField(max_length=32)
    second = models.ForeignKey(Member, models.PROTECT, null=True, db_index=False, related_name="+")
    asked_on = models.DateField()
    not_before = models.DateField()
    expires_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.asks} {self.id}"


class HandedShare(models.Model):
    """A share that a second holder sealed to whoever asked; wrapped under the case's erasure key as a grant is."""

    pk = models.CompositePrimaryKey("organisation_id", "case_id", "request_id")
    id = models.UUIDField(default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="+")
    request_id = models.UUIDField()
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)


class Reading(models.Model):
    """How far a member has read a case: the highest position of an item that they fetched. When is not kept."""

    pk = models.CompositePrimaryKey("organisation_id", "member_id", "case_id")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, db_index=False, related_name="+")
    through = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.member_id} {self.case_id}"


class Concluded(models.Model):
    """What became of a case, for figures and limits: it stays when the case is erased, and names none then.

    `counts` is false for a trial of a channel, and for what was reopened since.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.SET_NULL, null=True, db_index=False, related_name="endings")
    category = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome)
    day = models.DateField()
    counts = models.BooleanField(default=True)

    class Meta:
        indexes = (
            models.Index(fields=("organisation", "channel", "category", "-day"), name="concluded_newest"),
            models.Index(fields=("organisation", "case"), name="concluded_case"),
        )

    def __str__(self) -> str:
        return f"{self.outcome} {self.day}"


class Recording(models.Model):
    """A file from which minutes were made, and the item that holds them; destroyed on `erase_on` (`recordings`).

    `erase_on` is null until the reporter said that the minutes are right.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, db_index=False, related_name="+")
    blob = models.UUIDField()
    minutes = models.UUIDField()
    erase_on = models.DateField(null=True)

    organisation_id: uuid.UUID
    case_id: uuid.UUID

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "case", "blob"), name="recording_once"),)

    def __str__(self) -> str:
        return str(self.blob)


class Snippet(models.Model):
    """A short text that an organisation keeps for its answers, in one language. Not secret, and never about a case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    language = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    text = models.TextField(max_length=8000)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "language", "name"), name="snippet_name"),)

    def __str__(self) -> str:
        return self.name


class ErasedId(models.Model):
    """The hash of an erased case's id: that id is refused for ever (protocol §7)."""

    pk = models.CompositePrimaryKey("organisation_id", "hash")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return bytes(self.hash).hex()
