"""Sealed attachments between the storage of uploads and the cases that they belong to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import BinaryIO, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vouchsafe.cases.errors import NotFound
from vouchsafe.cases.models import Blob, Case
from vouchsafe.common import clock, uploads
from vouchsafe.common.storage import Name, storage
from vouchsafe.common.sweeps import for_each
from vouchsafe.vault import padding

HEAD: Final = padding.HEADER + padding.NONCE
KEPT: Final = timedelta(days=1)
"""How long an upload waits for its report: a day, rounded up, since file times are dates (protocol §8)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The uploads of one organisation that wait for a report (`checks.Uploads`)."""

    organisation: UUID

    def take(self, blob: UUID, size: int) -> bytes | None:
        """The first bytes of a blob of which all `size` are durable, if the upload is too new to be swept away.

        If so, its sender can no longer take it back.
        """
        taken = uploads.take(self.organisation, blob, size, HEAD)
        return None if taken is None or _is_old(taken.day) else taken.head


def open_sealed(blob: Blob) -> BinaryIO:
    """The sealed bytes of a stored attachment; raises NotFound "blob/lost" when the storage no longer has them."""
    try:
        return uploads.open_blob(blob.organisation_id, blob.id)
    except FileNotFoundError as error:
        message = _("The server no longer has this attachment. Tell those who run it to look into their backups.")
        raise NotFound("blob/lost", message) from error


def sweep() -> int:
    """Remove uploads, whole or not or taken back, that no report has taken within a day; gives how many went.

    Runs hours after midnight, so that none goes while a report that names it is being stored. Safe to run twice.
    """
    before = clock.today() - KEPT
    removed = uploads.sweep_parts(before)
    for names in _some_at_a_time(storage().old(before)):
        for organisation, blob in names - _of_cases(names):
            uploads.remove(organisation, blob)
            removed += 1
    storage().abandon(before)
    return removed


def put_away() -> int:
    """Let the storage tell nothing of when yesterday's attachments came (protocol §8), each night, in id order.

    Gives how many it was. The case is locked, so that nobody erases what is being moved. Safe to run twice and late.
    """
    return for_each(_put_away, storage().arrivals(clock.today()))


def _put_away(name: Name) -> bool:
    with transaction.atomic(durable=True):
        named = Blob.objects.filter(organisation=name.organisation, id=name.blob)
        case = Case.objects.select_for_update().filter(organisation=name.organisation, id__in=named.values("case"))
        is_of_case = case.exists() and named.exists()
        if is_of_case:
            storage().put_away(name)
    return is_of_case


def _of_cases(names: set[Name]) -> set[Name]:
    found = Blob.objects.filter(id__in=[name.blob for name in names])
    return {Name(*row) for row in found.values_list("organisation", "id")}


def _some_at_a_time(names: Iterator[Name]) -> Iterator[set[Name]]:
    while some := set(islice(names, 500)):
        yield some


def _is_old(day: date) -> bool:
    return day < clock.today() - KEPT
