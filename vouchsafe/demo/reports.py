"""The demo's sample reports, sealed by the real code and sent the real way. Their receipts are thrown away."""

import io
import json
from typing import NamedTuple
from uuid import UUID

from vouchsafe.cases import checks, queries, services
from vouchsafe.cases import keys as case_keys
from vouchsafe.cases.blobs import Waiting
from vouchsafe.cases.models import Case, SealedBy, State
from vouchsafe.cases.wire import Addition, NewKey, decode
from vouchsafe.common import clock, ids, uploads
from vouchsafe.demo.people import HANA, Staff
from vouchsafe.intake.models import Kind
from vouchsafe.intake.services import take_in_unproven
from vouchsafe.people.queries import directory_of
from vouchsafe.vault.attachments import AttachedFile
from vouchsafe.vault.compose import make_desk_key, seal_message, seal_note
from vouchsafe.vault.directory import Directory, verify_chain
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.report import Questionnaire, ReportSealer
from vouchsafe.vault.thread import CaseView, GrantView, ItemView, ReadCase, Reader, read_case


class Sample(NamedTuple):
    """A report as somebody might have written it; `file` is the name and content of an attachment."""

    category: str
    headline: str
    what: str
    when: str
    where: str
    how_known: str
    file: tuple[str, bytes] | None = None


INVOICES = b"""date,supplier,text,amount
2026-05-12,Rotatec Service,Centrifuge service lab 2,4870.00
2026-06-09,RT Laborservice,Centrifuge service lab 2,4870.00
"""
SAMPLES = (
    Sample(
        "social-engineering",
        "A recruiter asks about our unpublished alloy data",
        "Since March a recruiter has written to three of us. The offer is a paid expert call; the questions are about "
        "the furnace parameters that we have not published. Yesterday he asked for a screenshot of the run plan.",
        "Since March, last time yesterday",
        "By e-mail and on a network for professionals",
        "happened-to-me",
    ),
    Sample(
        "fraud-or-corruption",
        "Two invoices for one centrifuge service",
        "The service of the centrifuge in lab 2 was invoiced in May and again in June, by two companies with the same "
        "bank account. Both were approved within the hour. The service was done once; I was there.",
        "May and June",
        "Lab 2 and purchasing",
        "documents",
        (
            "invoices.csv",
            INVOICES,
        ),
    ),
    Sample(
        "biosafety-or-safety",
        "The autoclave log is filled in without running the autoclave",
        "On at least four Fridays the cycle was signed for, and the waste left the building untreated. The indicator "
        "strips of those days are blank.",
        "Four Fridays since the summer",
        "Building C, ground floor",
        "saw",
    ),
)
ANSWERED = SAMPLES[1]
ANSWER = (
    "Thank you for writing, and for the invoices. We have asked for the originals without saying why. "
    "Do you know who else was there when the service was done? You need not tell us who you are."
)
NOTE = "Both approvals came from one account while its owner was on leave. Ask IT for the sessions, quietly."


def send_samples(staff: Staff) -> None:
    """Send the sample reports to the staff's channel, and let Hana answer one of them."""
    found = directory_of(staff.organisation.id)
    holders = verify_chain(found.entries, found.cards)
    for sample in SAMPLES:
        case = _send(staff, holders, sample)
        if sample is ANSWERED:
            _answer(staff, holders, case)


def _send(staff: Staff, holders: Directory, sample: Sample) -> UUID:
    """What a reporter's browser does: upload what is attached, seal, send."""
    definition = staff.channel.definitions.latest("version")
    questionnaire = Questionnaire(definition.version, bytes(definition.sha256))
    sealer = ReportSealer(Receipt.generate(), holders, staff.channel.id, questionnaire)
    if sample.file is not None:
        _attach(staff, sealer, *sample.file)
    answers = {
        "category": sample.category,
        "headline": sample.headline,
        "what-happened": sample.what,
        "when": sample.when,
        "where": sample.where,
        "how-known": sample.how_known,
    }
    bundle = sealer.finish(answers, sample.headline, clock.today(), category=sample.category)
    raw, organisation = bundle.to_json(), staff.organisation.id
    return take_in_unproven(organisation, bundle.case_id, raw, quota=Kind.REPORTS, sealed_by=SealedBy.CLIENT).case


def _attach(staff: Staff, sealer: ReportSealer, name: str, content: bytes) -> None:
    """Seal a file and lay its bytes where the porch lays an upload that has come whole."""
    blob = ids.new_id()
    with uploads.sink(staff.organisation.id, blob) as sealed:
        file = AttachedFile(io.BytesIO(content), len(content), name, "text/csv")
        sealer.seal_attachment(file, sealed, blob=blob)


def _answer(staff: Staff, holders: Directory, case_id: UUID) -> None:
    """What Hana's browser does: open the case, make its desk key, answer, keep a note, begin to assess."""
    hana, keys, today = staff.members[HANA.email], staff.keys[HANA.email], clock.today()
    case = services.open_case(hana, case_id)
    _key, grants = make_desk_key(holders, case.channel_id, case.id, keys.signing)
    slim = [{"holder": grant["holder"], "sealed": grant["sealed"]} for grant in grants]
    new = decode(json.dumps({"key_kind": 1, "generation": 0, "grants": slim}).encode(), NewKey)
    case_keys.store_key(hana, case, new)
    read = _read(staff, holders, case)
    items = [seal_message(read, keys.signing, ANSWER, today), seal_note(read, keys.signing, NOTE, today)]
    addition = decode(json.dumps({"items": items}).encode(), Addition)
    checks.check_addition(addition, checks.FROM_DESK, Waiting(case.organisation_id))
    services.add_from_desk(hana, case, addition)
    services.change_state(hana, case, State.ASSESSING)


def _read(staff: Staff, holders: Directory, case: Case) -> ReadCase:
    member, keys = staff.members[HANA.email], staff.keys[HANA.email]
    items = tuple(
        ItemView(item.id, item.kind, item.key_kind, item.generation, bytes(item.sealed), item.day.isoformat())
        for item in queries.items_of(case)
    )
    grants = tuple(
        GrantView(grant.key_kind, grant.generation, grant.sealed) for grant in queries.grants_for(member, case)
    )
    return read_case(CaseView(case.id, case.channel_id, items, grants), Reader.holder(keys, holders))
