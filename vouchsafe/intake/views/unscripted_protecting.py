"""Check-ins and minutes without script: the reporter answers, this server seals (protocol §9, §20)."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from vouchsafe.common import clock
from vouchsafe.intake import protecting
from vouchsafe.intake.unscripted.opening import open_case
from vouchsafe.intake.unscripted.rows import date_text
from vouchsafe.intake.unscripted.writing import Sealing, write_one
from vouchsafe.intake.views.unscripted import trouble
from vouchsafe.intake.views.unscripted_case import LONGEST_MESSAGE, Open, show
from vouchsafe.vault.protection import Answer, Verdict, seal_check_in, seal_checked

ANSWERS: Final[dict[str, Answer]] = {"yes": "yes", "no": "no"}
VERDICTS: Final[dict[str, Verdict]] = {"right": "right", "corrected": "corrected"}


def check_in(opened: Open) -> HttpResponse:
    """An answer to the question that is open, or what is told unasked."""
    visit = opened.visit
    answer, text = ANSWERS.get(visit.text("checkin")), _typed(opened, "checkin-text")
    if answer is None:
        return show(opened, status=422, problems={"checkin": _("Choose one answer.")})
    if len(text) > LONGEST_MESSAGE:
        return show(opened, status=422, problems={"checkin-text": _too_long()})
    day = protecting.open_check_in(opened.read, opened.case.received_on, clock.today())
    signer = opened.receipt.keys.signing
    seal = partial(seal_check_in, opened.read, signer, clock.today(), day=day, answer=answer, text=text)
    return _send(opened, "checkin", lambda item: seal(item=item))


def check_minutes(opened: Open) -> HttpResponse:
    """The reporter's word on the minutes that the page showed."""
    visit = opened.visit
    verdict, text = VERDICTS.get(visit.text("verdict")), _typed(opened, "checked-text")
    waiting = protecting.waiting_minutes(opened.read, _, date_text)
    if waiting is None or waiting.hash != visit.text("minutes"):
        return show(opened, status=409, problems={"minutes": _("The minutes changed meanwhile. Read them again.")})
    if verdict is None:
        return show(opened, status=422, problems={"verdict": _("Choose one answer.")})
    if verdict == "corrected" and not text:
        return show(opened, status=422, problems={"checked-text": _("Write what is wrong, and what is right.")})
    if len(text) > LONGEST_MESSAGE:
        return show(opened, status=422, problems={"checked-text": _too_long()})
    signer = opened.receipt.keys.signing
    seal = partial(seal_checked, opened.read, signer, clock.today(), minutes=waiting.hash, verdict=verdict, text=text)
    completes = waiting.id if verdict == "right" and waiting.recording is not None else None
    return _send(opened, "checked", lambda item: seal(item=item), completes)


SENT: Final = {"checkin": ("checkin", "checkin-text"), "checked": ("verdict", "checked-text")}
STEPS: Final[dict[str, Callable[[Open], HttpResponse]]] = {"check-in": check_in, "check-minutes": check_minutes}


def _send(opened: Open, what: str, seal: Sealing, completes: UUID | None = None) -> HttpResponse:
    try:
        is_new = write_one(opened.case, opened.visit.text("word"), what, seal, completes=completes)
    except Exception as error:  # noqa: BLE001 - raises again what is no expected failure
        message, status = trouble(error)
        return show(opened, status=status, problems={what: message})
    now = replace(opened, read=open_case(opened.case, opened.receipt))
    sent = _("Sent. It is sealed like your report.")
    notice = sent if is_new else _("This had been sent before. It was not sent a second time.")
    return show(now, notice=notice, sent=SENT[what])


def _typed(opened: Open, name: str) -> str:
    return opened.visit.text(name).replace("\r\n", "\n").strip()


def _too_long() -> str:
    return _("This is too long: at most {max} characters fit.").format(max=LONGEST_MESSAGE)
