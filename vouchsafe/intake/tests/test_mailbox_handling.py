"""What a returning reporter is told of the handling: opened, read, acknowledged, and what is due."""

from datetime import date
from uuid import UUID

from django.test import Client

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


def test_the_clock_counts_from_what_was_done(house: House, report_client: Client, moving: Moving) -> None:
    """Seven days for an acknowledgement; three months for an answer, from then on; missed when it is over."""
    sent = cast.send(house)
    Case.objects.update(received_on=date(2026, 1, 24), acknowledged_on=None)
    moving.forward((date(2026, 1, 31) - moving.day).days)
    waiting = shown(report_client, sent)["clock"]
    moving.forward(1)
    late = shown(report_client, sent)["clock"]
    Case.objects.update(acknowledged_on=date(2026, 1, 30))
    acknowledged = shown(report_client, sent)["clock"]
    moving.forward(100)
    silent = shown(report_client, sent)["clock"]
    Case.objects.update(state="concluded")

    assert waiting == {
        "acknowledgement": {"due": "2026-01-31", "missed": False},
        "answer": {"due": "2026-04-30", "missed": False},
    }
    assert late == {**waiting, "acknowledgement": {"due": "2026-01-31", "missed": True}}
    assert acknowledged == waiting
    assert silent == {**waiting, "answer": {"due": "2026-04-30", "missed": True}}
    assert shown(report_client, sent)["clock"] == waiting


def test_the_numbers_are_the_channels_own(house: House, report_client: Client) -> None:
    """By the definition that the report answers."""
    sent = cast.send(house)
    numbers = {**house.definition().body["clock"], "acknowledge_days": 1, "answer_months": 1}
    Definition.objects.update(body={**house.definition().body, "clock": numbers})
    Case.objects.update(received_on=date(2026, 1, 30))

    assert shown(report_client, sent)["clock"] == {
        "acknowledgement": {"due": "2026-01-31", "missed": True},
        "answer": {"due": "2026-02-28", "missed": True},
    }
