"""What is done about a case, by day and by whom, and what came of it."""

import uuid

from django.db import models

from vouchsafe.cases.models.case import Case, Outcome
from vouchsafe.channels.models import Channel
from vouchsafe.people.models import Member, Organisation


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
