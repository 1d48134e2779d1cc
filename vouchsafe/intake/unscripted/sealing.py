"""Sealing a report here, in memory, for somebody whose browser runs no script (protocol §9)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from vouchsafe.cases.errors import Conflict
from vouchsafe.cases.models import SealedBy
from vouchsafe.cases.queries import case_of_receipt
from vouchsafe.channels.answers import Answers, category_of
from vouchsafe.channels.models import Definition
from vouchsafe.channels.rules import HEADLINE
from vouchsafe.common import clock
from vouchsafe.common.settling import settle
from vouchsafe.intake import quotas
from vouchsafe.intake.models import Kind
from vouchsafe.intake.services import take_in_unproven
from vouchsafe.intake.unscripted import blobs
from vouchsafe.intake.unscripted.reading import kept_apart
from vouchsafe.people.queries import directory_of
from vouchsafe.vault.attachments import AttachedFile
from vouchsafe.vault.directory import Role, verify_chain
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.report import Questionnaire, ReportSealer

Files = Mapping[str, Sequence[AttachedFile]]
"""Files by the id of the question that they answer."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A report that is stored. `again`: it was before, and nothing was added now."""

    receipt: Receipt
    received_on: date
    again: bool = False


def file_report(
    definition: Definition, answers: Answers, files: Files, receipt: Receipt, *, left_out: Collection[UUID] = ()
) -> Filed:
    """Seal answers that were checked and the files, and store them; the same receipt again stores nothing.

    `left_out` are members who are not to read it. Raises CaseError (its sentence says what to do), VaultError and
    OSError; nothing is stored then.
    """
    # 1. A second click, a reload: what this receipt opens is there already.
    before = _filed_before(definition, receipt)
    if before is not None:
        return before
    try:
        return _file(definition, answers, files, _sealer(definition, receipt, left_out), receipt)
    except Conflict:  # the same page was sent twice at once
        before = _filed_before(definition, receipt)
        if before is None:
            raise
        return before


def _file(definition: Definition, answers: Answers, files: Files, sealer: ReportSealer, receipt: Receipt) -> Filed:
    organisation, given = definition.organisation_id, dict(answers)
    quotas.check(Kind.UNSCRIPTED, organisation, definition.channel_id)
    with blobs.laid_down(organisation) as lay_down:
        # 2. The attachments, straight from memory through the sealer onto the disk.
        for field, several in files.items():
            given[field] = [str(lay_down(file, sealer.seal_attachment).blob) for file in several]
        # 3. The rest; stored wholly or not at all.
        report, apart = kept_apart(definition.body, given)
        category = category_of(definition.body, given)
        bundle = sealer.finish(report, str(report[HEADLINE]), clock.today(), category=category, apart=apart)
        received = take_in_unproven(
            organisation, bundle.case_id, bundle.to_json(), quota=Kind.UNSCRIPTED, sealed_by=SealedBy.SERVER
        )
    return Filed(receipt, received.received_on)


def _filed_before(definition: Definition, receipt: Receipt) -> Filed | None:
    case = case_of_receipt(definition.organisation_id, receipt.lookup_hash)
    if case is None:
        return None
    settle(receipt.lookup_hash)
    return Filed(receipt, case.received_on, again=True)


def _sealer(definition: Definition, receipt: Receipt, left_out: Collection[UUID]) -> ReportSealer:
    published = directory_of(definition.organisation_id)
    directory = verify_chain(published.entries, published.cards)
    questionnaire = Questionnaire(definition.version, bytes(definition.sha256))
    handlers = directory.holders(definition.channel_id, [Role.HANDLER])
    excluded = [card.fingerprint for card in handlers if card.holder in left_out]
    return ReportSealer(receipt, directory, definition.channel_id, questionnaire, excluded=excluded)
