"""What the server stores of a case, and no more (protocol §8).

Rows that a reporter causes have random keys, dates instead of times, and no sequence. Every key and index
leads with the organisation.
"""

from vouchsafe.cases.models.case import (
    Blob,
    Case,
    CaseKey,
    ErasedId,
    Grant,
    Item,
    Outcome,
    SealedBy,
    State,
)
from vouchsafe.cases.models.work import (
    Clock,
    Concluded,
    Event,
    Feed,
    HandedShare,
    Proposal,
    Reading,
    Recording,
    Reminder,
    Request,
    Snippet,
)

__all__ = [
    "Blob",
    "Case",
    "CaseKey",
    "Clock",
    "Concluded",
    "ErasedId",
    "Event",
    "Feed",
    "Grant",
    "HandedShare",
    "Item",
    "Outcome",
    "Proposal",
    "Reading",
    "Recording",
    "Reminder",
    "Request",
    "SealedBy",
    "Snippet",
    "State",
]
