"""What the files of an archive are called: ids and hashes, never what anybody wrote (protocol §16)."""

from typing import Final
from uuid import UUID

FORMAT: Final = "vouchsafe-case/1"
MANIFEST: Final = "manifest.json"


def item_name(item: UUID) -> str:
    """Where an item lies."""
    return f"items/{item}.age"


def blob_name(blob: UUID) -> str:
    """Where a sealed attachment lies."""
    return f"blobs/{blob}.age"


def grant_name(holder: str, key_kind: int, generation: int) -> str:
    """Where a grant lies; `holder` is a card's fingerprint in hexadecimal."""
    return f"grants/{holder}-{key_kind}-{generation}.age"
