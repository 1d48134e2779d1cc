"""Fills an empty database with the demo organisation and its sample reports, once."""

from django.db import transaction

from vouchsafe.demo.people import SIGN_INS, make_staff
from vouchsafe.demo.reports import send_samples
from vouchsafe.people.models import Organisation
from vouchsafe.vault.age.scrypt import MOST_LOG_N

__all__ = ["SIGN_INS", "seed"]


def seed(*, log_n: int = MOST_LOG_N) -> None:
    """Make the demo organisation with its people, channel and sample reports; does nothing where it exists.

    `log_n` is the work factor of the key files: 18 but in tests.
    """
    if Organisation.objects.filter(demo=True).exists():
        return
    with transaction.atomic():
        staff = make_staff(log_n=log_n)
    send_samples(staff)  # each report is durable by itself
