"""Upload addresses can be neither forged nor stretched, and blobs are whole or not there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.common import clock, uploads
from vouchsafe.common.storage import Name, storage
from vouchsafe.common.tests import laid

HARBOUR = UUID("0d5b9e6e-3f0f-4b0c-8a34-0a8f7f5f0b01")


@given(st.uuids(), st.uuids(), st.integers(1, uploads.LARGEST), st.integers(1, 5000))
def test_token_says_what_was_signed(blob: UUID, organisation: UUID, length: int, days: int) -> None:
    """Whatever the claim, its token gives it back."""
    claim = uploads.Claim(blob, organisation, length, clock.today() + timedelta(days=days))
    assert uploads.unsign(uploads.sign(claim)) == claim


@given(st.data())
def test_changed_token_is_unknown(data: st.DataObject) -> None:
    """One character changed anywhere, and the token is no one's."""
    token = uploads.sign(uploads.Claim(HARBOUR, HARBOUR, 4096, clock.today() + timedelta(days=1)))
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("ABCxyz019-_").filter(lambda symbol: symbol != token[at]))
    with pytest.raises(uploads.UploadError, match="no such upload"):
        uploads.unsign(token[:at] + other + token[at + 1 :])


@pytest.mark.parametrize("token", ["", "a", "é", "x" * 106, "../../etc/passwd"])
def test_nonsense_is_unknown_too(token: str) -> None:
    """What was never a token gets the same answer as one that was tampered with."""
    with pytest.raises(uploads.UploadError) as refused:
        uploads.unsign(token)
    assert (refused.value.code, refused.value.status) == ("upload/not-found", 404)


def test_upload_lasts_a_day_rounded_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begun just before midnight it still works a whole day later, and no longer than to that day's end."""
    begun = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: begun)
    token = uploads.create(HARBOUR, 10).token
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(days=1))
    assert uploads.unsign(token).sealed_length == 10
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(days=1, minutes=1))
    with pytest.raises(uploads.UploadError) as refused:
        uploads.unsign(token)
    assert (refused.value.code, refused.value.status) == ("upload/expired", 410)


def test_an_upload_is_begun_once(stored: str) -> None:
    """Whatever became of it since: under way, whole, or taken back."""
    claim = uploads.create(HARBOUR, 4).claim
    assert not uploads.is_begun(claim)
    assert uploads.begin(claim)
    for goes_on in (
        lambda: None,
        lambda: laid.lay(HARBOUR, claim.blob_id, b"seal"),
        lambda: storage().take_back(claim.name),
    ):
        goes_on()
        before = laid.everything()
        assert len(before) == 1
        assert uploads.is_begun(claim)
        assert not uploads.begin(claim)
        assert laid.everything() == before


def test_a_beginning_tells_the_day_only(data_dir: Path) -> None:
    """Neither the empty file nor its folder says at what time somebody came."""
    claim = uploads.create(HARBOUR, 4).claim
    uploads.begin(claim)
    times = {path.stat().st_mtime for path in (claim.part, claim.part.parent)}
    assert times == {clock.start_of(clock.today())}


def test_a_blob_is_taken_only_whole_and_at_its_length(stored: str) -> None:
    """Neither a part, nor another length, nor one that was taken back; once taken it stays so."""
    claim = uploads.create(HARBOUR, 4).claim
    uploads.begin(claim)
    laid.lay_part(HARBOUR, claim.blob_id, b"seal")
    assert not uploads.take(HARBOUR, claim.blob_id, 4)
    laid.lay(HARBOUR, claim.blob_id, b"seal")
    assert not uploads.take(HARBOUR, claim.blob_id, 5)
    assert uploads.take(HARBOUR, claim.blob_id, 4)
    assert uploads.take(HARBOUR, claim.blob_id, 4)
    assert laid.is_kept_from_its_sender(HARBOUR, claim.blob_id)
    assert laid.is_there(HARBOUR, claim.blob_id)


@pytest.mark.parametrize(
    ("length", "code"), [(0, "upload/length"), (-5, "upload/length"), (1 << 40, "upload/too-large")]
)
def test_senseless_lengths_are_refused(length: int, code: str) -> None:
    """Nothing, less than nothing, and more than the server takes are refused before an upload begins."""
    with pytest.raises(uploads.UploadError) as refused:
        uploads.create(HARBOUR, length)
    assert refused.value.code == code


def test_blob_is_whole_only_under_its_name_and_at_its_length(stored: str, data_dir: Path) -> None:
    """A part is not whole, nor is a blob of another length, another organisation or another id."""
    blob = uploads.create(HARBOUR, 4).blob_id
    laid.lay_part(HARBOUR, blob, b"seal")
    assert not uploads.is_whole(HARBOUR, blob, 4)
    laid.lay(HARBOUR, blob, b"seal")
    assert not uploads.part_of(Name(HARBOUR, blob)).exists()
    assert uploads.is_whole(HARBOUR, blob, 4)
    assert not uploads.is_whole(HARBOUR, blob, 5)
    assert not uploads.is_whole(uuid4(), blob, 4)
    with uploads.open_blob(HARBOUR, blob) as file:
        assert file.read() == b"seal"
    uploads.remove(HARBOUR, blob)
    uploads.remove(HARBOUR, blob)
    assert laid.everything() == {}
