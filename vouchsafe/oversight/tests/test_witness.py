"""The server asks witnesses to cosign its records; real ones (`vouchsafe record serve-witness`) refuse a fork."""

import base64
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import msgspec
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from vouchsafe.audit.cosigners import Cosigners
from vouchsafe.audit.cosigning import Refusal, cosign_all
from vouchsafe.audit.models import Cosignature, Log
from vouchsafe.audit.proofs import verifiers_of
from vouchsafe.common.tests.ports import free_port
from vouchsafe.oversight.terminal.record import witness_key
from vouchsafe.oversight.tests.acts import FORK, act, falsify
from vouchsafe.tlog.checkpoints import open_checkpoint
from vouchsafe.tlog.errors import NotSigned
from vouchsafe.tlog.notes import Note, Verifier, verify_cosignature

if TYPE_CHECKING:
    from vouchsafe.people.tests.cast import Institute

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Running:
    """A witness that runs: its submission prefix and its verifier key."""

    address: str
    verifier: Verifier

    @property
    def key(self) -> str:
        return str(self.verifier)


Start = Callable[[str], Running]


@pytest.fixture
def start(institute: "Institute", tmp_path: Path) -> Iterator[Start]:
    """Starts a witness of this name that follows Meridian's record; every one is a process with a folder of its own."""
    running: list[subprocess.Popen[bytes]] = []
    log = str(verifiers_of(Log.objects.get())[0])

    def begin(name: str) -> Running:
        secret = tmp_path / f"{name}.key"
        secret.write_text(base64.b64encode(name.encode().ljust(32, b"\0")).decode())
        port = free_port()
        options = ["--name", name, "--signing-key", str(secret), "--log", log, "--port", str(port)]
        command = [sys.executable, "-m", "vouchsafe", "record", "serve-witness", str(tmp_path / name), *options]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ))
        wait_for(port)
        return Running(f"http://127.0.0.1:{port}", witness_key(name, secret)[1])

    yield begin
    for process in running:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_for(port: int) -> None:
    for _ in range(1200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the witness does not answer after a minute")


def ask(witness: Running) -> bool:
    """One round of the server's questions to a witness."""
    with httpx.Client() as client:
        return cosign_all(client, witness.address, witness.verifier)


def served(institute: "Institute", path: str = "checkpoint") -> Note:
    """A checkpoint as the public door serves it, its own signature checked."""
    answer = Client(headers={"host": "localhost:8000"}).get(f"/record/{institute.organisation.id}/{path}")
    assert answer.status_code == 200
    return open_checkpoint(answer.content.decode(), verifiers_of(Log.objects.get())[0])[1]


@contextmanager
def configured(*witnesses: Running) -> Iterator[None]:
    """The server with these witnesses in its configuration."""
    config = msgspec.structs.replace(settings.VOUCHSAFE, witnesses=witnesses)
    with override_settings(VOUCHSAFE=config):
        yield


def test_two_witnesses_cosign_what_the_public_door_serves(institute: "Institute", start: Start) -> None:
    """The worker asks both, after each growth; the checkpoint that anybody fetches carries both cosignatures."""
    north, south = start("north.example"), start("south.example")
    with configured(north, south), Cosigners(0.02):
        for _growth in range(2):
            wait_until(lambda: Cosignature.objects.filter(checkpoint=Log.objects.get().checkpoint).count() == 2)
            note = served(institute)
            for witness in (north, south):
                assert verify_cosignature(note, witness.verifier) > 0
            act(institute.organisation.id, 300)
        wait_until(lambda: Cosignature.objects.filter(checkpoint=Log.objects.get().checkpoint).count() == 2)
    assert open_checkpoint(str(served(institute)), verifiers_of(Log.objects.get())[0])[0].size == 612


def wait_until(done: Callable[[], bool]) -> None:
    for _ in range(1200):
        if done():
            return
        time.sleep(0.05)
    pytest.fail("it did not happen within a minute")


def test_a_forked_server_is_refused(institute: "Institute", start: Start) -> None:
    """History written anew and signed: the witness that saw the old one does not cosign, and the refusal is kept."""
    north = start("north.example")
    assert ask(north)
    old = served(institute)
    falsify(*FORK)
    act(institute.organisation.id, 5)
    assert not ask(north)
    row = Cosignature.objects.get()
    assert (row.refusal, row.size) == (Refusal.FORKED, 12)
    with pytest.raises(NotSigned):
        verify_cosignature(served(institute), north.verifier)
    assert verify_cosignature(served(institute, "checkpoint/cosigned"), north.verifier) == verify_cosignature(
        old, north.verifier
    )


def test_a_fork_of_the_same_size_and_a_shorter_one_are_refused(institute: "Institute", start: Start) -> None:
    """Neither needs a proof to be seen."""
    north = start("north.example")
    assert ask(north)
    falsify(*FORK)
    act(institute.organisation.id, 0)
    assert Log.objects.get().size == 12
    assert not ask(north)
    assert Cosignature.objects.get().refusal == Refusal.FORKED
    falsify(*FORK, "DELETE FROM audit_waiting WHERE entry_id IN (SELECT max(entry_id) FROM audit_waiting)")
    act(institute.organisation.id, 0)
    assert Log.objects.get().size == 11
    assert not ask(north)
    assert Cosignature.objects.get().refusal == Refusal.FORKED


def test_a_server_that_forgot_how_far_a_witness_came_asks_it(institute: "Institute", start: Start) -> None:
    """As after an old copy of the table was put back: the witness says what it saw, and is given a proof from there."""
    north = start("north.example")
    assert ask(north)
    act(institute.organisation.id, 300)
    Cosignature.objects.all().delete()
    assert ask(north)
    assert verify_cosignature(served(institute), north.verifier) > 0


def test_an_overseer_sees_which_witness_refused(institute: "Institute", start: Start, desk_client: Client) -> None:
    """With how far each came."""
    north = start("north.example")
    ask(north)
    falsify(*FORK)
    act(institute.organisation.id, 1)
    ask(north)
    desk_client.force_login(institute.overseer.member)
    summary = desk_client.get("/api/v1/record").json()
    assert summary["witnesses"] == [{"name": "north.example", "size": 12, "refusal": "forked"}]


def test_nobody_answers_or_nobody_is_known(institute: "Institute", start: Start) -> None:
    """A witness that is away, and one that follows another log, are noted; the record goes on without them."""
    north = start("north.example")
    away = Running(f"http://127.0.0.1:{free_port()}", north.verifier)
    assert not ask(away)
    assert Cosignature.objects.get().refusal == Refusal.UNREACHABLE
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_log SET origin = 'elsewhere.example/record/1', checkpoint = checkpoint")
    act(institute.organisation.id, 1)
    assert not ask(north)
    assert Cosignature.objects.get().refusal == Refusal.UNKNOWN
