"""The report door: reporters. No cookie, no account; a page is the same bytes for everyone."""

from django.urls import include, path

from vouchsafe.channels.urls import report_patterns as channels
from vouchsafe.doors import converters  # noqa: F401 - registers <lang:…>
from vouchsafe.doors.openapi import openapi_patterns
from vouchsafe.doors.published import client_patterns
from vouchsafe.doors.published import report_patterns as published
from vouchsafe.doors.security import security_patterns
from vouchsafe.looks.urls import published_patterns as looks
from vouchsafe.people.urls import report_patterns as people

urlpatterns = [
    path("", include("vouchsafe.intake.urls")),  # what is asked for most is looked for first
    path("", include(security_patterns)),
    path("", include(openapi_patterns)),
    path("", include(client_patterns)),
    path("", include(published)),
    path("", include(looks)),
    path("", include(people)),
    path("", include(channels)),
]

handler500 = "vouchsafe.common.pages.server_error"
handler404 = "vouchsafe.intake.views.pages.not_found"
