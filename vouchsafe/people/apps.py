"""Django's registration of this domain."""

from django.apps import AppConfig
from django.db.models.signals import pre_save


class PeopleConfig(AppConfig):
    """The `vouchsafe.people` application; its label is its folder."""

    name = "vouchsafe.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Models exist only now, so what listens to allauth's is connected here."""
        from allauth.mfa.models import Authenticator

        from vouchsafe.people.factors import forget_use

        pre_save.connect(forget_use, sender=Authenticator)
