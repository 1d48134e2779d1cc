"""A span for each request at the desk, where the operator has a collector (`common/telemetry.py`); settings ask."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from opentelemetry.context import Context
from opentelemetry.trace import SpanKind

from vouchsafe.common import telemetry
from vouchsafe.doors.middleware import METHODS

GetResponse = Callable[[HttpRequest], HttpResponseBase]
_OTHER: Final = "_OTHER"


class DeskSpans:
    """Method, pattern of the address, status, and how long it took; of other doors nothing, not even that.

    The pattern is our own text ("cases/<uuid:case_id>/"), so no id, search or address can be in it. What matches
    none (a file of the client, a mistyped address) has no span. A visitor's own trace headers are not read.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.tracer = telemetry.tracer(settings.VOUCHSAFE.release)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the others answer."""
        if request.door != "desk":  # type: ignore[attr-defined]
            return self.get_response(request)
        begun = telemetry.now()
        response = self.get_response(request)
        if request.resolver_match is not None:
            self._tell(request, request.resolver_match.route, response.status_code, begun)
        return response

    def _tell(self, request: HttpRequest, route: str, status: int, begun: int) -> None:
        method = request.method if request.method in METHODS else _OTHER
        span = self.tracer.start_span(f"{method} {route}", Context(), SpanKind.SERVER, start_time=begun)
        span.set_attributes(
            {"http.request.method": str(method), "http.route": route, "http.response.status_code": status}
        )
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            telemetry.fail(span, str(status))
        span.end()
