"""A subject's reply room is a case of its own, opened and ended by one handler, and counted nowhere."""

from vouchsafe.audit.models import Entry
from vouchsafe.cases.models import Case, State
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common import clock
from vouchsafe.vault.thread import Opened


def test_a_handler_opens_a_room_that_others_of_the_channel_read(house: House) -> None:
    """It begins opened and acknowledged; the letter is the handler's; readers know from the signed body what it is."""
    sent = cast.open_room(house)

    case = Case.objects.get(id=sent.case)
    assert case.is_room
    assert (case.state, case.opened_on, case.acknowledged_on) == (State.ASSESSING, clock.today(), clock.today())
    assert [entry.tag for entry in Entry.objects.filter(objects_touched__case=str(sent.case))] == ["room:opened"]
    read = cast.read(house, house.omar, sent.case)
    assert read.is_room
    assert not read.findings
    letter = next(entry for entry in read.entries if entry.kind == "letter")
    assert isinstance(letter, Opened)
    assert letter.author == house.hana.fingerprint.hex()
