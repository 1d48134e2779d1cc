"""Fills an empty database with the demo organisation and its sample reports, once."""

from django.db import transaction

from vouchsafe.demo.people import SIGN_INS, make_staff
from vouchsafe.demo.reports import send_samples
from vouchsafe.people.models import Organisation

__all__ = ["SIGN_INS", "seed"]


def seed() -> None:
    """Make the demo organisation with its people, channel and sample reports; does nothing where it exists."""
    if Organisation.objects.filter(demo=True).exists():
        return
    with transaction.atomic():
        staff = make_staff()
    send_samples(staff)  # each report is durable by itself
