"""The Django application of the public door and, later, the figures."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Reads all domains below it; owns no table; its migration makes the function that counts."""

    name = "vouchsafe.oversight"
    label = "oversight"
