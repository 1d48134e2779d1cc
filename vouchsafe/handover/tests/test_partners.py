"""Who lists partners, who sees them, and what is no partner."""

import json

import pytest
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.cases.tests.cast import House
from vouchsafe.handover import services
from vouchsafe.handover.models import Partner
from vouchsafe.handover.tests.stage import Stage, address_of, door, nobody, stage
from vouchsafe.people.models import Member
from vouchsafe.vault.words import hash_words


@pytest.fixture
def scene(house: House, other_house: House) -> Stage:
    """The Harbour Agency is on the Meridian Institute's list."""
    return stage(house, other_house)


def given(house: House, **changes: object) -> dict[str, object]:
    """What an administrator types of this organisation."""
    words = " ".join(hash_words(house.directory().root_hash))
    return {"name": "The Harbour", "address": address_of(house), "words": words, "notice_days": 14, **changes}


def test_an_administrator_lists_and_removes_a_partner(house: House, other_house: House) -> None:
    """Words may be typed in capitals and with dashes; both acts are in the record, by id alone."""
    scene = Stage(house, other_house, None, nobody())  # type: ignore[arg-type]
    words = "-".join(hash_words(other_house.directory().root_hash)).upper()
    answer = scene.post(house.administrator, "partners", given(other_house, words=words))
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["words"] == words.lower().replace("-", " ")
    (listed,) = scene.at(house.hana.member).get("/api/v1/partners").json()["partners"]
    assert (listed["name"], listed["notice_days"]) == ("The Harbour", 14)
    assert scene.at(house.administrator).delete(f"/api/v1/partners/{made['id']}").status_code == 204
    assert scene.at(house.hana.member).get("/api/v1/partners").json() == {"partners": []}
    entries = Entry.objects.filter(tag__startswith="partner:").order_by("id")
    assert [(entry.tag, entry.objects_touched) for entry in entries] == [
        ("partner:listed", {"partner": made["id"]}),
        ("partner:removed", {"partner": made["id"]}),
    ]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("words", "abandon " * 11),
        ("words", "not words of the list at all but twelve of them in here"),
        ("notice_days", 0),
        ("notice_days", 91),
        ("address", "https://report.example/en/harbour/"),
        ("address", "http://report.example/en/harbour/integrity/"),
        ("address", "https://10.0.0.1/en/harbour/integrity/"),
        ("address", "https://[::ffff:127.0.0.1]/en/harbour/integrity/"),
        ("address", "https://intranet/en/harbour/integrity/"),
        ("address", "http://abcdefghijklmnop.onion/en/harbour/integrity/"),
        ("address", "ftp://report.example/en/harbour/integrity/"),
        ("address", "file:///etc/passwd"),
    ],
)
def test_what_is_no_partner_is_refused_with_its_field(
    house: House, other_house: House, field: str, wrong: object
) -> None:
    """No name, other than twelve words, a senseless notice, an address that this server never goes to."""
    scene = Stage(house, other_house, None, nobody())  # type: ignore[arg-type]
    answer = scene.post(house.administrator, "partners", given(other_house, **{field: wrong}))
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
    assert not Partner.objects.exists()


def test_only_administrators_write_the_list(scene: Stage) -> None:
    """Handlers, coordinators, overseers and another organisation's administrator change nothing."""
    house, other = scene.house, scene.other
    people = [house.hana.member, house.ines.member, house.tom.member]
    for member in people:
        assert scene.post(member, "partners", given(other)).status_code == 403
        assert scene.at(member).delete(f"/api/v1/partners/{scene.partner}").status_code == 403
    foreign = scene.at(other.administrator).delete(f"/api/v1/partners/{scene.partner}")
    assert (foreign.status_code, foreign.json()["error"]["code"]) == (404, "partner/not-found")
    assert Partner.objects.filter(active=True).count() == 1
    assert Client(headers={"host": "desk.localhost:8000"}).get("/api/v1/partners").status_code == 401


def test_only_handlers_and_administrators_read_the_list_and_only_handlers_look(scene: Stage) -> None:
    """Ines and Tom see no partner; Lena sees the list and cannot look; Sven sees his own organisation's: none."""
    house = scene.house

    def codes(member: Member) -> tuple[int, int, int]:
        client, path = scene.at(member), f"/api/v1/partners/{scene.partner}"
        return (
            client.get("/api/v1/partners").status_code,
            client.get(path).status_code,
            client.post(f"{path}/look", "{}", content_type="application/json").status_code,
        )

    assert codes(house.hana.member) == (200, 200, 202)
    assert codes(house.administrator) == (200, 404, 404)
    assert codes(house.ines.member) == codes(house.tom.member) == (404, 404, 404)
    assert codes(scene.other.sven.member) == (200, 404, 404)
    assert scene.at(scene.other.sven.member).get("/api/v1/partners").json() == {"partners": []}


def test_what_a_partner_publishes_is_fetched_for_the_browser(scene: Stage) -> None:
    """A handler asks; the worker fetches channel and directory; a partner that does not answer is said to."""
    client, path = scene.at(scene.house.hana.member), f"/api/v1/partners/{scene.partner}"
    number = client.post(f"{path}/look", "{}", content_type="application/json").json()["look"]
    assert client.get(path).json()["looked"] < number
    services.look(door(), scene.partner)
    found = client.get(path).json()
    published = json.loads(found["published"])
    assert (found["looked"], published["channel"]["channel"]["slug"]) == (number, "integrity")
    assert len(published["directory"]["entries"]) == 1

    Partner.objects.update(address="http://report.localhost:8000/en/nobody/integrity/")
    services.look(door(), scene.partner)
    found = client.get(path).json()
    assert (found["published"], found["failure"]) == (None, "address/not-found")
