"""Which release served an organisation, and from when: in its record, so that nobody serves another one unseen."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from vouchsafe.audit.models import Entry
from vouchsafe.audit.services import record_everywhere
from vouchsafe.audit.tags import Tag
from vouchsafe.common import clock
from vouchsafe.people.models import Organisation
from vouchsafe.release.build import Build, build
from vouchsafe.release.errors import ReleaseError

STANDS: Final = timedelta(days=1)
"""For which the word of a release that began to serve is left alone by those that still run beside it."""


def note_release(serving: Build | None = None, *, begins: bool = True) -> int:
    """Record the build that runs with every organisation whose record's last word is another; how many those were.

    `manifest` is the hash of its files as they are here, `signed` 1 where the key that it names signed just those. It
    is the server's word about itself, which whoever checks a door compares with what they got.

    While a cluster is upgraded two releases serve at once. What `begins` to serve says so; what merely goes on leaves
    a newer word alone until it has stood for a day: else the two would tell each other's release back and forth.
    """
    here = serving or build()
    manifest, signed = here.made_of.sha256, int(_is_signed(here))
    now = {"manifest": manifest.hex(), "signed": signed}
    settled = clock.now() - STANDS
    with transaction.atomic(durable=True):
        served = Entry.objects.filter(tag=Tag.RELEASE_SERVED).order_by("organisation_id", "-at", "-id")
        newest = served.distinct("organisation_id").values_list("organisation_id", "objects_touched", "at")
        left_alone = {who for who, said, at in newest if said == now or (at > settled and not begins)}
        behind = [each for each in Organisation.objects.values_list("id", flat=True) if each not in left_alone]
        record_everywhere(behind, Tag.RELEASE_SERVED, actor=None, manifest=manifest, signed=signed)
    return len(behind)


def _is_signed(here: Build) -> bool:
    try:
        here.check()
    except ReleaseError:
        return False
    return True
