"""Without script: what is typed and what is attached never lies on a disk, in a table or in a log unsealed."""

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from vouchsafe.cases.tests.cast import House
from vouchsafe.common import clock
from vouchsafe.common.memory_uploads import LARGEST_IN_ALL
from vouchsafe.common.tests import laid
from vouchsafe.intake.tests.everything import TYPED
from vouchsafe.intake.tests.store import snapshot
from vouchsafe.intake.tests.unscripted import MAILBOX, check, come_back, press, report

SECRET = b"The weighbridge slips of hall nine. "
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
watched: list[list[str]] = []


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    """Python tells of every file that it opens (PEP 578); an audit hook stays for the life of the process."""
    if watched and event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING:
        watched[-1].append(str(arguments[0]))


sys.addaudithook(_note)


@contextmanager
def files_written() -> Iterator[list[str]]:
    """The path of every file that is opened for writing meanwhile."""
    watched.append([])
    try:
        yield watched[-1]
    finally:
        watched.pop()


@pytest.fixture
def asking(asking: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """The Meridian Institute with one question of every kind, on a machine that has no temporary folder."""
    monkeypatch.setattr(tempfile, "tempdir", "/nonexistent")
    return asking


def test_the_watch_sees_what_django_would_have_done(tmp_path: Path) -> None:
    """A spooled upload is noticed, so that the tests below look in the right place."""
    with files_written() as written, tempfile.NamedTemporaryFile(dir=tmp_path):
        pass
    assert tmp_path in {Path(path).parent for path in written}


def test_only_sealed_files_are_written(
    asking: House, report_client: Client, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As many bytes as fit, there, back and again: every file written is a blob or a key, and none holds a word."""
    caplog.set_level(logging.DEBUG)
    content = SECRET * (LARGEST_IN_ALL // len(SECRET))
    with files_written() as written:
        receipt = report(report_client, TYPED, {"file.papers": [("slips-of-hall-nine.txt", content)]})
        page = come_back(report_client, receipt)
        typed, files = {"text": "The purser signs on Fridays."}, {"files": [("more.txt", SECRET * 9)]}
        press(report_client, page, "write", typed, files=files, address=MAILBOX)
        assert b"".join(press(report_client, page, "save", address=MAILBOX)) == content
    folders = {Path(path).relative_to(data_dir).parts[0] for path in written}
    assert folders == {"blobs", "erasure"}
    secrets = [SECRET, b"slips-of-hall-nine", b"The purser signs", receipt.encode(), receipt.replace("-", "").encode()]
    secrets += [text.encode() for text in TYPED.values() if isinstance(text, str) and len(text) > 8]
    stored = [path.read_bytes() for path in data_dir.rglob("*") if path.is_file()]
    stored += laid.objects().values()
    stored += [repr(snapshot(data_dir)).encode(), caplog.text.encode()]
    for secret in secrets:
        assert not any(secret in place or secret.hex().encode() in place for place in stored), secret


def test_what_is_not_sent_writes_nothing(asking: House, report_client: Client, data_dir: Path) -> None:
    """Checking, failing and being refused at the bound leave no file at all, not even a sealed one."""
    with files_written() as written:
        page = check(report_client, TYPED)
        press(report_client, page, "send", files={"file.papers": [("a", b"x" * 9), ("b", bytes(LARGEST_IN_ALL))]})
        press(report_client, page, "send", {"answer.what": ""}, files={"file.papers": [("a", b"x" * 9)]})
    assert written == []


def test_a_blob_tells_its_day_and_no_time(
    asking: House, report_client: Client, data_dir: Path, in_folder: None
) -> None:
    """Like every upload (protocol §8)."""
    report(report_client, TYPED, {"file.papers": [("a.txt", b"abc")]})
    blobs = [path for path in (data_dir / "blobs").rglob("*") if path.is_file()]
    assert len(blobs) == 1
    assert {path.stat().st_mtime for path in (*blobs, blobs[0].parent)} == {clock.start_of(clock.today())}


def test_djangos_own_upload_handlers_are_absent() -> None:
    """Ours is the only one, so no door can spool a file."""
    assert settings.FILE_UPLOAD_HANDLERS == ["vouchsafe.common.memory_uploads.InMemory"]
