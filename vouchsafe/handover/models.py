"""To whom cases may be handed over, and what is on its way there."""

from uuid import uuid4

from django.db import models

from vouchsafe.cases.models import Case
from vouchsafe.people.models import Member, Organisation

NOTICE_DAYS = 7
MOST_OF_NAME = 120
MOST_OF_ADDRESS = 300
MOST_OF_LOCATION = 600


class Partner(models.Model):
    """A channel elsewhere, on this server or another, that an administrator listed.

    `words` are the twelve of that organisation's directory (protocol §2), which a handler's browser holds it against.
    `published` is what the channel last said of itself, as it came; nobody believes it before a browser verified it.
    `look` counts how often that was asked for, `looked` which of these was answered last.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    name = models.CharField(max_length=MOST_OF_NAME)
    address = models.CharField(max_length=MOST_OF_ADDRESS)
    words = models.CharField(max_length=200)
    notice_days = models.PositiveSmallIntegerField(default=NOTICE_DAYS)
    active = models.BooleanField(default=True)
    look = models.PositiveIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)
    published = models.BinaryField(null=True)
    failure = models.CharField(max_length=200, default="")

    class Meta:
        indexes = (models.Index(fields=("organisation", "name"), name="partner_by_name"),)

    def __str__(self) -> str:
        return self.name


class Sending(models.Model):
    """A released hand-over on its way: the sealed bundle, and the sealed item that the case gets once it arrived.

    The row goes when it arrived, and with it where it went: that is sealed in the case. `failure` is the code with
    which the partner refused it for good; the bundle is empty then.
    """

    pk = models.CompositePrimaryKey("organisation_id", "case_id", "proposal_id")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="+")
    proposal_id = models.UUIDField()
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="+")
    releaser = models.ForeignKey(Member, models.PROTECT, db_index=False, related_name="+")
    new_case = models.UUIDField()
    released_on = models.DateField()
    bundle = models.BinaryField()
    item = models.BinaryField()
    failure = models.CharField(max_length=80, default="")

    def __str__(self) -> str:
        return str(self.proposal_id)


class Room(models.Model):
    """Room at the partner for one file that goes along: the id that the partner drew, and where the bytes go.

    The browser seals the file under that id and uploads it here; the worker passes it on.
    """

    pk = models.CompositePrimaryKey("organisation_id", "case_id", "proposal_id", "number")
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, db_index=False, related_name="+")
    proposal_id = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    partner = models.ForeignKey(Partner, models.PROTECT, db_index=False, related_name="+")
    sealed_length = models.BigIntegerField()
    blob = models.UUIDField(null=True)
    address = models.CharField(max_length=MOST_OF_LOCATION, default="")
    failure = models.CharField(max_length=80, default="")

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.number}"
