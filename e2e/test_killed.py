"""SIGKILL before every single write of a submission: a report is there wholly or not at all, and never lost."""

import asyncio
import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client

from vouchsafe.cases.models import Blob, Case, CaseKey, Grant, Item
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Sent
from vouchsafe.common import uploads
from vouchsafe.intake.tests.apart import environment
from vouchsafe.intake.tests.paying import proof_for, put
from vouchsafe.vault.attachments import AttachedFile
from vouchsafe.vault.blobs import Expected, open_blob
from vouchsafe.vault.padding import blob_sealed_size
from vouchsafe.vault.place import KeyKind, Place
from vouchsafe.vault.thread import Opened

LEDGER = b"Friday: 40 crates out, 12 in the book. " * 100
ANSWERED, KILLED = 0, -signal.SIGKILL
FEWEST = 12
"""Writes of a submission, at least: less would mean that the fuse does not see them."""

Submit = Callable[[dict[str, object]], int]


@contextmanager
def server_apart(folder: Path) -> Iterator[Submit]:
    """The process that kills itself; each call gives how one submission ended."""
    command = [sys.executable, "-m", "e2e.killed"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(folder)
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        given, taken = process.stdin, process.stdout

        def submit(task: dict[str, object]) -> int:
            given.write(json.dumps(task) + "\n")
            given.flush()
            status: int = json.loads(taken.readline())["status"]
            return status

        yield submit
        given.close()


def is_wholly_there(house: House, sent: Sent) -> bool:
    """Whether the report is there; whatever is there must be all of it, readable, with its attachment's bytes."""
    bundle = sent.bundle
    rows = {model: model._default_manager.filter(case=sent.case).count() for model in (CaseKey, Grant, Item, Blob)}
    if not Case.objects.filter(id=sent.case).exists():
        assert set(rows.values()) == {0}
        return False
    assert rows == {CaseKey: 1, Grant: len(bundle["grants"]), Item: len(bundle["items"]), Blob: len(bundle["blobs"])}
    for reader in (house.hana, house.omar):
        read = cast.read(house, reader, sent.case)
        assert read.findings == ()
        assert [entry.kind for entry in read.entries if isinstance(entry, Opened)] == ["report", "title", "attachment"]
    manifest = next(entry.body for entry in read.entries if isinstance(entry, Opened) and entry.kind == "attachment")
    opened, place = io.BytesIO(), Place(sent.case, "blob", sent.blobs[0])
    with uploads.open_blob(house.organisation.id, sent.blobs[0]) as sealed:
        expected = Expected(manifest["size"], bytes.fromhex(manifest["sha256"]))
        open_blob(read.keys[KeyKind.CASE, 0], 0, place, sealed, expected, opened)
    assert opened.getvalue() == LEDGER
    return True


def continue_upload(task: dict[str, object]) -> None:
    """The reporter's machine sends what is missing of the attachment."""
    from e2e.killed import upload

    asyncio.run(upload(str(task["token"]), Path(str(task["sealed"])).read_bytes()))


def prepare(house: House, client: Client, folder: Path, at: int) -> tuple[Sent, dict[str, object]]:
    """A sealed report whose attachment is not uploaded yet, and the task to submit it and die."""
    sealer, receipt = cast.sealer(house)
    size = len(LEDGER)
    sealed = io.BytesIO()
    length = blob_sealed_size(size)
    upload = uploads.create(house.organisation.id, length)
    uploads.begin(upload.claim)
    sealer.seal_attachment(
        AttachedFile(io.BytesIO(LEDGER), size, "ledger.txt", "text/plain"), sealed, blob=upload.blob_id
    )
    sent = cast.finish(sealer, receipt)
    (folder / "sealed").write_bytes(sealed.getvalue())
    task = {
        "at": at,
        "token": upload.token,
        "sealed": str(folder / "sealed"),
        "report": report_in(folder, client, sent),
        "beside": [],
        "answered": str(folder / "answered"),
    }
    return sent, task


def report_in(folder: Path, client: Client, sent: Sent) -> dict[str, object]:
    """The bundle in a file, and what pays for it."""
    raw = folder / str(sent.case)
    raw.write_bytes(sent.raw)
    return {"case": str(sent.case), "raw": str(raw), "paid": proof_for(client, sent)}


@pytest.mark.django_db(transaction=True)
def test_a_server_killed_before_any_write_has_lost_nothing_and_shows_nothing_by_half(
    tmp_path: Path, report_client: Client
) -> None:
    """Each write in turn, until a submission survives; and each time the reporter's retry succeeds."""
    house, deaths, status = cast.meridian(), 0, KILLED
    with server_apart(tmp_path) as submit:
        while status == KILLED:
            sent, task = prepare(house, report_client, tmp_path, deaths + 1)
            status = submit(task)
            there = is_wholly_there(house, sent)
            assert there == (status == ANSWERED), "what was not answered was not committed yet, and the other way round"
            continue_upload(task)
            assert retry(report_client, sent) == 201
            assert is_wholly_there(house, sent)
            deaths += status == KILLED
    assert status == ANSWERED
    assert deaths >= FEWEST


@pytest.mark.django_db(transaction=True)
def test_reports_that_are_stored_together_are_all_there_or_none_is(tmp_path: Path, report_client: Client) -> None:
    """Three come at once, and the server is killed before each write in turn: who was answered has lost nothing."""
    house, deaths, status = cast.meridian(), 0, KILLED
    with server_apart(tmp_path) as submit:
        while status == KILLED:
            first, task = prepare(house, report_client, tmp_path, deaths + 1)
            others = [cast.seal(house, attachment=LEDGER) for _each in range(2)]
            task["beside"] = [report_in(tmp_path, report_client, each) for each in others]
            (tmp_path / "answered").write_text("")
            status = submit(task)
            answered = set((tmp_path / "answered").read_text().split())
            there = {str(each.case) for each in (first, *others) if is_wholly_there(house, each)}
            assert answered <= there
            assert len(there) in (0, 3), "one statement stores them"
            continue_upload(task)
            for each in (first, *others):
                assert retry(report_client, each) == 201
                assert is_wholly_there(house, each)
            deaths += status == KILLED
    assert status == ANSWERED
    assert len(answered) == 3
    assert deaths >= FEWEST


@pytest.mark.django_db(transaction=True)
def test_a_server_killed_before_its_answer_has_the_report(tmp_path: Path, report_client: Client) -> None:
    """Committed, but not answered: the report is there, and the retry is answered as the first time."""
    from e2e.killed import BEFORE_THE_ANSWER

    house = cast.meridian()
    with server_apart(tmp_path) as submit:
        sent, task = prepare(house, report_client, tmp_path, BEFORE_THE_ANSWER)
        assert submit(task) == KILLED
    assert is_wholly_there(house, sent)
    assert retry(report_client, sent) == 201
    assert is_wholly_there(house, sent)


def retry(client: Client, sent: Sent) -> int:
    """The same bytes again, to a server that lives."""
    return put(client, sent).status_code
