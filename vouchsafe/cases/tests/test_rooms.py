"""A subject's reply room is a case of its own, opened and ended by one handler, and counted nowhere."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from vouchsafe.audit.models import Entry
from vouchsafe.cases import due, nightly, notices, queries, reminding, retention, services
from vouchsafe.cases.models import Case, Clock, Concluded, ErasedId, Grant, State
from vouchsafe.cases.tests import cast, keys
from vouchsafe.cases.tests.at_desk import AtDesk
from vouchsafe.cases.tests.cast import Answer, House, Sent, code
from vouchsafe.cases.tests.concluding import sealed_conclusion, sealed_letter
from vouchsafe.cases.tests.keys import as_member
from vouchsafe.cases.tests.moving import Moving
from vouchsafe.cases.tests.test_acts import seal
from vouchsafe.channels.services import publish_definition
from vouchsafe.common import clock
from vouchsafe.delivery.models import Message
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import set_rights
from vouchsafe.vault.thread import Opened


def send(member: Member, sent: Sent, raw: bytes | None = None, case: UUID | None = None) -> Answer:
    """Post a room's bundle."""
    path = f"/api/v1/rooms/{case or sent.case}"
    return as_member(member).post(path, raw or sent.raw, content_type="application/json")


def end(house: House, sent: Sent, *, cleared: bool, by: Member | None = None) -> Answer:
    """Hana's letter, which ends the room."""
    body = {"cleared": cleared, "items": [sealed_letter(house, house.hana, sent.case)]}
    client = as_member(by or house.hana.member)
    return client.post(f"/api/v1/rooms/{sent.case}/ending", json.dumps(body), content_type="application/json")


def recorded(case: UUID) -> list[str]:
    """The tags of what was done to a case."""
    return list(Entry.objects.filter(objects_touched__case=str(case)).order_by("id").values_list("tag", flat=True))


def clocks_of(case: UUID) -> dict[str, object]:
    """The clocks of a case: the day of each."""
    return dict(Clock.objects.filter(case=case).values_list("matter", "due_on"))


# Opening


def test_a_handler_opens_a_room_that_others_of_the_channel_read(house: House) -> None:
    """It begins opened and acknowledged; the letter is the handler's; readers know from the signed body what it is."""
    sent = cast.seal_a_room(house, house.hana)

    answer = send(house.hana.member, sent)

    assert (answer.status_code, answer.json()) == (
        201,
        {"case": str(sent.case), "received_on": clock.today().isoformat()},
    )
    case = Case.objects.get(id=sent.case)
    assert case.is_room
    assert (case.state, case.opened_on, case.acknowledged_on) == (State.ASSESSING, clock.today(), clock.today())
    assert recorded(sent.case) == ["room:opened"]
    read = cast.read(house, house.omar, sent.case)
    assert read.is_room
    assert not read.findings
    letter = next(entry for entry in read.entries if entry.kind == "letter")
    assert isinstance(letter, Opened)
    assert letter.author == house.hana.fingerprint.hex()


def test_a_report_is_no_room(house: House) -> None:
    """Neither by the server's word nor by its author's."""
    sent = cast.send(house)
    assert not Case.objects.get().is_room
    assert not cast.read(house, house.hana, sent.case).is_room
    assert as_member(house.hana.member).get(f"/api/v1/cases/{sent.case}").json()["case"]["is_room"] is False


def test_the_same_bytes_twice_are_one_room(house: House) -> None:
    """A lost answer is asked for again; other bytes under the id are refused."""
    sent = cast.seal_a_room(house, house.hana)
    first, second = send(house.hana.member, sent), send(house.hana.member, sent)
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert recorded(sent.case) == ["room:opened"]

    other = cast.seal_a_room(house, house.hana)
    assert code(send(house.hana.member, other, case=sent.case)) == (409, "bundle/case-exists")
    assert Case.objects.count() == 1


@pytest.mark.parametrize("who", ["sofia", "ines", "tom"])
def test_who_does_not_handle_the_channel_opens_none(who: str, house: House) -> None:
    """Sofia handles another channel, Ines coordinates without a key, Tom oversees: nothing is there for them."""
    sent = cast.seal_a_room(house, house.hana)
    assert code(send(house.people[who].member, sent)) == (404, "channel/not-found")
    assert Case.objects.count() == 0


def test_an_administrator_and_another_organisation_open_none(house: House, other_house: House) -> None:
    """Lena configures and reads nothing; Sven handles a channel, but not one of this house."""
    sent = cast.seal_a_room(house, house.hana)
    for member in (house.administrator, other_house.sven.member):
        assert code(send(member, sent)) == (404, "channel/not-found")
    assert Case.objects.count() == 0


def test_who_gets_no_key_of_it_opens_none(house: House) -> None:
    """A room that its opener could not read is not stored."""
    sent = cast.seal_a_room(house, house.hana, excluded=[house.hana.fingerprint])
    assert code(send(house.hana.member, sent)) == (404, "case/not-found")
    assert (Case.objects.count(), Grant.objects.count()) == (0, 0)


def test_handlers_left_out_of_the_room_never_see_it(house: House) -> None:
    """The browser leaves out who is excluded from the first case: no row, no key, later ones included."""
    sent = cast.open_room(house, excluded=[house.omar.fingerprint])
    assert Case.objects.get().excluded == [house.omar.member.id]
    client = as_member(house.omar.member)
    assert client.get("/api/v1/cases").json()["cases"] == []
    assert client.get(f"/api/v1/cases/{sent.case}").status_code == 404
    assert code(end(house, sent, cleared=True, by=house.omar.member)) == (404, "case/not-found")
    assert keys.lacking(house.hana.member) == []


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"directory": "00" * 32}, (409, "bundle/directory-outdated")),
        ({"questionnaire_version": 7}, (409, "bundle/questionnaire-outdated")),
        ({"blobs": [{"id": str(uuid4()), "size": 1}]}, (400, "bundle/manifest-count")),
        ({"grants": []}, (400, "bundle/wrong-holders")),
        ({"first_case": str(uuid4())}, (400, "bundle/unknown-field")),
    ],
)
def test_what_is_no_room_is_refused(change: dict[str, Any], refused: tuple[int, str], house: House) -> None:
    """Nothing is stored; there is no place in it for the case that it belongs to."""
    sent = cast.seal_a_room(house, house.hana)
    answer = send(house.hana.member, sent, json.dumps({**sent.bundle, **change}).encode())
    assert code(answer) == refused
    assert Case.objects.count() == 0


@pytest.mark.parametrize("kind", ["report", "title", "letter"])
def test_a_room_has_one_of_each_of_its_three_documents(kind: str, house: House) -> None:
    """None without its letter, in which the person is told."""
    sent = cast.seal_a_room(house, house.hana)
    items = [item for item in sent.bundle["items"] if item["kind"] != kind]
    assert send(house.hana.member, sent, json.dumps({**sent.bundle, "items": items}).encode()).status_code == 400
    assert Case.objects.count() == 0


def test_a_letter_does_not_enter_by_a_reporters_bundle(house: House) -> None:
    """At the report door nobody opens a room, or speaks as the desk."""
    from vouchsafe.cases.bundle import Expected, check_bundle, read_bundle
    from vouchsafe.cases.directory import holders_of
    from vouchsafe.cases.errors import BundleError

    class NoUploads:
        def take(self, blob: UUID, size: int) -> bytes | None:
            raise NotImplementedError

    sent = cast.seal_a_room(house, house.hana)
    expected = Expected(1, holders_of(house.organisation.id, house.channel.id), NoUploads())
    with pytest.raises(BundleError) as found:
        check_bundle(read_bundle(sent.raw), expected)
    assert found.value.code == "bundle/kind-not-allowed"


def test_a_room_is_sealed_for_what_the_channel_asks_now(house: House, other_house: House) -> None:
    """Its handlers are told the newest definition; nobody else is told anything."""
    path = f"/api/v1/channels/{house.channel.id}/published"
    publish_definition(house.administrator, house.channel, {**cast.DEFINITION, "name": {"en": "Anew"}})
    found = as_member(house.hana.member).get(path).json()
    assert (found["version"], found["definition"]["name"]) == (2, {"en": "Anew"})
    assert found["door"] == "http://report.localhost:8000/"
    for member in (house.sofia.member, house.ines.member, house.administrator, other_house.sven.member):
        assert code(as_member(member).get(path)) == (404, "channel/not-found")


# What counts it, and what does not


def test_no_figure_counts_a_room(house: House) -> None:
    """Neither the organisation's cases as they are counted, nor outcomes and what they limit."""
    sent = cast.open_room(house)
    assert queries.counted(house.organisation.id).count() == 0
    end(house, sent, cleared=True)
    assert not Concluded.objects.exists()


def test_no_arrival_is_recorded_of_a_room(house: House, moving: Moving) -> None:
    """The record says that a handler opened it, and nothing of a report."""
    sent = cast.open_room(house)
    moving.forward(1)
    assert nightly.close_days() == 0
    assert recorded(sent.case) == ["room:opened"]


def test_nobody_is_alarmed_about_a_room(house: House, moving: Moving) -> None:
    """It was opened by who made it: no notice of something new, no alarm of a report that nobody opened."""
    cast.open_room(house)
    assert notices.post_notices(0) == 0
    for _day in range(10):
        moving.forward(1)
        reminding.remind()
    for alarm in ("Something new waits", "A report waits"):
        assert not Message.objects.filter(subject__startswith=alarm).exists()


def test_a_room_has_one_clock_and_stands_on_the_board(house: House, moving: Moving) -> None:
    """By then the person is told how it goes on: as the channel's law has it for an answer, and nothing else is due."""
    sent = cast.open_room(house)
    report = cast.send(house)
    services.open_case(house.hana.member, report.case)
    AtDesk(house, house.hana, report.case).answer()
    (day,) = [day for matter, day in clocks_of(sent.case).items() if matter == "feedback"]
    assert clocks_of(sent.case) == {"feedback": day}
    assert day == clocks_of(report.case)["feedback"]
    board = due.board(house.hana.member).rows
    assert [row.matter for row in board if row.case == sent.case] == ["feedback"]
    assert moving.day == clock.today()


def test_the_list_marks_a_room(house: House) -> None:
    """Among a handler's cases, read by who opened it and new to a colleague; some of the cases can be asked for."""
    sent = cast.open_room(house)
    report = cast.send(house)
    rows = {row["id"]: row for row in as_member(house.hana.member).get("/api/v1/cases").json()["cases"]}
    assert {each: row["is_room"] for each, row in rows.items()} == {str(sent.case): True, str(report.case): False}
    assert not rows[str(sent.case)]["unread"]
    path = f"/api/v1/cases?cases={sent.case},{uuid4()}"
    (row,) = as_member(house.omar.member).get(path).json()["cases"]
    assert (row["id"], row["unread"]) == (str(sent.case), True)
    assert as_member(house.omar.member).get("/api/v1/cases?cases=").json()["cases"] == []
    assert as_member(house.omar.member).get("/api/v1/cases?cases=x").status_code == 400


# What belongs to reports alone


@pytest.mark.parametrize("act", ["conclusion", "false-report", "meeting", "notice", "deferral", "minutes", "measure"])
def test_what_belongs_to_reports_is_not_done_in_a_room(act: str, house: House) -> None:
    """No outcome, finding, meeting, notice, minutes or measure: those are of the case that it is about."""
    sent = cast.open_room(house)
    keys.with_desk_key(house, sent.case)
    before = Case.objects.values().get()
    hana, day = AtDesk(house, house.hana, sent.case), clock.today()
    answers = {
        "conclusion": lambda: hana.post(
            "conclusion",
            outcome="partly",
            category="bribe",
            items=[
                sealed_conclusion(house, house.hana, sent.case, "partly"),
                sealed_letter(house, house.hana, sent.case, "partly"),
            ],
        ),
        "false-report": lambda: hana.post(
            "acts", act="false-report", terms={"heard": str(uuid4())}, item=_proposal(house, sent, "false-report")
        ),
        "meeting": lambda: hana.post("clocks/meeting", what="meeting-asked", on=day),
        "notice": lambda: hana.post("clocks/notice", what="notice-due", on=day),
        "deferral": lambda: hana.defer(day + timedelta(days=3)),
        "minutes": lambda: hana.post("items", items=[_minutes(house, sent)]),
        "measure": lambda: hana.post("items", items=[_measure(house, sent)]),
    }

    answer = answers[act]()

    kind_refused = act in ("minutes", "measure")
    assert code(answer) == ((400, "bundle/kind-not-allowed") if kind_refused else (409, "room/not-here"))
    assert Case.objects.values().get() == before


def _proposal(house: House, sent: Sent, act: str) -> dict[str, Any]:
    terms = [{"name": "heard", "value": str(uuid4())}]
    return dict(seal(house, house.hana, sent.case, "proposal", act=act, terms=terms, reason="", statements=[]))


def _minutes(house: House, sent: Sent) -> dict[str, Any]:
    said = {"sent_on": clock.today().isoformat(), "meeting": str(uuid4()), "revision": 0}
    said |= {"met_on": clock.today().isoformat(), "way": "call", "text": "A call.", "seen": []}
    return _item(house, sent, "minutes", said)


def _measure(house: House, sent: Sent) -> dict[str, Any]:
    said = {"written_on": clock.today().isoformat(), "measure": str(uuid4()), "revision": 0, "what": "A lock"}
    said |= {"who": "Staff office", "from": clock.today().isoformat(), "state": "planned", "seen": []}
    return _item(house, sent, "measure", said)


def _item(house: House, sent: Sent, kind: str, body: dict[str, object]) -> dict[str, Any]:
    from vouchsafe.vault.compose import key_for
    from vouchsafe.vault.wire import seal_body

    read = cast.read(house, house.hana, sent.case)
    return dict(seal_body(key_for(read, kind), sent.case, house.hana.keys.signing, kind, body))


def test_a_handler_writes_on_in_a_room(house: House) -> None:
    """Messages, as in every case."""
    sent = cast.open_room(house)
    assert AtDesk(house, house.omar, sent.case).answer("Tell us more.").status_code == 201


# Ending


def test_a_clearance_letter_stands_thirty_days_and_then_nothing_stays(house: House, moving: Moving) -> None:
    """One handler ends it, whatever the channel's law keeps; the record holds that it was, and that it is gone."""
    sent = cast.open_room(house)

    answer = end(house, sent, cleared=True)

    last = moving.day + timedelta(days=30)
    assert (answer.status_code, answer.json()["erase_due"]) == (201, last.isoformat())
    case = Case.objects.get()
    assert (case.state, case.outcome, case.concluded_by) == (State.CONCLUDED, "", [house.hana.member.id])
    assert clocks_of(sent.case)["retention"] == last
    assert Clock.objects.get(matter="feedback").met_on == moving.day
    moving.forward(30)
    assert retention.erase_due() == 0
    moving.forward(1)
    assert retention.erase_due() == 1
    assert (Case.objects.count(), Grant.objects.count()) == (0, 0)
    assert ErasedId.objects.count() == 1
    assert code(send(house.hana.member, sent)) == (409, "bundle/case-exists")
    wanted = ["room:opened", "item:written", "case:state-changed", "room:ended", "case:erased"]
    assert recorded(sent.case) == wanted


def test_another_end_is_kept_by_law(house: House) -> None:
    """As long as the channel's law keeps a case."""
    sent = cast.open_room(house)
    assert end(house, sent, cleared=False).json()["erase_due"] is None
    kept = clocks_of(sent.case)["retention"]
    report = AtDesk(house, house.hana, cast.send(house).case)
    report.conclude()
    assert kept == clocks_of(report.case)["retention"]


def test_a_room_ends_once_and_the_same_letter_twice_is_once(house: House) -> None:
    """A second letter finds it ended; a lost answer is given again."""
    sent = cast.open_room(house)
    body = json.dumps({"cleared": True, "items": [sealed_letter(house, house.hana, sent.case)]})
    path = f"/api/v1/rooms/{sent.case}/ending"
    client = as_member(house.hana.member)
    answers = [client.post(path, body, content_type="application/json") for _each in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert recorded(sent.case).count("room:ended") == 1
    assert code(end(house, sent, cleared=False)) == (409, "room/ended")


@pytest.mark.parametrize("who", ["sofia", "ines", "tom"])
def test_who_does_not_read_a_room_does_not_end_it(who: str, house: House) -> None:
    """Handlers of the channel alone."""
    sent = cast.open_room(house)
    assert code(end(house, sent, cleared=True, by=house.people[who].member)) == (404, "case/not-found")
    assert Case.objects.get().state == State.ASSESSING


def test_strangers_and_administrators_end_none(house: House, other_house: House) -> None:
    """And a report is not ended so: that takes an outcome, and often two people."""
    sent = cast.open_room(house)
    for member in (house.administrator, other_house.sven.member):
        assert code(end(house, sent, cleared=True, by=member)) == (404, "case/not-found")
    report = cast.send(house)
    assert code(end(house, report, cleared=True)) == (409, "room/none")
    assert Case.objects.get(id=report.case).state == State.RECEIVED


def test_a_cleared_room_is_reopened_and_kept(house: House, moving: Moving) -> None:
    """Reopened, no day of erasure stands any more."""
    sent = cast.open_room(house)
    end(house, sent, cleared=True)
    assert AtDesk(house, house.hana, sent.case).post("state", to="addressing").status_code == 200
    assert Case.objects.get().erase_due is None
    assert "retention" not in clocks_of(sent.case)
    moving.forward(40)
    assert retention.erase_due() == 0


def test_a_newcomer_gets_the_keys_of_a_room_as_of_a_case(house: House) -> None:
    """Handing on holds as it stands: Nils handles the channel now, and lacks the room's key."""
    sent = cast.open_room(house)
    cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id))
    cast.publish_directory(house, house.hana)
    (row,) = keys.lacking(house.hana.member)
    assert row["id"] == str(sent.case)


def test_who_loses_the_right_loses_the_room(house: House) -> None:
    """As with every case."""
    sent = cast.open_room(house)
    set_rights(house.administrator, house.omar.member, [Holding(Role.COORDINATOR, None)])
    assert as_member(house.omar.member).get(f"/api/v1/cases/{sent.case}").status_code == 404
