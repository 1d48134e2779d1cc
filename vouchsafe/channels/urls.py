"""Addresses of channels, for the maps in `vouchsafe.doors`."""

from django.urls import path

from vouchsafe.channels.views import editor, poster, published

desk_patterns = [
    path("api/v1/me", published.me),
    path("api/v1/channels", editor.channels),
    path("api/v1/channels/<uuid:channel_id>", editor.channel),
    path("api/v1/channels/<uuid:channel_id>/draft", editor.draft),
    path("api/v1/channels/<uuid:channel_id>/draft/publish", editor.publish),
    path("api/v1/channels/<uuid:channel_id>/draft/discard", editor.discard),
    path("api/v1/channels/<uuid:channel_id>/changes", editor.compare),
    path("api/v1/channels/<uuid:channel_id>/export/<slug:which>", editor.export),
    path("api/v1/channels/<uuid:channel_id>/poster/<slug:language>/<slug:sheet>", poster.poster),
]

report_patterns = [path("api/v1/<slug:organisation>/channels/<slug:channel>", published.channel)]

public_patterns = [path("schemas/channel-definition.json", published.schema)]

# What the desk's map includes: `path("", include("vouchsafe.channels.urls"))`.
urlpatterns = desk_patterns
