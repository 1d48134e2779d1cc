"""That one reporter wrote two reports: the receipt of the earlier one signs the later one's case id (protocol §20).

Signatures never link cases by themselves (protocol §11); here the reporter chooses to, and the proof lies sealed in the
later report.
"""

import uuid
from collections.abc import Mapping

from vouchsafe.vault.place import case_id_of
from vouchsafe.vault.primitives import from_hex, label
from vouchsafe.vault.signing import KEY_SIZE, SIGNATURE_SIZE, Signer, verify


def sign_follows(signer: Signer, earlier: uuid.UUID, later: uuid.UUID) -> dict[str, str]:
    """The proof for the body of the later report. `signer` is the earlier receipt's key."""
    signature = signer.sign(_signed(earlier, later))
    return {"case": str(earlier), "key": signer.public.hex(), "signature": signature.hex()}


def check_follows(follows: Mapping[str, str], later: uuid.UUID) -> bool:
    """Whether a proof shows by itself that the author of the report of `later` wrote the earlier report.

    True where its key is the one that the earlier case's id is made of; False for another key, such as one after a new
    receipt, which the earlier case's chain of receipts must hold. Raises Tampered where the signature does not hold.
    """
    earlier, key = uuid.UUID(follows["case"]), from_hex(follows["key"], KEY_SIZE)
    verify(key, from_hex(follows["signature"], SIGNATURE_SIZE), _signed(earlier, later))
    return case_id_of(key) == earlier


def _signed(earlier: uuid.UUID, later: uuid.UUID) -> bytes:
    """The label "follows", and both case ids (16 bytes each)."""
    return label("follows") + earlier.bytes + later.bytes
