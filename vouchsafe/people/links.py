"""The one-time link by which a member sets a password. Signed by the server, void once used or after three days."""

from uuid import UUID

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from vouchsafe.people.models import Member

DESK_ADDRESSES = "vouchsafe.doors.desk"


def password_link(member: Member) -> str:
    """The full address at the desk's door where this member sets a password."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(member)
    return settings.VOUCHSAFE.address("desk", password_path(user_pk_to_url_str(member), token))


def password_path(member_id: str, token: str) -> str:
    """The path of that page; `member_id` as allauth writes it."""
    return reverse(
        "account_reset_password_from_key", urlconf=DESK_ADDRESSES, kwargs={"uidb36": member_id, "key": token}
    )


def member_in_link(member_id: str) -> UUID | None:
    """Whom such a path names, or None where it is no id; whether there is such a member is not asked."""
    try:
        return UUID(member_id)
    except ValueError:
        return None
