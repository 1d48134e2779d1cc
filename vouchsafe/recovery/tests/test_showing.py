"""A reply room that was taken out of the server is told apart from a report."""

import uuid

from vouchsafe.recovery.showing import entry_section
from vouchsafe.vault.thread import Opened

HANA = "3c" * 32
LETTER, OWN, HERS = bytes(32), bytes(31) + b"1", bytes(31) + b"2"


def opened(kind: str, author_key: bytes, author: str = "reporter", **body: object) -> Opened:
    """An item of a case, verified."""
    return Opened(uuid.uuid4(), kind, 0, author, author_key, body, "")


ROOM = opened("report", LETTER, answers={}, room={})
TOLD = opened("message", HERS, author=HANA, text="A report concerns you.")
HIJACKED = opened("message", LETTER, text="I did it.")
CHANGED = opened("succession", LETTER)
ANSWERED = opened("message", OWN, text="I was not there.")


def test_a_room_is_no_report_and_its_writer_no_reporter() -> None:
    """What was signed with the receipt of the letter is not taken for the word of the person concerned."""
    entries = [ROOM, TOLD, HIJACKED, CHANGED, ANSWERED]
    headings = [entry_section(entry, entries, None).heading for entry in entries]
    assert headings == [
        "Reply room",
        "Message · Key holder 3c3c3c3c",
        "Message · Written with the receipt of the letter",
        "New receipt · The person concerned",
        "Message · The person concerned",
    ]


def test_a_report_is_by_a_reporter() -> None:
    """The same items without a room."""
    report = opened("report", LETTER, answers={})
    assert entry_section(report, [report], None).heading == "Report · The reporter"
