"""Django's registration of this domain."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    """The `vouchsafe.handover` application; its label is its folder."""

    name = "vouchsafe.handover"
    label = "handover"
