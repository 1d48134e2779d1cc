"""Destroying a file of a case: a redacted copy is kept, a recording has its minutes, or it has nothing to do with it.

The manifest stays, signed as it is: readers see that there was a file, and the proposal says why it is gone.
"""

from typing import Final
from uuid import UUID

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import queries
from vouchsafe.cases.acts.act import Act
from vouchsafe.cases.models import Case, Proposal
from vouchsafe.cases.wire import Wire
from vouchsafe.common import uploads
from vouchsafe.people.models import Member


class Terms(Wire, frozen=True):
    """The blob that goes."""

    blob: UUID


def _check(case: Case, terms: Terms) -> None:
    queries.blob_of(case, terms.blob)


def _destroy(case: Case, terms: Terms, _proposal: Proposal, second: Member) -> None:
    blob = queries.blob_of(case, terms.blob)
    uploads.remove(case.organisation_id, blob.id)
    blob.delete()
    audit.record(case.organisation_id, Tag.EVIDENCE_DESTROYED, actor=second.id, case=case.id, blob=terms.blob)


DESTROY: Final = Act(Proposal.Act.DESTROY_EVIDENCE, Terms, _check, _destroy)
