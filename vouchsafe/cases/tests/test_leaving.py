"""Somebody leaves a channel, or the organisation: their keys go with the right, and the cases are due for new ones."""

from uuid import UUID

import pytest
from django.db import transaction

from vouchsafe.audit.models import Entry
from vouchsafe.cases import queries
from vouchsafe.cases.errors import NotFound
from vouchsafe.cases.models import Case, Grant
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Person
from vouchsafe.cases.tests.keys import as_member, hand_on, lacking
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import leave, set_rights, take_back


def grants_of(person: Person) -> set[tuple[UUID, int]]:
    """Which keys of which cases the server keeps for somebody."""
    return set(Grant.objects.filter(holder=person.fingerprint).values_list("case_id", "key_kind"))


def test_a_right_that_ends_takes_the_keys_with_it(house: House) -> None:
    """Omar no longer handles `integrity`: his keys of its cases are destroyed at once; new ones are due."""
    first, second = cast.send(house), cast.send(house)
    other = cast.send(house, channel="safety")
    set_rights(house.administrator, house.omar.member, [])
    assert grants_of(house.omar) == set()
    assert set(Case.objects.filter(rekey_due=True).values_list("id", flat=True)) == {first.case, second.case}
    assert not Case.objects.get(id=other.case).rekey_due
    with pytest.raises(NotFound):
        queries.case_for(house.omar.member, first.case)
    assert cast.read(house, house.hana, first.case).findings == ()
    entry = Entry.objects.get(tag="member:grants-destroyed")
    assert entry.objects_touched == {"member": str(house.omar.member.id), "cases": 2, "grants": 2}


def test_only_the_channels_that_somebody_leaves_are_touched(house: House) -> None:
    """Omar goes from one channel to both, and then to the other alone: what he still handles he still reads."""
    integrity, safety = house.channel.id, cast.channel_of(house, "safety")
    set_rights(house.administrator, house.omar.member, [Holding(Role.HANDLER, None)])
    cast.publish_directory(house, house.ines)
    sent, kept = cast.send(house), cast.send(house, channel="safety")
    set_rights(
        house.administrator, house.omar.member, [Holding(Role.HANDLER, integrity), Holding(Role.HANDLER, safety)]
    )
    assert grants_of(house.omar) == {(sent.case, 0), (kept.case, 0)}
    set_rights(house.administrator, house.omar.member, [Holding(Role.HANDLER, safety)])
    assert grants_of(house.omar) == {(kept.case, 0)}
    assert list(Case.objects.filter(rekey_due=True).values_list("id", flat=True)) == [sent.case]


def test_a_right_that_changes_nothing_about_reading_destroys_nothing(house: House) -> None:
    """Omar becomes a coordinator too: no key is gone, nothing is due, nothing of it is in the record."""
    sent = cast.send(house)
    both = [Holding(Role.HANDLER, house.channel.id), Holding(Role.COORDINATOR, None)]
    set_rights(house.administrator, house.omar.member, both)
    assert grants_of(house.omar) == {(sent.case, 0)}
    assert not Case.objects.filter(rekey_due=True).exists()
    assert not Entry.objects.filter(tag="member:grants-destroyed").exists()


def test_whoever_leaves_the_organisation_is_out_at_once(house: House) -> None:
    """Omar was signed in: his session is over, and he holds no right and no key any more. Twice is recorded once."""
    sent = cast.send(house)
    omar = as_member(house.omar.member)
    assert omar.get("/api/v1/cases").status_code == 200
    for _twice in range(2):
        answer = as_member(house.administrator).post(f"/api/v1/members/{house.omar.member.id}/leave")
        assert answer.status_code == 200
    assert omar.get("/api/v1/cases").status_code == 401
    assert grants_of(house.omar) == set()
    assert Case.objects.get(id=sent.case).rekey_due
    assert not Member.objects.get(id=house.omar.member.id).rights.exists()
    assert Entry.objects.filter(tag="member:left", objects_touched__member=str(house.omar.member.id)).count() == 1


def test_who_came_back_begins_without_rights_and_gets_keys_from_a_colleague(house: House) -> None:
    """Omar is taken back, is given his channel again, stands on the list with the same card: Hana hands the keys on."""
    sent = cast.send(house)
    leave(house.administrator, house.omar.member)
    cast.publish_directory(house, house.ines)
    take_back(house.administrator, Member.objects.get(id=house.omar.member.id))
    member = Member.objects.get(id=house.omar.member.id)
    assert (member.is_active, member.rights.count(), member.has_usable_password()) == (True, 0, False)
    assert lacking(house.hana.member) == []
    set_rights(house.administrator, member, [Holding(Role.HANDLER, house.channel.id)])
    cast.publish_directory(house, house.ines)
    assert hand_on(house, house.hana).json() == {"stored": 1}
    assert cast.read(house, house.omar, sent.case).findings == ()


@pytest.mark.parametrize("verb", ["leave", "return"])
def test_only_an_administrator_of_the_same_organisation_can(house: House, other_house: House, verb: str) -> None:
    """A handler and an overseer are refused; an administrator of elsewhere finds nobody."""
    address = f"/api/v1/members/{house.omar.member.id}/{verb}"
    for member in (house.hana.member, house.tom.member):
        assert as_member(member).post(address).status_code == 403
    assert as_member(other_house.administrator).post(address).status_code == 404
    assert Member.objects.get(id=house.omar.member.id).is_active


def test_the_last_administrator_cannot_leave(house: House) -> None:
    """Somebody must remain who can configure: refused, and nothing has changed."""
    answer = as_member(house.administrator).post(f"/api/v1/members/{house.administrator.id}/leave")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "right/last-administrator")
    assert Member.objects.get(id=house.administrator.id).rights.exists()


def test_a_share_is_kept_when_too_few_would_be_left_to_open_what_is_kept_apart(house: House) -> None:
    """Hana, Omar, Tom and a sheet hold shares: Omar's and Hana's go, and of the last two none."""
    cast.store_sent(house, cast.seal(house, apart=cast.APART))
    shares = Grant.objects.filter(key_kind__in=(2, 3))
    assert shares.count() == 2 * 4
    for person, left in ((house.omar, 3), (house.hana, 2), (house.tom, 2)):
        set_rights(house.administrator, person.member, [])
        assert shares.count() == 2 * left


def test_what_came_while_the_list_still_named_them_goes_when_the_list_changes(house: House) -> None:
    """A report between Omar's last day and the next list was sealed to him: he never sees it, and the key goes."""
    set_rights(house.administrator, house.omar.member, [])
    sent = cast.send(house)
    assert grants_of(house.omar) == {(sent.case, 0)}
    with pytest.raises(NotFound):
        queries.case_for(house.omar.member, sent.case)
    cast.publish_directory(house, house.ines)
    assert grants_of(house.omar) == set()
    assert cast.read(house, house.hana, sent.case).findings == ()


def test_rights_and_keys_end_together_or_not_at_all(house: House) -> None:
    """What undoes the withdrawal of a right undoes the loss of the keys too."""
    cast.send(house)
    before = grants_of(house.omar)
    with transaction.atomic():
        set_rights(house.administrator, house.omar.member, [])
        assert grants_of(house.omar) == set()
        transaction.set_rollback(True)
    assert grants_of(house.omar) == before
    assert not Case.objects.filter(rekey_due=True).exists()
