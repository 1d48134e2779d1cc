"""The bundle that a reporter sends (protocol §7): refused by type, or whole by rules that are told here anew."""

from typing import Final
from uuid import UUID

import msgspec

from fuzz.properties import check_refusal
from vouchsafe.cases.blobs import Waiting
from vouchsafe.cases.bundle import Bundle, Expected, check_bundle, read_bundle
from vouchsafe.cases.directory import Holders
from vouchsafe.cases.errors import CaseError
from vouchsafe.cases.wire import Hash
from vouchsafe.common import uploads
from vouchsafe.common.storage import Name
from vouchsafe.common.storage.folder import path_of
from vouchsafe.vault.blobs import seal_blob
from vouchsafe.vault.padding import blob_sealed_size
from vouchsafe.vault.place import Place
from vouchsafe.vault.primitives import sha256

ORGANISATION: Final = UUID("0b7b7a52-6f0c-4f43-9a3d-1d2a4e5f6a7b")
CASE: Final = UUID("5d1f7c1a-8f0e-4b57-9a34-aa11bb22cc33")
BLOB: Final = UUID("9c2b1a00-1234-4abc-8def-001122334455")
BLOB_SIZE: Final = blob_sealed_size(10)
HANDLERS: Final = frozenset(sha256(name).hex() for name in (b"hana", b"omar"))
SHEET: Final = sha256(b"sheet").hex()
HOLDERS: Final = Holders(sha256(b"entry"), HANDLERS, frozenset({SHEET}), frozenset(), frozenset())
_ITEM: Final = b"age-encryption.org/v1\n-> vouchsafe/v1 "
_GRANT: Final = b"age-encryption.org/v1\n-> mlkem768x25519 "


def target(data: bytes) -> None:
    """Read and check `data` as a server would whose newest entry is `HOLDERS`, where the upload `BLOB` waits."""
    try:
        bundle = read_bundle(data)
    except CaseError as error:
        check_refusal(error)
        return
    # One content, one encoding: what was read, written again, reads as the same.
    assert read_bundle(encode(bundle)) == bundle
    _lay_upload()
    expected = Expected(1, HOLDERS, Waiting(ORGANISATION))
    try:
        check_bundle(bundle, expected)
    except CaseError as error:
        check_refusal(error)
        return
    _check_whole(bundle)


def encode(bundle: Bundle) -> bytes:
    """The bundle as it travels."""
    plain = msgspec.to_builtins(bundle, enc_hook=_own)
    return msgspec.json.encode(plain)


def _own(value: object) -> object:
    if isinstance(value, Hash):
        return value.hex()
    assert isinstance(value, bytes)
    return msgspec.json.decode(msgspec.json.encode(bytes(value)))


def _check_whole(bundle: Bundle) -> None:
    """What was accepted lacks nothing: protocol §7, said a second time and without the code that checks it."""
    kinds = [item.kind for item in bundle.items]
    assert kinds.count("report") == 1
    assert set(kinds) <= {"report", "title", "attachment", "identity", "subject"}
    assert all(kinds.count(kind) <= 1 for kind in ("title", "identity", "subject"))
    assert len({item.id for item in bundle.items}) == len(bundle.items)
    assert all(item.sealed.startswith(_ITEM) and item.sealed.count(b"\n-> ") == 1 for item in bundle.items)
    assert all(item.generation == 0 for item in bundle.items)
    assert [blob.id for blob in bundle.blobs] in ([], [BLOB])
    assert kinds.count("attachment") == len(bundle.blobs)
    whole = [grant.holder for grant in bundle.grants if grant.key_kind == 0]
    assert len(set(whole)) == len(whole)
    assert {SHEET, "receipt"} <= set(whole) <= {SHEET, "receipt"} | HANDLERS
    assert HANDLERS & set(whole)
    for kind, key_kind in (("identity", 2), ("subject", 3)):
        shares = {grant.holder for grant in bundle.grants if grant.key_kind == key_kind}
        assert shares == (set(whole) - {"receipt"} if kind in kinds else set())
    assert all(grant.sealed.startswith(_GRANT) and len(grant.sealed) == 1810 for grant in bundle.grants)  # noqa: PLR2004


def _lay_upload() -> None:
    """The upload waits, whole, as if the porch had taken it in."""
    if path_of(Name(ORGANISATION, BLOB)).exists():
        return
    import io

    with uploads.sink(ORGANISATION, BLOB) as sink:
        seal_blob(bytes(32), 0, Place(CASE, "blob", BLOB), io.BytesIO(b"ten bytes."), 10, sink)
