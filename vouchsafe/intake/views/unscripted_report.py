"""Reporting without script: a screen, the questions, a check, a receipt; each page holds all that the next needs."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vouchsafe.channels import queries as channels
from vouchsafe.channels.answers import FILES, Problem, asked, problems
from vouchsafe.channels.models import Definition
from vouchsafe.channels.sentences import About, sentence
from vouchsafe.common.pages import page
from vouchsafe.common.texts import in_language, speaks_otherwise
from vouchsafe.intake import quotas
from vouchsafe.intake.errors import QuotaFull
from vouchsafe.intake.models import Kind
from vouchsafe.intake.unscripted import once, questions, reading
from vouchsafe.intake.unscripted.leaving_out import LEADERSHIP, LeavingOut, leaving_out
from vouchsafe.intake.unscripted.leaving_out import NAME as LEFT_OUT
from vouchsafe.intake.unscripted.reading import PREFIX, SHOWN, Reading, Typed
from vouchsafe.intake.unscripted.rows import date_text, rows_of
from vouchsafe.intake.unscripted.sealing import Filed, Files, file_report
from vouchsafe.intake.views.unscripted import (
    LARGEST,
    Unread,
    file_problem,
    files_of,
    text_of,
    texts_of,
    ticket_of,
    trouble,
    unscripted_page,
)
from vouchsafe.people.models import Organisation

LONGEST_REPORT: Final = 400_000
"""Bytes of all answers together, so that the sealed document fits (cases.checks.MAX_ITEM_SIZE)."""


@dataclass(frozen=True, slots=True)
class Form:
    """One request at one channel's form: what was published, and what was typed."""

    request: HttpRequest
    organisation: Organisation
    definition: Definition
    shown: Mapping[str, Any]
    typed: Typed

    @property
    def leaving(self) -> LeavingOut:
        """Whom the reporter leaves out."""
        return leaving_out(self.definition, self.typed)

    def page(self, template: str, status: int = 200, **context: object) -> HttpResponse:
        """A page of the form."""
        about = {
            "organisation": self.organisation,
            "channel": self.definition.channel,
            "definition": self.shown,
            "version": self.definition.version,
            "leaving": self.leaving,
        }
        return unscripted_page(self.request, template, {**about, **context}, status)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, lang: str, org: str, channel: str) -> HttpResponse:
    """GET: what sealing here means, and the protected-activity question. POST: the next step."""
    found, definition = channels.channel_for_reporting(org, channel)
    definition.channel = found
    form = Form(request, found.organisation, definition, in_language(definition.body, lang), {})
    if request.method != "POST":
        context = {"organisation": found.organisation, "channel": found, "definition": form.shown, "largest": LARGEST}
        context["in_english_too"] = speaks_otherwise(form.shown)
        return page(request, "intake/unscripted/screen.html", context)
    try:
        form = replace(form, typed=texts_of(request))
    except Unread as error:
        return form.page("unread.html", error.status, message=error.message)
    return _step(form)


def _step(form: Form) -> HttpResponse:
    if text_of(form.typed, "version") not in ("", str(form.definition.version)):
        return _changed(form)
    if grow := text_of(form.typed, "more"):
        return _write(form, grow=grow)
    steps: dict[str, Callable[[Form], HttpResponse]] = {"begin": _begin, "check": _check, "send": _send}
    return steps.get(text_of(form.typed, "step"), _write)(form)


def _changed(form: Form) -> HttpResponse:
    """The questions as they are now, with what was typed; a kind that was chosen and is not taken now is told."""
    body = form.definition.body
    found = reading.problems_of(body, reading.read(body, form.typed))
    paused = [one for one in found if one.code == "answer/paused"]
    return _write(form, status=409, found=paused, is_changed=True, left_over=reading.left_over(body, form.typed))


def _begin(form: Form) -> HttpResponse:
    """The empty questions; or, when the day has no room left, the other ways in, before anybody types anything."""
    try:
        quotas.check(Kind.UNSCRIPTED, form.organisation.id, form.definition.channel_id)
    except QuotaFull as error:
        return form.page("full.html", error.status)
    return _write(form)


def _write(
    form: Form,
    *,
    found: Sequence[Problem] = (),
    problem: str = "",
    grow: str = "",
    status: int = 200,
    is_changed: bool = False,
    left_over: Sequence[str] = (),
) -> HttpResponse:
    """The questions, with what was typed in them."""
    typed = {name: texts for name, texts in form.typed.items() if _is_kept(name)}
    read = reading.read(form.definition.body, typed)
    nobody = form.leaving.leaves_nobody
    asked_now = questions.page_of(form.shown, typed, read, found, grow=grow)
    return form.page(
        "write.html",
        status,
        questions=asked_now.questions,
        problems=[*asked_now.problems, *([("#left-out" if nobody else "#answers", problem)] if problem else [])],
        is_urgent="yes" in typed.get(PREFIX + "urgent", ()),
        leaves_nobody=nobody,
        is_changed=is_changed,
        left_over=left_over,
    )


def _check(form: Form) -> HttpResponse:
    """Check your answers; or the questions again, with what is wrong."""
    read, refusal = _judged(form)
    return refusal or _checked(form, read)


def _judged(form: Form) -> tuple[Reading, HttpResponse | None]:
    read = reading.read(form.definition.body, form.typed)
    found = reading.problems_of(form.definition.body, read)
    if found:
        return read, _write(form, found=found, status=422)
    if len(json.dumps(read.answers, ensure_ascii=False).encode()) > LONGEST_REPORT:
        problem = _("Your answers are too long together. Shorten the longest, or send it as a file on the next page.")
        return read, _write(form, problem=problem, status=422)
    if form.leaving.leaves_nobody:
        problem = _("Somebody must be left to read your report.")
        return read, _write(form, problem=problem, status=422)
    return read, None


def _checked(
    form: Form, read: Reading, *, status: int = 200, problem: str = "", files: Mapping[str, str] | None = None
) -> HttpResponse:
    """The check page. `problem` is about the whole of it, `files` are problems by the id of a question for files."""
    labels = questions.labels_of(form.shown)
    pickers = [
        {"id": one["id"], "field": one, "problem": (files or {}).get(one["id"], "")}
        for one in _asked_files(form, read)
        if one["kind"] == "attachment"
    ]
    found = [(f"#file-{each['id']}", each["problem"]) for each in pickers if each["problem"]]
    return form.page(
        "check.html",
        status,
        rows=rows_of(read.answers, form.shown),
        dropped=[_label(name, labels) for name in read.dropped],
        pickers=pickers,
        kept=[(name, text) for name, texts in form.typed.items() if _is_kept(name) for text in texts],
        word=once.new_word(),
        problems=[*([("#send", problem)] if problem else []), *found],
    )


def _send(form: Form) -> HttpResponse:
    """Seal and store; the receipt. Whatever fails comes back with everything that was typed."""
    read, refusal = _judged(form)
    if refusal is not None:
        return refusal
    files, found = _files(form, read)
    if found:
        return _checked(form, read, status=422, files=found)
    try:
        receipt = once.receipt_of(text_of(form.typed, "word"), form.definition.channel_id)
        left_out = [reader.id for reader in form.leaving.chosen]
        filed = file_report(form.definition, read.answers, files, receipt, left_out=left_out)
    except Exception as error:  # noqa: BLE001 - raises again what is no expected failure
        message, status = trouble(error)
        return _checked(form, read, status=status, problem=message)
    return _receipt(form, filed)


def _receipt(form: Form, filed: Filed) -> HttpResponse:
    received_on = date_text(filed.received_on.isoformat())
    return form.page("receipt.html", received_on=received_on, is_again=filed.again, **ticket_of(filed.receipt))


def _files(form: Form, read: Reading) -> tuple[Files, dict[str, str]]:
    """The files by question, and what is wrong by question: the first one says what is wrong with all."""
    asked_now = [one for one in _asked_files(form, read) if one["kind"] == "attachment"]
    if problem := file_problem(form.request):
        return {}, {asked_now[0]["id"]: problem} if asked_now else {}
    files = {one["id"]: files_of(form.request, f"file.{one['id']}") for one in asked_now}
    files = {name: several for name, several in files.items() if several}
    given = {**read.answers, **{name: [str(at) for at, _file in enumerate(several)] for name, several in files.items()}}
    wrong = {one.place: one for one in problems(form.definition.body, given)}
    about = {one["id"]: About("attachment", str(one["label"])) for one in asked_now}
    return files, {name: sentence(wrong[name], each, _) for name, each in about.items() if name in wrong}


def _asked_files(form: Form, read: Reading) -> list[Mapping[str, Any]]:
    fields = form.shown["questionnaire"]["fields"]
    here = asked(fields, read.answers, form.shown["categories"])
    return [one for one in here if one["kind"] in FILES]


def _is_kept(name: str) -> bool:
    return name in (LEFT_OUT, LEADERSHIP) or name.startswith((PREFIX, SHOWN))


def _label(name: str, labels: Mapping[str, str]) -> str:
    """What the question of a control is called: "answer.group.0.part" is "answer.group.part" for all entries."""
    parts = [part for part in name.split(".") if not part.isdecimal()]
    return labels[".".join(parts)]
