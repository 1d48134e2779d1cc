"""One case as it is sealed, as a file to take away (protocol §16): one at a time, recorded, never opened here.

There is no export of several cases, and none by person (design §1).
"""

import io
import os
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from uuid import UUID

import msgspec
from django.db import connection, transaction
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import blobs, queries
from vouchsafe.cases.errors import CaseError, NotFound
from vouchsafe.cases.models import Blob, Case
from vouchsafe.common import clock
from vouchsafe.common.tenancy import visit_of
from vouchsafe.people.models import Member, Organisation
from vouchsafe.people.queries import directory_of
from vouchsafe.vault.archive.layout import FORMAT, MANIFEST, blob_name, grant_name, item_name
from vouchsafe.vault.archive.writing import File, write_archive

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE: Final = 256 * 1024
_ITEMS_AT_ONCE: Final = 16


def export_case(member: Member, case: UUID) -> Iterator[bytes]:
    """The archive of a case that this handler may read, with their grants and the recovery sheets'. Recorded.

    Raises NotFound "case/not-found" for everybody else, before the first byte.
    """
    with transaction.atomic(durable=True):
        found = queries.case_for(member, case)
        audit.record(member.organisation_id, Tag.CASE_EXPORTED, actor=member.id, case=found.id)
    return _archive(found, queries.grants_to_export(found, member))


def export_unread(case: UUID) -> Iterator[bytes]:
    """For who runs the server, when no handler is left: any case, with the recovery sheets' grants alone. Recorded.

    Raises NotFound "case/not-found".
    """
    with transaction.atomic(durable=True):
        found = Case.objects.filter(id=case).first()
        if found is None:
            raise NotFound("case/not-found", _("There is no such case."))
        audit.record(found.organisation_id, Tag.CASE_EXPORTED, actor=None, case=found.id)
    return _archive(found, queries.grants_to_export(found))


def export_to_file(case: UUID, file: Path) -> None:
    """As `export_unread`, into a new file that only its owner reads. Raises CaseError "export/file" besides."""
    pieces = export_unread(case)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
            sink.writelines(pieces)
    except OSError as error:
        message = _("%(file)s cannot be written: %(reason)s.") % {"file": file, "reason": error.strerror}
        raise CaseError("export/file", message) from error


class Plain(StrEnum):
    """How a case leaves as it was opened, not as it is sealed: on paper, or as an archive (docs/export.md)."""

    PRINT = "print"
    ARCHIVE = "archive"


_TAGS: Final = {Plain.PRINT: Tag.CASE_PRINTED, Plain.ARCHIVE: Tag.CASE_ARCHIVED}


def record_plain(member: Member, case: UUID, form: Plain) -> Case:
    """Record that a handler takes away what their browser opened of a case, before it gives a byte of it.

    Raises NotFound "case/not-found" for whoever may not read it.
    """
    with transaction.atomic(durable=True):
        found = queries.case_for(member, case)
        audit.record(member.organisation_id, _TAGS[form], actor=member.id, case=found.id)
    return found


class Streamed(io.RawIOBase):
    """An archive as a file that is read once, in pieces, for whoever wants a file and not an iterator."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill as much of `buffer` as there is at hand; 0 at the end."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        target = memoryview(buffer).cast("B")
        count = min(len(target), len(self._left))
        target[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _archive(case: Case, grants: list[queries.HeldGrant]) -> Iterator[bytes]:
    """What is in the case now; what comes while this is read is not."""
    items = list(queries.items_of(case).values("id", "kind", "key_kind", "generation", "day", "position"))
    attached = list(queries.blobs_of(case))
    manifest = _manifest(case, grants, items, attached)
    last = items[-1]["position"] if items else -1
    return write_archive(_files(case, manifest, grants, last, attached))


def _files(
    case: Case, manifest: bytes, grants: list[queries.HeldGrant], last: int, attached: list[Blob]
) -> Iterator[File]:
    yield File(MANIFEST, [manifest])
    for grant in grants:
        yield File(grant_name(grant.holder, grant.key_kind, grant.generation), [grant.sealed])
    yield from _item_files(case, last)
    for blob in attached:
        content = _bytes_of(blob)
        if content is not None:
            yield File(blob_name(blob.id), _pieces_of(content))


def _item_files(case: Case, last: int) -> Iterator[File]:
    """The items up to the position `last`, some at a time, so that memory does not grow with the case."""
    position = -1
    while position < last:
        with visit_of(case.organisation_id):
            items = queries.items_of(case).filter(position__gt=position, position__lte=last)
            page = list(items.values_list("id", "sealed", "position")[:_ITEMS_AT_ONCE])
        _let_go()
        if not page:
            return
        for item, sealed, _position in page:
            yield File(item_name(item), [bytes(sealed)])
        position = page[-1][2]


def _bytes_of(blob: Blob) -> BinaryIO | None:
    """None for an attachment that is lost: the manifest names it, so whoever opens the archive is told."""
    try:
        return blobs.open_sealed(blob)
    except NotFound:
        return None


def _pieces_of(content: BinaryIO) -> Iterator[bytes]:
    with content:
        while piece := content.read(PIECE):
            yield piece


def _let_go() -> None:
    """A response is read in whichever thread is free, and none may keep a connection to the database for that."""
    if not connection.in_atomic_block:
        connection.close()


def _manifest(
    case: Case, grants: list[queries.HeldGrant], items: Iterable[Mapping[str, Any]], attached: list[Blob]
) -> bytes:
    organisation = Organisation.objects.get(id=case.organisation_id)
    days = {"opened_on": case.opened_on, "acknowledged_on": case.acknowledged_on}
    listed = ("id", "kind", "key_kind", "generation", "day")
    return msgspec.json.encode(
        {
            "format": FORMAT,
            "exported_on": clock.today(),
            "organisation": {"id": organisation.id, "name": organisation.name},
            "case": {
                "id": case.id,
                "channel": case.channel_id,
                "state": case.state,
                "received_on": case.received_on,
                "sealed_by": case.sealed_by,
                "is_test": case.is_test,
                **{name: day for name, day in days.items() if day is not None},
            },
            "definition": queries.definition_of(case).body,
            "directory": directory_of(case.organisation_id)._asdict(),
            "grants": [
                {"holder": grant.holder, "key_kind": grant.key_kind, "generation": grant.generation} for grant in grants
            ],
            "items": [{name: item[name] for name in listed} for item in items],
            "blobs": [{"id": blob.id, "sealed_size": blob.sealed_size} for blob in attached],
        }
    )
