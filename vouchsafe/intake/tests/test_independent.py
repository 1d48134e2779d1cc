"""A report on the leadership: read by independent handlers alone, whichever way it comes, and by nobody else later."""

from pathlib import Path

import pytest
from django.test import Client

from vouchsafe.cases.models import Case, Grant
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Person
from vouchsafe.cases.tests.keys import hand_on, lacking, made_grant, post
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.terminal.report import report
from vouchsafe.intake.tests.everything import TYPED
from vouchsafe.intake.tests.test_terminal import ANSWERS
from vouchsafe.intake.tests.unscripted import begin, check, press
from vouchsafe.people.models import Role
from vouchsafe.people.queries import Holding, Reader, readers_of
from vouchsafe.vault.receipt import Receipt

HANDLER, INDEPENDENT = Holding(Role.HANDLER, None), Holding(Role.INDEPENDENT, None)


def with_olga(house: House) -> Person:
    """Olga, a lawyer from outside, handles every channel and is independent."""
    olga = cast.join(house, "olga", HANDLER, INDEPENDENT)
    cast.publish_directory(house, house.ines)
    return olga


def only_for(house: House, olga: Person) -> Case:
    """The one case: Hana and Omar hold nothing of it, Olga reads it."""
    case = Case.objects.get()
    assert case.independent_only
    assert set(case.excluded) == {house.hana.member.id, house.omar.member.id}
    inside = [house.hana.fingerprint, house.omar.fingerprint]
    assert not Grant.objects.filter(case=case, holder__in=inside).exists()
    assert cast.read(house, olga, case.id).findings == ()
    return case


def test_the_directory_says_who_is_independent(house: House) -> None:
    """By its newest entry, signed by a colleague; a right that nobody listed yet does not count."""
    olga = cast.join(house, "olga", HANDLER, INDEPENDENT)
    here = (house.organisation.id, house.channel.id)
    assert [reader.name for reader in readers_of(*here)] == ["Hana", "Omar"]
    cast.publish_directory(house, house.ines)
    assert Reader(olga.member.id, "Olga", independent=True) in readers_of(*here)
    assert {reader.name: reader.independent for reader in readers_of(*here)} == {
        "Hana": False,
        "Omar": False,
        "Olga": True,
    }


def test_without_script_one_choice_leaves_out_all_who_are_not_independent(asking: House, report_client: Client) -> None:
    """It is offered with her name; the check page names who is left out, and the choice stays until it is sent."""
    olga = with_olga(asking)
    assert "leadership" in [one.attributes["name"] for one in begin(report_client).form("check").controls]
    page = check(report_client, {**TYPED, "leadership": ["yes"]})
    assert page.form("send").data()["leadership"] == ["yes"]
    press(report_client, page, "send")
    only_for(asking, olga)


def test_where_nobody_is_independent_it_is_not_offered_and_does_nothing(asking: House, report_client: Client) -> None:
    """Nor where everybody is; what is sent nevertheless changes nothing."""
    assert "leadership" not in [one.attributes["name"] for one in begin(report_client).form("check").controls]
    page = check(report_client, {**TYPED, "leadership": ["yes"]})
    press(report_client, page, "send")
    case = Case.objects.get()
    assert (case.excluded, case.independent_only) == ([], False)


def test_from_a_terminal(origin: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--leadership`: the verified directory says who is independent; where nobody is, nothing is sent."""
    house = cast.meridian()
    answers = tmp_path / "answers.toml"
    answers.write_text(ANSWERS, "utf-8")
    with pytest.raises(TerminalError) as refused:
        report(f"{origin}/en/meridian/integrity/", answers, [], leadership=True)
    assert refused.value.code == "leadership/nobody"
    olga = with_olga(house)
    report(f"{origin}/en/meridian/integrity/", answers, [], leadership=True)
    assert only_for(house, olga).id == Receipt.parse(capsys.readouterr().out).case_id


def test_who_joins_later_is_not_given_it_unless_independent(asking: House, report_client: Client) -> None:
    """Nils, an ordinary newcomer, gets nothing of it from anybody; Irma, independent like Olga, does."""
    olga = with_olga(asking)
    press(report_client, check(report_client, {**TYPED, "leadership": ["yes"]}), "send")
    case = only_for(asking, olga)
    nils = cast.join(asking, "nils", HANDLER)
    irma = cast.join(asking, "irma", HANDLER, INDEPENDENT)
    cast.publish_directory(asking, asking.ines)
    missing = [each["holder"] for row in lacking(olga.member) for each in row["missing"]]
    assert missing == [irma.fingerprint.hex()]
    assert post(olga.member, [made_grant(olga, nils, case.id, 0, 0, bytes(32))]).status_code == 409
    assert hand_on(asking, olga).json() == {"stored": 1}
    assert cast.read(asking, irma, case.id).findings == ()


def test_leaving_out_one_of_several_insiders_is_no_report_on_the_leadership(house: House) -> None:
    """Hana still reads it, so who joins later may too."""
    with_olga(house)
    sent = cast.send(house, excluded=[house.omar.fingerprint])
    assert not Case.objects.get(id=sent.case).independent_only
    nils = cast.join(house, "nils", HANDLER)
    cast.publish_directory(house, house.ines)
    missing = [each["holder"] for row in lacking(house.hana.member) for each in row["missing"]]
    assert missing == [nils.fingerprint.hex()]
