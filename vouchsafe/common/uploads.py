"""Sealed blobs on disk: signed upload addresses, where the bytes lie, when they are whole.

Django makes an upload (`create`) and hands out its token; the porch appends the bytes without a thread or a database
(vouchsafe/porch/tus.py); Django asks `is_whole` when a bundle names the blob. Until the last byte is durable the bytes
lie under "<blob id>.part"; the rename to "<blob id>" is what makes a blob whole.
"""

import base64
import hashlib
import hmac
import os
import struct
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from vouchsafe.common import clock, ids
from vouchsafe.common.errors import VouchsafeError

LARGEST = 2 * 1024**3 + 64 * 1024**2
"""The largest sealed blob, in bytes: 2 GiB of content, and room for padding and sealing."""

_FIELDS = struct.Struct(">16s16sQI")
_MAC_SIZE = 32
_EPOCH = date(1970, 1, 1)


class UploadError(VouchsafeError):
    """An upload that cannot be made or continued; codes "upload/…"."""


class Upload(msgspec.Struct, frozen=True):
    """A new upload: the blob's id and the token that its address carries."""

    blob_id: UUID
    token: str


class Claim(msgspec.Struct, frozen=True):
    """What a valid token says: whose blob, and how many sealed bytes it will have."""

    blob_id: UUID
    organisation: UUID
    sealed_length: int


def create(organisation: UUID, sealed_length: int) -> Upload:
    """Announce a blob of `sealed_length` bytes. Nothing is stored until its first byte comes.

    Raises UploadError "upload/length" (400) or "upload/too-large" (413).
    """
    if sealed_length < 1:
        raise UploadError("upload/length", _("An upload has at least one byte."), field="Upload-Length")
    if sealed_length > LARGEST:
        raise UploadError("upload/too-large", _("A file may have at most 2 GiB."), 413, field="Upload-Length")
    claim = Claim(ids.new_id(), organisation, sealed_length)
    return Upload(claim.blob_id, sign(claim))


def sign(claim: Claim) -> str:
    """The token of a claim: base64url of its fields and of their HMAC. It lasts a day, rounded up to a whole one."""
    expires = (clock.today() + timedelta(days=2) - _EPOCH).days
    fields = _FIELDS.pack(claim.blob_id.bytes, claim.organisation.bytes, claim.sealed_length, expires)
    return _text(fields + _mac(fields))


def unsign(token: str) -> Claim:
    """What `token` says. Raises UploadError "upload/not-found" (404) for any token that is not ours or has expired."""
    unknown = UploadError("upload/not-found", _("There is no such upload, or it has expired: begin anew."), 404)
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise unknown from error
    fields, mac = raw[:-_MAC_SIZE], raw[-_MAC_SIZE:]
    canonical = _text(raw) == token  # base64 has several spellings of its last byte
    if len(fields) != _FIELDS.size or not canonical or not hmac.compare_digest(mac, _mac(fields)):
        raise unknown
    blob, organisation, length, expires = _FIELDS.unpack(fields)
    if (clock.today() - _EPOCH).days >= expires:
        raise unknown
    return Claim(UUID(bytes=blob), UUID(bytes=organisation), length)


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
    path.unlink(missing_ok=True)
    part_of(path).unlink(missing_ok=True)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _mac(fields: bytes) -> bytes:
    key = hashlib.sha256(b"vouchsafe/uploads\x00" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, fields, "sha256")
