"""What is kept apart: an item under a key that nobody holds whole (protocol §5)."""

import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vouchsafe.vault.place import KINDS
from vouchsafe.vault.shares import share_hash, split
from vouchsafe.vault.signing import Signer
from vouchsafe.vault.stanza import KEY_SIZE
from vouchsafe.vault.wire import CurrentKey, GrantJson, ItemJson, Target, grant_to, seal_body


@dataclass(frozen=True, slots=True)
class KeptApart:
    """A sealed item, a grant of one share for each holder, and the shares' SHA-256 (hex) for the signed list."""

    item: ItemJson
    grants: tuple[GrantJson, ...]
    share_hashes: tuple[str, ...]


def seal_apart(
    kind: str, body: Mapping[str, object], case: uuid.UUID, signer: Signer, holders: Sequence[Target]
) -> KeptApart:
    """Seal a body of kind identity or subject so that any two of `holders` open it, and one of them nothing.

    Raises Refused for fewer than two holders, and for a body that is not as its kind demands. Owner: who seals.
    """
    key_kind = KINDS[kind]
    # 1. A new key, for this item alone. Neither it nor a share of it outlives this call, but for the grants.
    key = os.urandom(KEY_SIZE)
    # 2. One share each, any two of which give the key back (§5).
    shares = split(key, len(holders))
    # 3. The item under the key, signed by the author.
    item = seal_body(CurrentKey(0, key), case, signer, kind, dict(body))
    # 4. Each share to its one holder, signed by the author too (§4).
    grants = [
        grant
        for holder, share in zip(holders, shares, strict=True)
        for grant in grant_to([holder], case, key_kind, CurrentKey(0, share), signer)
    ]
    return KeptApart(item, tuple(grants), tuple(share_hash(share).hex() for share in shares))
