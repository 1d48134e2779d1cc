"""Reading the record: checkpoints and proofs for everyone, entries for overseers alone.

Checkpoints and proofs hold hashes of salted leaves, which tell nothing of an entry; the size tells how much was done.
"""

from collections.abc import Iterator
from functools import cache
from typing import BinaryIO
from uuid import UUID

from django.http import Http404

from vouchsafe.audit.entries import read_lines
from vouchsafe.audit.models import Log, Tile
from vouchsafe.audit.sequencing import signer_of
from vouchsafe.cases import queries as cases
from vouchsafe.people import queries as people
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.models import Member, Role
from vouchsafe.tlog import tree
from vouchsafe.tlog.errors import OutOfRange
from vouchsafe.tlog.notes import Verifier
from vouchsafe.tlog.tiles import Address, nodes
from vouchsafe.tlog.verifying import Header, write_export


def log_of(organisation_id: UUID) -> Log:
    """The organisation's log, or Http404 before its first checkpoint."""
    try:
        return Log.objects.get(organisation_id=organisation_id)
    except Log.DoesNotExist:
        raise Http404 from None


def verifier_of(log: Log) -> Verifier:
    """The key that the log's checkpoints are checked with."""
    return signer_of(log.origin).verifier


def inclusion(organisation_id: UUID, index: int, size: int) -> list[bytes]:
    """The inclusion proof of an entry in the first `size` ones (`tlog.tree`). Raises Http404 and OutOfRange."""
    _within(organisation_id, size)
    return tree.inclusion_proof(index, size, _nodes(organisation_id))


def consistency(organisation_id: UUID, first: int, second: int) -> list[bytes]:
    """The consistency proof between two sizes (`tlog.tree`). Raises Http404 and OutOfRange."""
    _within(organisation_id, second)
    return tree.consistency_proof(first, second, _nodes(organisation_id))


def record_for(overseer: Member) -> Log:
    """The log of the overseer's own organisation. Raises RightMissing for whoever does not oversee all of it."""
    if people.channels_where(overseer, Role.OVERSEER) is not None:
        raise RightMissing
    return log_of(overseer.organisation_id)


def lines_for(overseer: Member, start: int, end: int) -> Iterator[bytes]:
    """Lines of the export from entry `start` up to `end`, as `audit.entries.read_lines`.

    Of cases from which the overseer is excluded they hold hashes alone. Raises RightMissing, Http404 and OutOfRange.
    """
    log = record_for(overseer)
    if not 0 <= start <= end <= log.size:
        raise OutOfRange
    return read_lines(log.organisation_id, start, end, cases.excluding(overseer))


def export(slug: str, file: BinaryIO) -> int:
    """Write the record of an organisation of this server to a file, for its operator; how many entries."""
    log = log_of(people.organisation_by_slug(slug).id)
    header = Header(log.checkpoint, str(verifier_of(log)))
    return write_export(file, header, read_lines(log.organisation_id, 0, log.size))


def _within(organisation_id: UUID, size: int) -> None:
    if size > log_of(organisation_id).size:
        raise OutOfRange


def _nodes(organisation_id: UUID) -> tree.Node:
    @cache
    def tile(address: Address) -> bytes:
        tile = Tile.objects.get(organisation_id=organisation_id, level=address.level, number=address.number)
        return bytes(tile.hashes)

    return nodes(tile)
