"""A kind of report that waits for a review: every way in says so, keeps what was written, and names another way."""

import re
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from vouchsafe.cases.models import Case
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.channels.pauses import Marks
from vouchsafe.channels.services import hold_channel, mark_categories, publish_definition
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.terminal.report import report as send_from_terminal
from vouchsafe.intake.tests.everything import TYPED
from vouchsafe.intake.tests.paying import put
from vouchsafe.intake.tests.unscripted import FORM, begin, page_of, press

PAUSED = {"on": "2026-05-03", "until": "2026-08-03"}
WHY = {"en": "Ten reports told of one rumour."}
SINCE = "Since 3 May 2026 reports of this kind wait for a review of how they were handled."


def pause(house: House, name: str, **more: object) -> None:
    """Publish the version by which a category waits."""
    mark(house, name, {"paused": {**PAUSED, **more}})


def mark(house: House, name: str, marks: Marks) -> None:
    """Publish other marks of a category."""
    with transaction.atomic():
        newest = hold_channel(house.organisation.id, house.channel.id)
        assert newest is not None
        mark_categories(newest, {name: marks}, actor=None)


def input_of(html: str, name: str) -> str:
    """The radio button of a category."""
    found = re.search(rf'<input[^>]*value="{name}"[^>]*>', html)
    assert found is not None
    return found[0]


def test_the_form_shows_it_out_of_reach_and_says_why(asking: House, report_client: Client) -> None:
    """With script and without: since when, until when, another kind, the authorities; others can be chosen as ever."""
    pause(asking, "theft")
    sealed = report_client.get(FORM.removesuffix("unscripted/")).content.decode()
    unscripted = report_client.post(FORM, {"step": "begin"}).content.decode()
    for html in (sealed, unscripted):
        assert SINCE in html
        assert "They are taken again on 3 August 2026 at the latest." in html
        assert "The overseer's reason" not in html.replace("&#x27;", "'")
        assert 'href="/en/meridian/advice/"' in html
        assert "disabled" in input_of(html, "theft")
        assert 'aria-describedby="paused-theft"' in input_of(html, "theft")
        assert "disabled" not in input_of(html, "bribe")
    page = report_client.get("/en/meridian/integrity/").content.decode()
    assert SINCE in page
    assert report_client.get("/en/meridian/integrity/").content.decode() == page


def test_the_reason_of_a_review_stands_there(asking: House, report_client: Client) -> None:
    """Of one that was kept: in the form and on the channel's page."""
    pause(asking, "theft", reviewed_on="2026-05-05", reason=WHY)
    for address in (FORM.removesuffix("unscripted/"), "/en/meridian/integrity/"):
        assert WHY["en"] in report_client.get(address).content.decode()


def test_without_script_what_was_written_is_kept_and_another_kind_is_asked_for(
    asking: House, report_client: Client
) -> None:
    """The questions come again, because they were published anew: the text stands, the kind is told and open."""
    page = begin(report_client)
    pause(asking, "theft")
    again = page_of(press(report_client, page, "check", TYPED), 409)
    assert [text for _place, text in again.summary if "Reports of the kind you chose wait for a review" in text]
    data = again.form("check").data()
    assert data["answer.headline"] == [TYPED["answer.headline"]]
    assert "answer.category" not in data
    checked = page_of(press(report_client, again, "check", {"answer.category": "bribe"}))
    assert ("step", "send") in checked.form("send").buttons()


def test_without_script_it_cannot_be_forced(asking: House, report_client: Client) -> None:
    """A browser that sends it all the same gets the questions again; nothing is stored."""
    pause(asking, "theft")
    page = begin(report_client)
    answer = press(report_client, page, "check", TYPED)
    assert answer.status_code == 422
    assert "Reports of the kind you chose wait for a review" in answer.content.decode()
    assert Case.objects.count() == 0


def test_a_report_sealed_before_the_pause_is_taken(house: House, report_client: Client) -> None:
    """The server cannot see its kind; the case names the version that it answers. Before and after the pause ends."""
    first, second = cast.seal(house), cast.seal(house)
    version = house.definition().version
    pause(house, "bribe")
    assert put(report_client, first).status_code == 201
    assert Case.objects.get(id=first.case).definition_version == version
    mark(house, "bribe", {})
    assert put(report_client, second).status_code == 201


def test_a_report_sealed_before_other_questions_is_not(house: House, report_client: Client) -> None:
    """A pause on top does not let it in."""
    sent = cast.seal(house)
    body = {**house.definition().body, "purpose": {"en": "Something else."}}
    publish_definition(house.administrator, house.channel, body)
    pause(house, "bribe")
    answer = put(report_client, sent)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "bundle/questionnaire-outdated")


def test_the_terminal_names_what_waits_what_does_not_and_where_else_to_go(origin: str, tmp_path: Path) -> None:
    """Nothing is sent; the answers stay in the reporter's own file."""
    house = cast.meridian()
    pause(house, "bribe")
    answers = tmp_path / "answers.toml"
    answers.write_text('protected_activity = "none"\nheadline = "Kept twice"\nwhat = "Twice."\ncategory = "bribe"\n')
    with pytest.raises(TerminalError) as refused:
        send_from_terminal(f"{origin}/en/meridian/integrity/", answers, [])
    authority = house.definition().body["authorities"][0]["name"]["en"]
    assert refused.value.code == "answers/paused"
    for told in ("2026-05-03", "wait for a review", authority):
        assert told in refused.value.message
    assert Case.objects.count() == 0
