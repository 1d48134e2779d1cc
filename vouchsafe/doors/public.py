"""The public door: what the organisation publishes for everyone."""

from django.urls import include, path

from vouchsafe.channels.urls import public_patterns as channels
from vouchsafe.doors import converters  # noqa: F401 - registers <lang:…>

urlpatterns = [
    path("", include(channels)),
    path("", include("vouchsafe.oversight.urls")),
]

handler404 = "vouchsafe.oversight.views.pages.not_found"
