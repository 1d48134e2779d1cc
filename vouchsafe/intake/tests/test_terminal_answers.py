"""Answers that no report door gives: each is refused with its code, whatever it is that came."""

from uuid import uuid4

import httpx
import pytest

from vouchsafe.intake.terminal import upload
from vouchsafe.intake.terminal.door import Place, read_answer
from vouchsafe.intake.terminal.errors import ServerRefused, TerminalError


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"blob": ' + b"9" * 5000 + b"}", b"\xff", b""])
def test_what_cannot_be_read_is_foreign(content: bytes) -> None:
    """JSON nested without end, and a number of thousands of digits, no less than what is no JSON."""
    with pytest.raises(ServerRefused) as refused:
        read_answer(httpx.Response(200, content=content))
    assert refused.value.code == "door/foreign"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"blob": 7, "location": "/uploads/x"},
        {"blob": str(uuid4()), "location": None},
        {"blob": str(uuid4()), "location": "/uploads/\x00"},
        {"blob": str(uuid4()), "location": "/uploads/\ud800"},
    ],
)
def test_an_upload_without_a_place_is_foreign(answer: dict[str, object]) -> None:
    """Neither id nor address is believed to be there."""
    with pytest.raises(TerminalError) as refused:
        upload._announced(Place("https://report.example", "harbour", "integrity"), answer)
    assert refused.value.code == "upload/foreign"


def test_an_offset_of_thousands_of_digits_is_foreign() -> None:
    """It is refused before it is made a number."""
    with pytest.raises(TerminalError) as refused:
        upload._offset_of(httpx.Response(204, headers={"Upload-Offset": "9" * 5000}))
    assert refused.value.code == "upload/foreign"
