"""A legal hold ends after the conclusion: what would have gone that day goes with it, the rest on its day."""

from datetime import timedelta

import pytest

from vouchsafe.audit.models import Entry
from vouchsafe.cases import conclusions, tasks
from vouchsafe.cases.models import Case, Grant, HandedShare, Item, State
from vouchsafe.cases.tests import cast, keys
from vouchsafe.cases.tests.cast import APART, House, Sent
from vouchsafe.cases.tests.concluding import conclude, conclude_by_two
from vouchsafe.cases.tests.opening import asked_by, fetch, give
from vouchsafe.common import clock


@pytest.fixture
def held(house: House) -> Sent:
    """Rana's report, with who she is and whom it concerns kept apart; a hold keeps it for a week."""
    sent = cast.seal(house, apart=APART)
    cast.store_sent(house, sent)
    keys.with_desk_key(house, sent.case)
    Case.objects.update(state=State.ADDRESSING, held_until=clock.today() + timedelta(days=7))
    return sent


def particulars(sent: Sent) -> tuple[int, int]:
    """How many items are kept apart in it, and how many shares of their keys there are."""
    apart = {"case": sent.case, "key_kind__in": conclusions.APART}
    return Item.objects.filter(**apart).count(), Grant.objects.filter(**apart).count()


def let_the_hold_end(sent: Sent, days: int = 1) -> None:
    """Its last day was so many days ago."""
    Case.objects.filter(id=sent.case).update(held_until=clock.today() - timedelta(days=days))


def erased() -> list[Entry]:
    return list(Entry.objects.filter(tag="case:particulars-erased"))


@pytest.mark.parametrize("outcome", ["unsupported", "outside-scope"])
def test_what_is_kept_apart_goes_when_the_hold_ends(house: House, held: Sent, outcome: str) -> None:
    """Not while it lasts, its last day included; the night after, once, recorded. The case itself stays its time."""
    conclude_by_two(house, held.case, outcome)
    before = particulars(held)
    assert before[0] == 2
    assert before[1] > 0
    let_the_hold_end(held, days=0)
    tasks.erase_due(0)
    assert particulars(held) == before
    let_the_hold_end(held)
    tasks.erase_due(0)
    assert particulars(held) == (0, 0)
    assert Case.objects.filter(id=held.case).exists()
    (entry,) = erased()
    assert (entry.actor, entry.objects_touched) == (None, {"case": str(held.case), "items": 2})
    tasks.erase_due(0)
    assert len(erased()) == 1


def test_a_late_night_makes_up_for_it(house: House, held: Sent) -> None:
    """A worker that stood still for days erases what they left."""
    conclude_by_two(house, held.case, "unsupported")
    let_the_hold_end(held, days=9)
    assert conclusions.erase_freed() == 1
    assert particulars(held) == (0, 0)


def test_a_share_that_was_handed_over_goes_too(house: House, held: Sent) -> None:
    """Omar had given Hana his share of whom the report concerns; nothing of it is left to be fetched."""
    asked = asked_by(house, held, house.hana)
    assert give(house.omar, asked, house.hana).status_code == 201
    conclude_by_two(house, held.case, "unsupported")
    assert HandedShare.objects.exists()
    let_the_hold_end(held)
    tasks.erase_due(0)
    assert not HandedShare.objects.exists()
    assert fetch(house.hana.member, asked).status_code == 409


def test_another_outcome_or_no_outcome_erases_nothing(house: House, held: Sent) -> None:
    """A case that is still addressed, and one that was found substantiated, keep what is kept apart."""
    let_the_hold_end(held)
    assert conclusions.erase_freed() == 0
    conclude(house, house.hana, held.case, "substantiated")
    assert conclusions.erase_freed() == 0
    assert particulars(held)[0] == 2
    assert erased() == []


def test_a_case_that_was_reopened_keeps_it(house: House, held: Sent) -> None:
    """The independent handler found that it was not over."""
    conclude_by_two(house, held.case, "unsupported")
    Case.objects.filter(id=held.case).update(state=State.ASSESSING)
    let_the_hold_end(held)
    assert conclusions.erase_freed() == 0
    assert particulars(held)[0] == 2
