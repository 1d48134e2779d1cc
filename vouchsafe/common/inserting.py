"""New rows of which there may be one: of two who store one at once, the later is told so."""

from django.db import IntegrityError, transaction
from django.db.models import Model

from vouchsafe.common.errors import VouchsafeError


def insert(row: Model, taken: VouchsafeError) -> None:
    """Store a new row; raises `taken` where another has its place, also one that is being stored now.

    What the caller's transaction did before stands.
    """
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise taken from error
