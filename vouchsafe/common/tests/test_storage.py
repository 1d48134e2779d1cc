"""What every storage does with whole blobs, over a folder and over a real object store."""

import os
import re
import signal
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.test import RequestFactory
from pytest_django import Settings

from vouchsafe.common import clock, uploads
from vouchsafe.common.downloads import download
from vouchsafe.common.storage import Found, Name, StorageError, storage
from vouchsafe.common.storage.bucket import Bucket
from vouchsafe.common.tests import laid, object_store
from vouchsafe.common.tests.configured import configuration_of
from vouchsafe.common.tests.object_store import Store

Own = tuple[Store, subprocess.Popen[bytes], str]
LARGE = 40 * 1024 * 1024
"""More than two parts of a multipart upload."""


@pytest.fixture
def name() -> Name:
    """A blob of the harbour's."""
    return Name(uuid4(), uuid4())


def test_a_blob_is_there_once_it_is_settled(stored: str, name: Name) -> None:
    """Its bytes, its size and its day; its part is gone, and a second one of the same name changes nothing."""
    assert storage().find(name) is None
    with pytest.raises(FileNotFoundError):
        storage().open(name)
    laid.lay(*name, b"sealed")
    assert storage().find(name) == Found(6, clock.today())
    laid.lay_part(*name, b"forged")
    with uploads.part_of(name).open("rb") as part:
        uploads.settle(name, part)
    assert laid.content_of(*name) == b"sealed"
    assert not uploads.part_of(name).exists()


def test_a_large_blob_comes_back_byte_for_byte(stored: str, name: Name) -> None:
    """In several parts on the way there, as one stream on the way back, and from anywhere in it."""
    content = os.urandom(LARGE)
    laid.lay(*name, content)
    assert laid.content_of(*name) == content
    with storage().open(name) as file:
        for position in (LARGE - 5, 17, 20_000_000):
            assert file.seek(position) == position
            assert file.read(1000) == content[position : position + 1000]
        assert (file.seek(0, os.SEEK_END), file.read()) == (LARGE, b"")


def test_what_a_bundle_took_is_not_taken_back(stored: str, name: Name) -> None:
    """And what was taken back is not taken; each once and for ever, and nothing is left of the loser's try."""
    laid.lay(*name, b"sealed")
    assert storage().take(name, 6)
    assert not storage().take_back(name)
    assert storage().take(name, 6) == (clock.today(), b"")
    assert storage().take(name, 6, 3) == (clock.today(), b"sea")
    assert not storage().is_taken_back(name)
    other = Name(name.organisation, uuid4())
    laid.lay(*other, b"sealed")
    assert storage().take_back(other)
    assert storage().take_back(other)
    assert (storage().take(other, 6), storage().is_taken_back(other)) == (None, True)
    assert storage().find(other) is None


def test_a_bundle_and_its_sender_never_both_have_a_blob(stored: str) -> None:
    """Taken and taken back at the same moment, again and again: what was taken is there."""
    with ThreadPoolExecutor(2) as pool:
        for _each in range(30):
            name = Name(uuid4(), uuid4())
            laid.lay(*name, b"sealed")
            taken = pool.submit(storage().take, name, 6)
            taken_back = pool.submit(storage().take_back, name)
            assert not (taken.result() and taken_back.result())
            if taken.result():
                assert laid.content_of(*name) == b"sealed"


def test_what_is_removed_is_gone(stored: str, name: Name) -> None:
    """With every flag; twice is no error."""
    laid.lay(*name, b"sealed")
    storage().take(name, 6)
    for _each in range(2):
        uploads.remove(*name)
        assert laid.everything() == {}


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("bytes=0-99", 206, "bytes 0-99/1000"),
        ("bytes=990-", 206, "bytes 990-999/1000"),
        ("bytes=-10", 206, "bytes 990-999/1000"),
        ("bytes=900-5000", 206, "bytes 900-999/1000"),
        ("bytes=-5000", 206, "bytes 0-999/1000"),
        ("bytes=1000-", 416, "bytes */1000"),
        ("bytes=-0", 416, "bytes */1000"),
        ("bytes=5-4", 416, "bytes */1000"),
        ("bytes=0-1,5-6", 200, None),
        ("bytes=-", 200, None),
        ("lines=1-2", 200, None),
        ("", 200, None),
    ],
)
def test_a_range_of_a_blob_is_downloaded(
    rf: RequestFactory, stored: str, name: Name, asked: str, status: int, told: str | None
) -> None:
    """As RFC 9110 has it: one range, else the whole; what lies beyond the end is refused with the size."""
    content = os.urandom(1000)
    laid.lay(*name, content)
    with storage().open(name) as file:
        answer: Any = download(rf.get("/", headers={"Range": asked} if asked else {}), file, "blob")
        given = b"".join(answer)
    assert (answer.status_code, answer.headers.get("Content-Range")) == (status, told)
    part = re.match(r"bytes (\d+)-(\d+)/", told or "bytes 0-999/")
    assert given == (content[int(part[1]) : int(part[2]) + 1] if part else b"")


@pytest.mark.parametrize("headers", [{"Range": "bytes=0-1", "If-Range": '"x"'}, {}])
def test_a_whole_blob_says_its_size_and_that_it_has_ranges(
    rf: RequestFactory, name: Name, headers: dict[str, str]
) -> None:
    """Also to who would have a range of a version that we do not name."""
    laid.lay(*name, b"sealed")
    with storage().open(name) as file:
        answer = download(rf.get("/", headers=headers), file, "blob")
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, "6")
    assert answer.headers["Accept-Ranges"] == "bytes"


# Object stores alone.


@pytest.fixture
def own(tmp_path: Path, settings: Settings) -> Iterator[Own]:
    """A store for this test alone, so that it can be killed; the storage is a bucket in it."""
    with object_store.running(tmp_path / "own") as (store, process):
        (tmp_path / "own" / "s3" / "blobs").mkdir()
        settings.VOUCHSAFE = msgspec.structs.replace(
            settings.VOUCHSAFE, s3=object_store.configuration(store, "blobs"), s3_secret=store.secret
        )
        yield store, process, "blobs"


ASKED: dict[str, Callable[[Name], object]] = {
    "settle": lambda name: storage().settle(name, uploads.part_of(name)),
    "find": lambda name: storage().find(name),
    "take": lambda name: storage().take(name, 6),
    "take_back": lambda name: storage().take_back(name),
    "open": lambda name: storage().open(name),
    "remove": lambda name: storage().remove(name),
    "old": lambda _name: list(storage().old(clock.today())),
    "put_away": lambda name: storage().put_away(name),
    "abandon": lambda _name: storage().abandon(clock.today()),
}


@pytest.mark.parametrize("verb", ASKED)
def test_a_wrong_key_is_a_typed_error(bucket: str, name: Name, settings: Settings, verb: str) -> None:
    """503, with nothing done and the part still there."""
    laid.lay_part(*name, b"sealed")
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, s3_secret="not the secret")
    with pytest.raises(StorageError) as refused:
        ASKED[verb](name)
    assert (refused.value.code, refused.value.status) == ("storage/refused", 503)
    assert uploads.part_of(name).read_bytes() == b"sealed"


def test_a_store_that_is_away_is_a_typed_error_and_what_came_is_settled_later(own: Own, tmp_path: Path) -> None:
    """503 from every verb; the part waits, and is settled when the store is back."""
    store, process, _bucket = own
    name = Name(uuid4(), uuid4())
    laid.lay_part(*name, b"sealed")
    process.kill()
    process.wait()
    for verb in ("settle", "find", "take", "remove"):
        with pytest.raises(StorageError) as refused:
            ASKED[verb](name)
        assert (refused.value.code, refused.value.status) == ("storage/away", 503)
    assert uploads.part_of(name).read_bytes() == b"sealed"
    with object_store.running(tmp_path / "own", int(store.endpoint.rpartition(":")[2])):
        ASKED["settle"](name)
        assert laid.content_of(*name) == b"sealed"


LAST_WORDS = {
    "nothing": b"",
    "a part of the first line": b"HTTP/1.1 20",
    "the first line alone": b"HTTP/1.1 200 OK\r\n",
    "a part of the head": b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nLast-Mod",
    "a part of the body": b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<?xml",
    "a proxy's own page": b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\n\r\n<html><body><h1>50",
}


@pytest.mark.parametrize("verb", ["settle", "find", "take", "take_back", "open", "put_away"])
@pytest.mark.parametrize("words", LAST_WORDS)
def test_a_store_that_dies_while_it_answers_is_away(name: Name, settings: Settings, words: str, verb: str) -> None:
    """503, never 500, wherever its answer ends; what waits to be settled stays."""
    laid.lay_part(*name, b"sealed")
    with _saying(LAST_WORDS[words], settings), pytest.raises(StorageError) as refused:
        ASKED[verb](name)
    assert (refused.value.code, refused.value.status) == ("storage/away", 503)
    assert uploads.part_of(name).read_bytes() == b"sealed"


@pytest.mark.parametrize("verb", ASKED)
@pytest.mark.parametrize("status", ["301 Moved Permanently", "307 Temporary Redirect"])
def test_a_store_that_sends_us_elsewhere_refuses(name: Name, settings: Settings, status: str, verb: str) -> None:
    """503: its endpoint or region is not the bucket's. It is not asked over and over where else."""
    laid.lay_part(*name, b"sealed")
    elsewhere = f"HTTP/1.1 {status}\r\nLocation: /blobs/elsewhere\r\nContent-Length: 0\r\n\r\n".encode()
    with _saying(elsewhere, settings), pytest.raises(StorageError) as refused:
        ASKED[verb](name)
    assert (refused.value.code, refused.value.status) == ("storage/refused", 503)
    assert uploads.part_of(name).read_bytes() == b"sealed"


@contextmanager
def _saying(words: bytes, settings: Settings) -> Iterator[None]:
    """Whatever the store is asked, it says this and hangs up."""

    class Last(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65_536)
            self.request.sendall(words)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Last) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        store = Store(f"http://127.0.0.1:{server.server_address[1]}", "key", "secret")
        settings.VOUCHSAFE = msgspec.structs.replace(
            settings.VOUCHSAFE, s3=object_store.configuration(store, "blobs"), s3_secret=store.secret
        )
        try:
            yield
        finally:
            server.shutdown()
            serving.join()


def test_a_store_that_dies_while_a_blob_is_read_ends_the_reading(own: Own, name: Name) -> None:
    """With an error: nobody takes the beginning for the whole."""
    _store, process, _bucket = own
    laid.lay(*name, os.urandom(LARGE))
    with storage().open(name) as file:
        assert len(file.read(1000)) == 1000
        process.kill()
        process.wait()
        with pytest.raises(StorageError):
            file.read()


SETTLE = """
import os, sys
from uuid import UUID
os.environ["DJANGO_SETTINGS_MODULE"] = "vouchsafe.config.settings"
import django; django.setup()
from vouchsafe.common import uploads
from vouchsafe.common.storage import Name
name = Name(*map(UUID, sys.argv[1:]))
from s3transfer.utils import ReadFileChunk
read, left = ReadFileChunk.read, [20 * 1024 * 1024]
def reading(self, amount=None):
    piece = read(self, amount)
    left[0] -= len(piece)
    if left[0] < 0:
        os.kill(os.getpid(), 9)
    return piece
ReadFileChunk.read = reading
with uploads.part_of(name).open("rb") as part:
    uploads.settle(name, part)
"""


def test_a_server_killed_while_it_settles_a_blob_leaves_nothing_by_half(
    bucket: str, name: Name, object_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is there under the name; the part is, and is settled later; what the store had begun is given up."""
    content = os.urandom(LARGE)
    laid.lay_part(*name, content)
    environment = _apart(tmp_path, object_store, bucket)
    command = [sys.executable, "-c", SETTLE, *map(str, name)]
    assert subprocess.run(command, env=environment, check=False).returncode == -signal.SIGKILL
    assert storage().find(name) is None
    store = storage()
    assert isinstance(store, Bucket)
    assert len(store.unfinished()) == 1
    store.abandon(clock.today())
    assert len(store.unfinished()) == 1, "it is of today"
    store.abandon(clock.today() + timedelta(days=1))
    assert store.unfinished() == []
    with uploads.part_of(name).open("rb") as part:
        uploads.settle(name, part)
    assert laid.content_of(*name) == content


def _apart(folder: Path, store: Store, bucket: str) -> dict[str, str]:
    path = folder / "vouchsafe.toml"
    path.write_text(configuration_of(), "utf-8")
    return {**os.environ, "VOUCHSAFE_CONFIG": str(path), "S3_SECRET_KEY": store.secret}
