"""The addresses of the report door, the desk's previews of its pages, and the desk's uploads."""

from django.urls import URLPattern, URLResolver, path

from vouchsafe.common import pages as common
from vouchsafe.intake.views import api, desk, pages, preview, unscripted_report, unscripted_return

# "return", "advice" and "accessibility" come before the channels: no channel may be called that.
page_patterns: list[URLPattern | URLResolver] = [
    path("", common.languages, name="languages"),
    path("<lang:lang>/", pages.organisations, name="organisations"),
    path("<lang:lang>/<slug:org>/", pages.organisation, name="organisation"),
    path("<lang:lang>/<slug:org>/return/", pages.mailbox, name="mailbox"),
    path("<lang:lang>/<slug:org>/return/unscripted/", unscripted_return.mailbox, name="unscripted-mailbox"),
    path("<lang:lang>/<slug:org>/advice/", pages.advice, name="advice"),
    path("<lang:lang>/<slug:org>/accessibility/", pages.accessibility, name="accessibility"),
    path("<lang:lang>/<slug:org>/<slug:channel>/", pages.channel, name="channel"),
    path("<lang:lang>/<slug:org>/<slug:channel>/report/", pages.report, name="report"),
    path("<lang:lang>/<slug:org>/<slug:channel>/privacy/", pages.privacy, name="privacy"),
    path("<lang:lang>/<slug:org>/<slug:channel>/imprint/", pages.imprint, name="imprint"),
    path(
        "<lang:lang>/<slug:org>/<slug:channel>/report/unscripted/", unscripted_report.report, name="unscripted-report"
    ),
    path("<lang:lang>/<slug:org>/<slug:channel>/test/", pages.test_report, name="test_report"),
]

api_patterns: list[URLPattern | URLResolver] = [
    path("api/v1/<slug:organisation>/readers/<uuid:channel_id>", api.readers),
    path("api/v1/<slug:organisation>/challenges/report", api.challenge_report),
    path("api/v1/<slug:organisation>/challenges/upload", api.challenge_upload),
    path("api/v1/<slug:organisation>/uploads", api.create_upload),
    path("api/v1/<slug:organisation>/cases/<uuid:case_id>", api.put_case),
    path("api/v1/<slug:organisation>/mailbox", api.open_mailbox),
    path("api/v1/<slug:organisation>/mailbox/items", api.write_again),
    path("api/v1/<slug:organisation>/mailbox/uploads", api.create_upload_again),
    path("api/v1/<slug:organisation>/mailbox/rotation", api.rotate),
    path("api/v1/<slug:organisation>/mailbox/arrival", api.prove_arrival),
    path("api/v1/<slug:organisation>/mailbox/blobs/<uuid:blob_id>", api.fetch_blob),
]

desk_patterns: list[URLPattern | URLResolver] = [
    path("api/v1/uploads", desk.create_upload),
    path("channels/<uuid:channel_id>/preview/<lang:lang>/", preview.draft),
]

urlpatterns: list[URLPattern | URLResolver] = [*api_patterns, *page_patterns]
