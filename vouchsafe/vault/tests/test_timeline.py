"""A reporter's timeline, as a browser made it: what it proves, and that no byte of it can be another."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.vault.errors import Malformed, Tampered, VaultError
from vouchsafe.vault.primitives import label, sha256
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.timeline import read_timeline

MADE = (Path(__file__).parents[3] / "vectors" / "timeline.html").read_bytes()
RAE = Receipt.from_bytes(sha256(b"Rae, who reports")[:15])
DATA = re.compile(rb'(?<=hidden="">).*(?=</pre>)', re.DOTALL)


def signed(page: bytes, receipt: Receipt = RAE) -> bytes:
    """A page signed as the browser signs it."""
    key = receipt.keys.signing
    signature = key.sign(label("timeline") + sha256(page))
    return page + f"\n<!-- vouchsafe-timeline/1 {key.public.hex()} {signature.hex()} -->\n".encode()


def changed(**fields: Any) -> bytes:  # noqa: ANN401 - any JSON
    """The timeline with other fields in its machine's part, signed anew by whoever has the receipt."""
    page = MADE[: MADE.rindex(b"\n<!--")]
    found = DATA.search(page)
    assert found is not None
    data = json.loads(found[0]) | fields
    return signed(page[: found.start()] + json.dumps(data).encode() + page[found.end() :])


def items() -> list[dict[str, Any]]:
    """The items of the timeline."""
    found = DATA.search(MADE)
    assert found is not None
    return list(json.loads(found[0])["items"])


def test_it_proves_what_was_sent_and_answered() -> None:
    """Every document is here with its author: the reporter, or a handler's card."""
    found = read_timeline(MADE)

    assert found.case == RAE.case_id
    authors = {item.kind: item.author == "reporter" for item in found.items if item.kind != "message"}
    assert authors == {"report": True, "title": True, "checkin": True, "minutes": False, "checked": True}
    said = {item.body["text"] for item in found.items if item.kind == "message"}
    assert said == {"Thank you. Which dock?", "The northern one."}
    (yes,) = (item.body for item in found.items if item.kind == "checkin")
    assert yes["text"] == "My shifts were cut. <b>&</b>\u00a0"


@given(at=st.integers(0, len(MADE) - 1), bit=st.integers(0, 7))
def test_a_changed_byte_is_told(at: int, bit: int) -> None:
    """Whichever bit of the file is another, in the page, the data or the signature: it proves nothing."""
    other = bytearray(MADE)
    other[at] ^= 1 << bit
    with pytest.raises(VaultError):
        read_timeline(bytes(other))


@given(end=st.integers(0, len(MADE) - 1))
def test_a_cut_file_is_told(end: int) -> None:
    """So is one that is cut short, or has more behind it."""
    for cut in (MADE[:end], MADE + b"x"):
        with pytest.raises(Malformed):
            read_timeline(cut)


def test_the_reporter_cannot_change_what_a_handler_said() -> None:
    """Signed anew by the receipt, a handler's words still bear the handler's signature, which no longer holds."""
    others = items()
    answer = next(item for item in others if item["kind"] == "message" and item["body"]["text"].startswith("Thank"))
    answer["body"]["text"] = "We fire you."
    with pytest.raises(Tampered):
        read_timeline(changed(items=others))


def test_the_reporter_cannot_speak_as_a_handler() -> None:
    """Minutes under the receipt's own key are by somebody who may not write them."""
    others = items()
    minutes = next(item for item in others if item["kind"] == "minutes")
    checked = next(item for item in others if item["kind"] == "checked")
    others.append({**checked, "kind": "minutes", "body": minutes["body"]})
    with pytest.raises(Tampered):
        read_timeline(changed(items=others))


def test_a_document_does_not_move_to_another_place() -> None:
    """A signature binds the id and the kind: an item under another id, or of another case, is refused."""
    others = items()
    others[1]["id"] = "00000000-0000-4000-8000-000000000000"
    with pytest.raises(Tampered):
        read_timeline(changed(items=others))
    with pytest.raises(Tampered):
        read_timeline(changed(case="00000000-0000-4000-8000-000000000000"))


def test_another_receipt_signs_nothing_for_this_case() -> None:
    """Who does not have the receipt makes no timeline of the case, even out of the true one."""
    page = MADE[: MADE.rindex(b"\n<!--")]
    with pytest.raises(Tampered):
        read_timeline(signed(page, Receipt.from_bytes(bytes(15))))


def test_without_its_report_a_timeline_proves_nothing() -> None:
    """The case id is made of the key that wrote the report: without it any case could be claimed."""
    with pytest.raises(Tampered):
        read_timeline(changed(items=[item for item in items() if item["kind"] != "report"]))


@pytest.mark.parametrize(
    "fields", [{"format": "vouchsafe-timeline/2"}, {"directory": {"entries": [], "cards": []}}, {"more": 1}]
)
def test_another_form_is_refused(fields: dict[str, Any]) -> None:
    """Another version, no directory, or a field too many."""
    with pytest.raises(VaultError):
        read_timeline(changed(**fields))
