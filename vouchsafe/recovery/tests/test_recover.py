"""`vouchsafe recover`: a case export, a sheet of paper, and no server."""

from pathlib import Path
from typing import Any

import pytest

from vouchsafe.recovery.tests.cast import ANSWER, NAME, STORY, Export, exported, recover, sheet
from vouchsafe.vault.archive.layout import blob_name
from vouchsafe.vault.key_file import seal_key_file
from vouchsafe.vault.make_vectors.cast import EVERYONE, PHOTO, chain, person
from vouchsafe.vault.primitives import to_base64
from vouchsafe.vault.words import hash_words


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """The case, with the grants of the two sheets and of Hana, who exported it."""
    return exported("Rosa", "Ralf", "Hana").write(tmp_path / "case.zip")


def _written(into: Path) -> str:
    return (into / "case.txt").read_text("utf-8")


def test_one_sheet_opens_report_thread_notes_and_files_without_server_network_or_configuration(
    archive: Path, tmp_path: Path
) -> None:
    """All that handlers could read, verified, on the screen and in a file."""
    into = tmp_path / "opened"

    done = recover(archive, into, "--sheet", sheet("Rosa", tmp_path))

    assert (done.returncode, "not needed" in done.stderr) == (0, False), done.stderr
    for text in ("What happened?", STORY, ANSWER, "Ask the port.", "The Institute"):
        assert text in done.stdout
        assert text in _written(into)
    assert (into / "attachments" / "crates at night.jpg").read_bytes() == PHOTO
    assert {path.name for path in into.iterdir()} == {"case.txt", "attachments"}
    assert "Warning" not in done.stdout


def test_the_sheet_can_be_typed_in_several_lines(archive: Path, tmp_path: Path) -> None:
    """What is typed is not a file; the first line may end before the key does."""
    typed = sheet("Ralf", tmp_path).read_text()

    done = recover(archive, tmp_path / "opened", typed=typed)

    assert done.returncode == 0, done.stderr
    assert STORY in done.stdout
    assert typed.split()[-1] not in done.stdout + done.stderr


def test_one_sheet_says_that_something_is_kept_apart_and_does_not_open_it(archive: Path, tmp_path: Path) -> None:
    """Neither sheet alone opens who reports and whom it concerns, whatever reason is given."""
    for name in ("Rosa", "Ralf"):
        into = tmp_path / f"opened by {name}"
        done = recover(archive, into, "--sheet", sheet(name, tmp_path), "--reason", "I am curious")
        assert done.returncode == 0
        assert NAME not in done.stdout + _written(into)
        assert "two recovery sheets open it together" in done.stdout
        assert "a second sheet does" in done.stderr


def test_two_sheets_and_a_written_reason_open_what_is_kept_apart(archive: Path, tmp_path: Path) -> None:
    """The reason stands with what was opened."""
    into = tmp_path / "opened"
    sheets: list[str | Path] = ["--sheet", sheet("Rosa", tmp_path), "--sheet", sheet("Ralf", tmp_path)]

    done = recover(archive, into, *sheets, typed="The prosecutor asks who she is\n")

    assert done.returncode == 0, done.stderr
    for text in (NAME, "the night shift's lead", "The prosecutor asks who she is"):
        assert text in done.stdout
        assert text in _written(into)


@pytest.mark.parametrize("typed", ["", "\n", "   \n"])
def test_two_sheets_without_a_reason_leave_it_closed(archive: Path, tmp_path: Path, typed: str) -> None:
    """The rest opens."""
    sheets: list[str | Path] = ["--sheet", sheet("Rosa", tmp_path), "--sheet", sheet("Ralf", tmp_path)]

    done = recover(archive, tmp_path / "opened", *sheets, typed=typed)

    assert STORY in done.stdout
    assert NAME not in done.stdout
    assert "Without a reason it stays closed." in done.stderr


def test_the_same_sheet_twice_is_one_sheet(archive: Path, tmp_path: Path) -> None:
    """A copied share stays one share (protocol §5)."""
    sheets: list[str | Path] = ["--sheet", sheet("Rosa", tmp_path), "--sheet", sheet("Rosa", tmp_path)]

    done = recover(archive, tmp_path / "opened", *sheets, "--reason", "I am alone")

    assert done.returncode == 0
    assert NAME not in done.stdout


def test_a_members_kit_opens_what_they_exported(archive: Path, tmp_path: Path) -> None:
    """The kit is a standard age file under their passphrase."""
    kit = tmp_path / "kit.age"
    kit.write_bytes(seal_key_file(person("Hana").keys.identity, "six words that nobody knows", log_n=2))

    done = recover(archive, tmp_path / "opened", "--kit", kit, typed="six words that nobody knows\n")

    assert done.returncode == 0, done.stderr
    assert STORY in done.stdout


def test_a_wrong_passphrase_opens_nothing(archive: Path, tmp_path: Path) -> None:
    """It is said in words."""
    kit = tmp_path / "kit.age"
    kit.write_bytes(seal_key_file(person("Hana").keys.identity, "six words that nobody knows", log_n=2))

    done = recover(archive, tmp_path / "opened", "--kit", kit, typed="something else\n")

    assert (done.returncode, done.stdout) == (1, "")
    assert "This passphrase does not open kit.age" in done.stderr


def test_a_sheet_of_another_organisation_is_told_from_a_typing_error(archive: Path, tmp_path: Path) -> None:
    """Mallory's key is a key, but not one of this organisation."""
    done = recover(archive, tmp_path / "opened", "--sheet", sheet("Mallory", tmp_path))

    assert done.returncode == 1
    assert "not of the organisation whose case this is" in done.stderr


def test_a_mistyped_sheet_is_told_where(archive: Path, tmp_path: Path) -> None:
    """The place is counted as the sheet shows it: in groups of four."""
    path = sheet("Rosa", tmp_path)
    lines = path.read_text().split()
    group = lines[3]
    lines[3] = group[:1] + ("q" if group[1] != "q" else "p") + group[2:]
    path.write_text(" ".join(lines))

    done = recover(archive, tmp_path / "opened", "--sheet", path)

    assert done.returncode == 1
    assert "Character 2 of group 3 is probably wrong" in done.stderr


def test_without_any_key_nothing_opens(archive: Path, tmp_path: Path) -> None:
    """An empty answer is an answer."""
    done = recover(archive, tmp_path / "opened")

    assert done.returncode == 1
    assert "nothing opens" in done.stderr


def test_words_of_another_poster_stop_it(archive: Path, tmp_path: Path) -> None:
    """The words of this organisation's poster let it through."""
    right = " ".join(hash_words(chain().verified().root_hash))
    wrong = " ".join(hash_words(bytes(32)))

    sheets: list[str | Path] = ["--sheet", sheet("Rosa", tmp_path)]
    assert recover(archive, tmp_path / "one", *sheets, "--pin", right).returncode == 0
    refused = recover(archive, tmp_path / "two", *sheets, "--pin", wrong)
    assert (refused.returncode, refused.stdout) == (1, "")


def test_a_folder_with_something_in_it_is_left_alone(archive: Path, tmp_path: Path) -> None:
    """Nothing of anybody's is overwritten."""
    done = recover(archive, tmp_path, "--sheet", sheet("Rosa", tmp_path))

    assert done.returncode == 1
    assert "not empty" in done.stderr


def test_what_is_written_is_for_its_owner_alone(archive: Path, tmp_path: Path) -> None:
    """Folder and files."""
    into = tmp_path / "opened"
    recover(archive, into, "--sheet", sheet("Rosa", tmp_path))

    assert into.stat().st_mode & 0o777 == 0o700
    assert (into / "case.txt").stat().st_mode & 0o777 == 0o600
    assert (into / "attachments" / "crates at night.jpg").stat().st_mode & 0o777 == 0o600


def _swap_report_for_message(export: Export) -> Export:
    names = {item["kind"]: f"items/{item['id']}.age" for item in export.manifest["items"]}
    return export.with_file(names["message"], export.files[names["title"]])


def _flip(export: Export, name: str) -> Export:
    raw = bytearray(export.files[name])
    raw[-1] ^= 1
    return export.with_file(name, bytes(raw))


def test_a_changed_item_is_named_with_its_reason_and_the_rest_opens(tmp_path: Path) -> None:
    """Never skipped: on the screen, in the file, and again at the end."""
    path = _swap_report_for_message(exported("Rosa")).write(tmp_path / "case.zip")

    done = recover(path, tmp_path / "opened", "--sheet", sheet("Rosa", tmp_path))

    assert done.returncode == 0
    assert STORY in done.stdout
    assert ANSWER not in done.stdout
    assert "Not opened: message" in _written(tmp_path / "opened")
    assert "vault/wrong-key" in done.stderr


def test_a_changed_attachment_gets_no_file(tmp_path: Path) -> None:
    """No byte has a final name before all of it was verified; no part of it stays."""
    export = exported("Rosa")
    path = _flip(export, blob_name(export.blob)).write(tmp_path / "case.zip")
    into = tmp_path / "opened"

    done = recover(path, into, "--sheet", sheet("Rosa", tmp_path))

    assert "was not written" in done.stderr
    assert [each.name for each in into.rglob("*") if each.is_file()] == ["case.txt"]


def test_an_attachment_that_is_missing_is_said(tmp_path: Path) -> None:
    """The server had lost it, or somebody took it out."""
    export = exported("Rosa")
    path = export.with_file(blob_name(export.blob), None).write(tmp_path / "case.zip")

    done = recover(path, tmp_path / "opened", "--sheet", sheet("Rosa", tmp_path))

    assert "is not in the archive" in done.stderr


def test_without_its_report_nothing_is_anybodys_word(tmp_path: Path) -> None:
    """Exit status 1, and a warning that cannot be overlooked."""
    export = exported("Rosa")
    name = next(f"items/{item['id']}.age" for item in export.manifest["items"] if item["kind"] == "report")
    path = export.with_file(name, None).write(tmp_path / "case.zip")

    done = recover(path, tmp_path / "opened", "--sheet", sheet("Rosa", tmp_path))

    assert done.returncode == 1
    assert "No report of this case could be verified" in _written(tmp_path / "opened")
    assert STORY not in done.stdout


def test_other_questions_than_the_report_answers_are_not_put_beside_the_answers(tmp_path: Path) -> None:
    """Labels decide what an answer means; the signed report names the questions that it saw."""

    def other_label(manifest: dict[str, Any]) -> None:
        manifest["definition"]["questionnaire"]["fields"][0]["label"]["en"] = "What did you invent?"

    path = exported("Rosa").changed(other_label).write(tmp_path / "case.zip")

    done = recover(path, tmp_path / "opened", "--sheet", sheet("Rosa", tmp_path))

    assert STORY in done.stdout
    assert "What did you invent?" not in done.stdout
    assert "other questions than the report answers" in _written(tmp_path / "opened")


def test_a_list_of_keys_that_a_sheet_signed_is_told(tmp_path: Path) -> None:
    """Whoever opens the archive is warned, as everybody at a desk is."""
    changed = chain().then("Ralf", EVERYONE)

    def by_sheet(manifest: dict[str, Any]) -> None:
        manifest["directory"]["entries"] = [to_base64(entry) for entry in changed.entries]

    path = exported("Rosa").changed(by_sheet).write(tmp_path / "case.zip")

    done = recover(path, tmp_path / "opened", "--sheet", sheet("Rosa", tmp_path))

    assert "entry 2 was signed with a recovery sheet" in _written(tmp_path / "opened")
    assert STORY in done.stdout


@pytest.mark.parametrize("spoilt", ["cut short", "not a zip", "another form"])
def test_what_is_no_export_is_refused_in_words(tmp_path: Path, spoilt: str) -> None:
    """Nothing is asked for then."""
    path = (
        exported("Rosa").changed(lambda manifest: manifest.update(format="vouchsafe-case/9")).write(tmp_path / "x.zip")
    )
    if spoilt == "cut short":
        path.write_bytes(path.read_bytes()[:-300])
    if spoilt == "not a zip":
        path.write_text("A letter.")

    done = recover(path, tmp_path / "opened", "--sheet", sheet("Rosa", tmp_path))

    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
