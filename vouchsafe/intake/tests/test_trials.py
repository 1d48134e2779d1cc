"""Trials of a channel: a page of their own, a mark on the case, and no figure that counts them."""

import re

import pytest
from django.test import Client

from vouchsafe.cases import queries
from vouchsafe.cases.models import Case
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Sent
from vouchsafe.channels.models import Channel
from vouchsafe.intake.tests.paying import put


def seal(house: House, *, test: bool) -> Sent:
    """A report as the page of trials, or the form, seals it."""
    making, receipt = cast.sealer(house, test=test)
    return cast.finish(making, receipt)


def test_the_page_of_trials_is_the_form_and_says_loudly_what_it_is(house: House, report_client: Client) -> None:
    """The same questions under a warning; its script is told that it is a test; search engines stay away."""
    trial = report_client.get("/en/meridian/integrity/test/").content.decode()
    form = report_client.get("/en/meridian/integrity/report/").content.decode()

    assert "This is a test" in trial
    assert re.search(r"<main[^>]* data-test>", trial)
    assert 'name="robots" content="noindex' in trial
    assert re.findall(r'data-field="([^"]+)"', trial) == re.findall(r'data-field="([^"]+)"', form)
    assert "data-test" not in form


@pytest.mark.parametrize(
    "page", ["", "meridian/", "meridian/integrity/", "meridian/integrity/report/", "meridian/return/"]
)
def test_no_page_leads_to_the_page_of_trials(
    house: House, report_client: Client, public_client: Client, page: str
) -> None:
    """A reporter does not come there by following links."""
    assert "/test/" not in report_client.get(f"/en/{page}").content.decode()
    if page in {"", "meridian/"}:
        assert "/test/" not in public_client.get(f"/en/{page}").content.decode()


def test_a_closed_channel_is_not_tried(house: House, report_client: Client) -> None:
    """What takes no reports takes no trials."""
    Channel.objects.filter(id=house.channel.id).update(active=False)

    assert report_client.get("/en/meridian/integrity/test/").status_code == 404


def test_a_trial_is_marked_at_the_desk_and_a_report_is_not(
    house: House, report_client: Client, desk_client: Client
) -> None:
    """In the list and in the case, whatever it says."""
    trial, report = seal(house, test=True), seal(house, test=False)
    assert [put(report_client, sent).status_code for sent in (trial, report)] == [201, 201]
    desk_client.force_login(house.hana.member)

    rows = {row["id"]: row["is_test"] for row in desk_client.get("/api/v1/cases").json()["cases"]}

    assert rows == {str(trial.case): True, str(report.case): False}
    assert desk_client.get(f"/api/v1/cases/{trial.case}").json()["case"]["is_test"] is True


def test_a_trial_changes_no_figure_and_no_published_page(
    house: House, other_house: House, report_client: Client, public_client: Client
) -> None:
    """What figures begin with holds the organisation's own reports alone, and the public pages stay as they are."""
    pages = ["/en/", "/en/meridian/"]
    report = seal(house, test=False)
    put(report_client, report)
    before = [public_client.get(page).content for page in pages]

    put(report_client, seal(house, test=True))

    assert Case.objects.count() == 2
    assert [case.id for case in queries.counted(house.organisation.id)] == [report.case]
    assert not queries.counted(other_house.organisation.id).exists()
    assert [public_client.get(page).content for page in pages] == before


def test_a_trial_sent_again_without_its_mark_is_refused(house: House, report_client: Client) -> None:
    """The bundle's hash covers the mark: without it, it is another bundle under the same id."""
    trial = seal(house, test=True)
    assert put(report_client, trial).status_code == 201

    assert put(report_client, Sent(trial.receipt, trial.raw.replace(b',"test":true', b""))).status_code == 409
    assert Case.objects.get().is_test
