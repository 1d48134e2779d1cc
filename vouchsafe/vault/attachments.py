"""Attachments: a sealed blob, and the manifest item that vouches for it (protocol §3)."""

import datetime as dt
import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from vouchsafe.vault.blobs import BlobSeal, seal_blob
from vouchsafe.vault.place import KeyKind, Place
from vouchsafe.vault.primitives import new_id
from vouchsafe.vault.signing import Signer
from vouchsafe.vault.wire import CurrentKey, ItemJson, Part, part_of, seal_body


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file to attach: its true size in bytes, its name and type, and what metadata was taken out of it."""

    source: BinaryIO
    size: int
    name: str
    media_type: str
    removed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SealedAttachment:
    """A blob that was sealed whole, and what its manifest will say."""

    blob: uuid.UUID
    seal: BlobSeal
    generation: int
    name: str
    media_type: str
    removed: tuple[str, ...]


def seal_attachment(
    current: CurrentKey, case: uuid.UUID, file: AttachedFile, sink: BinaryIO, *, blob: uuid.UUID | None = None
) -> SealedAttachment:
    """Seal a file under a case key into `sink`, as a blob with a new id unless one is given. Raises as `seal_blob`."""
    blob = blob or new_id(os.urandom)
    place = Place(case, "blob", blob)
    seal = seal_blob(current.key, current.generation, place, file.source, file.size, sink)
    return SealedAttachment(blob, seal, current.generation, file.name, file.media_type, tuple(file.removed))


def seal_manifest(
    current: CurrentKey, case: uuid.UUID, signer: Signer, attachment: SealedAttachment, sent_on: dt.date
) -> tuple[ItemJson, list[Part]]:
    """The manifest of a sealed blob, and its two parts: manifest and blob.

    The report or message must name both, so that neither can be swapped.
    """
    body: dict[str, object] = {
        "sent_on": sent_on.isoformat(),
        "blob": str(attachment.blob),
        "key_kind": int(KeyKind.CASE),
        "generation": attachment.generation,
        "size": attachment.seal.size,
        "sha256": attachment.seal.sha256.hex(),
        "media_type": attachment.media_type,
        "name": attachment.name,
        "removed": list(attachment.removed),
    }
    item = seal_body(current, case, signer, "attachment", body)
    blob = Part(kind="blob", id=str(attachment.blob), sha256=attachment.seal.sealed_sha256.hex())
    return item, [part_of(item), blob]
