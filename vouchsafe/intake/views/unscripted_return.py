"""Coming back without script: the receipt opens the case here, in memory, and travels in the page from step to step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vouchsafe.cases import queries as cases
from vouchsafe.cases.models import Case, SealedBy
from vouchsafe.channels.definitions import sha256_of
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.file_names import safe_file_name
from vouchsafe.common.pages import page
from vouchsafe.common.texts import in_language
from vouchsafe.intake import queries
from vouchsafe.intake.unscripted import letters, once
from vouchsafe.intake.unscripted.opening import open_case, open_file
from vouchsafe.intake.unscripted.reading import Typed
from vouchsafe.intake.unscripted.rows import date_text
from vouchsafe.intake.unscripted.words import receipt_text, state_text
from vouchsafe.intake.unscripted.writing import write
from vouchsafe.intake.views.unscripted import (
    LARGEST,
    Unread,
    file_problem,
    files_of,
    text_of,
    texts_of,
    trouble,
    unscripted_page,
)
from vouchsafe.people.models import Organisation
from vouchsafe.people.queries import organisation_by_slug
from vouchsafe.vault.compose import Purpose
from vouchsafe.vault.errors import ReceiptError, VaultError
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.thread import ReadCase

PURPOSES: Final[Mapping[str, Purpose]] = {"correction": "correction", "withdrawal": "withdrawal"}
LONGEST_MESSAGE = 50_000
YES = "yes"
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
        return _enter(visit, receipt_text(error.code), 422, suggestion=error.suggestion or "")
    # 2. One answer for every receipt that opens nothing here.
    try:
        case = queries.case_of(visit.organisation.id, receipt)
    except VouchsafeError as error:
        return _enter(visit, error.message, error.status)
    # 3. What a browser sealed is opened here only after its owner was told and asked for it all the same.
    if case.sealed_by == SealedBy.CLIENT and visit.text("agreed") != YES:
        return visit.page("agree.html", receipt=receipt.text)
    try:
        opened = Open(visit, receipt, case, open_case(case, receipt))
    except VaultError as error:
        return _enter(visit, error.message, 409)
    steps: dict[str, Callable[[Open], HttpResponseBase]] = {"write": _write, "save": _save}
    return steps.get(visit.text("step"), _show)(opened)


def _enter(visit: Visit, problem: str, status: int, *, suggestion: str = "") -> HttpResponse:
    return visit.page("enter.html", status, problem=problem, suggestion=suggestion, typed=visit.text("receipt"))


def _show(
    opened: Open, *, status: int = 200, problems: Mapping[str, str] | None = None, notice: str = ""
) -> HttpResponse:
    """The case. What was typed stands in the form, unless a `notice` says that it was sent; `problems` by control."""
    visit, case, read = opened.visit, opened.case, opened.read
    return visit.page(
        "case.html",
        status,
        receipt=opened.receipt.text,
        agreed=visit.text("agreed"),
        sealed_by=case.sealed_by,
        state=state_text(case.state),
        received_on=date_text(case.received_on.isoformat()),
        letters=letters.letters_of(read, _answered(opened)),
        findings=letters.findings_of(read),
        may_write=read.current(KeyKind.CASE) is not None,
        word=once.new_word(),
        notice=notice,
        problems=[(_PLACES.get(name, f"#{name}"), text) for name, text in (problems or {}).items()],
        problem=problems or {},
        typed={name: "" if notice else visit.text(name) for name in ("text", "purpose")},
        longest=LONGEST_MESSAGE,
    )


def _write(opened: Open) -> HttpResponse:
    """Seal a message and store it; then the case as it is now."""
    visit = opened.visit
    text = visit.text("text").replace("\r\n", "\n").strip()
    problems = {"text": _text_problem(text), "files": file_problem(visit.request)}
    problems = {name: problem for name, problem in problems.items() if problem}
    if problems:
        return _show(opened, status=422, problems=problems)
    purpose = PURPOSES.get(visit.text("purpose"))
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
        return _show(opened, status=status, problems={"text": message})
    now = replace(opened, read=open_case(opened.case, opened.receipt))
    sent = _("Sent. It is sealed like your report.")
    return _show(now, notice=sent if is_new else _("This had been sent before. It was not sent a second time."))


def _ask_withdrawal(opened: Open, text: str) -> HttpResponse:
    """A withdrawal is asked once more before it goes."""
    visit = opened.visit
    return visit.page(
        "withdraw.html",
        receipt=opened.receipt.text,
        agreed=visit.text("agreed"),
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
        return _show(opened, status=404, problems={"thread": message})
    response = FileResponse(
        file, as_attachment=True, filename=safe_file_name(name), content_type="application/octet-stream"
    )
    response.headers["Content-Length"] = str(file.size)
    return response


def _answered(opened: Open) -> Mapping[str, Any] | None:
    """The questionnaire that the report answers, in the page's language; None where the server has another."""
    body = cases.definition_of(opened.case).body
    report = opened.read.report
    if report is None or sha256_of(body).hex() != report.body["questionnaire"]["sha256"]:
        return None
    shown: Mapping[str, Any] = in_language(body, opened.visit.lang)
    return shown
