"""The desk's API of short texts for answers."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from vouchsafe.cases import snippets
from vouchsafe.cases.forms import snippet_form
from vouchsafe.cases.wire import read
from vouchsafe.common.http import json_response
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


@require_http_methods(["GET", "HEAD", "POST"])
@desk_api
def texts(request: HttpRequest, member: Member) -> HttpResponseBase:
    """GET: the texts that come with the software, and those that the organisation keeps. POST: keep one more."""
    if request.method == "POST":
        return json_response(snippet_form(snippets.keep(member, read(request, snippets.Text))), 201)
    kept = snippets.kept(member)
    return json_response({"starters": snippets.starters(), "kept": [snippet_form(each) for each in kept]})


@require_POST
@desk_api
def text(request: HttpRequest, member: Member, snippet_id: UUID) -> HttpResponseBase:
    """POST: write a kept text anew."""
    return json_response(snippet_form(snippets.keep(member, read(request, snippets.Text), snippet_id)))


@require_POST
@desk_api
def remove(_request: HttpRequest, member: Member, snippet_id: UUID) -> HttpResponseBase:
    """POST: a kept text is gone."""
    snippets.drop(member, snippet_id)
    return json_response({"id": snippet_id})
