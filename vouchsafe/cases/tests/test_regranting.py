"""Keys are handed on: to whoever is entitled and lacks them, by a handler of the channel, and to nobody else."""

from uuid import uuid4

import pytest

from vouchsafe.audit.models import Entry
from vouchsafe.cases import exclusion, regranting
from vouchsafe.cases.models import Case, Grant, State
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Person
from vouchsafe.cases.tests.keys import hand_on, lacking, made_for, made_grant, new_card, post, with_desk_key
from vouchsafe.common import clock
from vouchsafe.people.models import Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import set_rights
from vouchsafe.vault.compose import seal_note
from vouchsafe.vault.place import KeyKind


@pytest.fixture
def nils(house: House) -> Person:
    """Nils handles `integrity`, and was put on the list of keys after two reports had come."""
    cast.send(house)
    cast.send(house)
    nils = cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id))
    cast.publish_directory(house, house.ines)
    return nils


def test_a_newcomer_gets_the_open_cases_of_their_channel(house: House) -> None:
    """Nils joined after the reports and reads neither, until Hana hands on the keys: then he reads as she does."""
    first, second = cast.send(house), cast.send(house)
    elsewhere = cast.send(house, channel="safety")
    with_desk_key(house, first.case)
    nils = cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id))
    assert lacking(house.hana.member) == []
    cast.publish_directory(house, house.ines)
    assert {row["id"] for row in lacking(house.hana.member)} == {str(first.case), str(second.case)}
    answer = hand_on(house, house.hana)
    assert (answer.status_code, answer.json()) == (201, {"stored": 3})
    for sent in (first, second):
        read = cast.read(house, nils, sent.case)
        assert read.findings == ()
        assert read.keys == cast.read(house, house.hana, sent.case).keys
    read = cast.read(house, nils, first.case)
    assert seal_note(read, nils.keys.signing, "I am new here.", clock.today())
    assert not Grant.objects.filter(case=elsewhere.case, holder=nils.fingerprint).exists()
    assert lacking(house.hana.member) == []


def test_what_was_handed_on_is_in_the_record(house: House, nils: Person) -> None:
    """One entry for each case, with the card, by whom; nothing for what was stored already."""
    hand_on(house, house.hana)
    entries = Entry.objects.filter(tag="case:keys-granted")
    cases = Case.objects.values_list("id", flat=True)
    assert {entry.objects_touched["case"] for entry in entries} == {str(case) for case in cases}
    assert {(entry.actor, entry.objects_touched["card"]) for entry in entries} == {
        (house.hana.member.id, nils.fingerprint.hex())
    }


def test_the_same_keys_again_change_nothing(house: House, nils: Person) -> None:
    """A browser that lost the answer, or two colleagues at once: each key is stored once, and recorded once."""
    people = {nils.fingerprint.hex(): nils}
    grants = made_for(house.hana, people, lacking(house.hana.member))
    assert post(house.hana.member, grants[:1]).json() == {"stored": 1}
    assert post(house.omar.member, grants).json() == {"stored": 1}
    assert post(house.hana.member, grants).json() == {"stored": 0}
    assert Entry.objects.filter(tag="case:keys-granted").count() == 2


def test_who_may_not_read_the_channel_hands_nothing_on(house: House, other_house: House, nils: Person) -> None:
    """Administrator, coordinator, overseer, a handler of another channel, of another house: no list, nothing taken."""
    case = Case.objects.all()[0].id
    others = [house.administrator, *(each.member for each in (house.ines, house.tom, house.sofia, other_house.sven))]
    for member in others:
        assert lacking(member) == []
        answer = post(member, [made_grant(house.hana, nils, case, 0, 0, bytes(32))])
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "grant/not-entitled")
    assert not Grant.objects.filter(holder=nils.fingerprint).exists()


@pytest.mark.parametrize("who", ["sofia", "ines", "tom", "stranger"])
def test_nobody_gets_a_key_who_does_not_handle_the_channel(house: House, nils: Person, who: str) -> None:
    """A handler of another channel, a coordinator, an overseer, a card that is not listed: all of it is refused."""
    people = {**house.people, "stranger": cast.join(house, "olga", Holding(Role.HANDLER, house.channel.id))}
    case = Case.objects.all()[0].id
    grants = [made_grant(house.hana, each, case, 0, 0, bytes(32)) for each in (nils, people[who])]
    answer = post(house.hana.member, grants)
    assert answer.status_code == 409
    assert answer.json()["error"]["field"] == "grants[1]"
    assert not Grant.objects.filter(holder=nils.fingerprint).exists()


def test_a_right_that_was_withdrawn_counts_although_the_list_still_names_the_card(house: House, nils: Person) -> None:
    """Nobody signed a new entry yet, but Nils may no longer read: he is not shown, and nothing is taken for him."""
    set_rights(house.administrator, nils.member, [])
    assert lacking(house.hana.member) == []
    case = Case.objects.all()[0].id
    assert post(house.hana.member, [made_grant(house.hana, nils, case, 0, 0, bytes(32))]).status_code == 409


@pytest.mark.parametrize(("kind", "generation"), [(0, 1), (1, 0), (2, 0), (4, 0)])
def test_only_keys_that_the_case_has_are_handed_on(house: House, nils: Person, kind: int, generation: int) -> None:
    """No later generation, no desk key that nobody made, no share, no request key."""
    case = Case.objects.all()[0].id
    if kind == 2:
        sealed = made_grant(house.hana, nils, case, 0, 0, bytes(32)) | {"key_kind": 2}
    else:
        sealed = made_grant(house.hana, nils, case, kind, generation, bytes(32))
    assert post(house.hana.member, [sealed]).status_code == 409


def test_a_share_of_what_is_kept_apart_is_never_handed_on(house: House) -> None:
    """A newcomer gets the case key, and no share of who reported: splitting anew takes two people (protocol §5)."""
    sent = cast.seal(house, apart=cast.APART)
    cast.store_sent(house, sent)
    nils = cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id))
    cast.publish_directory(house, house.ines)
    hand_on(house, house.hana)
    assert list(Grant.objects.filter(holder=nils.fingerprint).values_list("key_kind", flat=True)) == [0]
    for kind in (KeyKind.IDENTITY, KeyKind.SUBJECT, 2**40):
        copied = made_grant(house.hana, nils, sent.case, 0, 0, bytes(32)) | {"key_kind": int(kind)}
        answer = post(house.hana.member, [copied])
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "grant/not-entitled")
    assert Grant.objects.filter(holder=nils.fingerprint).count() == 1


def test_who_was_left_out_gets_nothing_with_a_new_card_either(house: House) -> None:
    """The reporter left Omar out, a coordinator excluded him elsewhere: a card that he made since changes nothing."""
    left_out = cast.send(house, excluded=[house.omar.fingerprint])
    excluded, open_to_him = cast.send(house), cast.send(house)
    exclusion.exclude(house.ines.member, excluded.case, house.omar.member.id)
    omar = new_card(house, "omar", house.ines)
    assert {row["id"] for row in lacking(house.hana.member)} == {str(open_to_him.case)}
    for sent in (left_out, excluded):
        answer = post(house.hana.member, [made_grant(house.hana, omar, sent.case, 0, 0, bytes(32))])
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "grant/not-entitled")
    assert lacking(omar.member) == []
    hand_on(house, house.hana)
    assert cast.read(house, omar, open_to_him.case).findings == ()


def test_who_was_excluded_hands_nothing_on(house: House, nils: Person) -> None:
    """Hana was excluded from a case: she is not told of it, and her grant in it is not taken."""
    case = Case.objects.order_by("id")[0].id
    exclusion.exclude(house.ines.member, case, house.hana.member.id)
    assert str(case) not in {row["id"] for row in lacking(house.hana.member)}
    assert post(house.hana.member, [made_grant(house.hana, nils, case, 0, 0, bytes(32))]).status_code == 409


def test_a_newcomer_gets_no_concluded_case_and_who_replaced_a_card_does(house: House, nils: Person) -> None:
    """What was concluded before somebody joined is not theirs to read; what they could read before stays readable."""
    Case.objects.update(state=State.CONCLUDED)
    assert lacking(house.hana.member) == []
    omar = new_card(house, "omar", house.ines)
    assert {each["holder"] for row in lacking(house.hana.member) for each in row["missing"]} == {omar.fingerprint.hex()}
    assert hand_on(house, house.hana).json() == {"stored": 2}


def test_the_list_comes_in_pages(house: House, nils: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page says what is left and where to go on; the next begins there, and a cursor that nobody gave is refused."""
    held = house.hana.fingerprint
    first = regranting.lacking(house.hana.member, held, limit=1)
    assert (len(first.rows), first.left) == (1, 2)
    second = regranting.lacking(house.hana.member, held, first.next, limit=1)
    assert (len(second.rows), second.left, second.next) == (1, 1, None)
    assert first.rows[0].id < second.rows[0].id


def test_a_batch_that_names_an_unknown_case_or_is_no_grant_is_refused(house: House, nils: Person) -> None:
    """A case of nobody: 409. Bytes that are no grant, and no list at all: 400."""
    answer = post(house.hana.member, [made_grant(house.hana, nils, uuid4(), 0, 0, bytes(32))])
    assert answer.status_code == 409
    case = Case.objects.all()[0].id
    broken = made_grant(house.hana, nils, case, 0, 0, bytes(32)) | {"sealed": "AAAA"}
    assert post(house.hana.member, [broken]).json()["error"]["code"] == "bundle/grant-shape"
    assert post(house.hana.member, [{"case": str(case)}]).status_code == 400
