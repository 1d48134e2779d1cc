"""Sealed blobs on disk: signed upload addresses, where the bytes lie, when they are whole.

Django makes an upload (`create`, `begin`) and hands out its token; the porch appends the bytes, or takes them back,
without a thread or a database (vouchsafe/porch/tus.py); Django takes the blob (`take`) when a bundle names it. Where a
blob stands is told by the name of its file:

    <blob id>.part    begun: the bytes that came so far, none at first
    <blob id>         whole: the last byte is durable; the rename is what makes it so
    <blob id>.gone    taken back by its sender

A whole blob that a bundle named is read-only: its sender can no longer take it back.
"""

import base64
import fcntl
import hashlib
import hmac
import os
import stat
import struct
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from vouchsafe.common import clock, folders, ids
from vouchsafe.common.errors import VouchsafeError

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
    def path(self) -> Path:
        """Where the whole blob lies."""
        return path_of(self.organisation, self.blob_id)


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
        raise UploadError("upload/too-large", _("A file may have at most 2 GiB."), 413, field="Upload-Length")


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
    return any(path.exists() for path in (part_of(claim.path), claim.path, gone_of(claim.path)))


def begin(claim: Claim) -> bool:
    """Make the empty file that the bytes will be appended to; False if the upload was begun before."""
    part = part_of(claim.path)
    folders.make_durable(part.parent, folder())
    try:
        part.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return False
    if claim.path.exists() or gone_of(claim.path).exists():  # it left its part behind long ago, or a moment ago
        part.unlink(missing_ok=True)
        return False
    set_day(part)
    set_day(part.parent)
    return True


def take(organisation: UUID, blob_id: UUID, sealed_length: int) -> bool:
    """Whether the blob is whole, with exactly `sealed_length` bytes; if so, its sender can no longer take it back."""
    try:
        with open_blob(organisation, blob_id) as file:
            fcntl.flock(file, fcntl.LOCK_SH)  # the porch takes an upload back under the exclusive lock
            found = os.fstat(file.fileno())
            if found.st_nlink == 0 or found.st_size != sealed_length:
                return False
            if found.st_mode & stat.S_IWUSR:
                os.fchmod(file.fileno(), stat.S_IRUSR)
            return True
    except FileNotFoundError:
        return False


def is_taken(file: BinaryIO) -> bool:
    """Whether a bundle named this whole blob."""
    return not os.fstat(file.fileno()).st_mode & stat.S_IWUSR


def folder() -> Path:
    """Where every organisation's blobs lie."""
    path: Path = settings.VOUCHSAFE.data_dir / "blobs"
    return path


def path_of(organisation: UUID, blob_id: UUID) -> Path:
    """Where the whole blob lies: blobs/<organisation>/<first two hex digits>/<blob id>."""
    return folder() / str(organisation) / blob_id.hex[:2] / str(blob_id)


def part_of(path: Path) -> Path:
    """Where the bytes of a blob lie until it is whole."""
    return path.with_name(path.name + ".part")


def gone_of(path: Path) -> Path:
    """The empty file that says that a blob was taken back, for as long as its address lasts."""
    return path.with_name(path.name + ".gone")


def set_day(path: Path) -> None:
    """File times tell the day and no more (protocol §8)."""
    folders.set_day(path)


def is_whole(organisation: UUID, blob_id: UUID, sealed_length: int) -> bool:
    """True when every byte of the blob is durable on disk and there are exactly `sealed_length` of them."""
    try:
        return path_of(organisation, blob_id).stat().st_size == sealed_length
    except FileNotFoundError:
        return False


def open_blob(organisation: UUID, blob_id: UUID) -> BinaryIO:
    """The whole blob, opened for reading so that no time of reading is kept. Raises FileNotFoundError."""
    path = path_of(organisation, blob_id)
    quiet = getattr(os, "O_NOATIME", 0)
    try:
        return os.fdopen(os.open(path, os.O_RDONLY | quiet), "rb")
    except PermissionError:  # O_NOATIME is for the file's owner; a restored backup may belong to another
        return path.open("rb")


def remove(organisation: UUID, blob_id: UUID) -> None:
    """Delete the blob, whole or not. Deleting what is not there is no error: erasure may be tried twice."""
    path = path_of(organisation, blob_id)
    for each in (path, part_of(path), gone_of(path)):
        each.unlink(missing_ok=True)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _mac(fields: bytes) -> bytes:
    key = hashlib.sha256(b"vouchsafe/uploads\x00" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, fields, "sha256")
