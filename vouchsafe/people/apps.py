"""Django's registration of this domain."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The `vouchsafe.people` application; its label is its folder."""

    name = "vouchsafe.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
