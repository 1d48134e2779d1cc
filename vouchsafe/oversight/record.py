"""Reading the record: checkpoints and proofs for everyone, entries for overseers alone.

Checkpoints and proofs hold hashes of salted leaves, which tell nothing of an entry; the size tells how much was done.
"""

from collections.abc import Iterator
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.http import Http404

from vouchsafe.audit.entries import read_lines
from vouchsafe.audit.models import Cosignature, Log, Tile
from vouchsafe.audit.proofs import cosigned, nodes_of, verifiers_of
from vouchsafe.cases import queries as cases
from vouchsafe.people import queries as people
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.models import Member, Role
from vouchsafe.tlog import tree
from vouchsafe.tlog.errors import OutOfRange
from vouchsafe.tlog.notes import Verifier, read_verifier
from vouchsafe.tlog.tree import HASH_SIZE
from vouchsafe.tlog.verifying import Header, write_export


def log_of(organisation_id: UUID) -> Log:
    """The organisation's log, or Http404 before its first checkpoint."""
    try:
        return Log.objects.get(organisation_id=organisation_id)
    except Log.DoesNotExist:
        raise Http404 from None


def keys_of(slug: str) -> list[Verifier]:
    """The verifier keys of the record of an organisation of this server, for its operator."""
    return verifiers_of(log_of(people.organisation_by_slug(slug).id))


def published(organisation_id: UUID) -> dict[str, str] | None:
    """What the public page says of the record: {"address", "key"}; None before its first checkpoint."""
    log = Log.objects.filter(organisation_id=organisation_id).first()
    return {"address": address_of(log), "key": str(verifiers_of(log)[0])} if log else None


def address_of(log: Log) -> str:
    """Where checkpoint, proofs and tiles are public."""
    return settings.VOUCHSAFE.address("public", f"/record/{log.organisation_id}")


def inclusion(organisation_id: UUID, index: int, size: int) -> list[bytes]:
    """The inclusion proof of an entry in the first `size` ones (`tlog.tree`). Raises Http404 and OutOfRange."""
    _within(organisation_id, size)
    return tree.inclusion_proof(index, size, nodes_of(organisation_id))


def consistency(organisation_id: UUID, first: int, second: int) -> list[bytes]:
    """The consistency proof between two sizes (`tlog.tree`). Raises Http404 and OutOfRange."""
    _within(organisation_id, second)
    return tree.consistency_proof(first, second, nodes_of(organisation_id))


def tile(organisation_id: UUID, level: int, number: int, width: int) -> bytes:
    """The first `width` hashes of a tile, which never change. Raises Http404 where it has not so many."""
    found = Tile.objects.filter(organisation_id=organisation_id, level=level, number=number).first()
    if found is None or len(found.hashes) < width * HASH_SIZE:
        raise Http404
    return bytes(found.hashes)[: width * HASH_SIZE]


def last_cosigned(organisation_id: UUID) -> str:
    """The newest checkpoint that a witness cosigned, with all cosignatures that it has. Raises Http404."""
    rows = Cosignature.objects.filter(organisation_id=organisation_id, size__gt=0).order_by("-size", "witness")
    found = list(rows.values_list("checkpoint", "lines"))
    if not found:
        raise Http404
    newest = found[0][0]
    return f"{newest}{''.join(lines for checkpoint, lines in found if checkpoint == newest)}"


def witnesses_of(log: Log) -> list[dict[str, str | int]]:
    """Each witness that was asked: {"name", "size": how much it cosigned last, "refusal": why not more, or ""}."""
    rows = Cosignature.objects.filter(organisation_id=log.organisation_id).order_by("witness")
    return [{"name": read_verifier(each.witness).name, "size": each.size, "refusal": each.refusal} for each in rows]


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
    header = Header(cosigned(log), str(verifiers_of(log)[0]))
    return write_export(file, header, read_lines(log.organisation_id, 0, log.size))


def _within(organisation_id: UUID, size: int) -> None:
    if size > log_of(organisation_id).size:
        raise OutOfRange
