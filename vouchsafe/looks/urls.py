"""Addresses of looks, for the maps in `vouchsafe.doors`."""

from django.urls import path, re_path

from vouchsafe.looks.views import desk, published, style

published_patterns = [
    re_path(r"^looks/(?P<accent>[0-9a-f]{6})-(?P<digest>[0-9a-f]{16})\.css$", published.sheet),
    re_path(r"^looks/(?P<organisation>[-a-z0-9_]+)/(?P<sha256>[0-9a-f]{64})\.png$", published.logo),
]

desk_patterns = [
    path("style/", style.page),
    path("api/v1/look", desk.look),
    path("api/v1/look/logo", desk.logo),
    path("api/v1/look/logo/remove", desk.remove_logo),
    path("api/v1/look/colours", desk.colours),
    *published_patterns,
]
