"""The Django application of the sealed store."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, grants, items and blobs."""

    name = "vouchsafe.cases"
    label = "cases"
