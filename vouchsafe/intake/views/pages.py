"""The report door's pages. Each is a pure function of release, language and what is published (design §3).

No view here reads a header, a cookie or a query: two visitors get the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vouchsafe.channels import queries as channels
from vouchsafe.channels.answers import URGENT
from vouchsafe.common.pages import kept, language_of, page
from vouchsafe.common.texts import in_language
from vouchsafe.intake.advice import directory
from vouchsafe.intake.context import Shown, channel_context, root_context
from vouchsafe.looks.hosts import address
from vouchsafe.people import queries as people

View = Callable[..., HttpResponse]


def _once(view: View) -> View:
    """A page of an organisation that is made once for what is published, and given again while that stands."""

    @wraps(view)
    def answer(request: HttpRequest, lang: str, org: str, **which: str) -> HttpResponse:
        mark: str = request.published  # type: ignore[attr-defined]
        if not mark:  # no such organisation: the view says so
            return view(request, lang=lang, org=org, **which)
        # The address holds language, organisation and channel; links to other doors depend on hosts and configuration.
        places = (address(org, "report", ""), address(org, "public", ""), settings.ONION)
        return kept((mark, request.path, *places), lambda: view(request, lang=lang, org=org, **which))

    return answer


@require_safe
def organisations(request: HttpRequest, lang: str) -> HttpResponse:  # noqa: ARG001 - the middleware speaks it
    """Every organisation that takes reports here."""
    return page(request, "intake/organisations.html", {"organisations": channels.organisations_with_channels()})


@require_safe
@_once
def organisation(request: HttpRequest, lang: str, org: str) -> HttpResponse:
    """The organisation's open channels, and the way back."""
    return page(request, "intake/organisation.html", _organisation(lang, org))


@require_safe
@_once
def channel(request: HttpRequest, lang: str, org: str, channel: str) -> HttpResponse:
    """What the channel is for, who reads it, how long it is kept, and the twelve words of its keys."""
    return page(request, "intake/channel.html", _channel(lang, org, channel))


@require_safe
@_once
def report(request: HttpRequest, lang: str, org: str, channel: str) -> HttpResponse:
    """The sealed form: its steps are all in this one page, and a script leads through them."""
    context = _channel(lang, org, channel)
    urgent = {"id": URGENT, "kind": "consent", "required": False, **context["definition"]["urgent"]}
    return page(request, "intake/report.html", {**context, "urgent": urgent})


@require_safe
@_once
def privacy(request: HttpRequest, lang: str, org: str, channel: str) -> HttpResponse:
    """The channel's privacy notice (Regulation (EU) 2016/679, articles 13 and 14)."""
    return page(request, "intake/privacy.html", _channel(lang, org, channel))


@require_safe
@_once
def imprint(request: HttpRequest, lang: str, org: str, channel: str) -> HttpResponse:
    """Who answers for the channel."""
    return page(request, "intake/imprint.html", _channel(lang, org, channel))


@require_safe
@_once
def test_report(request: HttpRequest, lang: str, org: str, channel: str) -> HttpResponse:
    """The same form for a trial: its script marks what it sends as a test. No public page leads here."""
    return page(request, "intake/test_report.html", _channel(lang, org, channel))


@require_safe
def advice(request: HttpRequest, lang: str, org: str) -> HttpResponse:
    """Who gives advice, and which authorities take reports, country by country."""
    context = {"organisation": people.organisation_by_slug(org), "countries": in_language(directory(), lang)}
    return page(request, "intake/advice.html", context)


@require_safe
@_once
def accessibility(request: HttpRequest, lang: str, org: str) -> HttpResponse:
    """The accessibility statement: what the pages hold themselves to, what is tested, whom to tell."""
    return page(request, "intake/accessibility.html", _organisation(lang, org))


@require_safe
@_once
def mailbox(request: HttpRequest, lang: str, org: str) -> HttpResponse:  # noqa: ARG001 - the middleware speaks it
    """Where a receipt is read, in the browser."""
    owner = people.organisation_by_slug(org)
    return page(request, "intake/mailbox.html", {"organisation": owner, **root_context(owner)})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's handler form
    """404 in the language of the address. It says the same whatever is missing."""
    language = language_of(request.path)
    with translation.override(language):
        context = {
            "title": _("There is nothing at this address"),
            "text": _("It may be mistyped, or the channel may be closed. Nothing you wrote was sent anywhere."),
            "onward": f"/{language}/",
            "onward_label": _("Organisations that take reports here"),
        }
        return page(request, "common/message.html", context, status=404)


def _organisation(lang: str, org: str) -> dict[str, Any]:
    owner = people.organisation_by_slug(org)
    published = [
        {"slug": channel.slug, "definition": in_language(definition.body, lang)}
        for channel, definition in channels.published_channels(owner)
    ]
    return {"organisation": owner, "channels": published}


def _channel(lang: str, org: str, slug: str) -> dict[str, Any]:
    open_channel, definition = channels.channel_for_reporting(org, slug)
    shown = Shown(open_channel.id, open_channel.slug, definition.body, definition.version, bytes(definition.sha256))
    return channel_context(lang, open_channel.organisation, shown)
