"""From the sealed store to a machine of its own: what the server writes is what the command opens."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vouchsafe.recovery.tests.cast import recover
from vouchsafe.vault.key_file import seal_key_file

if TYPE_CHECKING:
    from vouchsafe.cases.tests.cast import House


@pytest.fixture
def house(db: None) -> "House":
    """The Meridian Institute, set up."""
    from vouchsafe.cases.tests import cast

    return cast.meridian()


def test_when_no_handler_is_left_the_operators_export_and_the_sheet_give_everything_back(
    house: "House", tmp_path: Path
) -> None:
    """The operator takes the case out; the sheet's keeper reads it, attachment and all, on another machine."""
    from vouchsafe.cases.export import export_to_file
    from vouchsafe.cases.tests import cast

    sent = cast.send(house, attachment=b"the ledger")
    export_to_file(sent.case, tmp_path / "case.zip")
    (tmp_path / "sheet.txt").write_text(house.sheet.keys.identity.to_string())

    done = recover(tmp_path / "case.zip", tmp_path / "opened", "--sheet", tmp_path / "sheet.txt")

    assert done.returncode == 0, done.stderr
    assert cast.STORY in done.stdout
    assert "What happened?" in done.stdout
    assert "Warning" not in done.stdout
    assert (tmp_path / "opened/attachments/ledger.txt").read_bytes() == b"the ledger"
    assert (tmp_path / "case.zip").stat().st_mode & 0o777 == 0o600


def test_a_handler_opens_what_they_exported_with_their_own_kit(house: "House", tmp_path: Path) -> None:
    """And a colleague's kit opens nothing of that file."""
    from vouchsafe.cases.export import export_case
    from vouchsafe.cases.tests import cast

    sent = cast.send(house)
    (tmp_path / "case.zip").write_bytes(b"".join(export_case(house.hana.member, sent.case)))
    for name in ("hana", "omar"):
        kit = seal_key_file(house.people[name].keys.identity, "a passphrase", log_n=2)
        (tmp_path / f"{name}.age").write_bytes(kit)

    own = recover(tmp_path / "case.zip", tmp_path / "own", "--kit", tmp_path / "hana.age", typed="a passphrase\n")
    other = recover(tmp_path / "case.zip", tmp_path / "other", "--kit", tmp_path / "omar.age", typed="a passphrase\n")

    assert (own.returncode, cast.STORY in own.stdout) == (0, True), own.stderr
    assert (other.returncode, cast.STORY in other.stdout) == (1, False)
    assert "None of the keys at hand opens it." in other.stdout


def test_a_file_that_is_there_is_not_written_over(house: "House", tmp_path: Path) -> None:
    """In words."""
    from vouchsafe.cases.errors import CaseError
    from vouchsafe.cases.export import export_to_file
    from vouchsafe.cases.tests import cast

    (tmp_path / "case.zip").write_text("Something else.")
    with pytest.raises(CaseError, match="cannot be written"):
        export_to_file(cast.send(house).case, tmp_path / "case.zip")
    assert (tmp_path / "case.zip").read_text() == "Something else."
