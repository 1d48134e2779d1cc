"""Writing in a case that was read and verified: nothing is sealed under a key that `read_case` did not give out.

`signer` is the author's: the reporter's from the receipt, or a holder's. Dates are UTC dates, without times.
"""

import datetime as dt
import os
import uuid
from collections.abc import Collection, Iterable
from typing import Final, Literal

from vouchsafe.vault.directory import Directory
from vouchsafe.vault.errors import Refused
from vouchsafe.vault.place import KINDS, KeyKind
from vouchsafe.vault.signing import Signer
from vouchsafe.vault.stanza import KEY_SIZE
from vouchsafe.vault.thread import Opened, ReadCase, heads
from vouchsafe.vault.wire import CurrentKey, GrantJson, ItemJson, Part, card_target, grant_to, seal_body

Purpose = Literal["correction", "withdrawal", "meeting"]
"""What a reporter's message does to what they said before."""
SHARED_KINDS: Final = (
    "report",
    "message",
    "letter",
    "contest",
    "handover",
    "agreement",
    "release",
    "checkin",
    "minutes",
    "checked",
)
"""What both sides can read: a message names only these in `seen`."""
_DESK_KINDS = (*SHARED_KINDS, "note", "proposal", "verdict", "filing", "task", "measure", "conclusion")


def seal_message(
    read: ReadCase,
    signer: Signer,
    text: str,
    sent_on: dt.date,
    parts: Iterable[Part] = (),
    *,
    purpose: Purpose | None = None,
    item: uuid.UUID | None = None,
) -> ItemJson:
    """A message, in either direction, with the parts of its attachments (`seal_manifest`). Raises as `key_for`.

    `purpose` is a reporter's: the message corrects what was reported, withdraws it, or asks for a meeting. `item` is
    its id, else it gets a new one.
    """
    seen = heads(read, SHARED_KINDS)
    body: dict[str, object] = {"sent_on": sent_on.isoformat(), "text": text, "seen": seen, "parts": list(parts)}
    if purpose is not None:
        body["purpose"] = purpose
    return seal_body(key_for(read, "message"), read.case, signer, "message", body, item=item)


def seal_contest(
    read: ReadCase,
    signer: Signer,
    text: str,
    sent_on: dt.date,
    parts: Iterable[Part] = (),
    *,
    item: uuid.UUID | None = None,
) -> ItemJson:
    """A reporter's request for another look at what came of the case; as `seal_message`."""
    seen = heads(read, SHARED_KINDS)
    body: dict[str, object] = {"sent_on": sent_on.isoformat(), "text": text, "seen": seen, "parts": list(parts)}
    return seal_body(key_for(read, "contest"), read.case, signer, "contest", body, item=item)


def seal_note(read: ReadCase, signer: Signer, text: str, written_on: dt.date) -> ItemJson:
    """An internal note, under the desk key. Raises Refused as `key_for`."""
    body: dict[str, object] = {"written_on": written_on.isoformat(), "text": text, "seen": heads(read, _DESK_KINDS)}
    return _seal(read, signer, "note", body)


def seal_title(read: ReadCase, signer: Signer, title: str, sent_on: dt.date) -> ItemJson:
    """A title, one revision above the highest that was read. Raises Refused as `key_for`."""
    titles = [entry for entry in read.entries if isinstance(entry, Opened) and entry.kind == "title"]
    revision = max((int(entry.body["revision"]) for entry in titles), default=-1) + 1
    return _seal(read, signer, "title", {"sent_on": sent_on.isoformat(), "revision": revision, "title": title})


def key_for(read: ReadCase, kind: str) -> CurrentKey:
    """The key that a kind of item is sealed under in this case.

    Raises Refused `thread/no-key` when there is none, or something about it could not be verified: nothing is sealed.
    """
    current = read.current(KINDS[kind])
    if current is None:
        raise Refused(
            "This case could not be verified, so nothing is sealed to it. See what was found.", code="thread/no-key"
        )
    return current


def make_desk_key(
    directory: Directory,
    channel: uuid.UUID,
    case: uuid.UUID,
    granter: Signer,
    *,
    excluded: Collection[bytes] = (),
) -> tuple[bytes, list[GrantJson]]:
    """A desk key (32 bytes) for a case that has none yet, and its grants.

    They go to the handlers and recovery sheets of the directory's head, less the handlers whom the reporter left out,
    whichever card they have now (`ReadCase.excluded`; protocol §1, §7). The server keeps the first one: who loses that
    race takes the winner's.
    """
    current = CurrentKey(0, os.urandom(KEY_SIZE))
    people = directory.people(excluded)
    targets = [card_target(card) for card in directory.sealing_set(channel) if card.holder not in people]
    return current.key, grant_to(targets, case, KeyKind.DESK, current, granter)


def _seal(read: ReadCase, signer: Signer, kind: str, body: dict[str, object]) -> ItemJson:
    return seal_body(key_for(read, kind), read.case, signer, kind, body)
