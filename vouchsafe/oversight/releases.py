"""Which release served an organisation, and from when: in its record, so that nobody serves another one unseen."""

from django.db import transaction

from vouchsafe.audit.models import Entry
from vouchsafe.audit.services import record_everywhere
from vouchsafe.audit.tags import Tag
from vouchsafe.people.models import Organisation
from vouchsafe.release.build import Build, build
from vouchsafe.release.errors import ReleaseError


def note_release(serving: Build | None = None) -> int:
    """Record the build that runs with every organisation whose record's last word is another; how many those were.

    `manifest` is the hash of its files as they are here, `signed` 1 where the key that it names signed just those. It
    is the server's word about itself, which whoever checks a door compares with what they got.
    """
    here = serving or build()
    manifest, signed = here.made_of.sha256, int(_is_signed(here))
    with transaction.atomic(durable=True):
        served = Entry.objects.filter(tag=Tag.RELEASE_SERVED).order_by("organisation_id", "-at", "-id")
        last = dict(served.distinct("organisation_id").values_list("organisation_id", "objects_touched"))
        now = {"manifest": manifest.hex(), "signed": signed}
        behind = [each for each in Organisation.objects.values_list("id", flat=True) if last.get(each) != now]
        record_everywhere(behind, Tag.RELEASE_SERVED, actor=None, manifest=manifest, signed=signed)
    return len(behind)


def _is_signed(here: Build) -> bool:
    try:
        here.check()
    except ReleaseError:
        return False
    return True
