"""What is unsafe about the object store. Imported once Django is set up."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import boto3
from botocore import UNSIGNED
from botocore.config import Config as ClientConfig
from botocore.exceptions import BotoCoreError, ClientError

from vouchsafe.common.storage import StorageError, storage
from vouchsafe.common.storage.bucket import Bucket, answered
from vouchsafe.config.checks import Finding, is_loopback


def check_storage() -> list[Finding]:
    """Every finding that the object store shows; none where there is no other storage than the folder."""
    store = storage()
    if not isinstance(store, Bucket):
        return []
    findings = [*_is_in_the_clear(store)]
    try:
        return [*findings, *_keeps_what_is_deleted(store), *_is_open_to_everybody(store)]
    except StorageError as error:
        if error.code == "storage/refused":
            mend = "Check endpoint, region, bucket, access_key and the secret key under [s3], and what the key may do."
            return [*findings, Finding("storage/refused", "The object store refuses this server.", mend)]
        # Reports without attachments can be sent all the same: the server starts.
        mend = "Check `endpoint` under [s3] and the store."
        return [*findings, Finding("storage/away", "The object store does not answer.", mend, dangerous=False)]


def _is_in_the_clear(store: Bucket) -> Iterator[Finding]:
    """Blobs are sealed, but who listens sees which are asked for, and when."""
    address = urlsplit(store.client.meta.endpoint_url)
    if address.scheme != "https" and not is_loopback(address.hostname or ""):
        mend = "Let `endpoint` under [s3] begin with https."
        yield Finding("storage/plain", "The object store is asked in the clear.", mend, dangerous=False)


def _keeps_what_is_deleted(store: Bucket) -> Iterator[Finding]:
    """An erased attachment would stay as an older version: "erased" would not be true."""
    with answered():
        status = store.client.get_bucket_versioning(Bucket=store.bucket).get("Status")
    if status:
        yield Finding(
            "storage/versioned",
            f"The bucket {store.bucket} keeps versions of what is deleted.",
            "Use a new bucket on which versioning was never turned on; suspended is not enough.",
        )


def _is_open_to_everybody(store: Bucket) -> Iterator[Finding]:
    """Whoever may list the bucket learns how many attachments there are, how large, and when they come."""
    everybody = store.client.meta.config.merge(ClientConfig(signature_version=UNSIGNED))
    address, region = store.client.meta.endpoint_url, store.client.meta.region_name
    stranger = boto3.session.Session().client("s3", endpoint_url=address, region_name=region, config=everybody)
    try:
        stranger.list_objects_v2(Bucket=store.bucket, MaxKeys=1)
    except (ClientError, BotoCoreError):
        return
    yield Finding("storage/open", f"Anybody may list the bucket {store.bucket}.", "Make the bucket private.")
