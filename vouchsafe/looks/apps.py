"""Django's registration of this domain."""

from django.apps import AppConfig


class LooksConfig(AppConfig):
    """The `vouchsafe.looks` application; its label is its folder."""

    name = "vouchsafe.looks"
    label = "looks"
    default_auto_field = "django.db.models.BigAutoField"
