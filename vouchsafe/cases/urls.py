"""The desk's addresses of cases."""

from django.urls import URLPattern, URLResolver, path, re_path

from vouchsafe.cases.views import acts, desk, keys, shell, snippets

desk_patterns: list[URLPattern | URLResolver] = [
    path("api/v1/cases", desk.list_cases),
    path("api/v1/cases/<uuid:case_id>", desk.show_case),
    path("api/v1/cases/<uuid:case_id>/keys", desk.make_key),
    path("api/v1/cases/<uuid:case_id>/items", desk.add_items),
    path("api/v1/cases/<uuid:case_id>/state", desk.change_state),
    path("api/v1/cases/<uuid:case_id>/conclusion", desk.conclude),
    path("api/v1/cases/<uuid:case_id>/contest", desk.answer_contest),
    path("api/v1/cases/<uuid:case_id>/exclusions", desk.exclude),
    path("api/v1/cases/<uuid:case_id>/export", desk.export),
    path("api/v1/cases/<uuid:case_id>/blobs/<uuid:blob_id>", desk.download_blob),
    path("api/v1/cases/<uuid:case_id>/rekeying", keys.rekey),
    path("api/v1/cases/<uuid:case_id>/acts", acts.acts),
    path("api/v1/cases/<uuid:case_id>/acts/<uuid:proposal_id>/verdict", acts.decide),
    path("api/v1/grants", keys.grants),
    path("api/v1/rekeying", keys.due),
    path("api/v1/keys/waiting", keys.waiting),
    re_path(r"^api/v1/grants/sheets/(?P<fingerprint>[0-9a-f]{64})$", keys.grants_of_sheet),
    path("api/v1/snippets", snippets.texts),
    path("api/v1/snippets/<uuid:snippet_id>", snippets.text),
    path("api/v1/snippets/<uuid:snippet_id>/remove", snippets.remove),
    path("api/v1/uploads", desk.create_upload),
]

CASE_PARTS = ("work", "people", "outcome", "sharing")
"""The parts of a case's page that have an address of their own (web/src/cases/router.ts)."""

# One shell for every page; its script reads the address (web/src/cases/router.ts).
page_patterns: list[URLPattern | URLResolver] = [
    path("", shell.desk, name="desk"),
    path("cases/<uuid:case_id>/", shell.desk, name="desk_case"),
    *(path(f"cases/<uuid:case_id>/{part}/", shell.desk) for part in CASE_PARTS),
    path("people/", shell.desk),
    path("record/", shell.desk),
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

urlpatterns = [*page_patterns, *desk_patterns]
