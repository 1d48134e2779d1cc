"""The store of erasure keys."""

import os
from pathlib import Path
from uuid import uuid4

import pytest

from vouchsafe.cases import erasure
from vouchsafe.common import clock

ORGANISATION = uuid4()
TODAY = clock.today()


def test_a_key_that_was_made_is_read_again() -> None:
    """What is made under a new id is what is read under it."""
    erasure_id, key = erasure.make_key(ORGANISATION, TODAY)

    assert len(key) == erasure.KEY_SIZE
    assert erasure.read_key(ORGANISATION, erasure_id) == key


def test_every_key_has_a_file_of_its_own() -> None:
    """Two attempts at the same case never share a key, so that one cannot take the other's away."""
    one, other = erasure.make_key(ORGANISATION, TODAY), erasure.make_key(ORGANISATION, TODAY)

    assert one[0] != other[0]
    assert one[1] != other[1]


def test_keys_that_are_made_together_are_strangers_but_for_their_day(data_dir: Path) -> None:
    """Each has its own file and its own random id; the folder that they share tells the day, as each file does."""
    keys = erasure.make_keys(ORGANISATION, TODAY, 40) + erasure.make_keys(ORGANISATION, TODAY, 40)

    assert all(erasure.read_key(ORGANISATION, erasure_id) == key for erasure_id, key in keys)
    assert len({key for _id, key in keys}) == len({erasure_id.bytes[1:] for erasure_id, _key in keys}) == 80
    assert {erasure_id.version for erasure_id, _key in keys} == {4}
    assert [erasure_id for erasure_id, _key in keys] != sorted(erasure_id for erasure_id, _key in keys)
    [shelf] = data_dir.glob("erasure/*/*")
    assert {path.stat().st_mtime for path in (shelf, *shelf.iterdir())} == {clock.start_of(TODAY)}

    erasure.destroy_key(ORGANISATION, keys[0][0])
    assert shelf.stat().st_mtime == clock.start_of(TODAY)


def test_a_destroyed_key_is_gone_and_says_so() -> None:
    """Reading an erased case's key fails in words; destroying it again is no error."""
    erasure_id, _key = erasure.make_key(ORGANISATION, TODAY)

    erasure.destroy_key(ORGANISATION, erasure_id)
    erasure.destroy_key(ORGANISATION, erasure_id)

    with pytest.raises(erasure.ErasureKeyMissingError) as refusal:
        erasure.read_key(ORGANISATION, erasure_id)
    assert refusal.value.code == "erasure/key-missing"


def test_a_torn_key_is_not_used(data_dir: Path) -> None:
    """A file that lost a byte is no key."""
    erasure_id, key = erasure.make_key(ORGANISATION, TODAY)
    (path,) = data_dir.glob("erasure/*/*/*")
    path.write_bytes(key[:-1])

    with pytest.raises(erasure.ErasureKeyMissingError):
        erasure.read_key(ORGANISATION, erasure_id)


def test_a_key_is_the_servers_alone_and_tells_the_day_only(data_dir: Path) -> None:
    """Nobody else on the machine reads it, and its time is midnight."""
    erasure.make_key(ORGANISATION, TODAY)

    (path,) = data_dir.glob("erasure/*/*/*")
    assert path.stat().st_mode & 0o077 == 0
    assert path.stat().st_mtime == clock.start_of(TODAY)


def test_a_key_is_on_the_disk_before_it_is_used(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    """The file, its name, and every new folder's name are synced, each before the call returns."""
    synced: list[str] = []
    fsync = os.fsync

    def noting(handle: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noting)
    erasure.make_key(ORGANISATION, TODAY)

    (path,) = data_dir.glob("erasure/*/*/*")
    assert synced[-2:] == [str(path), str(path.parent)]
    assert {str(path.parent.parent), str(path.parent.parent.parent)} <= set(synced)
