"""Starters: each is usable as it is, once an organisation's details are in."""

import json
import re

import pytest
from django.conf import settings

from vouchsafe.channels import definitions, starters
from vouchsafe.channels.errors import ChannelError
from vouchsafe.channels.rules import PLACEHOLDERS
from vouchsafe.channels.starters import Details
from vouchsafe.common.texts import texts_in

DETAILS = Details("Aurora", "1 Hill Road", "call 030 1234", "privacy@aurora.example")


@pytest.mark.parametrize("name", starters.names())
def test_a_starter_may_be_published_once_its_details_are_in(name: str) -> None:
    """No problem before, but for the placeholders; none at all after."""
    assert definitions.problems(starters.read(name), starter=True) == []

    filled = starters.begin(name, DETAILS)

    definitions.check(filled)
    written = json.dumps(filled)
    assert all(detail in written for detail in (DETAILS.organisation, DETAILS.address, DETAILS.privacy_contact))


@pytest.mark.parametrize("name", starters.names())
def test_a_starter_knows_no_other_placeholder(name: str) -> None:
    """A slip of the pen in a placeholder would be published as it stands."""
    written = json.dumps(starters.read(name)["categories"]) + json.dumps(starters.read(name))

    assert set(re.findall(r"\{[a-z_]+\}", written)) <= set(PLACEHOLDERS)


@pytest.mark.parametrize("name", starters.names())
def test_a_starter_is_in_every_language(name: str) -> None:
    """With the same placeholders and the same web addresses in each; numbers of articles are kept too."""
    languages = {code for code, _name in settings.LANGUAGES}
    texts = list(texts_in(starters.read(name)))
    assert texts
    for text in texts:
        assert set(text) == languages
        for kept in (r"\{[a-z_]+\}", r"www\.[a-z.-]*[a-z]", r"\d{3,}"):
            found = {code: sorted(re.findall(kept, words)) for code, words in text.items()}
            assert all(each == found["en"] for each in found.values()), (kept, found)


def test_a_detail_that_looks_like_a_placeholder_is_refused() -> None:
    """What was put in is never searched again, and never published as a placeholder."""
    odd = Details("Aurora", "{contact}", "call", "privacy")

    with pytest.raises(ChannelError) as caught:
        starters.begin(starters.names()[0], odd)

    assert (caught.value.code, caught.value.field) == ("starter/detail", "address")


@pytest.mark.parametrize("detail", ["organisation", "address", "contact", "privacy_contact"])
@pytest.mark.parametrize("value", ["", " \n", "x" * 501])
def test_every_detail_is_asked_for(detail: str, value: str) -> None:
    """An empty or endless detail is refused by its name."""
    details = Details(**{**dict.fromkeys(Details.__slots__, "something"), detail: value})

    with pytest.raises(ChannelError) as caught:
        starters.begin(starters.names()[0], details)

    assert caught.value.field == detail


@pytest.mark.parametrize("name", ["", "none", "../schemas/definition", "integrity.json"])
def test_there_is_no_other_starter(name: str) -> None:
    """A name is looked up in the list, never in the file system."""
    with pytest.raises(ChannelError) as caught:
        starters.begin(name, DETAILS)

    assert caught.value.code == "starter/not-found"
