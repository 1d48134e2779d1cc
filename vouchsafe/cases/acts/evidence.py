"""Destroying a file of a case: a redacted copy is kept, a recording has its minutes, or it has nothing to do with it.

The manifest stays, signed as it is: readers see that there was a file, and the proposal says why it is gone. While a
hold lasts, or the reporter waits for another look, nothing is destroyed.
"""

from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import queries
from vouchsafe.cases.acts.act import Act
from vouchsafe.cases.errors import Conflict
from vouchsafe.cases.models import Case, Proposal
from vouchsafe.cases.services import waits_for_another_look
from vouchsafe.cases.wire import Wire
from vouchsafe.common import clock, uploads
from vouchsafe.common.formats import day_text
from vouchsafe.people.models import Member


class Terms(Wire, frozen=True):
    """The blob that goes."""

    blob: UUID


def _check(case: Case, terms: Terms) -> None:
    queries.blob_of(case, terms.blob)
    if case.held_until is not None and case.held_until >= clock.today():
        message = _("A legal hold keeps this case whole until %(day)s. Propose it again after that day.")
        raise Conflict("hold/stands", message % {"day": day_text(case.held_until)})
    if waits_for_another_look(case):
        message = _("The reporter asked for another look. Who had no part in the conclusion answers first.")
        raise Conflict("contest/waits", message)


def _destroy(case: Case, terms: Terms, _proposal: Proposal, second: Member) -> None:
    blob = queries.blob_of(case, terms.blob)
    uploads.remove(case.organisation_id, blob.id)
    blob.delete()
    audit.record(case.organisation_id, Tag.EVIDENCE_DESTROYED, actor=second.id, case=case.id, blob=terms.blob)


DESTROY: Final = Act(Proposal.Act.DESTROY_EVIDENCE, Terms, _check, _destroy)
