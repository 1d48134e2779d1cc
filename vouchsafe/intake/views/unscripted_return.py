"""Coming back without script: the receipt opens the case here, in memory, and travels in the page from step to step."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vouchsafe.cases.models import SealedBy
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.file_names import safe_file_name
from vouchsafe.common.pages import page
from vouchsafe.intake import queries
from vouchsafe.intake.errors import QuotaFull
from vouchsafe.intake.unscripted.opening import open_case, open_file
from vouchsafe.intake.unscripted.words import receipt_text
from vouchsafe.intake.unscripted.writing import Meaning, write
from vouchsafe.intake.views import unscripted_protecting as protecting
from vouchsafe.intake.views import unscripted_rotation as rotation
from vouchsafe.intake.views.unscripted import LARGEST, Unread, file_problem, files_of, texts_of, trouble
from vouchsafe.intake.views.unscripted_case import LONGEST_MESSAGE, YES, Open, Visit, enter, show
from vouchsafe.people.queries import organisation_by_slug
from vouchsafe.vault.errors import ReceiptError, VaultError
from vouchsafe.vault.receipt import Receipt

PURPOSES: Final[Mapping[str, Meaning]] = {
    "correction": "correction",
    "withdrawal": "withdrawal",
    "meeting": "meeting",
    "contest": "contest",
}


@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: HttpRequest, lang: str, org: str) -> HttpResponseBase:
    """GET: what opening here means, and where the receipt goes. POST: the case, and what is done in it."""
    visit = Visit(request, lang, organisation_by_slug(org), {})
    if request.method != "POST":
        context = {"organisation": visit.organisation, "largest": LARGEST}
        return page(request, "intake/unscripted/enter.html", context)
    try:
        visit = replace(visit, typed=texts_of(request))
    except Unread as error:
        return visit.page("unread.html", error.status, message=error.message)
    return _with_receipt(visit)


def _with_receipt(visit: Visit) -> HttpResponseBase:
    # 1. The receipt as it was typed; one wrong symbol is mended only once the person agreed.
    try:
        receipt = Receipt.parse(visit.text("receipt"))
    except ReceiptError as error:
        return enter(visit, receipt_text(error.code), 422, suggestion=error.suggestion or "")
    # 2. One answer for every receipt that opens nothing here, but to the page that changed it and is sent again.
    try:
        case = queries.case_of(visit.organisation.id, receipt)
    except VouchsafeError as error:
        again = rotation.counted_before(visit, receipt) if visit.text("step") == "count" else None
        return again or enter(visit, error.message, error.status)
    # 3. What a browser sealed is opened here only after its owner was told and asked for it all the same.
    if case.sealed_by == SealedBy.CLIENT and visit.text("agreed") != YES:
        return visit.page("agree.html", receipt=receipt.text, is_room=case.is_room)
    try:
        opened = Open(visit, receipt, case, open_case(case, receipt))
    except VaultError as error:
        return enter(visit, error.message, 409)
    steps: dict[str, Callable[[Open], HttpResponseBase]] = {
        "write": _write,
        "save": _save,
        "rotate": rotation.offer,
        "count": rotation.count,
        **({} if opened.is_room else protecting.STEPS),
    }
    return steps.get(visit.text("step"), show)(opened)


def _write(opened: Open) -> HttpResponse:
    """Seal a message and store it; then the case as it is now."""
    visit = opened.visit
    text = visit.text("text").replace("\r\n", "\n").strip()
    problems = {"text": _text_problem(text), "files": file_problem(visit.request)}
    problems = {name: problem for name, problem in problems.items() if problem}
    if problems:
        return show(opened, status=422, problems=problems)
    purpose = None if opened.is_room else PURPOSES.get(visit.text("purpose"))
    if purpose == "withdrawal" and visit.text("confirmed") != YES:
        return _ask_withdrawal(opened, text)
    try:
        is_new = write(
            opened.case,
            opened.read,
            opened.receipt,
            visit.text("word"),
            text,
            files_of(visit.request, "files"),
            purpose,
        )
    except Exception as error:  # noqa: BLE001 - raises again what is no expected failure
        message, status = trouble(error)
        return show(opened, status=status, problems={"files" if isinstance(error, QuotaFull) else "text": message})
    case = queries.case_of(visit.organisation.id, opened.receipt)
    now = replace(opened, case=case, read=open_case(case, opened.receipt))
    sent = _("Sent. It is sealed.") if opened.is_room else _("Sent. It is sealed like your report.")
    notice = sent if is_new else _("This had been sent before. It was not sent a second time.")
    return show(now, notice=notice, sent=("text", "purpose"))


def _ask_withdrawal(opened: Open, text: str) -> HttpResponse:
    """A withdrawal is asked once more before it goes."""
    visit = opened.visit
    return opened.page(
        "withdraw.html",
        word=visit.text("word"),
        text=text,
        had_files=bool(visit.request.FILES),
    )


def _text_problem(text: str) -> str:
    if not text:
        return _("Write something before you send.")
    over = len(text) - LONGEST_MESSAGE
    if over > 0:
        values = {"label": _("Your message"), "over": over, "max": LONGEST_MESSAGE}
        return _("Shorten “{label}” by {over} characters: at most {max} fit.").format(**values)
    return ""


def _save(opened: Open) -> HttpResponseBase:
    """An attachment: all of it is verified before the first byte leaves, and nothing of it lies anywhere."""
    try:
        file, name = open_file(opened.case, opened.read, UUID(opened.visit.text("blob")))
    except (VouchsafeError, VaultError, ValueError):
        message = _("This file cannot be verified, so it is not given out. The rest of your report is not affected.")
        return show(opened, status=404, problems={"thread": message})
    response = FileResponse(
        file, as_attachment=True, filename=safe_file_name(name), content_type="application/octet-stream"
    )
    response.headers["Content-Length"] = str(file.size)
    return response
