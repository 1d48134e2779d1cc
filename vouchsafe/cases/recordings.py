"""A recording from which minutes were made goes by itself once they are complete, where the channel's law says so.

HinSchG § 11(4): "Wird eine Tonaufzeichnung zur Anfertigung eines Protokolls verwendet, so ist sie zu löschen, sobald
das Protokoll fertiggestellt ist." The server can see neither which file is a recording nor what a reporter says to
minutes. So two people tell it, each beside what they seal: who writes the minutes names the file, which the minutes say
too; the reporter, who read that, says that the minutes are right. Neither of them destroys a file alone. Where the
reporter never answers, two handlers can (`acts/evidence.py`): the act sets no term for the answer.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import queries
from vouchsafe.cases.errors import BundleError
from vouchsafe.cases.models import Blob, Case, Recording
from vouchsafe.cases.wire import NamedRecording
from vouchsafe.common import clock, uploads
from vouchsafe.common.sweeps import for_each
from vouchsafe.law.packs import Matter, for_channel

MINUTES: Final = "minutes"
CHECKED: Final = "checked"


def article_of(case: Case) -> str | None:
    """The article by which a recording goes once its minutes are complete; None where the channel's law has none."""
    rule = for_channel(queries.definition_of(case).body).rules.get(Matter.RECORDING)
    return None if rule is None else rule.article


def name(case: Case, named: NamedRecording, minutes: set[UUID]) -> None:
    """Note from which file `minutes`, stored now, were made; a newer version takes an older one's place.

    In the caller's transaction. Raises BundleError "recording/law" or "recording/minutes", NotFound for no such file.
    """
    if article_of(case) is None:
        message = _("The law of this channel does not say that a recording goes once its minutes are complete.")
        raise BundleError("recording/law", message, "recording")
    if named.minutes not in minutes:
        message = _("A recording is named with the minutes that were made from it.")
        raise BundleError("recording/minutes", message, "recording.minutes")
    blob = queries.blob_of(case, named.blob)
    of_file = Recording.objects.filter(organisation=case.organisation_id, case=case, blob=blob.id)
    if not of_file.exclude(erase_on=None).exists():  # what the reporter said of it stands
        of_file.delete()
        Recording.objects.create(
            organisation_id=case.organisation_id, case=case, blob=blob.id, minutes=named.minutes, erase_on=None
        )


def complete(case: Case, minutes: UUID) -> None:
    """The reporter said that these minutes are right: the recording goes tomorrow. In the caller's transaction."""
    named = Recording.objects.filter(organisation=case.organisation_id, case=case, minutes=minutes, erase_on=None)
    named.update(erase_on=clock.today() + timedelta(days=1))


def erase_due() -> int:
    """Destroy the recordings whose day has come and which no hold keeps; gives how many. Safe to run twice and late."""
    return for_each(_erase_if_due, list(_due().values_list("id", flat=True)))


def _due() -> QuerySet[Recording]:
    today = clock.today()
    free = Q(case__held_until=None) | Q(case__held_until__lt=today)
    return Recording.objects.filter(free, erase_on__lte=today).order_by("organisation", "id")


def _erase_if_due(recording: UUID) -> bool:
    with transaction.atomic(durable=True):
        found = _due().select_for_update().filter(id=recording).first()
        if found is None:
            return False  # another night's work, or a hold came meanwhile
        uploads.remove(found.organisation_id, found.blob)
        Blob.objects.filter(organisation=found.organisation_id, case=found.case_id, id=found.blob).delete()
        audit.record(found.organisation_id, Tag.RECORDING_ERASED, actor=None, case=found.case_id, blob=found.blob)
        found.delete()
    return True
