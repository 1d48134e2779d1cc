"""An organisation's tree as its tiles hold it, for making proofs."""

from functools import cache
from uuid import UUID

from vouchsafe.audit.models import Tile
from vouchsafe.tlog.tiles import Address, nodes
from vouchsafe.tlog.tree import Node


def nodes_of(organisation_id: UUID) -> Node:
    """How the tree finds its nodes; each tile is read once."""

    @cache
    def tile(address: Address) -> bytes:
        tile = Tile.objects.get(organisation_id=organisation_id, level=address.level, number=address.number)
        return bytes(tile.hashes)

    return nodes(tile)
