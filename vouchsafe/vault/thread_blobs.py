"""Which attachments a case that was read vouches for, and what each must turn out to be (protocol §3)."""

import uuid
from dataclasses import dataclass

from vouchsafe.vault.blobs import Expected
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.thread import Opened, ReadCase


@dataclass(frozen=True, slots=True)
class NamedBlob:
    """An attachment that a verified manifest names; `key` (32 bytes) is None when its reader has no such key."""

    blob: uuid.UUID
    name: str
    key: bytes | None
    generation: int
    expected: Expected


def named_blobs(read: ReadCase) -> list[NamedBlob]:
    """Every attachment that this reader may open, in the order of the thread."""
    return [_named(read, one) for one in read.entries if isinstance(one, Opened) and one.kind == "attachment"]


def _named(read: ReadCase, manifest: Opened) -> NamedBlob:
    body = manifest.body
    key = read.keys.get((KeyKind(body["key_kind"]), body["generation"]))
    expected = Expected(body["size"], bytes.fromhex(body["sha256"]), _sealed_hash(read, manifest))
    return NamedBlob(uuid.UUID(body["blob"]), str(body["name"]), key, body["generation"], expected)


def _sealed_hash(read: ReadCase, manifest: Opened) -> bytes | None:
    """What the same author vouches for in the report or message that sent the file: nobody spoils another's."""
    for one in read.entries:
        for part in one.body.get("parts", ()) if isinstance(one, Opened) and one.author == manifest.author else ():
            if part["kind"] == "blob" and part["id"] == manifest.body["blob"]:
                return bytes.fromhex(part["sha256"])
    return None
