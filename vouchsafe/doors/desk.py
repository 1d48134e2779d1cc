"""The desk: signed-in handlers, coordinators, administrators, overseers. Content is decrypted in the browser only."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from vouchsafe.doors import converters  # noqa: F401 - registers <lang:…>
from vouchsafe.doors.openapi import openapi_patterns
from vouchsafe.doors.published import client_patterns
from vouchsafe.doors.security import security_patterns
from vouchsafe.intake.urls import desk_patterns as intake
from vouchsafe.looks.urls import desk_patterns as looks
from vouchsafe.oversight.urls import desk_patterns as record


def no_signing_up(_request: HttpRequest) -> HttpResponse:
    """Members are invited; the name stays because allauth's pages look it up."""
    raise Http404


urlpatterns = [
    path("", include("vouchsafe.cases.urls")),  # what is asked most often is looked for first
    path("", include(security_patterns)),
    path("", include(openapi_patterns)),
    path("", include(client_patterns)),
    path("account/signup/", no_signing_up, name="account_signup"),
    path("", include("vouchsafe.people.urls")),
    path("", include("vouchsafe.channels.urls")),
    path("", include("vouchsafe.handover.urls")),
    path("", include(intake)),
    path("", include(record)),
    path("", include(looks)),
]

handler500 = "vouchsafe.common.pages.server_error"
