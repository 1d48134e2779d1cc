"""Addresses of people, for the maps in `vouchsafe.doors`."""

from allauth.account import views as allauth
from django.urls import include, path, re_path

from vouchsafe.people import views

desk_patterns = [
    path("api/v1/key", views.store_key),
    path("api/v1/directory", views.directory),
    path("api/v1/directory/entries", views.append_entry),
    path("api/v1/members", views.members),
    path("api/v1/members/<uuid:member_id>/rights", views.set_rights),
]

report_patterns = [
    path("api/v1/<slug:organisation>/directory", views.public_directory),
]

# Of django-allauth's pages, those that a member needs; the names are allauth's own. There is no sign-up.
account_patterns = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

# What the desk's map includes: `path("", include("vouchsafe.people.urls"))`.
urlpatterns = [path("account/", include(account_patterns)), *desk_patterns]
