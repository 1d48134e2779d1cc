"""What a reporter says to a check-in and to minutes, as items (protocol §20)."""

import datetime as dt
import uuid
from typing import Final, Literal

from vouchsafe.vault.compose import SHARED_KINDS, key_for
from vouchsafe.vault.signing import Signer
from vouchsafe.vault.thread import ReadCase, heads
from vouchsafe.vault.wire import ItemJson, seal_body

CHECK_IN_DAYS: Final = (30, 60, 90)
"""Days after receipt on which a reporter is asked whether anything was done to them."""
UNASKED: Final = 0
Answer = Literal["yes", "no"]
Verdict = Literal["right", "corrected"]


def seal_check_in(
    read: ReadCase,
    signer: Signer,
    sent_on: dt.date,
    *,
    day: int,
    answer: Answer,
    text: str,
    item: uuid.UUID | None = None,
) -> ItemJson:
    """An answer to the question of a day (0: told unasked). `item` is its id, else a new one. Raises as `key_for`."""
    said: dict[str, object] = {"day": day, "answer": answer, "text": text}
    return _seal(read, signer, "checkin", sent_on, said, item)


def seal_checked(
    read: ReadCase,
    signer: Signer,
    sent_on: dt.date,
    *,
    minutes: str,
    verdict: Verdict,
    text: str,
    item: uuid.UUID | None = None,
) -> ItemJson:
    """The reporter's word on minutes, by the hash (hex) of the sealed ones. Raises as `key_for`."""
    said: dict[str, object] = {"minutes": minutes, "verdict": verdict, "text": text}
    return _seal(read, signer, "checked", sent_on, said, item)


def _seal(
    read: ReadCase, signer: Signer, kind: str, sent_on: dt.date, said: dict[str, object], item: uuid.UUID | None
) -> ItemJson:
    body = {**said, "sent_on": sent_on.isoformat(), "seen": heads(read, SHARED_KINDS)}
    return seal_body(key_for(read, kind), read.case, signer, kind, body, item=item)
