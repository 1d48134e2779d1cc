"""A case that this server opened for its reporter, as a page: the handling, the thread, and what can be done in it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from vouchsafe.cases import queries as cases
from vouchsafe.cases.models import Case
from vouchsafe.channels.definitions import sha256_of
from vouchsafe.common import clock
from vouchsafe.common.texts import in_language
from vouchsafe.intake import protecting, queries, rooms
from vouchsafe.intake.advice import of_channel
from vouchsafe.intake.unscripted import letters, once
from vouchsafe.intake.unscripted.handling import handling_of
from vouchsafe.intake.unscripted.opening import read_by_handlers
from vouchsafe.intake.unscripted.reading import Typed
from vouchsafe.intake.unscripted.rows import date_text
from vouchsafe.intake.views.unscripted import text_of, unscripted_page
from vouchsafe.people.models import Organisation
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.thread import ReadCase

LONGEST_MESSAGE: Final = 50_000
YES: Final = "yes"
TYPED: Final = {
    "text": "text",
    "purpose": "purpose",
    "checkin": "checkin",
    "checkin_text": "checkin-text",
    "verdict": "verdict",
    "checked_text": "checked-text",
}
"""What is typed on the page, by its name in the template."""
_PLACES = {"files": "#file-files"}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request at an organisation's mailbox: what was typed, and from the receipt on, whose case it is."""

    request: HttpRequest
    lang: str
    organisation: Organisation
    typed: Typed

    def page(self, template: str, status: int = 200, **context: object) -> HttpResponse:
        """A page of the mailbox."""
        return unscripted_page(self.request, template, {"organisation": self.organisation, **context}, status)

    def text(self, name: str) -> str:
        """What was typed under a name."""
        return text_of(self.typed, name)


@dataclass(frozen=True, slots=True)
class Open:
    """A case that its receipt has opened."""

    visit: Visit
    receipt: Receipt
    case: Case
    read: ReadCase

    @property
    def is_room(self) -> bool:
        """Whether it is the reply room of a person whom a report concerns."""
        return rooms.is_room(self.read, self.case.is_room)

    def page(self, template: str, status: int = 200, **context: object) -> HttpResponse:
        """A page of the mailbox that carries on what opened the case."""
        held = {"receipt": self.receipt.text, "agreed": self.visit.text("agreed"), "is_room": self.is_room}
        return self.visit.page(template, status, **held, **context)


def enter(visit: Visit, problem: str, status: int, *, suggestion: str = "") -> HttpResponse:
    """The page on which a receipt is typed, with what is wrong with the one that was."""
    return visit.page("enter.html", status, problem=problem, suggestion=suggestion, typed=visit.text("receipt"))


def show(
    opened: Open,
    *,
    status: int = 200,
    problems: Mapping[str, str] | None = None,
    notice: str = "",
    sent: Collection[str] = (),
) -> HttpResponse:
    """The case, with a `notice` of what was done. What was typed stands there, but for what was `sent`.

    `problems` go by control, and so do those `sent`.
    """
    visit, case, read = opened.visit, opened.case, opened.read
    definition = cases.definition_of(case).body
    answered = _answered(opened, definition)
    return opened.page(
        "room.html" if opened.is_room else "case.html",
        status,
        sealed_by=case.sealed_by,
        handling=handling_of(case, queries.clocks_of(case), queries.authorities_of(definition), visit.lang),
        definition=answered,
        letters=letters.letters_of(read, answered, read_by_handlers(case)),
        findings=letters.findings_of(read, is_called_room=case.is_room),
        may_write=read.current(KeyKind.CASE) is not None,
        word=once.new_word(),
        notice=notice,
        problems=[(_PLACES.get(name, f"#{name}"), text) for name, text in (problems or {}).items()],
        problem={name.replace("-", "_"): text for name, text in (problems or {}).items()},
        typed={name: "" if key in sent else visit.text(key) for name, key in TYPED.items()},
        longest=LONGEST_MESSAGE,
        **(_of_room(opened) if opened.is_room else _of_report(opened, definition)),
    )


def _of_report(opened: Open, definition: Mapping[str, Any]) -> dict[str, object]:
    case, read = opened.case, opened.read
    return {
        "may_contest": queries.may_contest(case),
        "check_in": protecting.open_check_in(read, case.received_on, clock.today()),
        "minutes": protecting.waiting_minutes(read, _, date_text),
        "outside": in_language(of_channel(definition), opened.visit.lang),
    }


def _of_room(opened: Open) -> dict[str, object]:
    case = opened.case
    erased_on = queries.told_erasure(case)
    return {
        "is_taken_over": rooms.is_taken_over(opened.read),
        "state": case.state,
        "erased_on": date_text(erased_on.isoformat()) if erased_on else "",
        "channel": cases.definition_of(case).channel.slug,
    }


def _answered(opened: Open, definition: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The definition that the report answers, in the page's language; None where the server has another."""
    report = opened.read.report
    if report is None or sha256_of(definition).hex() != report.body["questionnaire"]["sha256"]:
        return None
    shown: Mapping[str, Any] = in_language(definition, opened.visit.lang)
    return shown
