"""Blobs in a bucket of any S3 API.

Where one stands is told by its key:

    new/<organisation>/<blob id>         whole; the store tells when it came, until the next night
    new/<organisation>/<blob id>.taken   a bundle named it: its sender can no longer take it back; gone the next night
    new/<organisation>/<blob id>.gone    taken back by its sender
    kept/<organisation>/<blob id>        an attachment of a case: copied here at night, so that the store tells of that

Nothing relies on conditional requests, which many stores do not know or ignore. That a bundle takes a blob and its
sender takes it back at the same moment is settled by two flags: each raises its own before it looks for the other's.
Both may then see the other, and the bundle is refused, but never neither. It needs what S3 promises: that whoever asks
after an answer sees what was answered.

No address is ever signed for a browser: the store would learn who reads what and when, and pages speak with their own
server only.
"""

import functools
import io
import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, cast
from uuid import UUID

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.utils.translation import gettext as _

from vouchsafe.common.storage.names import Found, Name, StorageError, Taken
from vouchsafe.common.storage.stream import Stream

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

NEW: Final = "new/"
KEPT: Final = "kept/"
TAKEN: Final = ".taken"
GONE: Final = ".gone"

_MIB: Final = 1024 * 1024
_TRANSFER: Final = TransferConfig(multipart_threshold=16 * _MIB, multipart_chunksize=16 * _MIB, use_threads=False)
_MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound", "NoSuchUpload"})
_REFUSALS: Final = frozenset({400, 401, 403, 404})
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})

logger = logging.getLogger(__name__)


class Bucket:
    """A `Storage`. Uploads go in parts of 16 MiB, read from the disk as they are sent; reading streams."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self.client = client
        self.bucket = bucket

    def settle(self, name: Name, part: Path) -> None:
        """As Storage: an object is there wholly or not at all, and durable when the store answers."""
        if self.find(name) is None:
            with answered():
                self.client.upload_file(str(part), self.bucket, new(name), Config=_TRANSFER)
        part.unlink(missing_ok=True)

    def find(self, name: Name) -> Found | None:
        """As Storage. A blob that is put away meanwhile is found: it is kept before it stops being new."""
        return self._find(new(name)) or self._find(kept(name))

    def take(self, name: Name, size: int, head: int = 0) -> Taken | None:
        """As Storage. 1. It is whole. 2. This flag. 3. The other flag is not there. 4. Its first bytes."""
        found = self.find(name)
        if found is None or found.size != size:
            return None
        self._raise_flag(new(name) + TAKEN)
        if self.is_taken_back(name):
            return None
        if not head:
            return Taken(found.day, b"")
        with answered(), closing(self._bytes_from(name, 0, head - 1)) as content:
            first = content.read()
        if len(first) != min(head, size):
            raise _away()
        return Taken(found.day, first)

    def take_back(self, name: Name) -> bool:
        """As Storage. 1. This flag. 2. The other flag is not there. 3. The bytes."""
        self._raise_flag(new(name) + GONE)
        if self._find(new(name) + TAKEN) or self._find(kept(name)):
            self._delete(new(name) + GONE)
            return False
        self._delete(new(name))
        return True

    def is_taken_back(self, name: Name) -> bool:
        """As Storage."""
        return self._find(new(name) + GONE) is not None

    def open(self, name: Name) -> BinaryIO:
        """As Storage: nothing is asked for before it is read, and then from there to the end, as one stream."""
        found = self.find(name)
        if found is None:
            raise FileNotFoundError
        stream = Stream(functools.partial(self._bytes_from, name), found.size)
        return cast("BinaryIO", io.BufferedReader(stream, 256 * 1024))

    def remove(self, name: Name) -> None:
        """As Storage. Raises StorageError "storage/versioned" where the store keeps what is deleted."""
        for key in (new(name), kept(name), new(name) + TAKEN, new(name) + GONE):
            self._delete(key)

    def old(self, before: date) -> Iterator[Name]:
        """As Storage: only what is new is looked through."""
        return (name for name, _keys in groupby(self._names(before)))

    def arrivals(self, before: date) -> Iterator[Name]:
        """As Storage: new objects bear the time at which they came, and so does a flag, raised again or left behind."""
        return self.old(before)

    def put_away(self, name: Name) -> None:
        """As Storage: copied within the store, then what is new of it goes. Safe to run twice."""
        if self._find(new(name)) is not None:
            with answered():
                self.client.copy_object(
                    Bucket=self.bucket, Key=kept(name), CopySource={"Bucket": self.bucket, "Key": new(name)}
                )
        for key in (new(name), new(name) + TAKEN, new(name) + GONE):
            self._delete(key)

    def abandon(self, before: date) -> None:
        """As Storage: parts of uploads to the store that a killed server left there."""
        with answered():
            for key, upload, day in self.unfinished():
                if day < before:
                    self.client.abort_multipart_upload(Bucket=self.bucket, Key=key, UploadId=upload)

    def unfinished(self) -> list[tuple[str, str, date]]:
        """Uploads to the store that are under way or were left: key, id and the day (UTC) on which each began."""
        pages = self.client.get_paginator("list_multipart_uploads").paginate(Bucket=self.bucket)
        try:
            found = [upload for page in pages for upload in page.get("Uploads", [])]
        except ClientError as error:
            if _code(error) in _MISSING:  # what rclone says of a bucket that never had any
                return []
            raise
        return [(each["Key"], each["UploadId"], each["Initiated"].astimezone(UTC).date()) for each in found]

    def _find(self, key: str) -> Found | None:
        with answered():
            try:
                answer = self.client.head_object(Bucket=self.bucket, Key=key)
            except ClientError as error:
                if _code(error) in _MISSING:
                    return None
                raise
        if "ContentLength" not in answer or "LastModified" not in answer:
            raise _away()  # the store ended within the head of its answer, which Python reads as a head of fewer lines
        return Found(answer["ContentLength"], answer["LastModified"].astimezone(UTC).date())

    def _bytes_from(self, name: Name, position: int, last: int | None = None) -> BinaryIO:
        """The bytes of a blob from a position to another or to its end, wherever it lies now."""
        wanted = f"bytes={position}-{'' if last is None else last}"
        with answered():
            for key in (new(name), kept(name)):
                try:
                    answer = self.client.get_object(Bucket=self.bucket, Key=key, Range=wanted)
                    return cast("BinaryIO", answer["Body"])
                except ClientError as error:
                    if _code(error) not in _MISSING:
                        raise
        raise FileNotFoundError

    def _raise_flag(self, key: str) -> None:
        with answered():
            self.client.put_object(Bucket=self.bucket, Key=key, Body=b"")

    def _delete(self, key: str) -> None:
        with answered():
            answer = self.client.delete_object(Bucket=self.bucket, Key=key)
        if answer.get("DeleteMarker"):
            raise StorageError(
                "storage/versioned", _("The object store keeps what is deleted: turn its versioning off."), 503
            )

    def _names(self, before: date) -> Iterator[Name]:
        with answered():
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=NEW):
                for found in page.get("Contents", []):
                    name = _name_of(found["Key"])
                    is_old = found["LastModified"].astimezone(UTC).date() < before
                    if name is not None and is_old:
                        yield name


@functools.lru_cache(maxsize=4)
def connect(
    endpoint: str,
    region: str,
    access_key: str,
    secret: str,
    addressing: Literal["path", "virtual"],
    certificate: tuple[str, str] | None = None,
) -> "S3Client":
    """A client of an S3 API; threads share it. Checksums only where S3 asks for them: older stores know no others.

    `certificate`: the files of the certificate that we show, and of its key.
    """
    session = boto3.session.Session(access_key, secret, region_name=region)
    config = Config(
        s3={"addressing_style": addressing},
        connect_timeout=5,
        read_timeout=60,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=32,
        client_cert=certificate,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    client = session.client("s3", endpoint_url=endpoint, config=config)
    client.meta.events.register_first("needs-retry.s3", _refuse_redirect)
    return client


def _refuse_redirect(response: tuple[object, object] | None, **_event: object) -> None:
    """Nobody is followed elsewhere: boto3 would ask the same endpoint where to, for ever."""
    if response is not None and getattr(response[0], "status_code", None) in _REDIRECTS:
        logger.warning("the object store failed: it redirects; its endpoint or region is not the bucket's")
        raise _away("storage/refused")


@contextmanager
def answered() -> Iterator[None]:
    """Raises StorageError, with a sentence that may reach a reporter, for whatever the store does not do."""
    try:
        yield
    except (BotoCoreError, ClientError, Boto3Error) as error:
        cause = error.__context__ if isinstance(error, Boto3Error) and error.__context__ else error
        refused = isinstance(cause, ClientError) and _status(cause) in _REFUSALS
        reason = _code(cause) if isinstance(cause, ClientError) else type(cause).__name__
        logger.warning("the object store failed: %s", reason)  # a reason, never a name
        raise _away("storage/refused" if refused else "storage/away") from error


def _away(code: str = "storage/away") -> StorageError:
    message = _("The server cannot reach its store of attachments. Nothing is lost: try again in a few minutes.")
    return StorageError(code, message, 503)


def new(name: Name) -> str:
    """The key of a blob from when it is whole until the next night."""
    return f"{NEW}{name.organisation}/{name.blob}"


def kept(name: Name) -> str:
    """The key of an attachment of a case, later."""
    return f"{KEPT}{name.organisation}/{name.blob}"


def _name_of(key: str) -> Name | None:
    """None for what is not ours: an operator's object is not removed."""
    organisation, _slash, blob = key.removeprefix(NEW).removesuffix(TAKEN).removesuffix(GONE).partition("/")
    try:
        return Name(UUID(organisation), UUID(blob))
    except ValueError:
        return None


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
