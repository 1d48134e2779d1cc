"""A new receipt for a case that was opened here (protocol §6, §9)."""

import json
from uuid import UUID

from vouchsafe.cases.models import Case
from vouchsafe.cases.queries import case_of_receipt
from vouchsafe.cases.wire import decode
from vouchsafe.common import clock
from vouchsafe.common.settling import settle
from vouchsafe.intake.errors import MailboxNotFound
from vouchsafe.intake.services import Rotation, rotate
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.rotation import seal_rotation
from vouchsafe.vault.thread import ReadCase


def check_change(read: ReadCase, present: Receipt, following: Receipt) -> None:
    """Raises VaultError as `change_receipt` would: a receipt that cannot come to count is not shown to be kept."""
    seal_rotation(read, present, following, clock.today())


def change_receipt(case: Case, read: ReadCase, present: Receipt, following: Receipt) -> None:
    """Let `following` take the place of `present`; where it has already, nothing changes.

    Raises MailboxNotFound when another receipt has taken that place, CaseError and VaultError; nothing is stored then.
    """
    sealed = seal_rotation(read, present, following, clock.today())
    body = json.dumps(sealed.to_json(present.lookup_token)).encode()
    try:
        rotate(case.organisation_id, decode(body, Rotation))
    except MailboxNotFound:  # sealed anew each time, so the store does not know the same page sent twice at once
        if case_in_place(case.organisation_id, following) is None:
            raise


def case_in_place(organisation: UUID, receipt: Receipt) -> Case | None:
    """The case of the organisation that this receipt opens, for whoever is told then that it does."""
    case = case_of_receipt(organisation, receipt.lookup_hash)
    if case is not None:
        settle()
    return case
