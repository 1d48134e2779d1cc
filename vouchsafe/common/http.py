"""JSON over HTTP: decode strictly, answer plainly, turn typed errors into the one error form."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from vouchsafe.common.errors import ApiError, VouchsafeError

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")

_PLACE = re.compile(r" - at `\$\.?(?P<field>[^`]*)`$")


def json_response(data: object, status: int = 200) -> HttpResponse:
    """`data` as JSON (UTF-8). Bytes become standard base64 with padding, ids and dates their usual text."""
    return HttpResponse(msgspec.json.encode(data), content_type="application/json", status=status)


def error_response(error: VouchsafeError) -> HttpResponse:
    """The error form: {"error": {"code", "message"[, "field"]}} under the error's status."""
    body = {"code": error.code, "message": error.message}
    if error.field:
        body["field"] = error.field
    return json_response({"error": body}, error.status)


def api(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view whose failures leave as the JSON error form. Untyped exceptions stay exceptions (and become a 500)."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except VouchsafeError as error:
            return error_response(error)
        except Http404:
            return error_response(ApiError("address/not-found", _("There is nothing at this address."), 404))
        except PermissionDenied:
            message = _(
                "You may not do this, so nothing was done. Reload the page; if it stays so, ask an administrator."
            )
            return error_response(ApiError("right/missing", message, 403))

    return answer


def takes(shape: type) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Says which shape a view reads where it hands the bytes on; the API's document tells it (doors/openapi)."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.takes = shape  # type: ignore[attr-defined]
        return view

    return mark


def decode(request: HttpRequest, form: type[T]) -> T:
    """The request's JSON body as `form` (a msgspec Struct; unknown fields follow the Struct's own rule).

    Raises ApiError "json/content-type" (415) or "json/invalid" (400) with the field at fault.
    The content type is insisted on because a browser cannot send it to another origin without asking first.
    """
    if request.content_type != "application/json":
        raise ApiError("json/content-type", _("Send JSON, with Content-Type: application/json."), 415)
    return decode_bytes(request.body, form)


def decode_bytes(data: bytes, form: type[T]) -> T:
    """`data` as `form`; see `decode`. For callers that need the raw bytes too."""
    try:
        return msgspec.json.decode(data, type=form)
    except msgspec.DecodeError as error:
        message = str(error)
        place = _PLACE.search(message)
        field = place["field"] if place else None
        reason = message[: place.start()] if place else message
        text = _("The request's JSON cannot be used: %(reason)s.") % {"reason": reason}
        raise ApiError("json/invalid", text, field=field) from error
