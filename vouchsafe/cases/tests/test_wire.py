"""One content has one encoding; anything else is refused with the field at fault."""

import json

import pytest

from vouchsafe.cases.errors import BundleError
from vouchsafe.cases.wire import Addition, decode

ITEM = {"id": "6f1c1b5e-6b8e-4b8e-9a3e-0c1d2e3f4a5b", "kind": "note", "key_kind": 1, "generation": 0, "sealed": "YWI="}


def refusal(document: object) -> BundleError:
    """The error with which a document is refused."""
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(BundleError) as caught:
        decode(raw, Addition)
    return caught.value


def test_a_canonical_document_is_read() -> None:
    """Base64 becomes bytes."""
    assert decode(json.dumps({"items": [ITEM]}).encode(), Addition).items[0].sealed == b"ab"


@pytest.mark.parametrize("text", ["YWI", "YWJ=", "YW I=", "YWI=\n", "YWI==", "YW-_", "=", "ÿ"])
def test_other_base64_than_the_canonical_is_refused(text: str) -> None:
    """Missing or extra padding, stray bits, spaces and the other alphabet are each refused."""
    error = refusal({"items": [ITEM | {"sealed": text}]})

    assert (error.code, error.field) == ("bundle/not-canonical", "items[0].sealed")


def test_an_unknown_field_is_refused_by_name() -> None:
    """A program that sends more than is agreed hears of it."""
    error = refusal({"items": [ITEM | {"name": "x"}]})

    assert (error.code, error.field) == ("bundle/unknown-field", "items[0].name")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "6f1c1b5e"}, "items[0].id"),
        ({"key_kind": True}, "items[0].key_kind"),
        ({"generation": "0"}, "items[0].generation"),
        ({"sealed": 3}, "items[0].sealed"),
    ],
)
def test_a_wrong_type_is_refused_with_its_field(change: dict[str, object], field: str) -> None:
    """Nothing is converted out of kindness."""
    error = refusal({"items": [ITEM | change]})

    assert (error.code, error.field) == ("bundle/malformed", field)


def test_a_missing_field_is_refused_by_name() -> None:
    """The field that is not there is named."""
    error = refusal({"items": [{key: value for key, value in ITEM.items() if key != "kind"}]})

    assert (error.code, error.field) == ("bundle/malformed", "items[0].kind")


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b'{"items":[]} x', b"[" * 100_000, b"null", b'"items"'])
def test_what_is_no_json_object_is_refused(raw: bytes) -> None:
    """Cut off, not UTF-8, followed by more, nested without end, or another type."""
    assert refusal(raw).code == "bundle/malformed"
