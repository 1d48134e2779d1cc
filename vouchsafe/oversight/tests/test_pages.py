"""The public door's pages: what an organisation publishes, the same for everyone."""

import hashlib
import re
from html import unescape

import pytest
from django.test import Client

from vouchsafe.audit.sequencing import integrate
from vouchsafe.cases.tests.cast import House
from vouchsafe.channels.models import Channel
from vouchsafe.people.models import Organisation
from vouchsafe.people.queries import directory_of
from vouchsafe.vault.words import hash_words

ADDRESSES = ["/", "/en/", "/en/{org}/", "/de/{org}/", "/ar/{org}/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_two_visitors_get_the_same_bytes_and_no_cookie(house: House, public_client: Client, address: str) -> None:
    """Whatever a browser says of itself, the page is the same, and nothing is left in it."""
    address = address.format(org=house.organisation.slug)
    one = public_client.get(address)
    other = Client(headers={"host": "localhost:8000", "accept-language": "ar", "cookie": "a=b"}).get(address)
    assert one.status_code == other.status_code == 200
    assert one.content == other.content
    assert not one.cookies
    assert "unsafe" not in one.headers["Content-Security-Policy"]


def test_the_organisation_page_shows_each_channel_and_the_way_to_it(house: House, public_client: Client) -> None:
    """Every open channel with its acts, harm and law, and a link to the report door's page of it."""
    page = public_client.get(f"/en/{house.organisation.slug}/").content.decode()
    for slug in house.channels:
        assert f'href="http://report.localhost:8000/en/{house.organisation.slug}/{slug}/"' in page
        category = house.definition(slug).body["categories"][0]
        for part in ("act", "harmed", "law"):
            assert category[part]["en"] in page
    assert f'href="http://report.localhost:8000/en/{house.organisation.slug}/return/"' in page


def test_the_twelve_words_are_those_of_the_report_door(house: House, public_client: Client) -> None:
    """Both doors show entry 0's hash, so that one can be compared with the other."""
    page = public_client.get(f"/en/{house.organisation.slug}/").content.decode()
    root = hashlib.sha256(directory_of(house.organisation.id).entries[0]).digest()
    assert re.findall(r"<li>([a-z]+)</li>", page) == hash_words(root)


def test_the_record_is_named_with_its_key_and_how_to_watch_it(house: House, public_client: Client) -> None:
    """The same key as at the record's own address, and a command that works with it; nothing before there is one."""
    address = f"/en/{house.organisation.slug}/"
    assert "vouchsafe record witness" not in public_client.get(address).content.decode()
    integrate()
    page = unescape(public_client.get(address).content.decode())
    key = public_client.get(f"/record/{house.organisation.id}/key").content.decode().strip()
    where = f"http://localhost:8000/record/{house.organisation.id}"
    assert f"vouchsafe record witness {where} --kept seen.checkpoint --key {key}" in page


def test_a_closed_channel_is_not_published(house: House, public_client: Client) -> None:
    """What was switched off is not named any more."""
    Channel.objects.filter(slug="safety").update(active=False)
    page = public_client.get(f"/en/{house.organisation.slug}/").content.decode()
    assert f"/{house.organisation.slug}/safety/" not in page


def test_an_organisation_without_a_channel_is_not_listed(house: House, public_client: Client) -> None:
    """The index names only those who take reports."""
    Organisation.objects.create(name="Silent Works", slug="silent")
    page = public_client.get("/en/").content.decode()
    assert house.organisation.name in page
    assert "Silent Works" not in page


@pytest.mark.parametrize("address", ["/xx/", "/en/nobody/", "/en/{org}/integrity/"])
def test_what_is_not_there_is_not_found(house: House, public_client: Client, address: str) -> None:
    """Unknown languages and organisations, and the other doors' addresses, get a plain 404."""
    answer = public_client.get(address.format(org=house.organisation.slug))
    assert answer.status_code == 404
    assert b"There is nothing at this address" in answer.content


def test_arabic_runs_from_right_to_left(house: House, public_client: Client) -> None:
    """The page turns with its language."""
    page = public_client.get(f"/ar/{house.organisation.slug}/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
