"""Sealing a subject's reply room (protocol §22): a bundle like a report's, with the letter that tells the subject.

A handler seals it with a receipt that they draw for the subject. Nothing of the case that it is about goes in: no key,
no id, no title, no answer, and no word but those of the notice.
"""

import datetime as dt
from dataclasses import replace

from vouchsafe.vault.report import Bundle, ReportSealer
from vouchsafe.vault.signing import Signer
from vouchsafe.vault.wire import CurrentKey, part_of, seal_body


def seal_room(making: ReportSealer, holder: Signer, title: str, notice: str, sent_on: dt.date) -> Bundle:
    """The bundle of a room. `making` has the room's receipt; `holder` signs the letter, as who tells the subject.

    `sent_on` is today in UTC, without the time. Raises as `ReportSealer.finish` does.
    """
    bundle = making.finish({}, title, sent_on, room={})
    seen = [part_of(bundle.items[0])["sha256"]]
    body: dict[str, object] = {"sent_on": sent_on.isoformat(), "text": notice, "seen": seen, "parts": []}
    letter = seal_body(CurrentKey(0, making.case_key), making.case_id, holder, "letter", body)
    return replace(bundle, items=(*bundle.items, letter))
