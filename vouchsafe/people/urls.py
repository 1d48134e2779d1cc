"""Addresses of people, for the maps in `vouchsafe.doors`."""

from allauth.account import views as allauth
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.db import transaction
from django.urls import include, path, re_path

from vouchsafe.people.views import desk as views
from vouchsafe.people.views import signing_in

# What changes how a member signs in is recorded and told in the transaction of the change.
whole = transaction.atomic

desk_patterns = [
    path("api/v1/key", views.store_key),
    path("api/v1/key/file", views.change_key_file),
    path("api/v1/key/kit", views.prove_kit),
    path("api/v1/key/passkeys", views.passkeys),
    path("api/v1/key/wraps", views.add_wrap),
    path("api/v1/directory", views.directory),
    path("api/v1/directory/entries", views.append_entry),
    path("api/v1/members", views.members),
    path("api/v1/second-factor", views.require_second_factor),
    path("api/v1/members/<uuid:member_id>/rights", views.set_rights),
    path("api/v1/members/<uuid:member_id>/leave", views.leave),
    path("api/v1/members/<uuid:member_id>/return", views.take_back),
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
    path("password/change/", signing_in.change_password, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        signing_in.set_password,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

# Second factors; a passkey signs in alone. Editing and lists of their own are left out: all stands on one page.
factor_patterns = [
    path("", signing_in.factors, name="mfa_index"),
    path("code/", signing_in.second_step, name="mfa_authenticate"),
    path("reauthenticate/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("app/", whole(app.activate_totp), name="mfa_activate_totp"),
    path("app/remove/", whole(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", whole(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("passkeys/new/", whole(signing_in.add_passkey), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", whole(signing_in.remove_passkey), name="mfa_remove_webauthn"),
    path("passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("reauthenticate/passkey/", signing_in.use_passkey, name="mfa_reauthenticate_webauthn"),
]

session_patterns = [
    path("sessions/", signing_in.sessions, name="account_sessions"),
    path("sessions/end-others/", signing_in.end_others, name="account_end_others"),
    path("sessions/<uuid:session_id>/end/", signing_in.end, name="account_end_session"),
]

# An OpenID Provider sends members back to …/back/; the names are allauth's own.
provider_patterns = [
    path("with/<slug:provider_id>/", signing_in.sign_in_with, name="openid_connect_login"),
    path("with/<slug:provider_id>/untie/", signing_in.untie, name="account_untie"),
    path("with/<slug:provider_id>/back/", whole(signing_in.back_from), name="openid_connect_callback"),
    path("with/", signing_in.not_signed_in, name="socialaccount_login_cancelled"),
]

# What the desk's map includes: `path("", include("vouchsafe.people.urls"))`.
urlpatterns = [
    path("account/", include([*account_patterns, *factor_patterns, *session_patterns, *provider_patterns])),
    *desk_patterns,
]
