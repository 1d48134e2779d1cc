"""The preview of a draft: the report door's own form, for its administrators alone, and nothing in it can be sent."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from vouchsafe.cases.tests.cast import DEFINITION, House
from vouchsafe.channels import services
from vouchsafe.channels.models import Draft


@pytest.fixture
def draft(house: House) -> Draft:
    """The next version of the channel, being written."""
    body = {**DEFINITION, "purpose": {"en": "Not published yet"}, "name": {"en": "Honesty", "de": "Redlichkeit"}}
    return services.start_draft(house.administrator, house.channel, body)


@pytest.fixture
def lena(house: House, desk_client: Client) -> Client:
    """The administrator's browser."""
    desk_client.force_login(house.administrator)
    return desk_client


def test_the_preview_is_the_form_that_a_reporter_would_see(draft: Draft, lena: Client, report_client: Client) -> None:
    """The same questions in the same order, with the draft's own texts, in the language asked for."""
    page = lena.get(f"/channels/{draft.id}/preview/de/").content.decode()
    form = report_client.get("/de/meridian/integrity/report/").content.decode()

    assert '<html lang="de" dir="ltr">' in page
    assert "Redlichkeit" in page
    assert "Redlichkeit" not in form
    assert re.findall(r'data-field="([^"]+)"', page) == re.findall(r'data-field="([^"]+)"', form)


def test_nothing_in_a_preview_can_run_or_be_sent(draft: Draft, lena: Client) -> None:
    """No script and no form goes anywhere; the desk alone may frame it; everything else keeps the desk's policy."""
    answer = lena.get(f"/channels/{draft.id}/preview/en/")

    policy = dict(rule.split(" ", 1) for rule in answer["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    assert policy["form-action"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
    assert "allow-scripts" not in policy["sandbox"]
    assert answer["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in lena.get("/channels/")["Content-Security-Policy"]


def test_a_draft_with_blanks_is_shown_and_one_with_holes_says_what_is_missing(
    house: House, draft: Draft, lena: Client
) -> None:
    """Whoever writes sees how far they are."""
    address = f"/channels/{draft.id}/preview/en/"
    blank = {**draft.body, "name": {"en": ""}}
    services.save_draft(house.administrator, draft, revision=1, body=blank)
    assert "(nothing written yet)" in lena.get(address).content.decode()

    services.save_draft(house.administrator, draft, revision=2, body={"name": {"en": "<b>Only a name</b>"}})
    answer = lena.get(address)
    assert answer.status_code == 200
    assert "<code>questionnaire</code>" in answer.content.decode()
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_draft_cannot_smuggle_markup_into_the_desk(house: House, draft: Draft, lena: Client) -> None:
    """Texts of a draft are text."""
    services.save_draft(
        house.administrator, draft, revision=1, body={**draft.body, "name": {"en": "<script>alert(1)</script>"}}
    )

    assert "<script>alert" not in lena.get(f"/channels/{draft.id}/preview/en/").content.decode()


@pytest.mark.parametrize("who", ["hana", "sofia", "ines", "tom", "sven", "lena of another organisation"])
def test_nobody_else_sees_a_preview(
    house: House, other_house: House, draft: Draft, desk_client: Client, who: str
) -> None:
    """Handlers, the coordinator, the overseer and strangers get the page of an address that does not exist."""
    people = {**house.people, **other_house.people}
    desk_client.force_login(people[who].member if who in people else other_house.administrator)

    answer = desk_client.get(f"/channels/{draft.id}/preview/en/")

    assert answer.status_code == 404
    assert b"Honesty" not in answer.content


def test_there_is_no_preview_of_nothing(house: House, lena: Client, report_client: Client) -> None:
    """Without a draft, in a language that is not offered, at another door."""
    assert lena.get(f"/channels/{house.channel.id}/preview/en/").status_code == 404
    assert lena.get(f"/channels/{uuid4()}/preview/en/").status_code == 404
    assert lena.get(f"/channels/{house.channel.id}/preview/xx/").status_code == 404
    assert report_client.get(f"/channels/{house.channel.id}/preview/en/").status_code == 404


def test_signed_out_a_preview_asks_to_sign_in(draft: Draft, desk_client: Client) -> None:
    """As every page of the desk does."""
    assert desk_client.get(f"/channels/{draft.id}/preview/en/").status_code == 302
