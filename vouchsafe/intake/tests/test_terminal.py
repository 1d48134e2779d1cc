"""The terminal client against a real server: sealed here, sent, read at the desk, answered, read again."""

import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import pytest

from vouchsafe.cases import services
from vouchsafe.cases.models import Case
from vouchsafe.cases.queries import case_for
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.cases.wire import Addition, decode
from vouchsafe.common import clock, uploads
from vouchsafe.intake.terminal.report import report
from vouchsafe.intake.terminal.thread import thread
from vouchsafe.vault.blobs import Expected, open_blob
from vouchsafe.vault.compose import seal_message
from vouchsafe.vault.place import KeyKind, Place
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.thread import Opened
from vouchsafe.vault.wire import ItemJson, Part
from vouchsafe.vault.words import hash_words

ANSWERS = """
protected_activity = "none"
headline = "The ledger of the north warehouse is kept twice"
what = "Each Friday the second ledger is burned behind hall four."
category = "bribe"
since = 2026-03-06
told = "no"
"""


def test_a_report_from_a_terminal_is_read_answered_and_read_again(
    origin: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With an attachment of several chunks, a pin, and a second message; the receipt is printed once."""
    house = cast.meridian()
    ledger = bytes(range(256)) * 2000
    answers, attached = tmp_path / "answers.toml", tmp_path / "ledger.bin"
    answers.write_text(ANSWERS, "utf-8")
    attached.write_bytes(ledger)
    pin = " ".join(hash_words(house.directory().root_hash))

    report(f"{origin}/en/meridian/integrity/", answers, [attached], pin=pin)

    printed = capsys.readouterr()
    receipt = Receipt.parse(printed.out)
    assert receipt.text not in printed.err
    case = Case.objects.get(id=receipt.case_id)

    read = cast.read(house, house.hana, case.id)
    assert read.findings == ()
    bodies = {entry.kind: entry.body for entry in read.entries if isinstance(entry, Opened)}
    assert bodies["title"]["title"] == "The ledger of the north warehouse is kept twice"
    assert bodies["report"]["answers"]["since"] == "2026-03-06"
    manifest, opened = bodies["attachment"], io.BytesIO()
    blob = UUID(manifest["blob"])
    with uploads.open_blob(house.organisation.id, blob) as sealed:
        expected = Expected(manifest["size"], bytes.fromhex(manifest["sha256"]))
        open_blob(read.keys[KeyKind.CASE, 0], 0, Place(case.id, "blob", blob), sealed, expected, opened)
    assert (manifest["name"], opened.getvalue()) == ("ledger.bin", ledger)

    answer_from_the_desk(house, case.id, "Which hall?\x1b[2J")
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{receipt.text.lower()}\nHall four.\n"))
    thread(f"{origin}/en/meridian/return/", pin=pin)

    shown = capsys.readouterr().out
    assert "Which hall?\ufffd[2J" in shown
    assert "\x1b" not in shown
    assert "Each Friday the second ledger is burned" in shown
    assert "Bribery" in shown
    texts = [
        entry.body["text"]
        for entry in cast.read(house, house.omar, case.id).entries
        if isinstance(entry, Opened) and entry.kind == "message"
    ]
    assert texts == ["Which hall?\x1b[2J", "Hall four."]


def answer_from_the_desk(house: House, case: UUID, text: str, parts: Iterable[Part] = ()) -> ItemJson:
    """Hana answers. `parts`: what her answer vouches for."""
    member, keys = house.hana.member, house.hana.keys
    answer = seal_message(cast.read(house, house.hana, case), keys.signing, text, clock.today(), parts)
    addition = decode(json.dumps({"items": [answer]}).encode(), Addition)
    services.add_from_desk(member, case_for(member, case), addition)
    return answer
