"""Uploads that no report took, and what storages tell of when a report came."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from vouchsafe.cases import blobs, retention, tasks
from vouchsafe.cases.models import Blob, Case
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common import clock, uploads
from vouchsafe.common.storage import Name, storage
from vouchsafe.common.tests import laid
from vouchsafe.law.packs import Matter

Later = Callable[[int], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Lets so many days pass."""

    def pass_days(days: int) -> None:
        now = clock.now() + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: now)

    return pass_days


def lay(house: House, kind: str) -> UUID:
    """An upload that no report has taken yet, and how far it came."""
    organisation, blob = house.organisation.id, uuid4()
    if kind == "begun":
        laid.lay_part(organisation, blob, b"seal")
        os.utime(uploads.part_of(Name(organisation, blob)), (clock.start_of(clock.today()),) * 2)
    else:
        laid.lay(organisation, blob, b"sealed")
    if kind == "taken back":
        storage().take_back(Name(organisation, blob))
    if kind == "taken in vain":
        uploads.take(organisation, blob, 6)
    return blob


@pytest.mark.parametrize("kind", ["begun", "whole", "taken back", "taken in vain"])
def test_an_upload_is_kept_for_a_day_rounded_up(house: House, stored: str, later: Later, kind: str) -> None:
    """Today's and yesterday's may still be taken by a report; older ones go, whole or not."""
    lay(house, kind)
    before = laid.everything()
    assert len(before) == (2 if (kind, stored) == ("taken in vain", "s3") else 1)

    for _night in range(2):
        tasks.sweep_blobs(timestamp=0)
        assert laid.everything() == before
        later(1)

    assert blobs.sweep() >= 1
    assert blobs.sweep() == 0
    assert laid.everything() == {}


def test_an_attachment_of_a_case_is_never_swept(house: House, stored: str, later: Later) -> None:
    """However old it is."""
    sent = cast.send(house, attachment=b"the ledger")
    content = laid.content_of(house.organisation.id, sent.blobs[0])

    for _night in range(3):
        tasks.sweep_blobs(timestamp=0)
        later(200)

    assert laid.content_of(house.organisation.id, sent.blobs[0]) == content


def test_an_attachment_is_put_away_in_the_night(house: House, bucket: str, later: Later) -> None:
    """An object store tells when an object came, of today's alone: yesterday's are copied, in id order."""
    sent = [cast.send(house, attachment=b"the ledger") for _each in range(3)]
    contents = [laid.content_of(house.organisation.id, each.blobs[0]) for each in sent]
    tasks.sweep_blobs(timestamp=0)
    assert {key.partition("/")[0] for key in laid.objects()} == {"new"}
    with uploads.open_blob(house.organisation.id, sent[0].blobs[0]) as reading:
        assert reading.read(10) == contents[0][:10]
        later(1)
        tasks.sweep_blobs(timestamp=0)
        assert reading.read() == contents[0][10:], "who reads meanwhile is not disturbed"

    blobs_in_order = sorted(str(each.blobs[0]) for each in sent)
    assert list(laid.objects()) == [f"kept/{house.organisation.id}/{blob}" for blob in blobs_in_order]
    assert [laid.content_of(house.organisation.id, each.blobs[0]) for each in sent] == contents
    assert laid.is_kept_from_its_sender(house.organisation.id, sent[0].blobs[0])
    assert laid.content_of(house.organisation.id, sent[0].blobs[0]) == contents[0]


def test_a_bundle_that_comes_again_leaves_no_flag(house: House, bucket: str, later: Later) -> None:
    """It takes what was put away meanwhile; the flag, which tells of the hour, goes in the next night."""
    sent = cast.send(house, attachment=b"the ledger")
    name = Name(house.organisation.id, sent.blobs[0])
    size = len(laid.content_of(*name))
    later(1)
    tasks.sweep_blobs(timestamp=0)
    assert uploads.take(*name, size)
    assert not storage().take_back(name)

    later(1)
    tasks.sweep_blobs(timestamp=0)

    assert list(laid.objects()) == [f"kept/{name.organisation}/{name.blob}"]
    assert laid.is_kept_from_its_sender(*name)


@pytest.mark.parametrize("nights", [0, 1])
def test_nothing_of_an_erased_case_stays_in_the_storage(house: House, stored: str, later: Later, nights: int) -> None:
    """Neither bytes nor a flag, before and after they were put away."""
    sent = cast.send(house, attachment=b"the ledger")
    for _night in range(nights):
        later(1)
        tasks.sweep_blobs(timestamp=0)

    retention.erase(Case.objects.get(id=sent.case), Matter.RETENTION)

    assert laid.everything() == {}
    assert not Blob.objects.exists()


def test_what_is_not_an_upload_is_left_alone(house: House, in_folder: None, data_dir: Path) -> None:
    """An operator's file in the folder is not ours to remove."""
    lay(house, "whole")
    (folder,) = data_dir.glob("blobs/*/??")
    note = folder / "README"
    note.write_text("restored from tape 7")
    os.utime(note, (0, 0))

    assert blobs.sweep() == 0
    assert note.exists()


def test_a_folder_that_is_not_there_yet_is_no_error(db: None) -> None:
    """The first night of a new server."""
    assert blobs.sweep() == 0
