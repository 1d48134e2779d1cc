"""Where whole sealed blobs lie: in a folder of this machine, or in a bucket of any S3 API; vouchsafe.toml says which.

An upload's bytes first lie in a file of the node that takes them in (vouchsafe/common/uploads.py). Here is what becomes
of it once it is whole: it is there under its name, a bundle takes it, or its sender takes it back, never both.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from vouchsafe.common.storage.folder import Folder
from vouchsafe.common.storage.names import Found, Name, StorageError, Taken


class Storage(Protocol):
    """What every storage can do. All may raise StorageError "storage/away" or "storage/refused", both 503."""

    def settle(self, name: Name, part: Path) -> None:
        """Keep the whole, durable file `part` under the name, and remove it; durable when this returns.

        Where the name has a blob already, that one stays.
        """

    def find(self, name: Name) -> Found | None:
        """The whole blob, if it is there."""

    def take(self, name: Name, size: int, head: int = 0) -> Taken | None:
        """The blob and its first `head` bytes, if it is whole, with exactly `size` bytes.

        If so, its sender can no longer take it back.
        """

    def take_back(self, name: Name) -> bool:
        """Delete the blob, if it is there, and let none come under its name; False if a bundle took it."""

    def is_taken_back(self, name: Name) -> bool:
        """Whether its sender took it back, lately."""

    def open(self, name: Name) -> BinaryIO:
        """The whole blob, to be read as a stream from wherever one seeks. Raises FileNotFoundError."""

    def remove(self, name: Name) -> None:
        """Delete the blob and all that is known of it; what is not there is no error: erasure may be tried twice."""

    def old(self, before: date) -> Iterator[Name]:
        """Names of what came before that day: whoever asks knows which of them cases hold."""

    def arrivals(self, before: date) -> Iterator[Name]:
        """Names of which the storage tells when something came, where that was before the day, in id order."""

    def put_away(self, name: Name) -> None:
        """Let the storage tell nothing of when an arrival came. Nobody may remove it meanwhile."""

    def abandon(self, before: date) -> None:
        """Give up what the storage itself began before that day and did not finish."""


def storage() -> Storage:
    """The storage that the configuration names."""
    chosen = settings.VOUCHSAFE.s3
    if chosen is None:
        return Folder()
    from vouchsafe.common.storage.bucket import Bucket, connect  # boto3 costs 30 MB: only who chose it pays

    shown = chosen.certificate(settings.VOUCHSAFE.source.parent)
    secret = settings.VOUCHSAFE.s3_secret
    client = connect(chosen.endpoint, chosen.region, chosen.access_key, secret, chosen.addressing, shown)
    return Bucket(client, chosen.bucket)


__all__ = ["Found", "Name", "Storage", "StorageError", "Taken", "storage"]
