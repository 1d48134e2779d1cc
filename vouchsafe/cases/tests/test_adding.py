"""How much a case holds: whoever has the receipt cannot fill it so that nobody could end it, or open it, any more."""

import json

import pytest

from vouchsafe.cases import adding, services
from vouchsafe.cases.errors import Conflict
from vouchsafe.cases.models import Case, Item, State
from vouchsafe.cases.tests import cast, keys
from vouchsafe.cases.tests.cast import House, Sent
from vouchsafe.cases.tests.concluding import conclude, read_by_reporter
from vouchsafe.cases.wire import Addition, decode
from vouchsafe.common import clock
from vouchsafe.vault.compose import seal_message


@pytest.fixture
def sent(house: House) -> Sent:
    """Rana's report, which the handlers address."""
    sent = cast.send(house)
    keys.with_desk_key(house, sent.case)
    Case.objects.update(state=State.ADDRESSING)
    return sent


def write(house: House, sent: Sent) -> None:
    """Rana writes once more."""
    item = seal_message(read_by_reporter(house, sent), sent.receipt.keys.signing, "And another thing.", clock.today())
    addition = decode(json.dumps({"items": [item]}).encode(), Addition)
    services.add_from_reporter(Case.objects.get(id=sent.case), addition)


@pytest.mark.parametrize("bound", ["MAX_ITEMS_FOR_REPORTER", "MAX_SEALED_FOR_REPORTER"])
def test_a_case_that_its_reporter_filled_is_still_concluded(
    house: House, sent: Sent, bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing more is taken from Rana; Hana answers and concludes."""
    write(house, sent)
    items = Item.objects.filter(case=sent.case)
    full = sum(len(item.sealed) for item in items) - 1 if bound == "MAX_SEALED_FOR_REPORTER" else items.count()
    monkeypatch.setattr(adding, bound, full)
    with pytest.raises(Conflict) as refused:
        write(house, sent)
    assert refused.value.code == "bundle/case-full"
    assert conclude(house, house.hana, sent.case, "substantiated").status_code == 201


def test_the_desk_has_a_bound_too(house: House, sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case does not grow for ever."""
    monkeypatch.setattr(adding, "MAX_ITEMS_OF_CASE", Item.objects.filter(case=sent.case).count() + 1)
    answer = conclude(house, house.hana, sent.case, "substantiated")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "bundle/case-full")
