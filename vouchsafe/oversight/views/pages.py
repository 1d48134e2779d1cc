"""The public door's pages: what an organisation publishes for everyone."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vouchsafe.channels import queries as channels
from vouchsafe.common.pages import language_of, page
from vouchsafe.common.texts import in_language
from vouchsafe.looks.hosts import address
from vouchsafe.oversight import limits, record, reviews
from vouchsafe.oversight import outcomes as told
from vouchsafe.oversight.figures import FEWEST
from vouchsafe.people import queries as people
from vouchsafe.vault.words import hash_words


@require_safe
def organisations(request: HttpRequest, lang: str) -> HttpResponse:  # noqa: ARG001 - the middleware speaks it
    """Every organisation with an open channel."""
    return page(request, "oversight/organisations.html", {"organisations": channels.organisations_with_channels()})


@require_safe
def organisation(request: HttpRequest, lang: str, org: str) -> HttpResponse:
    """The organisation: its channels, what each is for and not for, how reports are handled, and its twelve words."""
    owner = people.organisation_by_slug(org)
    published = [
        {
            "slug": channel.slug,
            "address": address(owner.slug, "report", f"/{lang}/{owner.slug}/{channel.slug}/"),
            "definition": in_language(definition.body, lang),
        }
        for channel, definition in channels.published_channels(owner)
    ]
    entries = people.directory_of(owner.id).entries
    context = {
        "organisation": owner,
        "channels": published,
        "way_back": address(owner.slug, "report", f"/{lang}/{owner.slug}/return/"),
        "words": hash_words(hashlib.sha256(entries[0]).digest()) if entries else [],
        "record": record.published(owner.id),
    }
    return page(request, "oversight/organisation.html", context)


@require_safe
def outcomes(request: HttpRequest, lang: str, org: str) -> HttpResponse:
    """What came of the organisation's cases, quarter by quarter, and which categories were paused for it."""
    owner = people.organisation_by_slug(org)
    paused = [in_language(each._asdict(), lang) for each in reviews.published(owner)]
    context = {
        "organisation": owner,
        "quarters": told.published(owner.id),
        "fewest": FEWEST,
        "paused": paused,
        "share": limits.SHARE,
    }
    return page(request, "oversight/outcomes.html", context)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's handler form
    """404 in the language of the address."""
    language = language_of(request.path)
    with translation.override(language):
        context = {
            "title": _("There is nothing at this address"),
            "text": _("It may be mistyped, or the page may have been withdrawn."),
            "onward": f"/{language}/",
            "onward_label": _("Organisations here"),
        }
        return page(request, "common/message.html", context, status=404)
