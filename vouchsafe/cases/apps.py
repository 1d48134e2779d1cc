"""The Django application of the sealed store."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, grants, items and blobs."""

    name = "vouchsafe.cases"
    label = "cases"

    def ready(self) -> None:
        """Models exist only now, so what hangs on to acts of people is connected here."""
        from vouchsafe.cases.leaving import destroy_lost_grants
        from vouchsafe.people.signals import rights_changed

        rights_changed.connect(destroy_lost_grants, dispatch_uid="cases.destroy_lost_grants")
