"""A new receipt without script: it is shown and kept first, then it counts, and the old one opens nothing."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from vouchsafe.intake.errors import MailboxNotFound
from vouchsafe.intake.unscripted import once
from vouchsafe.intake.unscripted.rotating import case_in_place, change_receipt, check_change
from vouchsafe.intake.views.unscripted import ticket_of, trouble
from vouchsafe.intake.views.unscripted_case import YES, Open, Visit, enter, show
from vouchsafe.vault.errors import ReceiptError, VaultError
from vouchsafe.vault.receipt import Receipt


def offer(opened: Open, *, status: int = 200, problem: str = "") -> HttpResponse:
    """The receipt that would follow by this page's word, to be kept; another word where that one is worth nothing."""
    word = opened.visit.text("word")
    try:
        following = once.receipt_after(word, opened.receipt)
    except once.Stale:
        word = once.new_word()
        following = once.receipt_after(word, opened.receipt)
    try:
        check_change(opened.read, opened.receipt, following)
    except VaultError as error:
        return _refuse(opened, error)
    problems = [("#copy", problem)] if problem else []
    return opened.page("rotate.html", status, word=word, problem=problem, problems=problems, **ticket_of(following))


def count(opened: Open) -> HttpResponse:
    """From now on the new receipt counts, once it was typed from its copy or its owner says that they have one."""
    visit = opened.visit
    try:
        following = once.receipt_after(visit.text("word"), opened.receipt)
    except once.Stale as error:
        problem = _("This page stood open for more than a day, so its receipt does not count. Keep this one instead.")
        return offer(opened, status=error.status, problem=problem)
    if visit.text("kept") != YES and not _is_copy(visit.text("copy"), following):
        problem = _("This is not the new receipt. Nothing was changed: the old one still counts.")
        return offer(opened, status=422, problem=problem)
    try:
        change_receipt(opened.case, opened.read, opened.receipt, following)
    except MailboxNotFound as error:  # another page made a new receipt at the same moment
        return enter(visit, error.message, error.status)
    except Exception as error:  # noqa: BLE001 - raises again what is no expected failure
        return _refuse(opened, error)
    return _counts(visit, following, is_room=opened.is_room)


def counted_before(visit: Visit, present: Receipt) -> HttpResponse | None:
    """The answer of the first time, for a page that is sent again; None where the receipt was not changed by it."""
    try:
        following = once.receipt_after(visit.text("word"), present)
    except once.Stale:
        return None
    case = case_in_place(visit.organisation.id, following)
    return _counts(visit, following, is_room=case.is_room) if case else None


def _refuse(opened: Open, error: Exception) -> HttpResponse:
    message, status = trouble(error)
    return show(opened, status=status, problems={"rotation": message})


def _counts(visit: Visit, following: Receipt, *, is_room: bool) -> HttpResponse:
    return visit.page("rotated.html", receipt=following.text, agreed=visit.text("agreed"), is_room=is_room)


def _is_copy(typed: str, following: Receipt) -> bool:
    try:
        return Receipt.parse(typed).raw == following.raw
    except ReceiptError:
        return False
