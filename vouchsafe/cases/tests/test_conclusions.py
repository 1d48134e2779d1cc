"""A case ends with an outcome: by two people where a report could be buried, and never for good where contested."""

import hashlib
import json
from base64 import b64decode
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from vouchsafe.audit.models import Entry
from vouchsafe.cases import services
from vouchsafe.cases.errors import Conflict
from vouchsafe.cases.models import Case, CaseKey, Concluded, Grant, Item, Outcome, State
from vouchsafe.cases.tests import cast, keys
from vouchsafe.cases.tests.cast import APART, Answer, House, Person, Sent
from vouchsafe.cases.tests.test_acts import decide, post, propose, seal
from vouchsafe.cases.wire import Addition, decode
from vouchsafe.common import clock
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import set_rights
from vouchsafe.vault.compose import key_for, seal_contest
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.thread import CaseView, GrantView, ItemView, Opened, ReadCase, Reader, read_case
from vouchsafe.vault.wire import ItemJson, seal_body

BURYING = ["unsupported", "outside-scope", "passed-on"]


@pytest.fixture
def sent(house: House) -> Sent:
    """Rana's report, with who she is and whom it concerns kept apart; the handlers address it."""
    sent = cast.seal(house, apart=APART)
    cast.store_sent(house, sent)
    keys.with_desk_key(house, sent.case)
    Case.objects.update(state=State.ADDRESSING)
    return sent


def sealed_letter(house: House, person: Person, case: UUID, outcome: str | None = None) -> ItemJson:
    """A letter to the reporter."""
    read, today = cast.read(house, person, case), clock.today().isoformat()
    body: dict[str, object] = {"sent_on": today, "text": "What came of it.", "seen": [], "parts": []}
    if outcome is not None:
        body["outcome"] = outcome
    return seal_body(key_for(read, "letter"), case, person.keys.signing, "letter", body)


def sealed_conclusion(house: House, person: Person, case: UUID, outcome: str) -> ItemJson:
    """What came of a case, as handlers read it."""
    said = dict.fromkeys(("reason", "measures", "damage", "recovery", "letter"), "Some words.")
    return seal(house, person, case, "conclusion", outcome=outcome, category="bribe", **said)


def conclude(house: House, person: Person, case: UUID, outcome: str, category: str = "bribe") -> Answer:
    """Conclude a case alone."""
    items = [sealed_conclusion(house, person, case, outcome), sealed_letter(house, person, case, outcome)]
    return post(person.member, f"{case}/conclusion", {"outcome": outcome, "category": category, "items": items})


def propose_conclusion(house: House, person: Person, case: UUID, outcome: str, **terms: str) -> Answer:
    """Propose to conclude a case."""
    item = sealed_conclusion(house, person, case, outcome)
    named = {"outcome": outcome, "category": "bribe", "conclusion": sha256_of(item)} | terms
    listed = [{"name": name, "value": value} for name, value in sorted(named.items())]
    proposal = seal(house, person, case, "proposal", act="conclude", terms=listed, reason="See the conclusion.")
    return post(person.member, f"{case}/acts", {"act": "conclude", "terms": named, "item": proposal, "brings": [item]})


def agree(house: House, person: Person, case: UUID, proposal: str, outcome: str) -> Answer:
    """Agree to it, with the letter."""
    item = seal(house, person, case, "verdict", proposal="5f" * 32, verdict="agreed", reason="")
    brings = [sealed_letter(house, person, case, outcome)]
    return post(person.member, f"{case}/acts/{proposal}/verdict", {"verdict": "agreed", "item": item, "brings": brings})


def conclude_by_two(house: House, case: UUID, outcome: str) -> None:
    """Hana proposes, Omar agrees."""
    made = propose_conclusion(house, house.hana, case, outcome)
    assert made.status_code == 201, made.content
    assert agree(house, house.omar, case, made.json()["id"], outcome).json()["state"] == "done"


def sha256_of(item: ItemJson) -> str:
    """Of the sealed bytes."""
    return hashlib.sha256(b64decode(item["sealed"])).hexdigest()


def of(case: UUID) -> Case:
    """The case as it is stored."""
    return Case.objects.get(id=case)


def code(answer: Answer) -> tuple[int, str]:
    """Status and error code of a refusal."""
    return answer.status_code, answer.json()["error"]["code"]


def read_by_reporter(house: House, sent: Sent) -> ReadCase:
    """The case as Rana reads it, with the items that she gets."""
    items = Item.objects.filter(case=sent.case).exclude(key_kind=KeyKind.DESK).order_by("position")
    views = tuple(
        ItemView(item.id, item.kind, item.key_kind, item.generation, bytes(item.sealed), item.day.isoformat())
        for item in items
    )
    grant = next(one for one in sent.bundle["grants"] if one["holder"] == "receipt")
    grants = (GrantView(grant["key_kind"], grant["generation"], b64decode(grant["sealed"])),)
    view = CaseView(sent.case, cast.channel_of(house, "integrity"), views, grants)
    return read_case(view, Reader.reporter(sent.receipt, house.directory()))


def contest(house: House, sent: Sent) -> None:
    """Rana asks for another look."""
    read = read_by_reporter(house, sent)
    item = seal_contest(read, sent.receipt.keys.signing, "Ask the night watch.", clock.today())
    services.add_from_reporter(of(sent.case), decode(json.dumps({"items": [item]}).encode(), Addition))


def answer_contest(house: House, person: Person, case: UUID, verdict: str) -> Answer:
    """Answer it."""
    items = [sealed_letter(house, person, case)]
    return post(person.member, f"{case}/contest", {"verdict": verdict, "items": items})


def with_olga(house: House) -> Person:
    """Olga, a lawyer from outside, handles every channel, is independent, and has the keys."""
    olga = cast.join(house, "olga", Holding(Role.HANDLER, None), Holding(Role.INDEPENDENT, None))
    cast.publish_directory(house, house.ines)
    assert keys.hand_on(house, house.hana).status_code == 201
    return olga


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


def test_the_reporter_asks_for_another_look_and_nothing_is_erased(house: House, sent: Sent) -> None:
    """Once; the handlers are told as of any message, and the case cannot simply be reopened by those who closed it."""
    conclude_by_two(house, sent.case, "unsupported")
    Case.objects.update(notice_pending=False)
    contest(house, sent)
    case = of(sent.case)
    assert (case.contested_on, case.erase_due, case.notice_pending) == (clock.today(), None, True)
    rows = keys.as_member(house.ines.member).get("/api/v1/cases").json()["cases"]
    assert [row["contested"] for row in rows] == [True]
    answer = post(house.hana.member, f"{sent.case}/state", {"to": "addressing"})
    assert code(answer) == (409, "contest/waits")
    with pytest.raises(Conflict) as refused:
        contest(house, sent)
    assert refused.value.code == "contest/not-now"


def test_what_is_not_concluded_cannot_be_contested(house: House, sent: Sent) -> None:
    """Nothing is stored."""
    with pytest.raises(Conflict):
        contest(house, sent)
    assert not Item.objects.filter(kind="contest").exists()


def test_an_independent_handler_reopens(house: House, sent: Sent) -> None:
    """Olga, and nobody else while there is one: not Nils, who had no part in it either. The outcome counts no more."""
    conclude_by_two(house, sent.case, "unsupported")
    contest(house, sent)
    nils = cast.join(house, "nils", Holding(Role.HANDLER, None))
    olga = with_olga(house)
    for person in (house.hana, house.omar, nils):
        assert answer_contest(house, person, sent.case, "reopened").status_code == 403
        shown = keys.as_member(person.member).get(f"/api/v1/cases/{sent.case}").json()
        assert shown["case"]["may_answer"] is False
    assert keys.as_member(olga.member).get(f"/api/v1/cases/{sent.case}").json()["case"]["may_answer"] is True
    assert answer_contest(house, olga, sent.case, "reopened").json()["state"] == "addressing"
    case = of(sent.case)
    assert (case.state, case.outcome, case.erase_due, case.contested_on) == ("addressing", "", None, None)
    assert not Concluded.objects.filter(counts=True).exists()
    assert code(answer_contest(house, olga, sent.case, "upheld")) == (409, "contest/none")


def test_or_upholds_and_the_letter_stands_anew(house: House, sent: Sent) -> None:
    """Thirty days from the second letter; the reporter is not asked to contest for ever."""
    conclude_by_two(house, sent.case, "outside-scope")
    Case.objects.update(concluded_on=clock.today() - timedelta(days=20), letter_on=clock.today() - timedelta(days=20))
    contest(house, sent)
    olga = with_olga(house)
    assert answer_contest(house, olga, sent.case, "upheld").json()["outcome"] == "outside-scope"
    case = of(sent.case)
    assert (case.upheld_on, case.erase_due) == (clock.today(), clock.today() + timedelta(days=30))
    with pytest.raises(Conflict):
        contest(house, sent)


def test_where_nobody_is_independent_another_handler_answers(house: House, sent: Sent) -> None:
    """Neither of the two who concluded; here Nils, who joined since and was given the keys because it was contested."""
    conclude_by_two(house, sent.case, "unsupported")
    nils = cast.join(house, "nils", Holding(Role.HANDLER, None))
    cast.publish_directory(house, house.ines)
    assert keys.hand_on(house, house.hana).json() == {"stored": 0}
    contest(house, sent)
    assert keys.hand_on(house, house.hana).json()["stored"] == 2
    assert code(answer_contest(house, house.omar, sent.case, "upheld")) == (403, "right/missing")
    assert answer_contest(house, nils, sent.case, "reopened").json()["state"] == "addressing"


def test_an_administrator_alone_makes_nobody_independent(house: House, sent: Sent) -> None:
    """Olga got the right, and no colleague listed her as such: Nils answers as if there were nobody."""
    conclude_by_two(house, sent.case, "unsupported")
    contest(house, sent)
    nils, olga = (cast.join(house, name, Holding(Role.HANDLER, None)) for name in ("nils", "olga"))
    cast.publish_directory(house, house.ines)
    assert keys.hand_on(house, house.hana).status_code == 201
    set_rights(house.administrator, olga.member, [Holding(Role.HANDLER, None), Holding(Role.INDEPENDENT, None)])
    assert answer_contest(house, nils, sent.case, "upheld").status_code == 201


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
