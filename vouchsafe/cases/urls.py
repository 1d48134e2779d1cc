"""The desk's addresses of cases."""

from django.urls import URLPattern, URLResolver, path, re_path

from vouchsafe.cases.views import acts, desk, due, inbox, keys, requests, rooms, shell, snippets, timing, viewer

desk_patterns: list[URLPattern | URLResolver] = [
    path("api/v1/cases", inbox.list_cases),
    path("api/v1/titles", inbox.titles),
    path("api/v1/categories", inbox.categories),
    path("api/v1/cases/<uuid:case_id>/assignment", inbox.assignment),
    path("api/v1/cases/<uuid:case_id>", desk.show_case),
    path("api/v1/cases/<uuid:case_id>/keys", desk.make_key),
    path("api/v1/cases/<uuid:case_id>/items", desk.add_items),
    path("api/v1/cases/<uuid:case_id>/state", desk.change_state),
    path("api/v1/cases/<uuid:case_id>/conclusion", desk.conclude),
    path("api/v1/cases/<uuid:case_id>/contest", desk.answer_contest),
    path("api/v1/cases/<uuid:case_id>/exclusions", desk.exclude),
    path("api/v1/cases/<uuid:case_id>/export", desk.export),
    path("api/v1/cases/<uuid:case_id>/exports", desk.record_export),
    path("api/v1/cases/<uuid:case_id>/blobs/<uuid:blob_id>", desk.download_blob),
    path("api/v1/cases/<uuid:case_id>/rekeying", keys.rekey),
    path("api/v1/cases/<uuid:case_id>/acts", acts.acts),
    path("api/v1/cases/<uuid:case_id>/acts/<uuid:proposal_id>/verdict", acts.decide),
    path("api/v1/cases/<uuid:case_id>/clocks", timing.show),
    path("api/v1/cases/<uuid:case_id>/clocks/pause", timing.pause),
    path("api/v1/cases/<uuid:case_id>/clocks/resume", timing.resume),
    path("api/v1/cases/<uuid:case_id>/clocks/feedback", timing.feedback),
    path("api/v1/cases/<uuid:case_id>/clocks/extension", timing.extend),
    path("api/v1/cases/<uuid:case_id>/clocks/meeting", timing.meeting),
    path("api/v1/cases/<uuid:case_id>/clocks/notice", timing.notice),
    path("api/v1/cases/<uuid:case_id>/clocks/deferral", timing.defer),
    path("api/v1/channels/<uuid:channel_id>/published", rooms.published),
    path("api/v1/rooms/<uuid:case_id>", rooms.open_room),
    path("api/v1/rooms/<uuid:case_id>/ending", rooms.end_room),
    path("api/v1/due", due.board),
    path("api/v1/due/feed", due.feed),
    path("api/v1/due/feed/revoke", due.revoke_feed),
    path("calendar/<uuid:organisation_id>/<slug:secret>.ics", due.calendar),
    path("api/v1/cases/<uuid:case_id>/requests", requests.of_case),
    path("api/v1/cases/<uuid:case_id>/requests/<uuid:request_id>/opening", requests.open_share),
    path("api/v1/requests", requests.list_requests),
    path("api/v1/requests/<uuid:request_id>/decision", requests.decide),
    path("api/v1/grants", keys.grants),
    path("api/v1/rekeying", keys.due),
    path("api/v1/keys/waiting", keys.waiting),
    re_path(r"^api/v1/grants/sheets/(?P<fingerprint>[0-9a-f]{64})$", keys.grants_of_sheet),
    path("api/v1/snippets", snippets.texts),
    path("api/v1/snippets/<uuid:snippet_id>", snippets.text),
    path("api/v1/snippets/<uuid:snippet_id>/remove", snippets.remove),
]

CASE_PARTS = ("work", "people", "outcome", "sharing")
"""The parts of a case's page that have an address of their own (web/src/cases/router.ts)."""

# One shell for every page; its script reads the address (web/src/cases/router.ts).
page_patterns: list[URLPattern | URLResolver] = [
    path("", shell.desk, name="desk"),
    path("cases/<uuid:case_id>/", shell.desk, name="desk_case"),
    *(path(f"cases/<uuid:case_id>/{part}/", shell.desk) for part in CASE_PARTS),
    path("due/", shell.desk),
    path("cases/<uuid:case_id>/print/", shell.desk),
    path("people/", shell.desk),
    path("requests/", shell.desk),
    path("record/", shell.desk),
    path("pauses/", shell.desk),
    path("channels/", shell.desk),
    path("partners/", shell.desk),
    path("channels/<uuid:channel_id>/", shell.desk),
    path("key/", shell.desk),
    path("key/new/", shell.desk),
    path("look/", shell.desk),
    path("setup/", shell.desk),
    path("recovery/", shell.desk),
    path("texts/", shell.desk),
]

urlpatterns = [*desk_patterns, *page_patterns, path("viewer/", viewer.frame)]
