"""What the pages that this server seals for have in common: a bounded form, answered without a trace."""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, Final, cast

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from vouchsafe.common import memory_uploads
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.pages import versions
from vouchsafe.common.qr import draw
from vouchsafe.intake.errors import IntakeError
from vouchsafe.intake.unscripted.words import vault_text
from vouchsafe.vault.attachments import AttachedFile
from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.receipt import Receipt

CUT: Final = "vouchsafe.cut"
"""Set by the porch when more came than it keeps: what stands first, the texts, is whole, and files are missing."""
REFUSED: Final = "vouchsafe.refused"
"""Set by the porch to the code of why it read nothing."""
UNKNOWN_TYPE: Final = "application/octet-stream"
LARGEST: Final = f"{memory_uploads.LARGEST_IN_ALL // 1024**2} MB"


_SPOKEN_AGAIN: Final = {
    "write.html": ("answers", "write"),
    "check.html": ("send", "check"),
    "case.html": ("case", "open"),
    "room.html": ("case", "open"),
    "enter.html": ("enter", "open"),
    "agree.html": ("unagreed", "open"),
    "withdraw.html": ("withdraw", "open"),
    "rotate.html": ("rotate", "rotate"),
    "rotated.html": ("rotated", "open"),
}
"""By template, the form and the step that show the page again in another language. None of them sends anything on."""


class Unread(IntakeError):
    """A form that could not be read at all."""

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(code, message)
        self.status = status


def texts_of(request: HttpRequest) -> dict[str, list[str]]:
    """Every text of a form, by name. Raises Unread where the porch or Django's bounds stopped it."""
    if request.META.get(REFUSED):
        raise _refused(request.META[REFUSED])
    try:
        return dict(request.POST.lists())
    except SuspiciousOperation as error:  # more fields, files or text than any questionnaire needs
        message = _("This is more than a form may hold, so it was not read. Send long texts as files.")
        raise Unread("unscripted/too-much", message, 413) from error


def text_of(texts: Mapping[str, Sequence[str]], name: str) -> str:
    """The one text of a name, or an empty one."""
    return next(iter(texts.get(name, ())), "")


def files_of(request: HttpRequest, name: str) -> list[AttachedFile]:
    """The files of a control, once `file_problem` found nothing."""
    return [
        AttachedFile(cast("BinaryIO", file.file), file.size or 0, file.name or "", file.content_type or UNKNOWN_TYPE)
        for file in request.FILES.getlist(name)
    ]


def file_problem(request: HttpRequest) -> str:
    """What is wrong with the files of a request as a whole: then none of them may be used."""
    count = sum(len(files) for _name, files in request.FILES.lists())
    if request.META.get(CUT) or memory_uploads.is_partial(request):
        return _("These files are larger than {size} together. Choose fewer, or smaller ones.").format(size=LARGEST)
    if count > memory_uploads.MOST:
        return _("These are more than {number} files. Choose fewer.").format(number=memory_uploads.MOST)
    return ""


def unscripted_page(request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """An answer to a form. Other languages are buttons of that form: a link would lose what was typed."""
    form, step = _SPOKEN_AGAIN.get(template, ("", ""))
    here = {
        "largest": LARGEST,
        "most_files": memory_uploads.MOST,
        "versions": [],
        "spoken": versions(request) if form else [],
        "spoken_form": form,
        "spoken_step": step,
    }
    return render(request, f"intake/unscripted/{template}", {**here, **context}, status=status)


def ticket_of(receipt: Receipt) -> dict[str, Any]:
    """What `unscripted/ticket.html` shows of a receipt."""
    return {"groups": receipt.text.split("-"), "qr": draw(receipt.text)}


def trouble(error: Exception) -> tuple[str, int]:
    """A sentence and a status for what failed. Raises what is nobody's expected failure."""
    if isinstance(error, VouchsafeError):
        return error.message, error.status
    if isinstance(error, VaultError):
        return vault_text(error.code), 409
    if isinstance(error, OSError):
        return _("The server has no room left for files. Nothing was sent. Try again later, or without files."), 507
    raise error


def _refused(code: str) -> Unread:
    known = {
        "porch/busy": (_("The server is busy with other files. Go back, and try again in a few minutes."), 503),
        "body/too-slow": (_("The files took too long to arrive. Go back, and choose smaller ones or none."), 408),
    }
    other = _("What you sent did not arrive whole, so nothing was sent on. Go back, and try again."), 400
    message, status = known.get(code, other)
    return Unread(code, message, status)
