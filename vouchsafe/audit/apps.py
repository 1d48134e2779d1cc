"""Django's registration of this domain."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The `vouchsafe.audit` application; its label is its folder."""

    name = "vouchsafe.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
