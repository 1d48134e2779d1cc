"""The reporter asks for another look at the outcome, and who had no part in it answers."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from vouchsafe.cases import services
from vouchsafe.cases.errors import Conflict
from vouchsafe.cases.models import Case, Concluded, Item
from vouchsafe.cases.tests import cast, keys
from vouchsafe.cases.tests.cast import Answer, House, Person, Sent, code
from vouchsafe.cases.tests.concluding import addressed, conclude_by_two, of, read_by_reporter, sealed_letter
from vouchsafe.cases.tests.test_acts import post
from vouchsafe.cases.wire import Addition, decode
from vouchsafe.common import clock
from vouchsafe.people.models import Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import set_rights
from vouchsafe.vault.compose import seal_contest


@pytest.fixture
def sent(house: House) -> Sent:
    """Rana's report, which the handlers address."""
    return addressed(house)


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
