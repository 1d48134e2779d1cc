"""The report door's API. No cookie, no account, no log: a request is answered and forgotten."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vouchsafe.cases import blobs, checks
from vouchsafe.cases import queries as cases
from vouchsafe.cases.bundle import Bundle
from vouchsafe.cases.errors import BundleError
from vouchsafe.cases.forms import blob_form, clock_form, grant_form, item_form
from vouchsafe.cases.models import Case
from vouchsafe.cases.rows import ItemRow
from vouchsafe.cases.wire import Wire, body_of, decode
from vouchsafe.common import tus
from vouchsafe.common.downloads import download
from vouchsafe.common.http import api, json_response, takes
from vouchsafe.intake import mailbox, proofs, queries, services
from vouchsafe.intake.mailbox import Mailbox
from vouchsafe.intake.queries import OwnCase
from vouchsafe.people.queries import readers_of


class Visit(Wire, frozen=True):
    """What opens a mailbox: the receipt's lookup token, 32 bytes in base64."""

    lookup_token: str


class ReportErrand(Wire, frozen=True):
    """A proof of work is wanted to send a report under this case id."""

    channel: UUID
    case: UUID


class UploadErrand(Wire, frozen=True):
    """A proof of work is wanted to upload so many sealed bytes."""

    channel: UUID
    length: int


@require_GET
@api
def readers(request: HttpRequest, organisation: str, channel_id: UUID) -> HttpResponseBase:  # noqa: ARG001 - the middleware found it
    """GET: the handlers of a channel by name, so that a reporter can leave one out (protocol §7).

    `id` is the holder that a card names. A name is the server's word: no key vouches for it.
    """
    organisation_id = _addressed(request)
    queries.open_channel(organisation_id, channel_id)
    found = readers_of(organisation_id, channel_id)
    return json_response({"readers": [{"id": each.id, "name": each.name} for each in found]})


@require_POST
@api
def challenge_report(request: HttpRequest, organisation: str) -> HttpResponseBase:  # noqa: ARG001 - the middleware found it
    """POST: a challenge (ALTCHA) whose solution pays for one report. Nothing is stored for it."""
    organisation_id = _addressed(request)
    errand = decode(body_of(request), ReportErrand)
    queries.open_channel(organisation_id, errand.channel)
    return json_response(proofs.challenge_report(organisation_id, errand.channel, errand.case), 201)


@require_POST
@api
def challenge_upload(request: HttpRequest, organisation: str) -> HttpResponseBase:  # noqa: ARG001 - the middleware found it
    """POST: a challenge whose solution pays for one upload. Nothing is stored for it."""
    organisation_id = _addressed(request)
    errand = decode(body_of(request), UploadErrand)
    checks.check_blob_size(errand.length, "length")
    queries.open_channel(organisation_id, errand.channel)
    return json_response(proofs.challenge_upload(organisation_id, errand.channel, errand.length), 201)


@tus.creation
@require_POST
@api
def create_upload(request: HttpRequest, organisation: str) -> HttpResponseBase:  # noqa: ARG001 - the middleware found it
    """POST with Upload-Length and a proof of work: make an upload; its bytes then go to its address (tus 1.0)."""
    length = checks.read_length(request.headers.get("Upload-Length"))
    proof = request.headers.get(proofs.HEADER)
    return tus.created(services.announce(_addressed(request), length, proof))


@require_http_methods(["PUT"])
@api
@takes(Bundle)
def put_case(request: HttpRequest, organisation: str, case_id: UUID) -> HttpResponseBase:  # noqa: ARG001 - the middleware found it
    """PUT with a proof of work: store a sealed report; 201 only when it is durable, and the same on a retry."""
    if case_id.version != 4:  # noqa: PLR2004 - the version of random UUIDs
        raise BundleError("bundle/id", _("A report's id must be a UUID of version 4. Update the program that sends."))
    proof = request.headers.get(proofs.HEADER)
    received = services.take_in(_addressed(request), case_id, body_of(request), proof)
    return json_response(received, 201)


@require_POST
@api
def open_mailbox(request: HttpRequest, organisation: str) -> HttpResponseBase:  # noqa: ARG001 - the middleware found it
    """POST: what a receipt opens; 404 for any other token, with one and the same answer."""
    return json_response(_mailbox_form(mailbox.open_mailbox(_addressed(request), _token_of(request))))


@require_POST
@api
def write_again(request: HttpRequest, organisation: str) -> HttpResponseBase:  # noqa: ARG001 - the middleware found it
    """POST: what a returning reporter wrote. The same items again answer the same."""
    organisation_id = _addressed(request)
    reply = decode(body_of(request), services.Reply)
    case = queries.mailbox(organisation_id, reply.lookup_token)
    services.write_again(case, reply)
    return json_response({"case": case.id, "items": [item.id for item in reply.items]}, 201)


@tus.creation
@require_POST
@api
def create_upload_again(request: HttpRequest, organisation: str) -> HttpResponseBase:  # noqa: ARG001 - the middleware found it
    """POST with Upload-Length: an upload to the receipt's own case; it costs no proof of work."""
    case = _case_of(request)
    return tus.created(services.announce_again(case, checks.read_length(request.headers.get("Upload-Length"))))


@require_POST
@api
def rotate(request: HttpRequest, organisation: str) -> HttpResponseBase:  # noqa: ARG001 - the middleware found it
    """POST: a new receipt in the place of this one. The same rotation again answers the same."""
    organisation_id = _addressed(request)
    case = services.rotate(organisation_id, decode(body_of(request), services.Rotation))
    return json_response({"case": case}, 201)


@require_POST
@api
def prove_arrival(request: HttpRequest, organisation: str) -> HttpResponseBase:  # noqa: ARG001 - the middleware found it
    """POST: what proves that the record holds the arrival of the receipt's case; null before it does (protocol §21)."""
    return json_response({"arrival": queries.arrival_of(_case_of(request))})


@require_POST
@api
def fetch_blob(request: HttpRequest, organisation: str, blob_id: UUID) -> HttpResponseBase:  # noqa: ARG001 - the middleware found it
    """POST: the sealed bytes of an attachment of the receipt's case."""
    content = blobs.open_sealed(cases.blob_of(_case_of(request), blob_id))
    return download(request, content, str(blob_id))


def _addressed(request: HttpRequest) -> UUID:
    """The organisation that the address names, or Http404 (doors/tenants.py)."""
    found: UUID | None = request.organisation_id  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _case_of(request: HttpRequest) -> Case:
    return queries.mailbox(_addressed(request), _token_of(request))


def _token_of(request: HttpRequest) -> str:
    """The token in a visit; "", which opens nothing, where the body is none."""
    try:
        return decode(body_of(request), Visit).lookup_token
    except BundleError:
        return ""


def _mailbox_form(found: Mailbox) -> dict[str, object]:
    case, channel = found.case, found.definition.channel
    return {
        "case": case.id,
        "state": case.state,
        "room": case.is_room,
        "received_on": case.received_on,
        "opened_on": case.opened_on,
        "acknowledged_on": case.acknowledged_on,
        "clocks": [clock_form(row) for row in found.clocks],
        "turn_elsewhere": queries.turns_elsewhere(found.clocks),
        "contest": {"possible": queries.may_contest(case), "asked_on": case.contested_on, "upheld_on": case.upheld_on},
        "erase_on": queries.told_erasure(case),
        "sealed_by": case.sealed_by,
        "channel": {"id": channel.id, "slug": channel.slug},
        "grants": [grant_form(grant) for grant in found.grants],
        "items": [_own_item_form(case, item) for item in found.items],
        "blobs": [blob_form(blob) for blob in found.blobs],
        **found.published,
    }


def _own_item_form(case: OwnCase, item: ItemRow) -> dict[str, object]:
    """An item as the reporter gets it: with whether a handler has opened the case since it was there."""
    return {**item_form(item), "read": queries.is_read(case, item)}
