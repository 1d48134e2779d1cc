"""`vouchsafe open`: an archive of one case, a passphrase, and no server. What does not hold is told."""

import html
import json
import os
import pty
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vouchsafe.opening.tests import cast
from vouchsafe.opening.tests.cast import FILE_KEY, LOG, PHRASE, Archive, open_it, taken
from vouchsafe.recovery.tests.cast import ANSWER, NAME, STORY
from vouchsafe.tlog.notes import Signer
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.make_vectors.cast import PHOTO, chain, person
from vouchsafe.vault.primitives import from_base64, to_base64
from vouchsafe.vault.words import hash_words

ATTACHED = "crates at night.jpg"
Change = Callable[[dict[str, Any]], object]


def _item(document: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in document["items"] if one["kind"] == kind)
    return found


def test_a_passphrase_opens_it_all_without_server_network_or_configuration(tmp_path: Path) -> None:
    """A page, a text, the document, and each file under its name, on a machine of its own."""
    into = tmp_path / "opened"

    done = open_it(taken().write(tmp_path / "case.tar.age"), into)

    assert (done.returncode, "not needed" in done.stderr) == (0, False), done.stderr
    text, page = (into / "case.txt").read_text("utf-8"), (into / "case.html").read_text("utf-8")
    for said in ("What happened?", STORY, ANSWER, "The Institute", "Hana Weiss (Key holder", ATTACHED, "case:archived"):
        assert said in done.stdout
        assert said in text
        assert html.escape(said) in page
    assert (into / "attachments" / ATTACHED).read_bytes() == PHOTO
    assert {path.name for path in into.iterdir()} == {"case.txt", "case.html", "case.json", "attachments"}
    assert "Warning" not in done.stdout


def test_internal_notes_are_there_only_where_they_were_taken_along(tmp_path: Path) -> None:
    """And the archive says which it is."""
    without = open_it(taken().write(tmp_path / "without.age"), tmp_path / "without")
    with_notes = open_it(taken(internal=True).write(tmp_path / "with.age"), tmp_path / "with")

    assert ("Ask the port." in without.stdout, "was left out" in without.stdout) == (False, True)
    assert ("Ask the port." in with_notes.stdout, "is included" in with_notes.stdout) == (True, True)


def test_what_is_kept_apart_is_named_and_not_there(tmp_path: Path) -> None:
    """Nobody opened it, so nobody takes it away."""
    done = open_it(taken().write(tmp_path / "case.tar.age"), tmp_path / "opened")

    assert "Not here: Who reports (kept apart)" in done.stdout
    assert NAME not in done.stdout
    assert done.returncode == 0


def test_the_key_of_a_recipient_opens_it(tmp_path: Path) -> None:
    """As `age-keygen -pq` writes it, with its comments."""
    identity = Identity.from_seed(bytes(32))
    path = taken().write(tmp_path / "case.tar.age", identity.recipient.wrap(FILE_KEY))
    key = tmp_path / "key.txt"
    key.write_text(f"# created: 2026-03-01\n# public key: {identity.recipient.to_string()}\n{identity.to_string()}\n")

    assert open_it(path, tmp_path / "opened", "--identity", key).returncode == 0
    assert open_it(path, tmp_path / "by passphrase").returncode == 1


def test_the_age_command_line_and_any_tar_open_it(tmp_path: Path) -> None:
    """Nobody is hostage to this software: age asks for the words at a terminal, and gives a tar of plain files."""
    path = taken().write(tmp_path / "case.tar.age")
    terminal, beneath = pty.openpty()
    decrypting = ["setsid", "--ctty", "--wait", "age", "--decrypt", "--output", str(tmp_path / "case.tar"), str(path)]
    age = subprocess.Popen(decrypting, stdin=beneath, stdout=beneath, stderr=beneath)
    os.write(terminal, f"{PHRASE}\n".encode())

    assert age.wait(60) == 0, os.read(terminal, 1000)
    with tarfile.open(tmp_path / "case.tar") as tar:
        assert tar.getnames() == ["READ-ME.txt", "files/1", "case.json"]


def test_another_passphrase_opens_nothing_and_leaves_no_folder(tmp_path: Path) -> None:
    """In words, so that it can be typed again."""
    into = tmp_path / "opened"

    done = open_it(taken().write(tmp_path / "case.tar.age"), into, typed="copper-lantern-orbit-velvet-timber-opera")

    assert (done.returncode, done.stdout) == (1, "")
    assert "This does not open case.tar.age" in done.stderr
    assert not into.exists()


@pytest.mark.parametrize("place", [0, 30, 100, 200, 5_000, -1])
def test_one_flipped_byte_anywhere_is_told_and_nothing_is_written(tmp_path: Path, place: int) -> None:
    """In the first line, the header, its seal, or the content."""
    path, into = taken().write(tmp_path / "case.tar.age"), tmp_path / "opened"
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)

    done = open_it(path, into)

    assert (done.returncode, done.stdout, into.exists()) == (1, "", False)
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_one_that_was_cut_short_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    """At a chunk's end too, where only the seal tells that there was more."""
    large = Archive(taken().document, {"files/1": PHOTO, "files/2": bytes(200_000)})
    path, into = large.write(tmp_path / "case.tar.age"), tmp_path / "opened"
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) - len(raw) % (65_536 + 16)])

    done = open_it(path, into)

    assert (done.returncode, into.exists()) == (1, False)
    assert "changed or cut short" in done.stderr


RECORD: dict[str, Change] = {
    "an act": lambda document: _leaf(document, "case:opened", "case:printed"),
    "who did it": lambda document: _leaf(document, '"actor":"', '"actor":"0'[:-1] + "f", drop=1),
    "another case's entry": lambda document: _leaf(document, document["case"]["id"], document["case"]["channel"]),
    "its place": lambda document: document["record"]["entries"][0].update(index=2),
    "a proof": lambda document: document["record"]["entries"][0]["proof"].reverse(),
    "a proof's hash": lambda document: document["record"]["entries"][0].update(proof=["!!!!", "AAAA"]),
    "the root": lambda document: _checkpoint(document, "\n5\n", "\n6\n"),
    "the export left out": lambda document: document["record"]["entries"].pop(),
    "no entry": lambda document: document["record"].update(entries=[]),
}


def _leaf(document: dict[str, Any], old: str, new: str, *, drop: int = 0) -> None:
    entry = document["record"]["entries"][0]
    before, _old, after = entry["leaf"].partition(old)
    entry["leaf"] = before + new + after[drop:]


def _checkpoint(document: dict[str, Any], old: str, new: str) -> None:
    document["record"]["checkpoint"] = document["record"]["checkpoint"].replace(old, new)


@pytest.mark.parametrize("what", [name for name in RECORD if name != "a proof's hash"])
def test_a_changed_record_is_told_and_the_case_is_read_all_the_same(tmp_path: Path, what: str) -> None:
    """Exit status 1, a warning on top, and none of the entries shown as proven."""
    done = open_it(taken().changed(RECORD[what]).write(tmp_path / "case.tar.age"), tmp_path / "opened")

    assert done.returncode == 1
    assert "The record proves nothing here" in done.stdout
    assert "· case:archived ·" not in done.stdout
    assert STORY in (tmp_path / "opened" / "case.html").read_text("utf-8")


def test_a_record_by_another_key_than_the_public_page_shows_is_told(tmp_path: Path) -> None:
    """The archive's own key proves only that it agrees with itself."""
    path = taken().write(tmp_path / "case.tar.age")
    other = Signer.from_seed(cast.ORIGIN, bytes([1] * 32))

    right = open_it(path, tmp_path / "right", "--record-key", str(LOG.verifier))
    wrong = open_it(path, tmp_path / "wrong", "--record-key", str(other.verifier))

    assert (right.returncode, wrong.returncode) == (0, 1)
    assert "no good signature" in wrong.stdout


def test_the_words_of_a_poster_tell_another_organisation(tmp_path: Path) -> None:
    """Nothing of it is read with other words."""
    path = taken().write(tmp_path / "case.tar.age")
    words = " ".join(hash_words(chain().verified().root_hash))
    other = " ".join(hash_words(bytes(32)))

    right = open_it(path, tmp_path / "right", "--pin", words)
    wrong = open_it(path, tmp_path / "wrong", "--pin", other)

    assert (right.returncode, wrong.returncode) == (0, 1)
    assert "not those of your words" in wrong.stderr
    assert STORY not in wrong.stdout


ITEMS: dict[str, tuple[str, Change]] = {
    "what the reporter said": (STORY, lambda document: _signed(document, "report", STORY, "Nothing happened.")),
    "what a handler answered": (ANSWER, lambda document: _signed(document, "message", ANSWER, "We did nothing.")),
    "who answered": (ANSWER, lambda document: _by(document, "message", "Lena")),
    "its kind": (ANSWER, lambda document: _item(document, "message").update(kind="letter")),
    "its signature": (ANSWER, lambda document: _spoil(document, "message")),
}


def _signed(document: dict[str, Any], kind: str, old: str, new: str) -> None:
    signed = _item(document, kind)["signed"]
    assert old in signed["body"]
    signed["body"] = signed["body"].replace(old, new)


def _by(document: dict[str, Any], kind: str, name: str) -> None:
    _item(document, kind)["signed"]["author"] = to_base64(person(name).keys.signing.public)


def _spoil(document: dict[str, Any], kind: str) -> None:
    signed = _item(document, kind)["signed"]
    signature = bytearray(from_base64(signed["signature"]))
    signature[0] ^= 1
    signed["signature"] = to_base64(bytes(signature))


@pytest.mark.parametrize("what", ITEMS)
def test_what_its_author_did_not_sign_is_not_shown(tmp_path: Path, what: str) -> None:
    """Who exported a case cannot put a word into anybody's mouth."""
    said, change = ITEMS[what]

    done = open_it(taken().changed(change).write(tmp_path / "case.tar.age"), tmp_path / "opened")

    assert said not in done.stdout
    assert "Nothing happened." not in done.stdout
    assert "We did nothing." not in done.stdout
    assert "Not here:" in done.stdout


def test_a_message_that_was_left_out_is_missed(tmp_path: Path) -> None:
    """The note that saw it says so."""
    path = taken(internal=True).changed(lambda document: document["items"].remove(_item(document, "message")))

    done = open_it(path.write(tmp_path / "case.tar.age"), tmp_path / "opened")

    assert "Something does not fit (gap)" in done.stdout


@pytest.mark.parametrize("content", [PHOTO[:-1], PHOTO + b"!", b"x" * len(PHOTO), None])
def test_a_file_that_its_author_did_not_seal_gets_no_name(tmp_path: Path, content: bytes | None) -> None:
    """Shorter, longer, another, or none: told, and the rest opens."""
    files = {} if content is None else {"files/1": content}
    into = tmp_path / "opened"

    done = open_it(Archive(taken().document, files).write(tmp_path / "case.tar.age"), into)

    assert done.returncode == 1
    assert f"Not written: {ATTACHED}" in done.stdout
    assert STORY in done.stdout
    assert {path.name for path in into.iterdir()} == {"case.txt", "case.html", "case.json"}


ODD = {
    "a path": ("../../evil", tarfile.REGTYPE),
    "an absolute path": ("/tmp/evil", tarfile.REGTYPE),  # noqa: S108 - the very thing that is refused
    "another name": ("files/one", tarfile.REGTYPE),
    "a link": ("files/2", tarfile.SYMTYPE),
    "a hard link": ("files/2", tarfile.LNKTYPE),
    "a folder": ("files/2", tarfile.DIRTYPE),
    "a device": ("files/2", tarfile.CHRTYPE),
    "a second file of one name": ("files/1", tarfile.REGTYPE),
    "a second case": ("case.json", tarfile.REGTYPE),
}


@pytest.mark.parametrize("what", ODD)
def test_a_tar_with_anything_else_in_it_is_refused_and_nothing_is_left(tmp_path: Path, what: str) -> None:
    """Names in it are never paths that somebody chose."""
    name, kind = ODD[what]
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/passwd"
    into = tmp_path / "opened"

    done = open_it(Archive(taken().document, extra=[(info, b"")]).write(tmp_path / "case.tar.age"), into)

    assert (done.returncode, into.exists(), (tmp_path / "evil").exists()) == (1, False, False)
    assert "archive holds" in done.stderr or "no archive of a case holds" in done.stderr


@pytest.mark.parametrize("plain", [b"", b"not a tar at all" * 100, bytes(1024)])
def test_an_age_file_that_holds_no_case_is_refused(tmp_path: Path, plain: bytes) -> None:
    """In words."""
    path = tmp_path / "case.tar.age"
    path.write_bytes(cast.sealed(plain))

    done = open_it(path, tmp_path / "opened")

    assert (done.returncode, (tmp_path / "opened").exists()) == (1, False)
    assert "archive" in done.stderr


FORMS: dict[str, Change] = {
    "another format": lambda document: document.update(format="vouchsafe-open-case/2"),
    "a path for a file": lambda document: document["files"][0].update(file="../../etc/passwd"),
    "a field too many": lambda document: document["case"].update(person="Rae"),
    "both": lambda document: _item(document, "report").update(unreadable="key/apart"),
    "neither": lambda document: _item(document, "report").pop("signed"),
    "a proof that is no base64": RECORD["a proof's hash"],
}


@pytest.mark.parametrize("what", FORMS)
def test_a_document_that_is_not_as_its_schema_says_is_refused_with_its_place(tmp_path: Path, what: str) -> None:
    """The schema is published, and holds."""
    into = tmp_path / "opened"

    done = open_it(taken().changed(FORMS[what]).write(tmp_path / "case.tar.age"), into)

    assert done.returncode == 1
    assert "not as its schema says, at $." in done.stderr
    assert not into.exists() or not list(into.iterdir())


def test_the_page_shows_markup_as_text_and_loads_nothing(tmp_path: Path) -> None:
    """What somebody wrote is never part of the page."""
    named = taken().changed(lambda document: document["organisation"].update(name="<script>alert(1)</script>"))

    open_it(named.write(tmp_path / "case.tar.age"), tmp_path / "opened")

    page = (tmp_path / "opened" / "case.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page


def test_a_folder_with_something_in_it_is_not_written_into(tmp_path: Path) -> None:
    """So that nothing of anybody's is overwritten."""
    (tmp_path / "mine").write_text("mine")

    done = open_it(taken().write(tmp_path / "case.tar.age"), tmp_path)

    assert (done.returncode, "is not empty" in done.stderr) == (1, True)
    assert (tmp_path / "mine").read_text() == "mine"


def test_the_document_is_kept_as_it_was_for_machines(tmp_path: Path) -> None:
    """Byte for byte what was in the archive."""
    archive = taken()

    open_it(archive.write(tmp_path / "case.tar.age"), tmp_path / "opened")

    assert json.loads((tmp_path / "opened" / "case.json").read_bytes()) == archive.document
