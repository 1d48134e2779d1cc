"""The outbox: finished notices waiting to leave. A row is deleted once its notice is sent."""

from typing import ClassVar
from uuid import UUID, uuid4

from django.db import models


class Message(models.Model):
    """A notice and the address it goes to. It holds nothing of any case."""

    class State(models.TextChoices):
        """Waiting to be sent, or given up on (its text is then blanked)."""

        WAITING = "waiting"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, db_index=False)
    address = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)

    organisation_id: UUID

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "state", "not_before"], name="message_waiting")]

    def __str__(self) -> str:
        return str(self.id)
