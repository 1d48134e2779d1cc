"""The public door: what the organisation publishes for everyone."""

from django.urls import include, path

from vouchsafe.doors import converters  # noqa: F401 - registers <lang:…>

urlpatterns = [path("", include("vouchsafe.oversight.urls"))]

handler404 = "vouchsafe.oversight.views.pages.not_found"
