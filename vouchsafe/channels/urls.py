"""Addresses of channels, for the maps in `vouchsafe.doors`."""

from django.urls import path

from vouchsafe.channels import views

desk_patterns = [path("api/v1/me", views.me)]

report_patterns = [path("api/v1/<slug:organisation>/channels/<slug:channel>", views.channel)]

# What the desk's map includes: `path("", include("vouchsafe.channels.urls"))`.
urlpatterns = desk_patterns
