"""Every change of how a member signs in enters the record and is told them by mail."""

import re

import pytest
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.delivery.models import Message
from vouchsafe.people.links import password_link
from vouchsafe.people.tests.cast import PASSWORD, Institute
from vouchsafe.people.tests.test_factors import HANA, code_of, set_up, show_again, sign_in


def told() -> list[str]:
    """The tags that the record has of Hana's account; as many mails wait for her."""
    tags = list(Entry.objects.filter(tag__startswith="member:").order_by("at").values_list("tag", flat=True))
    assert Message.objects.filter(address=HANA, subject__contains="was changed").count() == len(tags)
    return tags


@pytest.mark.usefixtures("meridian")
def test_an_app_and_its_codes_are_told_when_added_made_anew_and_removed(desk_client: Client) -> None:
    """Setting up tells of app and codes; new codes of themselves; removing of the app. Using a code tells nothing."""
    secret, _codes = set_up(desk_client)
    assert sorted(told()) == ["member:codes-made", "member:factor-added"]
    other = Client(headers={"host": "desk.localhost:8000"})
    sign_in(other)
    other.post("/account/code/", {"code": code_of(secret)})
    assert told()[2:] == []
    show_again(desk_client)
    desk_client.post("/account/recovery-codes/new/")
    assert told()[2:] == ["member:codes-made"]
    desk_client.post("/account/app/remove/")
    assert told()[3:] == ["member:factor-removed"]


def test_a_password_is_told_when_changed_and_when_set_by_a_link(meridian: Institute, desk_client: Client) -> None:
    """Both ways; a wrong present password changes and tells nothing."""
    sign_in(desk_client)
    form = {"password1": "another long one 7", "password2": "another long one 7"}
    desk_client.post("/account/password/change/", {"oldpassword": "a wrong guess", **form})
    assert told() == []
    desk_client.post("/account/password/change/", {"oldpassword": PASSWORD, **form})
    assert told() == ["member:password-changed"]
    meridian.handler.member.refresh_from_db()
    link = re.sub(r"^https?://[^/]+", "", password_link(meridian.handler.member))
    onward = desk_client.get(link, follow=True).redirect_chain[-1][0]
    desk_client.post(onward, form)
    assert told() == ["member:password-changed", "member:password-changed"]
