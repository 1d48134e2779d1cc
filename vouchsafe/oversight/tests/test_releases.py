"""Each organisation's record tells which release served it, and from when."""

from dataclasses import replace
from pathlib import Path

import pytest

from vouchsafe.audit.models import Entry
from vouchsafe.audit.tags import Tag
from vouchsafe.common import clock
from vouchsafe.oversight.releases import STANDS, note_release
from vouchsafe.oversight.tasks import tell_release
from vouchsafe.people.models import Organisation
from vouchsafe.people.tests.cast import Institute
from vouchsafe.release.build import Build, build, build_in
from vouchsafe.release.manifest import KEY, NOTE, manifest_of, sign_manifest
from vouchsafe.tlog.notes import Signer


def served(slug: str) -> list[dict[str, str | int]]:
    """What the record of an organisation says of releases, the oldest first."""
    entries = Entry.objects.filter(organisation__slug=slug, tag=Tag.RELEASE_SERVED).order_by("id")
    return list(entries.values_list("objects_touched", flat=True))


@pytest.fixture
def signed(tmp_path: Path) -> Build:
    """A build that its makers signed."""
    maker = Signer.from_seed("vouchsafe-release", bytes(32))
    (tmp_path / "release").mkdir()
    (tmp_path / KEY).write_text(str(maker.verifier))
    (tmp_path / NOTE).write_text(sign_manifest(str(manifest_of(tmp_path, "2.0")), maker))
    return build_in(tmp_path, "2.0")


@pytest.mark.django_db(transaction=True)
def test_a_release_is_told_once_and_again_when_it_is_another(institute: Institute, signed: Build) -> None:
    """By the hash of its files as they are, and whether that was signed; a new organisation hears of it too."""
    assert note_release() == 1
    assert note_release() == 0
    unsigned = {"manifest": build().made_of.sha256.hex(), "signed": 0}
    assert served("meridian") == [unsigned]

    Organisation.objects.create(name="Harbour", slug="harbour")
    assert note_release() == 1
    assert served("harbour") == [unsigned]

    now = {"manifest": signed.made_of.sha256.hex(), "signed": 1}
    assert note_release(signed) == 2
    assert served("meridian") == [unsigned, now]
    assert served("harbour") == [unsigned, now]


@pytest.mark.django_db(transaction=True)
def test_two_releases_that_serve_at_once_tell_each_other_once(
    institute: Institute, signed: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a cluster is upgraded the newer word stands; if the leaving release had it, the other's comes next day."""
    note_release()
    assert note_release(signed) == 1  # a node of the newer release begins
    for _hour in range(3):
        assert (note_release(begins=False), note_release(signed, begins=False)) == (0, 0)
    assert note_release() == 1  # one of the older is started once more, before it goes for good
    assert note_release(signed, begins=False) == 0

    tomorrow = clock.now() + STANDS
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert note_release(signed, begins=False) == 1
    assert [told["signed"] for told in served("meridian")] == [0, 1, 0, 1]


@pytest.mark.django_db(transaction=True)
def test_an_organisation_that_is_new_hears_of_its_release_within_the_hour(institute: Institute) -> None:
    """Whatever began before it was founded."""
    tell_release(0)
    assert len(served("meridian")) == 1
    Organisation.objects.create(name="Harbour", slug="harbour")
    tell_release(0)
    assert (len(served("meridian")), len(served("harbour"))) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_release_that_was_changed_counts_as_unsigned(institute: Institute, signed: Build) -> None:
    """A note that fits other files signs nothing."""
    changed = replace(signed, made_of=replace(signed.made_of, files={**signed.made_of.files, "more.py": "0" * 64}))
    note_release(changed)
    assert served("meridian") == [{"manifest": changed.made_of.sha256.hex(), "signed": 0}]
