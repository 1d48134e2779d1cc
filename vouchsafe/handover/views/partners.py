"""The desk's API of partners: administrators list them, handlers look at them."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from vouchsafe.cases.wire import read
from vouchsafe.common.http import json_response
from vouchsafe.handover import partners, tasks
from vouchsafe.handover.forms import looked_form, partner_form
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


@require_http_methods(["GET", "HEAD", "POST"])
@desk_api
def list_partners(request: HttpRequest, member: Member) -> HttpResponseBase:
    """GET: to whom cases may go. POST, for administrators: one more. Recorded."""
    if request.method == "POST":
        return json_response(partner_form(partners.add_partner(member, read(request, partners.NewPartner))), 201)
    return json_response({"partners": [partner_form(each) for each in partners.partners_for(member)]})


@require_http_methods(["GET", "HEAD", "DELETE"])
@desk_api
def partner(request: HttpRequest, member: Member, partner_id: UUID) -> HttpResponseBase:
    """GET, for handlers: what the partner published when last looked at. DELETE, for administrators. Recorded."""
    if request.method == "DELETE":
        partners.remove_partner(member, partner_id)
        return HttpResponse(status=204)
    return json_response(looked_form(partners.partner_for(member, partner_id)))


@require_POST
@desk_api
def look(_request: HttpRequest, member: Member, partner_id: UUID) -> HttpResponseBase:
    """POST: have the worker fetch what the partner publishes; `look` is what `looked` will be once it did."""
    with transaction.atomic():
        number = partners.ask_partner(member, partner_id)
        tasks.look.defer(partner=str(partner_id))
    return json_response({"look": number}, 202)
