"""Pressing the buttons of the pages without script, as a browser does."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from vouchsafe.cases.tests.cast import Answer
from vouchsafe.intake.tests.browser import Page

FORM: Final = "/en/meridian/integrity/report/unscripted/"
MAILBOX: Final = "/en/meridian/return/unscripted/"
Files = Mapping[str, Sequence[tuple[str, bytes]]]


def page_of(answer: Answer, status: int = 200) -> Page:
    """The page of an answer, which must have this status."""
    html = answer.content.decode()
    assert answer.status_code == status, html
    return Page(html)


def press(
    client: Client,
    page: Page,
    button: str,
    typed: Mapping[str, Any] | None = None,
    *,
    files: Files | None = None,
    address: str = FORM,
) -> Answer:
    """Type into the form that has this button, choose files, and press it."""
    form = page.form(button)
    name = next(name for name, value in form.buttons() if value == button)
    chosen = {
        picker: [SimpleUploadedFile(called, content) for called, content in several]
        for picker, several in (files or {}).items()
    }
    assert set(chosen) <= set(form.pickers())
    assert set(form.attributes) <= {"method", "enctype", "autocomplete", "novalidate", "id"}
    assert (form.attributes["method"], form.attributes["autocomplete"]) == ("post", "off")
    return client.post(address, {**form.data(), **(typed or {}), **chosen, name: button})


def begin(client: Client, address: str = FORM) -> Page:
    """From the address to the empty questions."""
    return page_of(press(client, page_of(client.get(address)), "begin", address=address))


def check(client: Client, typed: Mapping[str, Any], address: str = FORM) -> Page:
    """From the address to "Check your answers"."""
    return page_of(press(client, begin(client, address), "check", typed, address=address))


def report(client: Client, typed: Mapping[str, Any], files: Files | None = None) -> str:
    """The whole way; gives the receipt."""
    return page_of(press(client, check(client, typed), "send", files=files)).texts["receipt"]


def come_back(client: Client, receipt: str) -> Page:
    """Open the mailbox with a receipt."""
    page = page_of(client.get(MAILBOX))
    return page_of(press(client, page, "open", {"receipt": receipt}, address=MAILBOX))


def opened(client: Client, receipt: str, address: str = MAILBOX) -> Page:
    """The mailbox, after the reporter agreed that the server opens what their own device sealed."""
    page = page_of(client.get(address))
    asked = page_of(press(client, page, "open", {"receipt": receipt}, address=address))
    return page_of(press(client, asked, "open", address=address))
