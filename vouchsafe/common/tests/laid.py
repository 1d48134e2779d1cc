"""Blobs for tests, in whichever storage the test has."""

import hashlib
from uuid import UUID

from django.conf import settings

from vouchsafe.common import folders, uploads
from vouchsafe.common.storage import Name, storage
from vouchsafe.common.storage.folder import folder


def lay(organisation: UUID, blob: UUID, content: bytes) -> None:
    """Lay down a whole upload as the porch does when its last byte has come; what was there is replaced."""
    uploads.remove(organisation, blob)
    name = Name(organisation, blob)
    lay_part(organisation, blob, content)
    with uploads.part_of(name).open("rb") as part:
        uploads.settle(name, part)


def lay_part(organisation: UUID, blob: UUID, content: bytes) -> None:
    """Lay down an upload that has not come whole."""
    part = uploads.part_of(Name(organisation, blob))
    folders.make_durable(part.parent, folder())
    part.write_bytes(content)


def content_of(organisation: UUID, blob: UUID) -> bytes:
    """The whole blob."""
    with uploads.open_blob(organisation, blob) as file:
        return file.read()


def is_there(organisation: UUID, blob: UUID) -> bool:
    """Whether the whole blob is in the storage."""
    return storage().find(Name(organisation, blob)) is not None


def is_kept_from_its_sender(organisation: UUID, blob: UUID) -> bool:
    """Whether a bundle named the blob, so that it cannot be taken back; if it can, it now is."""
    return not storage().take_back(Name(organisation, blob))


def everything() -> dict[str, str]:
    """The hash of every object of a bucket, and of every file of the folder of uploads, by name."""
    found = {
        str(path.relative_to(folder())): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder().rglob("*")
        if path.is_file()
    }
    return found | {key: hashlib.sha256(content).hexdigest() for key, content in objects().items()}


def objects() -> dict[str, bytes]:
    """Every object of the bucket, by its key; none where the storage is a folder."""
    chosen = settings.VOUCHSAFE.s3
    if chosen is None:
        return {}
    from vouchsafe.common.storage.bucket import Bucket

    bucket = storage()
    assert isinstance(bucket, Bucket)
    pages = bucket.client.get_paginator("list_objects_v2").paginate(Bucket=chosen.bucket)
    keys = [found["Key"] for page in pages for found in page.get("Contents", [])]
    return {key: bucket.client.get_object(Bucket=chosen.bucket, Key=key)["Body"].read() for key in keys}
