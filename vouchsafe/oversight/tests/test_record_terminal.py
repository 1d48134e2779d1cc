"""`vouchsafe record` against a server that runs, and one that lies."""

import base64
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from pytest_django.live_server_helper import LiveServer

from vouchsafe.audit.models import Log
from vouchsafe.audit.proofs import verifiers_of
from vouchsafe.audit.sequencing import sign_anew
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.oversight.terminal import record as terminal
from vouchsafe.oversight.terminal.desk import Desk
from vouchsafe.oversight.tests.acts import CHANGE, FORK, REMOVE, REORDER, act, falsify
from vouchsafe.people.models import DirectoryEntry
from vouchsafe.people.services import append_directory_entry, require_second_factor
from vouchsafe.people.tests.cast import PASSWORD, listings_for
from vouchsafe.people.tests.test_factors import set_up
from vouchsafe.tlog.errors import (
    DirectoryNotRecorded,
    EntriesChanged,
    EntriesMissing,
    Forked,
    NotCanonical,
    NotSigned,
    RecordError,
)
from vouchsafe.tlog.notes import read_note, verify_cosignature
from vouchsafe.vault.directory import parse_entry

if TYPE_CHECKING:
    from vouchsafe.people.tests.cast import Institute

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(live_server: LiveServer) -> str:
    """The desk's address."""
    return f"http://desk.localhost:{live_server.thread.port}"


@pytest.fixture
def public(live_server: LiveServer, institute: "Institute") -> str:
    """The public address of Meridian's record."""
    return f"http://localhost:{live_server.thread.port}/record/{institute.organisation.id}"


@dataclass
class Overseer:
    """Tom Okoro oversees; whoever signs in as him says this."""

    email: str = "tom@meridian.example"
    password: str = PASSWORD
    codes: list[str] = field(default_factory=list)

    def who(self) -> tuple[str, str]:
        return self.email, self.password

    def code(self) -> str:
        return self.codes.pop()


TOM = Overseer()


def command(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """One command as an operator runs it, on the tests' database; without a terminal, Tom's answers are its input."""
    database = connection.settings_dict
    environ = {**os.environ, "DATABASE_URL": f"postgresql://vouchsafe@/{database['NAME']}?host={database['HOST']}"}
    return subprocess.run(
        [sys.executable, "-m", "vouchsafe", "record", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=environ,
        input="\n".join([*TOM.who(), ""]),
        start_new_session=True,
        timeout=120,
    )


def run(*arguments: str) -> str:
    """A command that ends well, and what it says."""
    ended = command(*arguments)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_a_live_record_verifies(institute: "Institute", desk: str, tmp_path: Path) -> None:
    """An overseer signs in from the terminal; the checkpoint is kept, and compared when the record has grown."""
    kept = tmp_path / "kept"
    assert "12 entries" in run("verify", desk, "--kept", str(kept))
    act(institute.organisation.id, 30)
    assert "42 entries" in run("verify", desk, "--kept", str(kept))
    assert "\n42\n" in kept.read_text()


@pytest.mark.parametrize(
    ("falsification", "error", "named"),
    [
        ((CHANGE,), EntriesChanged, r"entry 2\."),
        ((REMOVE,), EntriesMissing, r"From entry 2 on"),
        (REORDER, EntriesChanged, r"entry 1, 2\."),
    ],
    ids=["changed", "removed", "reordered"],
)
def test_a_falsified_record_is_found(
    institute: "Institute",
    desk: str,
    tmp_path: Path,
    falsification: tuple[str, ...],
    error: type[RecordError],
    named: str,
) -> None:
    """On the live server, and in an export of it; the entry is named."""
    falsify(*falsification)
    with pytest.raises(error, match=named):
        terminal.verify(desk, TOM)
    file = tmp_path / "record"
    terminal.export(desk, file, TOM)
    with pytest.raises(error, match=named):
        terminal.verify(str(file), TOM)


def test_a_directory_that_is_not_the_recorded_one_is_found(institute: "Institute", desk: str) -> None:
    """A key holder let in past the record, one taken away, and the true list, which verifies."""
    institute.set_up()
    act(institute.organisation.id, 1)
    terminal.verify(desk, TOM)
    encoded = institute.next_entry(institute.coordinator, dropping=listings_for(institute.second_handler))
    with transaction.atomic():
        entry = append_directory_entry(institute.coordinator.member, encoded)
    act(institute.organisation.id, 1)
    terminal.verify(desk, TOM)
    DirectoryEntry.objects.filter(id=entry.id).delete()
    with pytest.raises(DirectoryNotRecorded, match="Entry 1"):
        terminal.verify(desk, TOM)
    other = institute.next_entry(institute.coordinator)
    parsed = parse_entry(other)
    DirectoryEntry.objects.create(
        organisation=institute.organisation, sequence=parsed.sequence, hash=parsed.hash, encoded=other
    )
    with pytest.raises(DirectoryNotRecorded, match="Entry 1"):
        terminal.verify(desk, TOM)


@pytest.fixture
def fork(institute: "Institute") -> Callable[[], None]:
    """The operator writes history anew and signs it."""

    def rewrite() -> None:
        falsify(*FORK)
        act(institute.organisation.id, 1)

    return rewrite


def test_a_forked_record_is_found(
    institute: "Institute", desk: str, public: str, tmp_path: Path, fork: Callable[[], None]
) -> None:
    """By itself it verifies; who kept a checkpoint sees it, on the server and in an export, and so does a witness."""
    kept, seen, file = tmp_path / "kept", tmp_path / "seen", tmp_path / "record"
    terminal.verify(desk, TOM, kept=kept)
    terminal.witness(public, seen)
    before = (kept.read_text(), seen.read_text())
    fork()
    terminal.verify(desk, TOM)
    with pytest.raises(Forked):
        terminal.verify(desk, TOM, kept=kept)
    terminal.export(desk, file, TOM)
    with pytest.raises(Forked):
        terminal.verify(str(file), TOM, kept=kept)
    with pytest.raises(Forked):
        terminal.witness(public, seen)
    assert (kept.read_text(), seen.read_text()) == before


def test_a_witness_cosigns_what_goes_on(institute: "Institute", public: str, tmp_path: Path) -> None:
    """From first sight on; its key is a file, its cosignature is good, and the last checkpoint is kept."""
    secret, seen = tmp_path / "secret", tmp_path / "seen"
    secret.write_text(base64.b64encode(bytes(range(32))).decode())
    options = ["--kept", str(seen), "--name", "witness.example", "--signing-key", str(secret)]
    run("witness", public, *options)
    act(institute.organisation.id, 300)
    note = run("witness", public, *options)
    assert "\n312\n" in note
    assert verify_cosignature(read_note(note), terminal.witness_key("witness.example", secret)[1]) > 0
    assert seen.read_text() == note


def test_an_export_verifies_and_a_changed_file_does_not(institute: "Institute", tmp_path: Path) -> None:
    """Written on the server by its operator, checked anywhere; one byte of it is enough."""
    file = tmp_path / "record"
    assert "12 entries" in run("export", "meridian", str(file))
    assert "12 entries" in run("verify", str(file))
    content = file.read_bytes()
    file.write_bytes(content.replace(b"case:opened", b"case:openeD", 1))
    with pytest.raises(NotCanonical):
        terminal.verify(str(file), TOM)
    file.write_bytes(content.replace(b"case:opened", b"case:opener", 1))
    with pytest.raises(EntriesChanged):
        terminal.verify(str(file), TOM)


def test_the_key_may_come_from_elsewhere(institute: "Institute", desk: str) -> None:
    """With the right key it verifies, with another it does not, whatever the server names."""
    with Desk(desk) as signed_in:
        signed_in.sign_in(TOM)
        right = signed_in.header().key
    terminal.verify(desk, TOM, key=right)
    other = "localhost+00000000+AQ=="
    with pytest.raises(RecordError):
        terminal.verify(desk, TOM, key=other)


def test_nothing_is_overwritten_and_nobody_else_gets_in(institute: "Institute", desk: str, tmp_path: Path) -> None:
    """A wrong password, an address without encryption and a file that exists each end in a sentence."""
    for source, who, code in (
        (desk, Overseer(password="wrong"), "desk/refused"),
        ("http://desk.example.org", TOM, "address/http"),
        (str(tmp_path / "nothing"), TOM, "file/unusable"),
    ):
        with pytest.raises(VouchsafeError) as refused:
            terminal.verify(source, who)
        assert refused.value.code == code
    file = tmp_path / "record"
    file.write_text("mine")
    assert command("export", "meridian", str(file)).returncode == 1
    assert file.read_text() == "mine"


def test_a_second_factor_is_asked_for_where_there_is_one(
    institute: "Institute", desk: str, desk_client: Client, tmp_path: Path
) -> None:
    """A good code signs in to verify and to export, a wrong one does not."""
    _secret, recovery_codes = set_up(desk_client, "tom@meridian.example")
    with pytest.raises(VouchsafeError) as refused:
        terminal.verify(desk, Overseer(codes=["00000000"]))
    assert refused.value.code == "desk/code"
    assert terminal.verify(desk, Overseer(codes=recovery_codes[:1])).checkpoint.size == 12
    assert terminal.export(desk, tmp_path / "record", Overseer(codes=recovery_codes[1:2])) == 12


def test_where_only_a_passkey_lets_in_the_terminal_says_what_to_do_instead(
    institute: "Institute", desk: str, desk_client: Client, tmp_path: Path
) -> None:
    """With a password alone, and with a code after it: neither opens that desk, and nothing of the record is read."""
    lena = institute.administrator.member
    require_second_factor(lena, required=True, passkeys_only=True)
    with pytest.raises(VouchsafeError) as refused:
        terminal.verify(desk, TOM)
    assert (refused.value.code, "File for checking" in refused.value.message) == ("desk/passkey", True)
    require_second_factor(lena, required=False, passkeys_only=False)
    _secret, recovery_codes = set_up(desk_client, "tom@meridian.example")
    require_second_factor(lena, required=True, passkeys_only=True)
    with pytest.raises(VouchsafeError) as refused:
        terminal.export(desk, tmp_path / "record", Overseer(codes=recovery_codes[:1]))
    assert refused.value.code == "desk/passkey"
    assert not (tmp_path / "record").exists()


def test_the_key_is_printed_on_the_server(institute: "Institute", desk: str) -> None:
    """`vouchsafe record key` prints the line that verifies."""
    key = run("key", "meridian").strip()
    assert terminal.verify(desk, TOM, key=key).checkpoint.origin == key.partition("+")[0]


def test_while_a_key_is_replaced_both_verify(institute: "Institute", desk: str, tmp_path: Path) -> None:
    """Checkpoints bear both signatures, quiet logs' too; then only the new one, and what was kept still counts."""
    kept = tmp_path / "kept"
    former = run("key", "meridian").strip()
    terminal.verify(desk, TOM, key=former, kept=kept)
    both = msgspec.structs.replace(settings.VOUCHSAFE, record_key=bytes([7]) * 32, former_record_key=bytes(range(32)))
    with override_settings(VOUCHSAFE=both):
        assert sign_anew() == 1
        assert sign_anew() == 0
        present = str(verifiers_of(Log.objects.get())[0])
        assert present != former
        for key in (former, present):
            terminal.verify(desk, TOM, key=key, kept=kept)
    with override_settings(VOUCHSAFE=msgspec.structs.replace(both, former_record_key=None)):
        act(institute.organisation.id, 3)
        assert terminal.verify(desk, TOM, key=present, kept=kept).checkpoint.size == 15
        with pytest.raises(NotSigned):
            terminal.verify(desk, TOM, key=former)


def test_an_organisation_is_a_uuid(institute: "Institute", public: str) -> None:
    """The address of a record names the organisation by its id, which never changes."""
    assert UUID(public.rsplit("/", 1)[1]) == institute.organisation.id
