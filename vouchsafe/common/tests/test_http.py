"""JSON in, JSON out, and failures that a program can match and a person can act on."""

import json
from datetime import date
from uuid import UUID

import msgspec
import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory

from vouchsafe.common import http
from vouchsafe.common.errors import ApiError


class Letter(msgspec.Struct, forbid_unknown_fields=True):
    """What the tests post."""

    id: UUID
    body: bytes


def post(body: bytes, content_type: str = "application/json") -> HttpRequest:
    return RequestFactory().post("/", body, content_type=content_type)


def test_bytes_ids_and_dates_travel_both_ways() -> None:
    """Bytes are standard base64 with padding, ids and dates their usual text."""
    letter = Letter(UUID(int=7), b"\xff\xfe")
    answer = http.json_response({"letter": letter, "day": date(2026, 11, 22)}, 201)
    told = json.loads(answer.content)
    assert (answer.status_code, told["day"], told["letter"]["body"]) == (201, "2026-11-22", "//4=")
    assert http.decode(post(json.dumps(told["letter"]).encode()), Letter) == letter


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", None),
        (b"\xff", None),
        (b'{"id": 7, "body": ""}', "id"),
        (b'{"id": "00000000-0000-0000-0000-000000000007", "body": "a"}', "body"),
        (b'{"id": "00000000-0000-0000-0000-000000000007", "body": "", "more": 1}', None),
    ],
)
def test_unusable_json_names_its_field(body: bytes, field: str | None) -> None:
    """Malformed, mistyped or unknown content is a 400 with a code, a sentence and, where there is one, the field."""
    with pytest.raises(ApiError) as refused:
        http.decode(post(body), Letter)
    assert (refused.value.code, refused.value.status, refused.value.field) == ("json/invalid", 400, field)
    assert refused.value.message.endswith(".")


def test_only_json_is_taken_for_json() -> None:
    """A form post, which another site could make a browser send, is refused by its type."""
    with pytest.raises(ApiError) as refused:
        http.decode(post(b"{}", "text/plain"), Letter)
    assert (refused.value.code, refused.value.status) == ("json/content-type", 415)


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (ApiError("case/exists", "This case exists.", 409, field="id"), 409, "case/exists"),
        (Http404("a model's name and key"), 404, "address/not-found"),
        (PermissionDenied("why"), 403, "right/missing"),
    ],
)
def test_typed_failures_leave_in_the_error_form(failure: Exception, status: int, code: str) -> None:
    """A view's typed error becomes status, code and sentence; nothing else of the exception leaves."""

    @http.api
    def view(_request: HttpRequest) -> HttpResponseBase:
        raise failure

    answer = view(RequestFactory().get("/"))
    assert isinstance(answer, HttpResponse)
    error = json.loads(answer.content)["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert "a model's name" not in error["message"]
    assert error.get("field") == getattr(failure, "field", None)


def test_untyped_failures_are_not_dressed_up() -> None:
    """A bug stays a bug: it is not answered as if it were the visitor's."""

    @http.api
    def view(_request: HttpRequest) -> HttpResponseBase:
        raise KeyError("oops")

    with pytest.raises(KeyError):
        view(RequestFactory().get("/"))
