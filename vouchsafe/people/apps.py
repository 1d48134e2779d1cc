"""Django's registration of this domain."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, post_save, pre_save

from vouchsafe.common.tenancy import keep_guard


class PeopleConfig(AppConfig):
    """The `vouchsafe.people` application; its label is its folder."""

    name = "vouchsafe.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Models exist only now, so what listens to allauth's is connected here."""
        from allauth.account import signals as account
        from allauth.mfa import signals as mfa
        from allauth.mfa.models import Authenticator
        from allauth.socialaccount import signals as social
        from allauth.socialaccount.models import SocialAccount
        from django.contrib.auth.signals import user_logged_out

        from vouchsafe.people import sign_in, watching  # noqa: F401 - sign_in hears who signs in
        from vouchsafe.people.factors import forget_use
        from vouchsafe.people.providers import forget_claims, forget_hours
        from vouchsafe.people.services import changes
        from vouchsafe.people.tenancy import hold_after_migrating

        connection_created.connect(keep_guard)
        post_migrate.connect(hold_after_migrating, sender=self)
        pre_save.connect(forget_use, sender=Authenticator)
        pre_save.connect(forget_claims, sender=SocialAccount)
        post_save.connect(forget_hours, sender=SocialAccount)

        post_save.connect(changes.factor_added, sender=Authenticator)
        mfa.authenticator_removed.connect(changes.factor_removed)
        for password in (account.password_changed, account.password_set, account.password_reset):
            password.connect(changes.password_changed)
        account.user_logged_in.connect(watching.signed_in)
        user_logged_out.connect(watching.signed_out)
        mfa.authentication_failed.connect(watching.code_refused)
        social.social_account_added.connect(changes.provider_tied)
