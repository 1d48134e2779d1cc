"""A case ends with an outcome: by two people where a report could be buried."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from vouchsafe.audit.models import Entry
from vouchsafe.cases import services
from vouchsafe.cases.models import Case, CaseKey, Concluded, Grant, Item, Outcome
from vouchsafe.cases.tests import cast, keys
from vouchsafe.cases.tests.cast import House, Sent, code
from vouchsafe.cases.tests.concluding import (
    addressed,
    agree,
    conclude,
    conclude_by_two,
    of,
    propose_conclusion,
    read_by_reporter,
    sealed_conclusion,
    sealed_letter,
)
from vouchsafe.cases.tests.test_acts import decide, post, propose, seal
from vouchsafe.cases.wire import Addition, decode
from vouchsafe.common import clock
from vouchsafe.people.models import Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import set_rights
from vouchsafe.vault.compose import key_for
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.thread import Opened
from vouchsafe.vault.wire import seal_body

BURYING = ["unsupported", "outside-scope", "passed-on"]


@pytest.fixture
def sent(house: House) -> Sent:
    """Rana's report, which the handlers address."""
    return addressed(house)


@pytest.mark.parametrize("outcome", ["substantiated", "partly", "duplicate"])
def test_one_person_concludes_with_a_letter_in_the_same_request(house: House, sent: Sent, outcome: str) -> None:
    """Rana reads what came of it; the server knows the outcome and the category, and who reported stays kept apart."""
    answer = conclude(house, house.hana, sent.case, outcome)
    assert (answer.status_code, answer.json()["outcome"]) == (201, outcome)
    case = of(sent.case)
    assert (case.state, case.category, case.concluded_on, case.letter_on, case.erase_due) == (
        "concluded",
        "bribe",
        clock.today(),
        clock.today(),
        None,
    )
    letters = [one for one in read_by_reporter(house, sent).entries if isinstance(one, Opened) and one.kind == "letter"]
    assert [letter.body["outcome"] for letter in letters] == [outcome]
    assert Item.objects.filter(case=case, kind__in=["identity", "subject"]).count() == 2
    tags = list(Entry.objects.order_by("id").values_list("tag", flat=True))
    assert tags[-4:] == ["item:written", "item:written", "case:state-changed", "case:concluded"]
    shown = keys.as_member(house.omar.member).get(f"/api/v1/cases/{sent.case}").json()["case"]
    assert (shown["outcome"], shown["conclusion"]) == (outcome, str(case.conclusion))


def test_a_lost_answer_concludes_once(house: House, sent: Sent) -> None:
    """The same request again answers the same, and counts once."""
    items = [sealed_conclusion(house, house.hana, sent.case, "partly"), sealed_letter(house, house.hana, sent.case)]
    for _try in range(2):
        body = {"outcome": "partly", "category": "bribe", "items": items}
        assert post(house.hana.member, f"{sent.case}/conclusion", body).status_code == 201
    assert Concluded.objects.count() == 1
    assert Entry.objects.filter(tag="case:concluded").count() == 1


@pytest.mark.parametrize("outcome", BURYING)
def test_nobody_buries_a_report_alone(house: House, sent: Sent, outcome: str) -> None:
    """Such an outcome takes two: not Hana alone, nor Hana who agrees with herself; nothing is stored or erased."""
    assert code(conclude(house, house.hana, sent.case, outcome)) == (409, "conclusion/two-people")
    made = propose_conclusion(house, house.hana, sent.case, outcome).json()["id"]
    assert code(agree(house, house.hana, sent.case, made, outcome)) == (409, "proposal/two-people")
    case = of(sent.case)
    assert (case.state, case.outcome) == ("addressing", "")
    assert Item.objects.filter(case=case, kind__in=["identity", "subject"]).count() == 2
    assert not Item.objects.filter(case=case, kind="letter").exists()


@pytest.mark.parametrize("outcome", ["unsupported", "outside-scope"])
def test_two_people_conclude_and_what_was_kept_apart_goes_that_day(house: House, sent: Sent, outcome: str) -> None:
    """Omar's agreement brings the letter; particulars and every share of their keys are gone, the rest in 30 days."""
    conclude_by_two(house, sent.case, outcome)
    case = of(sent.case)
    assert (case.outcome, case.erase_due) == (outcome, clock.today() + timedelta(days=30))
    assert set(case.concluded_by) == {house.hana.member.id, house.omar.member.id}
    apart = {"case": case, "key_kind__in": [KeyKind.IDENTITY, KeyKind.SUBJECT]}
    assert not Item.objects.filter(**apart).exists()
    assert not Grant.objects.filter(**apart).exists()
    assert not CaseKey.objects.filter(**apart).exists()
    assert Entry.objects.get(tag="case:particulars-erased").objects_touched == {"case": str(sent.case), "items": 2}
    for read in (read_by_reporter(house, sent), cast.read(house, house.hana, sent.case)):
        assert read.findings == ()
        letters = [one for one in read.entries if isinstance(one, Opened) and one.kind == "letter"]
        assert [letter.author for letter in letters] == [house.omar.fingerprint.hex()]


def test_what_is_passed_on_keeps_what_was_kept_apart(house: House, sent: Sent) -> None:
    """Two people, but nothing is erased."""
    conclude_by_two(house, sent.case, "passed-on")
    assert (of(sent.case).erase_due, Item.objects.filter(case=sent.case, kind="subject").count()) == (None, 1)


def test_a_hold_keeps_what_was_kept_apart(house: House, sent: Sent) -> None:
    """Until its last day is over nothing goes."""
    Case.objects.update(held_until=clock.today())
    conclude_by_two(house, sent.case, "unsupported")
    assert Item.objects.filter(case=sent.case, kind__in=["identity", "subject"]).count() == 2


def test_an_agreement_without_the_letter_is_none(house: House, sent: Sent) -> None:
    """Nor one with more than the letter; a refusal brings none, so the reporter hears nothing of it."""
    made = propose_conclusion(house, house.hana, sent.case, "unsupported").json()["id"]
    assert code(decide(house, house.omar, sent.case, made, "agreed")) == (400, "bundle/one-of-each")
    item = seal(house, house.omar, sent.case, "verdict", proposal="5f" * 32, verdict="refused", reason="Look again.")
    letter = sealed_letter(house, house.omar, sent.case)
    path = f"{sent.case}/acts/{made}/verdict"
    refusal = {"verdict": "refused", "item": item, "brings": [letter]}
    assert code(post(house.omar.member, path, refusal)) == (400, "bundle/kind-not-allowed")
    assert post(house.omar.member, path, refusal | {"brings": []}).status_code == 201
    assert not Item.objects.filter(case=sent.case, kind="letter").exists()
    assert of(sent.case).state == "addressing"


def test_what_is_proposed_is_what_came_with_it(house: House, sent: Sent) -> None:
    """The terms name the sealed conclusion: another one, or none, is refused."""
    other = propose_conclusion(house, house.hana, sent.case, "unsupported", conclusion="5f" * 32)
    assert code(other) == (400, "act/other-item")
    terms = {"outcome": "unsupported", "category": "bribe", "conclusion": "5f" * 32}
    assert code(propose(house, house.hana, sent.case, act="conclude", **terms)) == (400, "bundle/one-of-each")
    assert code(propose_conclusion(house, house.hana, sent.case, "unsupported", category="spite")) == (
        400,
        "conclusion/category",
    )


@pytest.mark.parametrize("state", ["received", "concluded"])
def test_only_what_was_looked_at_is_concluded(house: House, sent: Sent, state: str) -> None:
    """Not what nobody assessed, nor what is concluded already; by one person or by two."""
    Case.objects.update(state=state)
    assert code(conclude(house, house.hana, sent.case, "partly")) == (409, "conclusion/not-now")
    assert code(propose_conclusion(house, house.hana, sent.case, "unsupported")) == (409, "conclusion/not-now")
    assert not Item.objects.filter(case=sent.case, kind__in=["conclusion", "letter"]).exists()


def test_the_outcome_and_its_category_are_known_words(house: House, sent: Sent) -> None:
    """Of the list, and of the report's channel."""
    assert code(conclude(house, house.hana, sent.case, "partly", "")) == (400, "conclusion/category")
    items = [sealed_conclusion(house, house.hana, sent.case, "partly"), sealed_letter(house, house.hana, sent.case)]
    for body in ({"outcome": "guilty", "category": "bribe", "items": items}, {"category": "bribe", "items": items}):
        assert code(post(house.hana.member, f"{sent.case}/conclusion", body)) == (400, "bundle/malformed")
    alone = {"outcome": "partly", "category": "bribe", "items": items[:1]}
    assert code(post(house.hana.member, f"{sent.case}/conclusion", alone)) == (400, "bundle/one-of-each")


def test_who_does_not_read_the_case_finds_nothing(house: House, other_house: House, sent: Sent) -> None:
    """A coordinator, an excluded handler and a stranger get 404 for a conclusion and an answer to a contest alike."""
    items = [sealed_conclusion(house, house.hana, sent.case, "partly"), sealed_letter(house, house.hana, sent.case)]
    Case.objects.filter(id=sent.case).update(excluded=[house.omar.member.id])
    for member in (house.ines.member, house.omar.member, other_house.sven.member):
        body: dict[str, Any] = {"outcome": "partly", "category": "bribe", "items": items}
        assert post(member, f"{sent.case}/conclusion", body).status_code == 404
        answer = {"verdict": "upheld", "items": items[1:]}
        assert post(member, f"{sent.case}/contest", answer).status_code == 404


def test_an_administrator_takes_no_part_in_what_takes_two(house: House, sent: Sent) -> None:
    """Omar, who also administers, does not agree."""
    made = propose_conclusion(house, house.hana, sent.case, "unsupported").json()["id"]
    rights = [Holding(Role.HANDLER, house.channel.id), Holding(Role.ADMINISTRATOR, None)]
    set_rights(house.administrator, house.omar.member, rights)
    assert agree(house, house.omar, sent.case, made, "unsupported").json()["error"]["code"] == "right/missing"


def heard(house: House, sent: Sent, days: int, kind: str = "message") -> str:
    """A message to the reporter of so many days ago."""
    read, today = cast.read(house, house.hana, sent.case), clock.today()
    body: dict[str, object] = {"sent_on": today.isoformat(), "text": "Is this so?", "seen": [], "parts": []}
    item = seal_body(key_for(read, kind), sent.case, house.hana.keys.signing, kind, body)
    services.add_from_desk(house.hana.member, of(sent.case), decode(json.dumps({"items": [item]}).encode(), Addition))
    Item.objects.filter(id=item["id"]).update(day=today - timedelta(days=days))
    return item["id"]


def test_a_knowingly_false_report_is_found_by_two_and_nothing_is_opened(house: House, sent: Sent) -> None:
    """After the reporter was asked: the case keeps its state, and not one key or item of what is kept apart moves."""
    asked = heard(house, sent, 14)
    before = list(Grant.objects.order_by("id").values_list("id", "key_kind", "holder", "wrapped"))
    made = propose(house, house.hana, sent.case, act="false-report", heard=asked)
    assert made.status_code == 201, made.content
    proposal = made.json()["id"]
    assert code(decide(house, house.hana, sent.case, proposal, "agreed")) == (409, "proposal/two-people")
    assert decide(house, house.omar, sent.case, proposal, "agreed").json()["state"] == "done"
    assert list(Grant.objects.order_by("id").values_list("id", "key_kind", "holder", "wrapped")) == before
    case = of(sent.case)
    assert (case.state, case.outcome, Item.objects.filter(case=case, kind="identity").count()) == ("addressing", "", 1)
    entry = Entry.objects.get(tag="case:false-report-found")
    assert entry.objects_touched == {"case": str(sent.case), "proposal": proposal}


@pytest.mark.parametrize("days", [0, 13])
def test_nobody_is_found_false_unheard(house: House, sent: Sent, days: int) -> None:
    """Fourteen days after a message that asked; a note, or something of no case, is no such message."""
    for asked in (heard(house, sent, days), str(uuid4()), str(Item.objects.get(kind="report").id)):
        answer = propose(house, house.hana, sent.case, act="false-report", heard=asked)
        assert code(answer) == (400, "false-report/not-heard")


def test_unsupported_never_leads_there(house: House, sent: Sent) -> None:
    """Neither while it stands, nor after the case was reopened."""
    asked = heard(house, sent, 20)
    conclude_by_two(house, sent.case, "unsupported")
    answer = propose(house, house.hana, sent.case, act="false-report", heard=asked)
    assert code(answer) == (409, "false-report/unsupported")
    assert post(house.hana.member, f"{sent.case}/state", {"to": "addressing"}).json()["state"] == "addressing"
    answer = propose(house, house.hana, sent.case, act="false-report", heard=asked)
    assert code(answer) == (409, "false-report/unsupported")


def test_no_other_outcome_leads_there_either(house: House, sent: Sent) -> None:
    """It is found while the case is addressed, or not at all."""
    asked = heard(house, sent, 20)
    conclude(house, house.hana, sent.case, "substantiated")
    answer = propose(house, house.hana, sent.case, act="false-report", heard=asked)
    assert code(answer) == (409, "false-report/not-now")


def test_a_trial_does_not_count(house: House, sent: Sent) -> None:
    """Nor does what has no case any more lose its count."""
    Case.objects.update(is_test=True)
    conclude(house, house.hana, sent.case, "partly")
    assert list(Concluded.objects.values_list("outcome", "counts")) == [(Outcome.PARTLY, False)]
