"""Django's registration of this domain."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """The `vouchsafe.channels` application; its label is its folder."""

    name = "vouchsafe.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"
