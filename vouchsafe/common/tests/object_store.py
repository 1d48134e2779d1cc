"""A real object store for tests: `rclone serve s3`, or the one that VOUCHSAFE_TEST_S3 names.

VOUCHSAFE_TEST_S3=http://ACCESS:SECRET@HOST:PORT takes another store, such as Ceph's. VOUCHSAFE_TEST_STORAGE=s3 lets
every test have a bucket in place of the folder; otherwise those have it that ask for the fixture `stored`.
"""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
from pytest_django import Settings

from vouchsafe.common.s3 import S3
from vouchsafe.common.tests.ports import free_port


class Store(msgspec.Struct, frozen=True):
    """A running store."""

    endpoint: str
    access: str
    secret: str


@contextlib.contextmanager
def running(
    folder: Path, port: int | None = None, *, keyed: bool = True, more: tuple[object, ...] = ()
) -> Iterator[tuple[Store, "subprocess.Popen[bytes]"]]:
    """An rclone of its own over a folder, for this process alone. `more`: what else it is told."""
    port = port or free_port()
    store = Store(f"http://127.0.0.1:{port}", "vouchsafe", "a secret of tests")
    folder.mkdir(parents=True, exist_ok=True)
    program = Path(sys.executable).parent / "rclone"
    command = [str(program), "serve", "s3", "--addr", f"127.0.0.1:{port}", "--config", os.devnull, "--quiet"]
    command += ["--auth-key", f"{store.access},{store.secret}"] if keyed else []
    command += map(str, more)
    command += ["--cache-dir", str(folder / "cache"), str(folder / "s3")]
    (folder / "s3").mkdir(exist_ok=True)
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:
        try:
            _wait_until_open(port, process)
            yield store, process
        finally:
            process.kill()


def _wait_until_open(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "rclone ended before it listened"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.05)
    pytest.fail("rclone did not listen within a minute")


@pytest.fixture(scope="session")
def object_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store of this run of tests."""
    named = os.environ.get("VOUCHSAFE_TEST_S3")
    if named:
        parts = urlsplit(named)
        yield Store(f"{parts.scheme}://{parts.hostname}:{parts.port}", parts.username or "", parts.password or "")
        return
    with running(tmp_path_factory.mktemp("object-store")) as (store, _process):
        yield store


def configuration(store: Store, bucket: str) -> S3:
    """What vouchsafe.toml would say of a bucket there."""
    return S3(endpoint=store.endpoint, bucket=bucket, access_key=store.access)


@contextlib.contextmanager
def bucket_in(store: Store) -> Iterator[str]:
    """A bucket that is made now and removed with all that is in it."""
    from vouchsafe.common.storage.bucket import Bucket, connect

    client, bucket = connect(store.endpoint, "us-east-1", store.access, store.secret, "path"), secrets.token_hex(8)
    client.create_bucket(Bucket=bucket)
    yield bucket
    for key, upload, _day in Bucket(client, bucket).unfinished():
        client.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload)
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for found in page.get("Contents", []):
            client.delete_object(Bucket=bucket, Key=found["Key"])
    client.delete_bucket(Bucket=bucket)


@pytest.fixture
def bucket(object_store: Store, settings: Settings) -> Iterator[str]:
    """The storage of this test is a bucket of its own; gives the bucket's name."""
    with bucket_in(object_store) as name:
        settings.VOUCHSAFE = msgspec.structs.replace(
            settings.VOUCHSAFE, s3=configuration(object_store, name), s3_secret=object_store.secret
        )
        yield name


@pytest.fixture
def in_folder(settings: Settings) -> None:
    """The storage of this test is the folder, whatever the others have."""
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, s3=None)


@pytest.fixture(params=["folder", "s3"])
def stored(request: pytest.FixtureRequest) -> str:
    """The test runs over a folder and over a bucket; gives which of them."""
    kind: str = request.param
    request.getfixturevalue("bucket" if kind == "s3" else "in_folder")
    return kind
