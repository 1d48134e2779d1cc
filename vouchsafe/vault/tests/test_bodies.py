"""Bodies: published schemas, and errors that tell nothing of the content."""

import traceback

import pytest
from jsonschema import Draft202012Validator

from vouchsafe.vault.bodies import decode_body, encode_body, schema
from vouchsafe.vault.errors import Malformed, Refused, Unsupported, VaultError
from vouchsafe.vault.make_vectors.examples import EXAMPLES, changed
from vouchsafe.vault.place import KINDS

BODIES = sorted(set(KINDS) - {"blob"})


def test_every_kind_has_a_schema_and_an_example() -> None:
    """No kind of item goes without a published schema."""
    assert sorted(EXAMPLES) == BODIES


@pytest.mark.parametrize("kind", BODIES)
def test_a_schema_is_one_and_allows_nothing_that_it_does_not_name(kind: str) -> None:
    """Each schema is a valid JSON Schema, and is closed."""
    Draft202012Validator.check_schema(schema(kind))
    assert schema(kind)["additionalProperties"] is False


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_reads_back(kind: str) -> None:
    """A right body of every kind survives encoding."""
    assert decode_body(kind, encode_body(kind, EXAMPLES[kind])) == EXAMPLES[kind]


@pytest.mark.parametrize("kind", ["blob", "opinion", "../report", ""])
def test_a_kind_without_a_body_is_unsupported(kind: str) -> None:
    """Unknown kinds, and blobs, have no body."""
    with pytest.raises(Unsupported):
        decode_body(kind, b"{}")
    with pytest.raises(Unsupported):
        encode_body(kind, {})


def test_a_wrong_body_is_not_sealed() -> None:
    """Encoding refuses what decoding would."""
    with pytest.raises(Refused):
        encode_body("note", changed("note", text=5))
    with pytest.raises(Refused):
        encode_body("note", changed("note", text="\ud800"))


@pytest.mark.parametrize(
    "data",
    [
        b'{"seen":[],"text":"the secret","written_on":"the secret"}',
        b'{"seen":[],"text":"the secret","written_on":"2026-02-03"',
        b'{"seen":[],"text":"the secret \\ud800","written_on":"2026-02-03"}',
        b'{"seen": [],"text":"the secret","written_on":"2026-02-03"}',
        b'["the secret"]',
        b"the secret \xff",
    ],
)
def test_an_error_tells_nothing_of_the_content(data: bytes) -> None:
    """Neither the message nor any chained error of a refused body repeats what it said."""
    with pytest.raises(Malformed) as failure:
        decode_body("note", data)
    error: BaseException | None = failure.value
    while error is not None:
        assert "secret" not in "".join(traceback.format_exception_only(error))
        assert "secret" not in repr(vars(error))
        error = error.__cause__ or error.__context__


def test_every_error_has_a_code_of_its_own() -> None:
    """Clients tell failures apart by their codes."""
    roots = VaultError.__subclasses__()
    codes = [error.code for error in roots]
    assert len(set(codes)) == len(codes) >= 5
    assert all(code.startswith("vault/") for code in codes)
