"""The public door: what the organisation publishes for everyone."""

from django.urls import include, path

from vouchsafe.channels.urls import public_patterns as channels
from vouchsafe.doors import converters  # noqa: F401 - registers <lang:…>
from vouchsafe.doors.published import client_patterns
from vouchsafe.doors.security import security_patterns
from vouchsafe.looks.urls import published_patterns as looks

urlpatterns = [
    path("", include(security_patterns)),
    path("", include(client_patterns)),
    path("", include(looks)),
    path("", include(channels)),
    path("", include("vouchsafe.oversight.urls")),
]

handler500 = "vouchsafe.common.pages.server_error"
handler404 = "vouchsafe.oversight.views.pages.not_found"
