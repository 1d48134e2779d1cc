"""Short texts for answers: what an organisation keeps, and what there is to begin with."""

import json

from django.conf import settings

from vouchsafe.cases.models import Outcome
from vouchsafe.cases.tests import keys
from vouchsafe.cases.tests.cast import Answer, House, code
from vouchsafe.people.models import Member


def keep(member: Member, path: str = "", **text: str) -> Answer:
    """Keep a text."""
    body = {"language": "en", "name": "Thanks", "text": "Thank you."} | text
    return keys.as_member(member).post(f"/api/v1/snippets{path}", json.dumps(body), "application/json")


def test_an_organisation_keeps_texts_for_its_answers(house: House, other_house: House) -> None:
    """Handlers and administrators write them, in a language; a coordinator reads them, strangers their own."""
    made = keep(house.hana.member)
    assert (made.status_code, keep(house.administrator, name="Bye").status_code) == (201, 201)
    assert code(keep(house.omar.member)) == (409, "snippet/name")
    assert keep(house.omar.member, language="de").status_code == 201
    for text in (" ", "Thank\x00you"):
        assert code(keep(house.omar.member, text=text)) == (400, "snippet/text")
    path = f"/{made.json()['id']}"
    assert keep(house.omar.member, path, name="Many thanks").json()["name"] == "Many thanks"
    for member in (house.ines.member, house.tom.member):
        assert keep(member, name="Other").status_code == 403
    assert code(keep(other_house.sven.member, path, name="Mine")) == (404, "snippet/not-found")
    assert keys.as_member(other_house.sven.member).get("/api/v1/snippets").json()["kept"] == []
    shown = keys.as_member(house.ines.member).get("/api/v1/snippets").json()
    assert [(each["language"], each["name"]) for each in shown["kept"]] == [
        ("de", "Thanks"),
        ("en", "Bye"),
        ("en", "Many thanks"),
    ]
    gone = f"/api/v1/snippets{path}/remove"
    assert keys.as_member(other_house.sven.member).post(gone).status_code == 404
    assert keys.as_member(house.hana.member).post(gone).status_code == 200
    assert keys.as_member(house.tom.member).get("/api/v1/snippets").status_code == 403


def test_there_are_texts_to_begin_with_in_every_language(house: House) -> None:
    """For each outcome, and for what is written before one; the same in each language, and none is empty."""
    starters = keys.as_member(house.hana.member).get("/api/v1/snippets").json()["starters"]
    by_language: dict[str, set[str]] = {}
    for each in starters:
        assert each["text"].strip()
        by_language.setdefault(each["language"], set()).add(each["purpose"])
    assert set(by_language) == {code for code, _name in settings.LANGUAGES}
    for purposes in by_language.values():
        rooms = {"room-notice", "room-paper", "room-cleared", "room-closed"}
        assert purposes == {"acknowledgement", "more", "feedback", "upheld", "reopened", *rooms, *Outcome.values}
