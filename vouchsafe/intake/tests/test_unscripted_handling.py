"""Without script the same is told of the handling: the state, what is due, whom to turn to, what was read."""

from datetime import date

from django.test import Client

from vouchsafe.cases import clocks
from vouchsafe.cases.models import Case, State
from vouchsafe.cases.tests.cast import House
from vouchsafe.channels.models import Definition
from vouchsafe.channels.services import publish_definition
from vouchsafe.intake.tests.changing import Moving
from vouchsafe.intake.tests.everything import BODY, TYPED
from vouchsafe.intake.tests.test_terminal import answer_from_the_desk
from vouchsafe.intake.tests.unscripted import MAILBOX, come_back, press, report
from vouchsafe.vault.receipt import Receipt

OMBUDSMAN = {"name": {"en": "The ombudsman"}, "what": {"en": "Listens."}, "reach": {"en": "+49 30 000"}}


def told(client: Client, receipt: str, **changed: object) -> dict[str, str]:
    """The texts of the case by their ids, after the case was changed like this."""
    if changed:
        Case.objects.update(**changed)
        for case in Case.objects.all():
            clocks.wind(case)
    return come_back(client, receipt).texts


def test_the_state_is_told_in_plain_words(asking: House, report_client: Client) -> None:
    """From "nobody has opened it" to "concluded", as the page with script says it."""
    receipt = report(report_client, TYPED)
    told_of = [
        told(report_client, receipt)["state"],
        told(report_client, receipt, opened_on=date(2026, 5, 4))["state"],
        *(told(report_client, receipt, state=state)["state"] for state in list(State)[1:]),
    ]
    assert told_of == [
        "We have it. Nobody has opened it yet.",
        "A handler opened it on 4 May 2026.",
        "It is being assessed: what is known, what is missing, what follows.",
        "It is being dealt with: the facts are looked into, and action is taken.",
        "It is concluded. You can still read and write here.",
    ]


def test_the_clock_says_what_is_due_what_came_and_what_was_missed(
    asking: House, report_client: Client, moving: Moving
) -> None:
    """An acknowledgement in seven days, an answer in three months; a day that has passed is said to have."""
    receipt = report(report_client, TYPED)
    moving.forward((date(2026, 1, 31) - moving.day).days)
    waiting = told(report_client, receipt, received_on=date(2026, 1, 24))["clock"]
    moving.forward(1)
    late = told(report_client, receipt)["clock"]
    came = told(report_client, receipt, acknowledged_on=date(2026, 1, 30))["clock"]
    moving.forward(100)
    silent = told(report_client, receipt)["clock"]
    concluded = told(report_client, receipt, state=State.CONCLUDED, concluded_on=moving.day)["clock"]

    acknowledgement, answer = (
        "An acknowledgementby 31 January 2026",
        "An answer: what was done, or will beby 30 April 2026",
    )
    passed, on_time = "This day has passed", "It came on 30 January 2026"
    assert [text.split("\n")[1:3] for text in (waiting, late, came, silent, concluded)] == [
        [acknowledgement, answer],
        [acknowledgement + passed, answer],
        [acknowledgement + on_time, answer],
        [acknowledgement + on_time, answer + passed],
        [acknowledgement + on_time, answer + "The case is concluded"],
    ]


def test_whom_to_turn_to_is_laid_open_once_a_day_has_passed_and_nothing_came(
    asking: House, report_client: Client, moving: Moving
) -> None:
    """Before that it can be opened; it names who they are, how to reach them, and the law that set the day."""
    publish_definition(asking.administrator, asking.channel, {**BODY, "authorities": [OMBUDSMAN]})
    receipt = report(report_client, TYPED)

    def html() -> str:
        return report_client.post(MAILBOX, {"step": "open", "receipt": receipt}).content.decode()

    closed = html()
    assert '<details id="authorities">' in closed
    assert "<strong>The ombudsman</strong> Listens. <bdi>+49 30 000</bdi>" in closed
    assert BODY["clock"]["source"]["en"] in closed
    moving.forward(8)
    assert '<details id="authorities" open>' in html()
    told(report_client, receipt, acknowledged_on=moving.day)
    assert '<details id="authorities">' in html()
    moving.forward(100)
    assert '<details id="authorities" open>' in html()


def test_each_thing_sent_says_whether_a_handler_has_read_it(
    asking: House, report_client: Client, desk_client: Client
) -> None:
    """The report once Hana opened the case, a later message once she did again; her own answer says nothing of it."""
    receipt = report(report_client, TYPED)
    unread = come_back(report_client, receipt)
    assert unread.texts["thread"].count("Not read yet") == 1
    case = Receipt.parse(receipt).case_id
    desk_client.force_login(asking.hana.member)
    desk_client.get(f"/api/v1/cases/{case}")
    answer_from_the_desk(asking, case, "Which hall?")
    press(report_client, unread, "write", {"text": "Hall nine."}, address=MAILBOX)

    thread = come_back(report_client, receipt).texts["thread"]

    assert (thread.count("Read by a handler"), thread.count("Not read yet")) == (1, 1)
    assert thread.index("Read by a handler") < thread.index("Nobody weighed it.") < thread.index("Not read yet")
    assert "Not read yet" not in thread[thread.index("Handler 1") : thread.index("Which hall?")]


def test_questions_that_the_server_does_not_give_are_said_to_be_missing(asking: House, report_client: Client) -> None:
    """Then answers stand under their short names, and nothing is told by a definition that is not the report's."""
    receipt = report(report_client, TYPED)
    definition = asking.definition()
    Definition.objects.update(body={**definition.body, "name": {"en": "Another"}})
    answer = report_client.post(MAILBOX, {"step": "open", "receipt": receipt}).content.decode()
    assert "The server did not give the questions that you answered" in answer
    assert "Whom to turn to" not in answer
