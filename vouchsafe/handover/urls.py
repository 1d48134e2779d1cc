"""The desk's addresses of hand-overs."""

from django.urls import URLPattern, URLResolver, path

from vouchsafe.handover.views import partners, proposals, rooms

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/partners", partners.list_partners),
    path("api/v1/partners/<uuid:partner_id>", partners.partner),
    path("api/v1/partners/<uuid:partner_id>/look", partners.look),
    path("api/v1/cases/<uuid:case_id>/proposals", proposals.list_proposals),
    path("api/v1/cases/<uuid:case_id>/hand-overs", proposals.propose),
    path("api/v1/cases/<uuid:case_id>/proposals/<uuid:proposal_id>/verdict", proposals.decide),
    path("api/v1/cases/<uuid:case_id>/proposals/<uuid:proposal_id>/release", proposals.release),
    path("api/v1/cases/<uuid:case_id>/proposals/<uuid:proposal_id>/rooms", rooms.list_rooms),
    path("api/v1/cases/<uuid:case_id>/proposals/<uuid:proposal_id>/rooms/<int:number>", rooms.create_upload),
]
