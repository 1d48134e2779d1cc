"""Django's registration of this domain."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """The `vouchsafe.delivery` application; its label is its folder."""

    name = "vouchsafe.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
