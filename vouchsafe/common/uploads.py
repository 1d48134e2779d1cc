"""Uploads of sealed blobs: signed addresses, the part that has come so far, and when a blob is whole.

Django makes an upload (`create`, `begin`) and hands out its token; the porch appends the bytes, or takes them back,
without a thread that waits or a database (vouchsafe/porch/tus.py), to a file on this machine:

    <blob id>.part    begun: the bytes that came so far, none at first

Once it is whole it is settled into the storage (vouchsafe/common/storage), where Django takes it (`take`) when a bundle
names it. Parts lie here also where the storage is an object store: the parts of its own that S3 knows are 5 MiB at
least, and would have to be held in memory, for each of many slow reporters, until so much of one has come.
"""

import base64
import hashlib
import hmac
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from vouchsafe.common import clock, folders, ids
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.storage import Name, Taken, storage
from vouchsafe.common.storage.folder import folder, is_older, path_of

LARGEST = 2 * 1024**3 + 64 * 1024**2
"""The largest sealed blob, in bytes: 2 GiB of content, and room for padding and sealing."""

LASTS = timedelta(days=2)
"""An upload, like the proof that paid for it, lasts a day, rounded up to a whole one."""

_FIELDS = struct.Struct(">16s16sQI")
_MAC_SIZE = 32
_EPOCH = date(1970, 1, 1)


class UploadError(VouchsafeError):
    """An upload that cannot be made or continued; codes "upload/…"."""


class Claim(msgspec.Struct, frozen=True):
    """What a valid token says: whose blob, how many sealed bytes it will have, and the first day it is void."""

    blob_id: UUID
    organisation: UUID
    sealed_length: int
    expires: date

    @property
    def name(self) -> Name:
        """What the storage knows the blob by."""
        return Name(self.organisation, self.blob_id)

    @property
    def part(self) -> Path:
        """Where its bytes lie until it is whole."""
        return part_of(self.name)


class Upload(msgspec.Struct, frozen=True):
    """A new upload, and the token that its address carries."""

    claim: Claim
    token: str

    @property
    def blob_id(self) -> UUID:
        """The blob's id."""
        return self.claim.blob_id


def create(
    organisation: UUID, sealed_length: int, *, blob_id: UUID | None = None, expires: date | None = None
) -> Upload:
    """An upload of `sealed_length` bytes under a new id, or under the one and the day that a proof was bound to.

    Nothing is stored until `begin`. Raises UploadError "upload/length" (400) or "upload/too-large" (413).
    """
    check_length(sealed_length)
    claim = Claim(blob_id or ids.new_id(), organisation, sealed_length, expires or clock.today() + LASTS)
    return Upload(claim, sign(claim))


def check_length(sealed_length: int) -> None:
    """Raises UploadError "upload/length" (400) or "upload/too-large" (413) for what no upload can have."""
    if sealed_length < 1:
        raise UploadError("upload/length", _("An upload has at least one byte."), field="Upload-Length")
    if sealed_length > LARGEST:
        raise UploadError(
            "upload/too-large",
            _("A file may have at most 2 GiB, so this one was not sent. Make it smaller, or split it."),
            413,
            field="Upload-Length",
        )


def sign(claim: Claim) -> str:
    """The token of a claim: base64url of its fields and of their HMAC."""
    expires = (claim.expires - _EPOCH).days
    fields = _FIELDS.pack(claim.blob_id.bytes, claim.organisation.bytes, claim.sealed_length, expires)
    return _text(fields + _mac(fields))


def unsign(token: str) -> Claim:
    """What `token` says.

    Raises UploadError "upload/not-found" (404) for any token that is not ours, "upload/expired" (410) for one that was.
    """
    unknown = UploadError("upload/not-found", _("There is no such upload: begin anew."), 404)
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise unknown from error
    fields, mac = raw[:-_MAC_SIZE], raw[-_MAC_SIZE:]
    canonical = _text(raw) == token  # base64 has several spellings of its last byte
    if len(fields) != _FIELDS.size or not canonical or not hmac.compare_digest(mac, _mac(fields)):
        raise unknown
    blob, organisation, length, days = _FIELDS.unpack(fields)
    expires = _EPOCH + timedelta(days=days)
    if clock.today() >= expires:
        raise UploadError("upload/expired", _("This upload was not finished in time: begin anew."), 410)
    return Claim(UUID(bytes=blob), UUID(bytes=organisation), length, expires)


def is_begun(claim: Claim) -> bool:
    """Whether the upload was begun before, whatever became of it."""
    return claim.part.exists() or _is_settled(claim.name)


def begin(claim: Claim) -> bool:
    """Make the empty file that the bytes will be appended to; False if the upload was begun before."""
    part = claim.part
    folders.make_durable(part.parent, folder())
    try:
        part.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return False
    if _is_settled(claim.name):  # it left its part behind long ago, or a moment ago
        part.unlink(missing_ok=True)
        return False
    folders.set_day(part)
    folders.set_day(part.parent)
    return True


def _is_settled(name: Name) -> bool:
    return storage().find(name) is not None or storage().is_taken_back(name)


def settle(name: Name, part: BinaryIO) -> None:
    """Let the whole part of a blob, still open, become the blob: durable under its name when this returns.

    Raises StorageError, and the part stays, to be settled later.
    """
    os.fsync(part.fileno())
    folders.set_day(part_of(name))
    storage().settle(name, part_of(name))
    folders.set_day(part_of(name).parent)


@contextmanager
def sink(organisation: UUID, blob_id: UUID) -> Iterator[BinaryIO]:
    """A file for the bytes of a blob that the server seals itself; settled at the end, unless that fails."""
    name = Name(organisation, blob_id)
    folders.make_durable(part_of(name).parent, folder())
    with part_of(name).open("xb") as part:
        yield part
        part.flush()
        settle(name, part)


def take(organisation: UUID, blob_id: UUID, sealed_length: int, head: int = 0) -> Taken | None:
    """The blob, if it is whole, with exactly `sealed_length` bytes; if so, its sender can no longer take it back."""
    return storage().take(Name(organisation, blob_id), sealed_length, head)


def part_of(name: Name) -> Path:
    """Where the bytes of a blob lie until it is whole."""
    path = path_of(name)
    return path.with_name(path.name + ".part")


def is_whole(organisation: UUID, blob_id: UUID, sealed_length: int) -> bool:
    """True when every byte of the blob is durable and there are exactly `sealed_length` of them."""
    found = storage().find(Name(organisation, blob_id))
    return found is not None and found.size == sealed_length


def open_blob(organisation: UUID, blob_id: UUID) -> BinaryIO:
    """The whole blob, opened for reading. Raises FileNotFoundError."""
    return storage().open(Name(organisation, blob_id))


def remove(organisation: UUID, blob_id: UUID) -> None:
    """Delete the blob, whole or not. Deleting what is not there is no error: erasure may be tried twice."""
    name = Name(organisation, blob_id)
    storage().remove(name)
    part_of(name).unlink(missing_ok=True)


def sweep_parts(before: date) -> int:
    """Remove what was begun on this machine before that day and did not become whole; gives how many went."""
    old = [part for part in folder().glob("*/??/*.part") if is_older(part, before)]
    for part in old:
        part.unlink(missing_ok=True)
    return len(old)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _mac(fields: bytes) -> bytes:
    key = hashlib.sha256(b"vouchsafe/uploads\x00" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, fields, "sha256")
