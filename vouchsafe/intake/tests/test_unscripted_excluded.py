"""Leaving somebody out without script: a choice on the questions page, kept until the server seals."""

from django.test import Client

from vouchsafe.cases.models import Case, Grant
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.intake.tests.everything import TYPED
from vouchsafe.intake.tests.unscripted import FORM, begin, check, page_of, press
from vouchsafe.people.models import Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import set_rights
from vouchsafe.vault.receipt import Receipt


def test_who_was_chosen_gets_no_key_and_no_share(asking: House, report_client: Client) -> None:
    """The check page names Omar; only Hana holds keys of what the server sealed; what is kept apart included."""
    omar = asking.omar.member.id
    page = check(report_client, {**TYPED, "left_out": [str(omar)]})
    assert page.form("send").data()["left_out"] == [str(omar)]
    html = press(report_client, page, "write").content.decode()
    assert f'value="{omar}" autocomplete="off" checked' in html

    receipt = Receipt.parse(page_of(press(report_client, page, "send")).texts["receipt"])
    case = Case.objects.get(id=receipt.case_id)
    assert case.excluded == [omar]
    assert not Grant.objects.filter(case=case, holder=asking.omar.fingerprint).exists()
    assert Grant.objects.filter(case=case, holder=asking.hana.fingerprint).count() == 3
    assert cast.read(asking, asking.hana, case.id).findings == ()


def test_the_check_page_says_who_is_left_out(asking: House, report_client: Client) -> None:
    """By name, or that nobody is; what is no handler's id is nobody."""
    for chosen, said in (
        ([str(asking.omar.member.id)], '<dd translate="no">Omar</dd>'),
        ([], "Nobody is left out"),
        ([str(asking.sofia.member.id), "omar"], "Nobody is left out"),
    ):
        answer = report_client.post(FORM, {**TYPED, "left_out": chosen, "step": "check"})
        assert said in answer.content.decode()


def test_somebody_must_be_left(asking: House, report_client: Client) -> None:
    """Both chosen: the questions come back with what was typed, and say where else to turn; nothing is sent."""
    everyone = [str(asking.hana.member.id), str(asking.omar.member.id)]
    page = page_of(press(report_client, begin(report_client), "check", {**TYPED, "left_out": everyone}), 422)
    assert page.summary == [("left-out", "Somebody must be left to read your report.")]
    assert "Ombudsperson" in page.texts["left-out-help"]
    assert page.form("check").data()["left_out"] == everyone

    sent = report_client.post(FORM, {**TYPED, "left_out": everyone, "step": "send"})
    assert sent.status_code == 422
    assert not Case.objects.exists()


def test_the_only_reader_cannot_be_left_out(asking: House, report_client: Client) -> None:
    """The page says so and names other places; it offers no choice."""
    set_rights(asking.administrator, asking.omar.member, [Holding(Role.COORDINATOR, None)])
    del asking.people["omar"]
    cast.publish_directory(asking, asking.hana)
    page = begin(report_client)
    assert "left_out" not in [one.attributes["name"] for one in page.form("check").controls]
    assert "One person alone reads" in page.texts["left-out-help"]
    assert "Ombudsperson" in page.texts["left-out-help"]
