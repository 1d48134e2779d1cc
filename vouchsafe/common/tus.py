"""tus 1.0 where both the porch and Django speak it: its version, what we implement, and creating an upload."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import http_date
from django.utils.translation import gettext as _

from vouchsafe.common import clock, uploads
from vouchsafe.common.http import error_response, json_response

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"

P = ParamSpec("P")


def abilities() -> dict[str, str]:
    """The headers that answer OPTIONS."""
    return {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(uploads.LARGEST)}


def expiry(claim: uploads.Claim) -> str:
    """Upload-Expires: the midnight (UTC) with which the upload ends, so that it tells no time of day."""
    return http_date(clock.start_of(claim.expires))


def created(upload: uploads.Upload) -> HttpResponse:
    """The answer to a creation: its address as tus has it, and as JSON together with the blob's id.

    The address names the node whose disk the bytes go to first, so that a proxy can lead all of them there.
    """
    node = settings.VOUCHSAFE.node
    location = f"/uploads/{node}/{upload.token}" if node else f"/uploads/{upload.token}"
    response = json_response({"blob": upload.blob_id, "location": location}, 201)
    response.headers["Location"] = location
    response.headers["Upload-Expires"] = expiry(upload.claim)
    return response


def creation(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view that creates uploads: answers OPTIONS, refuses other versions of tus (412), and says its own."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response: HttpResponseBase
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers=abilities())
        elif request.method == "POST" and request.headers.get("Tus-Resumable") != VERSION:
            message = _("Send Tus-Resumable: %(version)s.") % {"version": VERSION}
            response = error_response(uploads.UploadError("upload/version", message, 412))
            response.headers["Tus-Version"] = VERSION
        else:
            response = view(request, *args, **kwargs)
        response.headers["Tus-Resumable"] = VERSION
        return response

    return answer
