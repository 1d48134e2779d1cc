"""`vouchsafe report --not-for NAME` against a real server."""

from pathlib import Path

import pytest

from vouchsafe.cases.models import Case, Grant
from vouchsafe.cases.tests import cast
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.terminal.report import report
from vouchsafe.intake.tests.test_terminal import ANSWERS
from vouchsafe.vault.receipt import Receipt


def test_who_is_named_gets_no_key(origin: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Omar, by his name in small letters, holds nothing of the case; Hana reads it."""
    house = cast.meridian()
    answers = tmp_path / "answers.toml"
    answers.write_text(ANSWERS, "utf-8")

    report(f"{origin}/en/meridian/integrity/", answers, [], not_for=["omar"])

    case = Case.objects.get(id=Receipt.parse(capsys.readouterr().out).case_id)
    assert case.excluded == [house.omar.member.id]
    assert not Grant.objects.filter(case=case, holder=house.omar.fingerprint).exists()
    assert cast.read(house, house.hana, case.id).findings == ()


@pytest.mark.parametrize(
    ("names", "code"),
    [(["Sofia"], "not-for/unknown"), (["Hana", "Omar"], "not-for/everyone"), ([""], "not-for/unknown")],
)
def test_a_name_that_leaves_out_nobody_or_everybody_sends_nothing(
    origin: str, tmp_path: Path, names: list[str], code: str
) -> None:
    """Sofia reads another channel; of Hana and Omar one must be left."""
    cast.meridian()
    answers = tmp_path / "answers.toml"
    answers.write_text(ANSWERS, "utf-8")

    with pytest.raises(TerminalError) as refused:
        report(f"{origin}/en/meridian/integrity/", answers, [], not_for=names)

    assert refused.value.code == code
    assert not Case.objects.exists()
