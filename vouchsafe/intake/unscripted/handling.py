"""How far the organisation is, in the words of the page with script (web/src/intake/handling.ts)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from vouchsafe.cases.clocks import is_missed
from vouchsafe.cases.models import Case, Clock, State
from vouchsafe.common.texts import in_language
from vouchsafe.intake.queries import told_erasure, turns_elsewhere
from vouchsafe.intake.unscripted.rows import date_text
from vouchsafe.law.packs import Authority, Matter


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due to the reporter: by when, what came of it, if anything did, and what moved the day."""

    what: str
    by: str
    day: date
    came: str
    missed: bool
    moved: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody outside, as a channel's definition writes them, in the page's language."""

    name: str
    what: str
    reach: str


@dataclass(frozen=True, slots=True)
class Handling:
    """The state, what is due, and when it is erased.

    `turn_elsewhere`: a day has passed and nothing came, so that page says whom to tell.

    `authorities` are those that the law of the channel names. None of it is signed (protocol §14).
    """

    state: str
    received: str
    dues: tuple[Due, ...]
    turn_elsewhere: bool
    authorities: tuple[Contact, ...]
    erased: str


def handling_of(case: Case, rows: Sequence[Clock], authorities: Iterable[Authority], lang: str) -> Handling:
    """What the reporter of a case is told of its handling."""
    erased_on = told_erasure(case)
    return Handling(
        state=_state(case),
        received=_("Received on {day}").format(day=_day(case.received_on)),
        dues=tuple(_due(case, row) for row in rows),
        turn_elsewhere=turns_elsewhere(rows),
        authorities=tuple(
            Contact(in_language(each.name, lang), in_language(each.for_what, lang), each.address)
            for each in authorities
        ),
        erased=_("It is erased on {day}.").format(day=_day(erased_on)) if erased_on else "",
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


def _due(case: Case, row: Clock) -> Due:
    names = {
        Matter.ACKNOWLEDGE: _("An acknowledgement"),
        Matter.MEETING: _("A meeting, which you asked for"),
        Matter.FEEDBACK: _("An answer: what was done, or will be"),
    }
    by = _("by {day}").format(day=_day(row.due_on))
    came = _came(case, row)
    return Due(names[Matter(row.matter)], by, row.due_on, came, is_missed(row) and not came, _moved(row))


def _came(case: Case, row: Clock) -> str:
    if row.met_on is None:
        return ""
    if row.matter == Matter.FEEDBACK and case.state == State.CONCLUDED:
        return _("The case is concluded")
    words = _("It was held on {day}") if row.matter == Matter.MEETING else _("It came on {day}")
    return words.format(day=_day(row.met_on))


def _moved(row: Clock) -> str:
    if row.paused:
        waits = _("It waits for you: write, and it goes on.")
        return waits if row.still else _("You were asked something. The day stays as it is.")
    return _("Put off, for reasons that were written to you.") if row.extended and row.met_on is None else ""


def _day(day: date) -> str:
    return date_text(day.isoformat())
