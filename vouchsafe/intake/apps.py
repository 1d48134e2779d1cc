"""The Django application of the ways in."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The report door; what it takes in is stored by `cases`."""

    name = "vouchsafe.intake"
    label = "intake"
