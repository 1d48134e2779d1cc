"""`vouchsafe thread --rotate`: a new receipt from a terminal, and what stops it."""

import io
import sys
from collections.abc import Callable

import httpx
import pytest

from vouchsafe.cases.models import Case
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Sent
from vouchsafe.intake.terminal import screen
from vouchsafe.intake.terminal import thread as returning
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.tests.test_terminal_refusals import BACK, Between, Meddle, between, honest
from vouchsafe.vault.receipt import Receipt

__all__ = ["between"]


def is_rotation(request: httpx.Request) -> bool:
    """Whether this makes the new receipt count."""
    return request.url.path.endswith("/mailbox/rotation")


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Who sits at the terminal: what they type, and whether anybody does."""

    def sit(*lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return sit


def receipt_in_use(sent: Sent) -> bool:
    """Whether the first receipt still opens the case."""
    return bytes(Case.objects.get(id=sent.case).receipt_hash) == sent.receipt.lookup_hash


def test_a_new_receipt_from_a_terminal_opens_all(
    house: House, between: Callable[[Meddle], Between], type_in: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is the last line that is printed; the old one is told to be unknown."""
    sent = cast.send(house)
    between(honest)
    type_in(sent.receipt.text)

    returning.thread(BACK, rotate=True)

    new = Receipt.parse(capsys.readouterr().out.strip().splitlines()[-1])
    type_in(new.text.lower())
    returning.thread(BACK)
    shown = capsys.readouterr().out
    assert cast.STORY[:20] in shown
    assert "A new receipt was made" in shown
    assert "does not fit" not in shown
    type_in(sent.receipt.text)
    with pytest.raises(TerminalError) as unknown:
        returning.thread(BACK)
    assert unknown.value.code == "mailbox/not-found"
    assert cast.read(house, house.hana, sent.case).findings == ()


@pytest.mark.parametrize("typed", ["", "nonsense", Receipt.from_bytes(bytes(15)).text])
def test_a_receipt_that_was_not_kept_changes_nothing(
    house: House,
    between: Callable[[Meddle], Between],
    type_in: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
) -> None:
    """Where somebody can type, the new one is typed once; else the old one stays."""
    sent = cast.send(house)
    between(honest)
    monkeypatch.setattr(screen, "is_interactive", lambda: True)
    type_in(sent.receipt.text, typed)

    with pytest.raises(TerminalError) as stopped:
        returning.thread(BACK, rotate=True)

    assert stopped.value.code == "receipt/not-kept"
    assert receipt_in_use(sent)


def test_a_receipt_that_was_typed_as_it_is_counts(
    house: House, between: Callable[[Meddle], Between], type_in: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In small letters, without dashes."""
    sent, following = cast.send(house), Receipt.generate()
    between(honest)
    monkeypatch.setattr(screen, "is_interactive", lambda: True)
    monkeypatch.setattr(Receipt, "generate", lambda: following)
    type_in(sent.receipt.text, following.text.lower().replace("-", ""))

    returning.thread(BACK, rotate=True)

    assert bytes(Case.objects.get().receipt_hash) == following.lookup_hash


def test_a_lost_answer_is_asked_for_again(
    house: House, between: Callable[[Meddle], Between], type_in: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """The rotation was stored each time, and is there once."""
    sent, lost = cast.send(house), [True, True, False]

    def lose(request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        response = go_on()
        if is_rotation(request) and lost.pop(0):
            raise httpx.ReadError("reset", request=request)
        return response

    between(lose)
    type_in(sent.receipt.text)

    returning.thread(BACK, rotate=True)

    new = Receipt.parse(capsys.readouterr().out.strip().splitlines()[-1])
    assert bytes(Case.objects.get().receipt_hash) == new.lookup_hash
    assert not lost


def test_when_no_answer_ever_comes_both_receipts_are_to_be_kept(
    house: House, between: Callable[[Meddle], Between], type_in: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    """The new one was printed before anything was sent."""
    sent = cast.send(house)

    def lose(request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        response = go_on()
        if is_rotation(request):
            raise httpx.ReadError("reset", request=request)
        return response

    between(lose)
    type_in(sent.receipt.text)

    with pytest.raises(TerminalError) as stopped:
        returning.thread(BACK, rotate=True)

    printed = capsys.readouterr()
    assert stopped.value.code == "door/unreachable"
    assert "Keep both receipts" in printed.err
    new = Receipt.parse(printed.out.strip().splitlines()[-1])
    assert bytes(Case.objects.get().receipt_hash) == new.lookup_hash


def test_a_server_that_tells_no_clock_is_said_to_be_none(
    house: House, between: Callable[[Meddle], Between], type_in: Callable[..., None]
) -> None:
    """What a report door does not answer is not shown as if it did."""
    sent = cast.send(house)

    def without_clock(_request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        answer = go_on()
        return httpx.Response(answer.status_code, json={**answer.json(), "clocks": None})

    between(without_clock)
    type_in(sent.receipt.text)

    with pytest.raises(TerminalError) as stopped:
        returning.thread(BACK)

    assert stopped.value.code == "mailbox/foreign"
