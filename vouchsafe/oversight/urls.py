"""The addresses of the public door."""

from django.urls import URLPattern, URLResolver, path

from vouchsafe.common import pages as common
from vouchsafe.oversight.views import pages

public_patterns: list[URLPattern | URLResolver] = [
    path("", common.languages, name="languages"),
    path("<lang:lang>/", pages.organisations, name="organisations"),
    path("<lang:lang>/<slug:org>/", pages.organisation, name="organisation"),
]

urlpatterns: list[URLPattern | URLResolver] = [*public_patterns]
