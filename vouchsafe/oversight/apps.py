"""The Django application of the public door, the figures, and the pauses of categories."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Reads all domains below it; of its own it keeps the pauses; a migration makes the function that counts."""

    name = "vouchsafe.oversight"
    label = "oversight"
