"""Attachments that this server seals itself: from memory, sealed, onto the disk, without a plain byte on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol
from uuid import UUID

from vouchsafe.common import ids, uploads
from vouchsafe.vault.attachments import AttachedFile, SealedAttachment


class Seal(Protocol):
    """Seals a file into a sink, under a blob's id."""

    def __call__(self, file: AttachedFile, sink: BinaryIO, *, blob: UUID) -> SealedAttachment:
        """As `vault.attachments.seal_attachment`."""


LayDown = Callable[[AttachedFile, Seal], SealedAttachment]


@contextmanager
def laid_down(organisation: UUID) -> Iterator[LayDown]:
    """Gives a function that seals a file to where the porch lays an upload that has come whole.

    It raises OSError when the disk is full, StorageError when the storage is away. Whatever fails within the context,
    all that was laid down goes again.
    """
    made: list[UUID] = []

    def lay_down(file: AttachedFile, seal: Seal) -> SealedAttachment:
        made.append(ids.new_id())
        with uploads.sink(organisation, made[-1]) as sink:
            return seal(file, sink, blob=made[-1])

    try:
        yield lay_down
    except BaseException:
        for blob in made:
            uploads.remove(organisation, blob)
        raise
