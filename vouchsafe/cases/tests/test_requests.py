"""Opening what is kept apart takes two people, reasons in writing, and the reporter's knowing it (protocol §5)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from vouchsafe.audit.models import Entry
from vouchsafe.cases import exclusion, requests
from vouchsafe.cases.models import CaseKey, Grant, HandedShare, Item, Request
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import APART, Answer, House, Person
from vouchsafe.cases.tests.keys import as_member, hand_on, new_card
from vouchsafe.cases.tests.opening import (
    KEY,
    Asked,
    ask,
    asked_by,
    decide,
    decision,
    fetch,
    give,
    listed,
    opened_with,
    say,
    sealed_request,
    send_apart,
    share_for,
)
from vouchsafe.common import clock
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import Holding
from vouchsafe.vault.bodies import decode_body
from vouchsafe.vault.grants import open_grant
from vouchsafe.vault.items import open_item
from vouchsafe.vault.place import KeyKind, Place
from vouchsafe.vault.primitives import from_base64

WEEK = timedelta(days=7)


def code(answer: Answer) -> str:
    """The code of a refusal."""
    return str(answer.json()["error"]["code"])


def pass_days(days: int) -> None:
    """So many days later, as every request sees it."""
    for request in Request.objects.all():
        Request.objects.filter(id=request.id).update(
            not_before=request.not_before - timedelta(days=days), expires_on=request.expires_on - timedelta(days=days)
        )


def tags(asked: Asked) -> list[str]:
    """What the record holds of the request."""
    entries = Entry.objects.filter(objects_touched__request=str(asked.id)).order_by("id")
    return list(entries.values_list("tag", flat=True))


def test_two_people_open_whom_a_report_concerns(house: House) -> None:
    """Hana asks, Omar reads why and gives his share, Hana puts both together; the record keeps each step."""
    sent = send_apart(house)
    asked = asked_by(house, sent, house.hana)

    assert give(house.omar, asked, house.hana).status_code == 201
    share = fetch(house.hana.member, asked).json()["share"]

    assert opened_with(house, house.hana, asked, share) == [APART["subject"]]
    assert tags(asked) == ["request:made", "request:share-given", "request:opened"]


def test_every_opening_is_recorded_with_who_did_it(house: House) -> None:
    """Fetching the share again is opening it again."""
    asked = asked_by(house, send_apart(house), house.hana)
    give(house.omar, asked, house.hana)
    fetch(house.hana.member, asked)
    fetch(house.hana.member, asked)

    opened = Entry.objects.filter(tag="request:opened")
    assert [entry.actor for entry in opened] == [house.hana.member.id] * 2


def test_an_identity_waits_a_week_for_the_reporter_to_read_why(house: House) -> None:
    """Nobody asks for less time, gives a share before the day, or gets one: Directive (EU) 2019/1937, article 16(3)."""
    sent, today = send_apart(house), clock.today()
    soon = sealed_request(house, sent, house.hana, asks="identity", not_before=today + WEEK - timedelta(days=1))
    assert code(ask(house.hana.member, soon)) == "request/notice"

    asked = asked_by(house, sent, house.hana, asks="identity", not_before=today + WEEK)
    assert code(give(house.omar, asked, house.hana)) == "request/too-early"
    assert code(fetch(house.hana.member, asked)) == "request/too-early"
    pass_days(7)
    assert give(house.omar, asked, house.hana).status_code == 201
    share = fetch(house.hana.member, asked).json()["share"]
    assert opened_with(house, house.hana, asked, share) == [APART["identity"]]


def test_danger_takes_no_week(house: House) -> None:
    """Where telling before would jeopardise something, the reporter reads what, and the day is today."""
    asked = asked_by(house, send_apart(house), house.hana, asks="identity", danger="The ledger burns tonight.")
    assert give(house.omar, asked, house.hana).status_code == 201


def test_whoever_asks_cannot_be_the_second(house: House) -> None:
    """Hana has one share and one voice: she can take back, and neither give nor refuse."""
    asked = asked_by(house, send_apart(house), house.hana)
    assert code(give(house.hana, asked, house.hana)) == "request/two-people"
    assert code(say(house.hana, asked, "refused")) == "request/two-people"
    assert not HandedShare.objects.exists()


def test_the_same_person_with_two_cards_is_one_person(house: House) -> None:
    """Hana lost her key after she asked: her new card holds no share; with one she would be Hana still."""
    sent = send_apart(house)
    asked = asked_by(house, sent, house.hana)
    before = house.hana
    new_card(house, "hana", house.omar)
    assert decide(house.hana.member, asked, decision(house.hana, asked, "refused")).status_code == 404

    for kind, generation in ((KeyKind.SUBJECT, 0), (KeyKind.REQUEST, 0)):  # a server that meant to help her
        old = Grant.objects.get(case=sent.case, holder=before.fingerprint, key_kind=kind, generation=generation)
        Grant.objects.create(
            organisation=house.organisation,
            case_id=sent.case,
            holder=house.hana.fingerprint,
            key_kind=kind,
            generation=generation,
            wrapped=old.wrapped,
        )
    body = {**decision(house.hana, asked, "given"), "share": share_for(before, asked, before)}
    assert code(decide(house.hana.member, asked, body)) == "request/two-people"


def test_no_share_goes_to_a_card_that_its_holder_gave_up(house: House) -> None:
    """Who asked and has another key since could not open it; they read the case again, and hold no share any more."""
    sent = send_apart(house)
    asked, before = asked_by(house, sent, house.hana), house.hana
    new_card(house, "hana", house.omar)
    assert code(give(house.omar, asked, before)) == "request/asker-changed"
    assert hand_on(house, house.omar).status_code == 201
    assert code(ask(house.hana.member, sealed_request(house, sent, house.hana))) == "request/no-share"


def _newcomer(house: House) -> Member:
    nils = cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id))
    cast.publish_directory(house, house.hana)
    return nils.member


WRONG: dict[str, Callable[[House, House], Member]] = {
    "a handler who came after the report": lambda house, _other: _newcomer(house),
    "a handler of another channel": lambda house, _other: house.sofia.member,
    "the coordinator": lambda house, _other: house.ines.member,
    "a handler of another organisation": lambda _house, other: other.sven.member,
}


@pytest.mark.parametrize("who", WRONG)
def test_who_holds_no_share_finds_nothing(who: str, house: House, other_house: House) -> None:
    """They list no request, and can neither decide nor fetch one; what exists and what does not look the same."""
    asked = asked_by(house, send_apart(house), house.hana)
    body = {**decision(house.omar, asked, "given"), "share": share_for(house.omar, asked, house.hana)}
    member = WRONG[who](house, other_house)

    assert listed(member) == []
    assert decide(member, asked, body).status_code == 404
    assert fetch(member, asked).status_code == 404
    assert Request.objects.get().state == Request.State.OPEN


def test_an_administrator_neither_asks_nor_gives(house: House) -> None:
    """Lena is refused; and so is Omar from the moment on in which he administers too."""
    sent = send_apart(house)
    asked = asked_by(house, sent, house.hana)
    body = {**decision(house.omar, asked, "given"), "share": share_for(house.omar, asked, house.hana)}
    assert decide(house.administrator, asked, body).status_code == 403

    house.omar.member.rights.create(organisation=house.organisation, role=Role.ADMINISTRATOR, channel_id=None)
    assert decide(house.omar.member, asked, body).status_code == 403
    assert ask(house.omar.member, sealed_request(house, sent, house.omar, asks="identity")).status_code == 403


def test_whom_the_reporter_left_out_gets_nothing(house: House) -> None:
    """Omar holds no share of a report that was not to reach him, reads no request and gives nothing."""
    sent = send_apart(house, excluded=(house.omar.fingerprint,))
    asked = asked_by(house, sent, house.hana)
    assert listed(house.omar.member) == []
    assert decide(house.omar.member, asked, decision(house.omar, asked, "refused")).status_code == 404
    assert listed(house.tom.member) != []


def test_whom_a_coordinator_excluded_gets_nothing_more(house: House) -> None:
    """Omar read the request before Ines excluded him: it is gone for him, and a new one is not sealed to him."""
    sent = send_apart(house)
    asked = asked_by(house, sent, house.hana)
    body = {**decision(house.omar, asked, "given"), "share": share_for(house.omar, asked, house.hana)}
    exclusion.exclude(house.ines.member, sent.case, house.omar.member.id)

    assert listed(house.omar.member) == []
    assert decide(house.omar.member, asked, body).status_code == 404


def test_an_asker_who_was_excluded_gets_no_share_and_blocks_nobody(house: House) -> None:
    """Hana asked and was excluded: what Tom would give her is refused, and Omar asks himself."""
    sent = send_apart(house)
    asked, hana = asked_by(house, sent, house.hana), house.hana
    exclusion.exclude(house.ines.member, sent.case, hana.member.id)

    assert code(give(house.tom, asked, hana)) == "request/asker-changed"
    assert fetch(hana.member, asked).status_code == 404
    asked_by(house, sent, house.omar)


def test_an_overseer_gives_a_share_without_any_key_of_the_case(house: House) -> None:
    """Tom reads no case. He reads why under the request's own key, and his share is half of what it takes."""
    sent = send_apart(house)
    asked = asked_by(house, sent, house.hana)
    (row,) = listed(house.tom.member)
    kinds = {grant["key_kind"]: grant for grant in row["grants"]}
    assert set(kinds) == {KeyKind.SUBJECT, KeyKind.REQUEST}
    key = open_grant(house.tom.keys.identity, from_base64(kinds[KeyKind.REQUEST]["sealed"])).key
    item = open_item(key, 0, Place(sent.case, "request", asked.id), from_base64(row["item"]["sealed"]))
    assert decode_body("request", item.body)["law"].startswith("Code of Criminal Procedure")
    assert as_member(house.tom.member).get(f"/api/v1/cases/{sent.case}").status_code == 404

    assert give(house.tom, asked, house.hana).status_code == 201
    share = fetch(house.hana.member, asked).json()["share"]
    assert opened_with(house, house.hana, asked, share) == [APART["subject"]]


def test_only_who_asked_fetches_the_share(house: House) -> None:
    """Omar gave it and reads the case, and yet it is not his to fetch; Tom, who reads nothing, neither."""
    asked = asked_by(house, send_apart(house), house.hana)
    give(house.omar, asked, house.hana)
    for person in (house.omar, house.tom):
        assert fetch(person.member, asked).status_code == 404


def test_a_refusal_ends_it_with_its_reason(house: House) -> None:
    """Omar refuses; nobody gives afterwards, and the reason stands with the request for all who read that."""
    asked = asked_by(house, send_apart(house), house.hana)
    assert say(house.omar, asked, "refused").status_code == 201

    assert code(give(house.tom, asked, house.hana)) == "request/decided"
    assert code(fetch(house.hana.member, asked)) == "request/not-given"
    (row,) = listed(house.hana.member)
    (said,) = row["decisions"]
    opened = open_item(KEY, 0, Place(asked.case, "decision", UUID(said["id"])), from_base64(said["sealed"]))
    assert decode_body("decision", opened.body)["reason"] == "Ask the storekeeper first."


def test_who_takes_a_request_back_loses_the_share_that_was_given(house: House) -> None:
    """Nothing waits for a change of mind."""
    asked = asked_by(house, send_apart(house), house.hana)
    give(house.omar, asked, house.hana)
    assert say(house.hana, asked, "withdrawn").status_code == 201

    assert not HandedShare.objects.exists()
    assert code(fetch(house.hana.member, asked)) == "request/not-given"


def test_a_request_ends_by_itself_and_the_share_is_destroyed(house: House) -> None:
    """A month after its first day nothing is given, nothing fetched, and what was handed over is swept away."""
    asked = asked_by(house, send_apart(house), house.hana)
    give(house.omar, asked, house.hana)
    assert requests.sweep() == 0
    pass_days(31)

    assert code(fetch(house.hana.member, asked)) == "request/expired"
    assert requests.sweep() == 1
    assert listed(house.hana.member)[0]["state"] == "expired"


def test_a_request_of_the_same_id_elsewhere_ends_for_itself(house: House) -> None:
    """Ids are made in browsers: another case's request that is over takes no share from this one."""
    asked, other = asked_by(house, send_apart(house), house.hana), send_apart(house)
    give(house.omar, asked, house.hana)
    same = Request.objects.get(id=asked.id)
    same.case_id, same.expires_on = other.case, clock.today() - timedelta(days=1)
    same.save(force_insert=True)
    assert requests.sweep() == 0
    assert fetch(house.hana.member, asked).status_code == 200


def test_the_same_again_is_once(house: House) -> None:
    """Answers that were lost are given again, and nothing is recorded twice."""
    asked = asked_by(house, send_apart(house), house.hana)
    assert ask(house.hana.member, asked).status_code == 201
    body = {**decision(house.omar, asked, "given"), "share": share_for(house.omar, asked, house.hana)}
    assert [decide(house.omar.member, asked, body).status_code for _twice in range(2)] == [201, 201]
    assert tags(asked) == ["request:made", "request:share-given"]


def test_one_request_at_a_time(house: House) -> None:
    """While Hana's waits, Omar reads hers instead of asking himself; whoever asked does not ask twice."""
    sent = send_apart(house)
    asked = asked_by(house, sent, house.hana)
    assert code(ask(house.omar.member, sealed_request(house, sent, house.omar))) == "request/open"
    give(house.omar, asked, house.hana)
    assert code(ask(house.hana.member, sealed_request(house, sent, house.hana))) == "request/open"
    asked_by(house, sent, house.omar)


def _with_a_stranger(house: House, sent: cast.Sent) -> Asked:
    asked = sealed_request(house, sent, house.hana)
    stranger = {**asked.posted["grants"][0], "holder": house.sofia.fingerprint.hex()}
    return Asked(asked.case, {**asked.posted, "grants": [*asked.posted["grants"], stranger]}, asked.key)


BAD: dict[str, tuple[Callable[[House, cast.Sent], Asked], str]] = {
    "not to the overseer": (
        lambda house, sent: sealed_request(house, sent, house.hana, leaving_out=house.tom),
        "bundle/wrong-holders",
    ),
    "not to the recovery sheet": (
        lambda house, sent: sealed_request(house, sent, house.hana, leaving_out=house.sheet),
        "bundle/wrong-holders",
    ),
    "to a stranger too": (_with_a_stranger, "bundle/wrong-holders"),
    "under a key that was skipped to": (
        lambda house, sent: sealed_request(house, sent, house.hana, generation=1),
        "bundle/generation",
    ),
    "to an older receipt": (
        lambda house, sent: sealed_request(house, sent, house.hana, successions=1),
        "key/receipt-changed",
    ),
    "before today": (
        lambda house, sent: sealed_request(house, sent, house.hana, not_before=clock.today() - timedelta(days=1)),
        "request/notice",
    ),
    "in a year": (
        lambda house, sent: sealed_request(house, sent, house.hana, not_before=clock.today() + timedelta(days=365)),
        "request/notice",
    ),
    "for a key that the case has not": (
        lambda house, sent: sealed_request(house, sent, house.hana, key_generation=1),
        "request/no-share",
    ),
}


@pytest.mark.parametrize("how", BAD)
def test_a_request_that_is_not_as_it_must_be_is_not_stored(how: str, house: House) -> None:
    """Everybody who must read why can, nobody else, and the reporter is not passed over."""
    make, refusal = BAD[how]
    sent = send_apart(house)
    before = Item.objects.count(), CaseKey.objects.count(), Grant.objects.count()

    assert code(ask(house.hana.member, make(house, sent))) == refusal
    assert (Item.objects.count(), CaseKey.objects.count(), Grant.objects.count()) == before


def test_nobody_asks_where_nobody_could_be_the_second(house: House) -> None:
    """Omar and Tom were excluded or have left: the share that the sheet holds is no second person at the desk."""
    sent = send_apart(house)
    exclusion.exclude(house.ines.member, sent.case, house.omar.member.id)
    exclusion.exclude(house.ines.member, sent.case, house.tom.member.id)
    assert code(ask(house.hana.member, sealed_request(house, sent, house.hana))) == "request/nobody-else"


def test_the_server_holds_no_word_of_it(house: House) -> None:
    """Reasons lie sealed, and a share that was handed over lies under the case's erasure key besides."""
    asked = asked_by(house, send_apart(house), house.hana)
    body = {**decision(house.omar, asked, "given"), "share": share_for(house.omar, asked, house.hana)}
    decide(house.omar.member, asked, body)

    assert b"ledger" not in bytes(Item.objects.get(id=asked.id).sealed)
    assert from_base64(body["share"]) not in bytes(HandedShare.objects.get().wrapped)


def test_only_its_own_shape_is_taken(house: House) -> None:
    """A refusal with a share, a yes without one, and a decision under another key are refused."""
    asked = asked_by(house, send_apart(house), house.hana)
    share = share_for(house.omar, asked, house.hana)
    refused, given = decision(house.omar, asked, "refused"), decision(house.omar, asked, "given")
    assert code(decide(house.omar.member, asked, {**refused, "share": share})) == "request/share"
    assert code(decide(house.omar.member, asked, given)) == "request/share"
    other = {**refused, "item": {**refused["item"], "generation": 1}}
    assert code(decide(house.omar.member, asked, other)) == "bundle/generation"
    note = {**refused, "item": {**refused["item"], "kind": "note"}}
    assert code(decide(house.omar.member, asked, note)) == "bundle/kind-not-allowed"


def test_shown(house: House) -> None:
    """A case says what it keeps apart, and to whom a request for it must be readable."""
    sent = send_apart(house)
    shown = as_member(house.hana.member).get(f"/api/v1/cases/{sent.case}/requests").json()
    readers: list[Person | cast.KeyHolder] = [house.hana, house.omar, house.tom, house.sheet]
    assert [key["asks"] for key in shown["keys"]] == ["identity", "subject"]
    assert shown["keys"][0]["readers"] == sorted(one.fingerprint.hex() for one in readers)
    assert shown["next_generation"] == 0
