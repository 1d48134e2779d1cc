"""What a returning reporter is told of the handling: opened, read, acknowledged, and what is due."""

from datetime import date, timedelta
from uuid import UUID

from django.test import Client

from vouchsafe.cases import clocks
from vouchsafe.cases.models import Case
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Person, Sent
from vouchsafe.channels.models import Definition
from vouchsafe.intake.tests.changing import Moving
from vouchsafe.intake.tests.test_mailbox import answer, note, reply, token_of, visit

ANY_FIELD = {"id", "kind", "key_kind", "generation", "sealed", "day", "read"}


def shown(client: Client, sent: Sent) -> dict[str, object]:
    """What the server tells beside the sealed content."""
    found = visit(client, token_of(sent)).json()
    return {**found, "read": [item["read"] for item in found["items"]]}


def opens(client: Client, who: Person, case: UUID) -> int:
    """The case on this member's desk."""
    client.force_login(who.member)
    return client.get(f"/api/v1/cases/{case}").status_code


def test_a_report_is_unread_until_a_handler_opens_it(
    house: House, report_client: Client, desk_client: Client, moving: Moving
) -> None:
    """The day of the first opening stays; what came later is unread until the case is opened again."""
    sent = cast.send(house)
    assert (shown(report_client, sent)["opened_on"], shown(report_client, sent)["read"]) == (None, [False, False])

    first = moving.forward(2)
    assert opens(desk_client, house.hana, sent.case) == 200
    visit(report_client, token_of(sent), "/items", items=[reply(report_client, sent, "One more thing.")])
    after_reply = shown(report_client, sent)
    moving.forward(3)
    assert opens(desk_client, house.omar, sent.case) == 200

    assert (after_reply["opened_on"], after_reply["read"]) == (first.isoformat(), [True, True, False])
    found = shown(report_client, sent)
    assert (found["opened_on"], found["read"]) == (first.isoformat(), [True, True, True])


def test_a_list_of_cases_opens_none(house: House, report_client: Client, desk_client: Client) -> None:
    """Neither a handler's inbox nor a coordinator's, and nobody's try who may not read."""
    sent = cast.send(house)
    for who in (house.hana, house.ines):
        desk_client.force_login(who.member)
        assert len(desk_client.get("/api/v1/cases").json()["cases"]) == 1
    assert {opens(desk_client, who, sent.case) for who in (house.ines, house.sofia, house.tom)} == {404}

    found = shown(report_client, sent)
    assert (found["opened_on"], found["read"]) == (None, [False, False])


def test_an_item_says_no_more_than_whether_it_was_read(house: House, report_client: Client) -> None:
    """No position, no time, no reader."""
    sent = cast.send(house)

    items = visit(report_client, token_of(sent)).json()["items"]

    assert {frozenset(item) for item in items} == {frozenset(ANY_FIELD)}


def test_the_first_answer_is_the_acknowledgement(house: House, report_client: Client, moving: Moving) -> None:
    """A message from the desk does it, once; the reporter's own does not."""
    sent = cast.send(house)
    visit(report_client, token_of(sent), "/items", items=[reply(report_client, sent, "One more thing.")])
    assert shown(report_client, sent)["acknowledged_on"] is None

    day = moving.forward(3)
    answer(house, sent, "Which hall is it?")
    moving.forward(9)
    answer(house, sent, "We are on it.")

    assert shown(report_client, sent)["acknowledged_on"] == day.isoformat()


def test_a_note_alone_is_no_acknowledgement(house: House, report_client: Client) -> None:
    """What the reporter cannot read tells them nothing."""
    sent = cast.send(house)
    note(house, sent, "Hall four burned last year.")

    assert shown(report_client, sent)["acknowledged_on"] is None


def wound(**changed: object) -> None:
    """Every case changed like this, and its clocks wound as whatever changes a case does."""
    Case.objects.update(**changed)
    for case in Case.objects.all():
        clocks.wind(case)


def due(client: Client, sent: Sent) -> dict[str, tuple[str, bool]]:
    """By which day each thing is due, and whether that was missed."""
    return {row["matter"]: (row["due"], row["missed"]) for row in visit(client, token_of(sent)).json()["clocks"]}


def test_the_clock_counts_from_what_was_done(house: House, report_client: Client, moving: Moving) -> None:
    """Seven days for an acknowledgement; three months for an answer, from then on; missed when it is over."""
    sent = cast.send(house)
    wound(received_on=date(2026, 1, 24), acknowledged_on=None)
    moving.forward((date(2026, 1, 31) - moving.day).days)
    waiting = due(report_client, sent)
    moving.forward(1)
    late = due(report_client, sent)
    wound(acknowledged_on=date(2026, 1, 30))
    acknowledged = due(report_client, sent)
    moving.forward(100)
    silent = due(report_client, sent)
    wound(state="concluded", concluded_on=date(2026, 4, 30))

    assert waiting == {"acknowledge": ("2026-01-31", False), "feedback": ("2026-04-30", False)}
    assert late == {**waiting, "acknowledge": ("2026-01-31", True)}
    assert acknowledged == waiting
    assert silent == {**waiting, "feedback": ("2026-04-30", True)}
    assert due(report_client, sent) == waiting


def test_the_numbers_are_the_channels_own(house: House, report_client: Client) -> None:
    """By the definition that the report answers."""
    sent = cast.send(house)
    numbers = {**house.definition().body["clock"], "acknowledge_days": 1, "answer_months": 1}
    Definition.objects.update(body={**house.definition().body, "clock": numbers})
    wound(received_on=date(2026, 1, 30))

    assert due(report_client, sent) == {"acknowledge": ("2026-01-31", True), "feedback": ("2026-02-28", True)}


def test_who_asks_for_a_meeting_sets_its_clock_going(house: House, report_client: Client, moving: Moving) -> None:
    """Once: a second asking moves nothing. The server learns that it was asked for, and no word of it."""
    sent = cast.send(house)
    assert "meeting" not in due(report_client, sent)

    day = moving.forward(2)
    visit(report_client, token_of(sent), "/items", items=[reply(report_client, sent, "May I come?")], meeting=True)
    moving.forward(3)
    visit(report_client, token_of(sent), "/items", items=[reply(report_client, sent, "Please.")], meeting=True)

    assert due(report_client, sent)["meeting"] == ((day + timedelta(days=14)).isoformat(), False)


def test_a_missed_answer_names_the_authorities_of_the_law(house: House, report_client: Client, moving: Moving) -> None:
    """Those that the law of the channel names stand beside the organisation's own words; open once a day is missed."""
    sent = cast.send(house)
    law = {**house.definition().body["clock"], "law": "de"}
    Definition.objects.update(body={**house.definition().body, "clock": law})
    found = visit(report_client, token_of(sent)).json()
    assert found["turn_elsewhere"] is False
    assert {"name", "what", "reach"} == set(found["authorities"][0])

    moving.forward(8)
    assert visit(report_client, token_of(sent)).json()["turn_elsewhere"] is True
    answer(house, sent, "We have it.")
    assert visit(report_client, token_of(sent)).json()["turn_elsewhere"] is False
    moving.forward(100)
    assert visit(report_client, token_of(sent)).json()["turn_elsewhere"] is True
