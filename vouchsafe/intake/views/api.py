"""The report door's API. No cookie, no account, no log: a request is answered and forgotten."""

from typing import Final
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vouchsafe.cases import blobs, checks
from vouchsafe.cases import queries as cases
from vouchsafe.cases.errors import BundleError
from vouchsafe.cases.forms import blob_form, grant_form, item_form
from vouchsafe.cases.models import Case
from vouchsafe.cases.wire import Wire, body_of, decode
from vouchsafe.common import uploads
from vouchsafe.common.http import api, json_response
from vouchsafe.intake import queries, services
from vouchsafe.people.queries import directory_of, organisation_by_slug
from vouchsafe.vault.place import KeyKind

OWN_KINDS: Final = (KeyKind.CASE, KeyKind.IDENTITY, KeyKind.SUBJECT)
"""What a reporter's own report vouches for; what is kept apart they see sealed, since its keys are not theirs."""


class Visit(Wire, frozen=True):
    """What opens a mailbox: the receipt's lookup token, 32 bytes in base64."""

    lookup_token: str


@require_POST
@api
def create_upload(request: HttpRequest, organisation: str) -> HttpResponseBase:
    """POST with Upload-Length: announce a sealed attachment; its bytes then go to `location` (tus 1.0)."""
    length = checks.read_length(request.headers.get("Upload-Length"))
    upload = uploads.create(organisation_by_slug(organisation).id, length)
    return json_response({"blob": upload.blob_id, "location": f"/uploads/{upload.token}"}, 201)


@require_http_methods(["PUT"])
@api
def put_case(request: HttpRequest, organisation: str, case_id: UUID) -> HttpResponseBase:
    """PUT: store a sealed report under its id; 201 only when it is durable, and the same again on a retry."""
    if case_id.version != 4:  # noqa: PLR2004 - the version of random UUIDs
        raise BundleError("bundle/id", _("A report's id must be a UUID of version 4. Update the program that sends."))
    received = services.take_in(organisation_by_slug(organisation).id, case_id, body_of(request))
    return json_response({"case": received.case, "received_on": received.received_on}, 201)


@require_POST
@api
def open_mailbox(request: HttpRequest, organisation: str) -> HttpResponseBase:
    """POST: what a receipt opens; 404 for any other token, with one and the same answer."""
    return json_response(_mailbox_form(_case_of(request, organisation)))


@require_POST
@api
def write_again(request: HttpRequest, organisation: str) -> HttpResponseBase:
    """POST: what a returning reporter wrote. The same items again answer the same."""
    organisation_id = organisation_by_slug(organisation).id
    reply = decode(body_of(request), services.Reply)
    case = queries.mailbox(organisation_id, reply.lookup_token)
    services.write_again(case, reply)
    return json_response({"case": case.id, "items": [item.id for item in reply.items]}, 201)


@require_POST
@api
def fetch_blob(request: HttpRequest, organisation: str, blob_id: UUID) -> HttpResponseBase:
    """POST: the sealed bytes of an attachment of the receipt's case."""
    content = blobs.open_sealed(cases.blob_of(_case_of(request, organisation), blob_id))
    return FileResponse(content, content_type="application/octet-stream", as_attachment=True, filename=str(blob_id))


def _case_of(request: HttpRequest, organisation: str) -> Case:
    organisation_id = organisation_by_slug(organisation).id
    try:
        visit = decode(body_of(request), Visit)
    except BundleError:
        visit = Visit(lookup_token="")
    return queries.mailbox(organisation_id, visit.lookup_token)


def _mailbox_form(case: Case) -> dict[str, object]:
    definition = cases.definition_of(case)
    return {
        "case": case.id,
        "state": case.state,
        "received_on": case.received_on,
        "sealed_by": case.sealed_by,
        "channel": {"id": definition.channel.id, "slug": definition.channel.slug},
        "definition": definition.body,
        "grants": [grant_form(grant) for grant in cases.grants_for_receipt(case)],
        "items": [item_form(item) for item in cases.items_of(case, key_kinds=OWN_KINDS)],
        "blobs": [blob_form(blob) for blob in cases.blobs_of(case)],
        "directory": directory_of(case.organisation_id)._asdict(),
    }
