"""A new password by a link."""

from allauth.account.forms import ResetPasswordKeyForm


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]  # allauth ships no types
    """Asked for once: whoever mistyped it asks for another link, and a password manager types nothing wrong."""

    password2 = None
