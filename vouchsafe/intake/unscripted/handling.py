"""How far the organisation is, in the words of the page with script (web/src/intake/handling.ts)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from vouchsafe.cases.models import Case, State
from vouchsafe.intake.unscripted.rows import date_text
from vouchsafe.law.clocks import Deadline, ReportersClock


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due to the reporter: by when, and what came of it, if anything did."""

    what: str
    by: str
    day: date
    came: str
    missed: bool


@dataclass(frozen=True, slots=True)
class Handling:
    """The state, what is due, and when it is erased.

    `turn_elsewhere`: a day has passed and nothing came, so that page says whom to tell.

    None of it is signed (protocol §14).
    """

    state: str
    received: str
    dues: tuple[Due, Due]
    turn_elsewhere: bool
    erased: str


def handling_of(case: Case, clock: ReportersClock) -> Handling:
    """What the reporter of a case is told of its handling."""
    acknowledgement, answer = clock.acknowledgement, clock.answer
    acknowledged = _("It came on {day}").format(day=_day(case.acknowledged_on)) if case.acknowledged_on else ""
    concluded = _("The case is concluded") if case.state == State.CONCLUDED else ""
    return Handling(
        state=_state(case),
        received=_("Received on {day}").format(day=_day(case.received_on)),
        dues=(
            _due(_("An acknowledgement"), acknowledgement, acknowledged),
            _due(_("An answer: what was done, or will be"), answer, concluded),
        ),
        erased=_("It is erased on {day}.").format(day=_day(case.erase_due)) if case.erase_due else "",
        turn_elsewhere=answer.missed or (acknowledgement.missed and case.acknowledged_on is None),
    )


def _state(case: Case) -> str:
    if case.state == State.CONCLUDED and case.contested_on is not None and case.upheld_on is None:
        return _("You asked for another look on {day}. Somebody who had no part in the outcome reads it anew.").format(
            day=_day(case.contested_on)
        )
    if case.state == State.RECEIVED:
        opened = case.opened_on and _("A handler opened it on {day}.").format(day=_day(case.opened_on))
        return opened or _("We have it. Nobody has opened it yet.")
    states: dict[str, str] = {
        State.ASSESSING: _("It is being assessed: what is known, what is missing, what follows."),
        State.ADDRESSING: _("It is being dealt with: the facts are looked into, and action is taken."),
        State.CONCLUDED: _("It is concluded. You can still read and write here."),
    }
    return states.get(case.state, case.state)


def _due(what: str, deadline: Deadline, came: str) -> Due:
    by = _("by {day}").format(day=_day(deadline.due))
    return Due(what, by, deadline.due, came, missed=deadline.missed and not came)


def _day(day: date) -> str:
    return date_text(day.isoformat())
