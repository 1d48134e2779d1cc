"""What `vouchsafe check` says of an object store, asked of a real one."""

from pathlib import Path

import msgspec
import pytest
from botocore.exceptions import ClientError
from pytest_django import Settings

from vouchsafe.common import uploads
from vouchsafe.common.ids import new_id
from vouchsafe.common.storage import StorageError, storage
from vouchsafe.common.storage.bucket import Bucket
from vouchsafe.common.tests import laid, object_store
from vouchsafe.config.configuration import ConfigError, load
from vouchsafe.config.storage_checks import check_storage


def codes() -> list[tuple[str, bool]]:
    """What was found, and whether the server refuses to start for it."""
    return [(finding.code, finding.dangerous) for finding in check_storage()]


def test_a_private_bucket_is_safe(stored: str) -> None:
    """And so is a folder, of which nothing is asked."""
    assert codes() == []


def test_a_wrong_key_and_a_missing_bucket_are_told(bucket: str, settings: Settings) -> None:
    """The server refuses to start: no attachment could ever be kept."""
    right = settings.VOUCHSAFE
    settings.VOUCHSAFE = msgspec.structs.replace(right, s3_secret="wrong")
    assert codes() == [("storage/refused", True)]
    missing = msgspec.structs.replace(right.s3, bucket="nobodys")
    settings.VOUCHSAFE = msgspec.structs.replace(right, s3=missing)
    assert codes() == [("storage/refused", True)]


def test_a_store_that_is_away_is_told_and_the_server_starts(bucket: str, settings: Settings) -> None:
    """What needs no attachment goes on."""
    nowhere = msgspec.structs.replace(settings.VOUCHSAFE.s3, endpoint="http://127.0.0.1:9")
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, s3=nowhere)
    assert codes() == [("storage/away", False)]


def test_a_store_in_the_clear_is_told(bucket: str, settings: Settings) -> None:
    """Plain http is for this very machine."""
    elsewhere = msgspec.structs.replace(settings.VOUCHSAFE.s3, endpoint="http://localhost.invalid:9")
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, s3=elsewhere)
    assert ("storage/plain", False) in codes()


def test_a_bucket_that_anybody_may_list_is_told(tmp_path: Path, settings: Settings) -> None:
    """A store that asks nobody for a key."""
    with object_store.running(tmp_path / "open", keyed=False) as (store, _process):
        (tmp_path / "open" / "s3" / "blobs").mkdir()
        settings.VOUCHSAFE = msgspec.structs.replace(
            settings.VOUCHSAFE, s3=object_store.configuration(store, "blobs"), s3_secret=store.secret
        )
        assert codes() == [("storage/open", True)]


@pytest.mark.parametrize("status", ["Enabled", "Suspended"])
def test_a_bucket_with_versions_is_refused(bucket: str, status: str) -> None:
    """By the check, and by each deletion: nothing is called erased that is not. For stores that know versions."""
    store = storage()
    assert isinstance(store, Bucket)
    organisation, blob = new_id(), new_id()
    laid.lay(organisation, blob, b"sealed")
    try:
        store.client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        if status == "Suspended":
            store.client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    except ClientError as error:
        pytest.skip(f"this store knows no versions: {error.response['Error']['Code']}")
    try:
        assert codes() == [("storage/versioned", True)]
        with pytest.raises(StorageError) as refused:
            uploads.remove(organisation, blob)
        assert refused.value.code == "storage/versioned"
    finally:
        for found in store.client.list_object_versions(Bucket=bucket).get("Versions", []):
            store.client.delete_object(Bucket=bucket, Key=found["Key"], VersionId=found["VersionId"])
        for marker in store.client.list_object_versions(Bucket=bucket).get("DeleteMarkers", []):
            store.client.delete_object(Bucket=bucket, Key=marker["Key"], VersionId=marker["VersionId"])


def test_the_bucket_and_its_secret_come_from_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table [s3], and the secret key in a file of its own, which `check` watches over like the others."""
    (tmp_path / "s3-key").write_text("the secret\n", "utf-8")
    path = tmp_path / "vouchsafe.toml"
    path.write_text(
        'data_dir = "files"\nnode = "a"\n'
        '[hosts]\nreport = "r"\ndesk = "d"\npublic = "p"\n[mail]\ntransport = "console"\nsender = "x@y.example"\n'
        '[s3]\nendpoint = "https://s3.example.org"\nbucket = "blobs"\naccess_key = "k"\nsecret_key_file = "s3-key"\n',
        "utf-8",
    )
    environment = {"SECRET_KEY": "x", "RECORD_KEY": "A" * 43 + "=", "DATABASE_URL": "postgresql://x/x"}
    config = load({**environment, "VOUCHSAFE_CONFIG": str(path)})
    assert config.s3 is not None
    assert (config.s3.bucket, config.s3_secret, config.node) == ("blobs", "the secret", "a")
    assert tmp_path / "s3-key" in config.secret_files
    with path.open("a", encoding="utf-8") as file:
        file.write('certificate_file = "s3.pem"\n')
    with pytest.raises(ConfigError, match="name both"):
        load({**environment, "VOUCHSAFE_CONFIG": str(path)})
