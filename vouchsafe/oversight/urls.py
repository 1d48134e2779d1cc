"""The addresses of the public door, and the desk's of the record."""

from django.urls import URLPattern, URLResolver, path

from vouchsafe.common import pages as common
from vouchsafe.oversight.views import figures, pages, pauses, record

public_patterns: list[URLPattern | URLResolver] = [
    path("", common.languages, name="languages"),
    path("record/<uuid:organisation_id>/checkpoint", record.checkpoint),
    path("record/<uuid:organisation_id>/checkpoint/cosigned", record.cosigned),
    path("record/<uuid:organisation_id>/tile/<int:level>/<path:address>", record.tile),
    path("record/<uuid:organisation_id>/key", record.key),
    path("record/<uuid:organisation_id>/inclusion/<int:index>/<int:size>", record.inclusion),
    path("record/<uuid:organisation_id>/consistency/<int:first>/<int:second>", record.consistency),
    path("<lang:lang>/", pages.organisations, name="organisations"),
    path("<lang:lang>/<slug:org>/", pages.organisation, name="organisation"),
    path("<lang:lang>/<slug:org>/outcomes/", pages.outcomes, name="outcomes"),
]

desk_patterns: list[URLPattern | URLResolver] = [
    path("figures/", figures.page, name="figures"),
    path("api/v1/pauses", pauses.list_pauses),
    path("api/v1/pauses/<uuid:pause_id>/review", pauses.review),
    path("api/v1/record", record.summary),
    path("api/v1/directory/recorded/<int:since>/<int:after>", record.recorded),
    path("api/v1/cases/<uuid:case_id>/record", record.of_case),
    path("api/v1/record/acts", record.list_acts),
    path("api/v1/record/entries/<int:start>/<int:end>", record.entries),
]

urlpatterns: list[URLPattern | URLResolver] = [*public_patterns]
