"""Sealed attachments between the folder of uploads and the cases that they belong to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from django.utils.translation import gettext as _

from vouchsafe.cases.errors import NotFound
from vouchsafe.cases.models import Blob
from vouchsafe.common import clock, uploads
from vouchsafe.vault import padding

HEAD: Final = padding.HEADER + padding.NONCE
_NAME: Final = re.compile(r"\.(part|gone)$")
KEPT: Final = timedelta(days=1)
"""How long an upload waits for its report: a day, rounded up, since file times are dates (protocol §8)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The uploads of one organisation that wait for a report (`checks.Uploads`)."""

    organisation: UUID

    def take(self, blob: UUID, size: int) -> bool:
        """Whether all `size` bytes are durable, and the upload is new enough not to be swept away.

        If so, its sender can no longer take it back.
        """
        if _is_old(_day_of(uploads.path_of(self.organisation, blob))):
            return False
        return uploads.take(self.organisation, blob, size)

    def head(self, blob: UUID) -> bytes:
        """The first bytes of a whole blob."""
        with uploads.open_blob(self.organisation, blob) as content:
            return content.read(HEAD)


def open_sealed(blob: Blob) -> BinaryIO:
    """The sealed bytes of a stored attachment; raises NotFound "blob/lost" when the folder no longer has them."""
    try:
        return uploads.open_blob(blob.organisation_id, blob.id)
    except FileNotFoundError as error:
        message = _("The server no longer has this attachment. Tell those who run it to look into their backups.")
        raise NotFound("blob/lost", message) from error


def sweep() -> int:
    """Remove uploads, whole or not or taken back, that no report has taken within a day; gives how many files went.

    Runs hours after midnight, so that none goes while a report that names it is being stored. Safe to run twice.
    """
    removed = 0
    for organisation, blob, path in _old_files():
        if not Blob.objects.filter(organisation=organisation, id=blob).exists():
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _old_files() -> Iterator[tuple[UUID, UUID, Path]]:
    for path in sorted(uploads.folder().glob("*/??/*")):
        try:
            organisation, blob = UUID(path.parent.parent.name), UUID(_NAME.sub("", path.name))
        except ValueError:
            continue  # not ours: an operator's file is not removed
        if _is_old(_day_of(path)):
            yield organisation, blob, path


def _day_of(path: Path) -> date:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    except FileNotFoundError:
        return clock.today()


def _is_old(day: date) -> bool:
    return day < clock.today() - KEPT
