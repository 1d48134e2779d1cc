"""What is erased by itself, on its day, and how (protocol §10). Owner: whoever runs the server; nobody asks for it.

The day is a row of the case's clocks (`clocks`), which the law's pack sets. A legal hold keeps the case beyond it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import ManyToOneRel

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import erasure
from vouchsafe.cases.models import Blob, Case, ErasedId
from vouchsafe.cases.store import erased_hash
from vouchsafe.common import clock, uploads
from vouchsafe.common.sweeps import for_each
from vouchsafe.law.packs import Matter

ERASING: Final = (Matter.RETENTION, Matter.UNINVESTIGATED)
"""The clocks at whose end a case is erased."""


@dataclass(frozen=True, slots=True)
class Due:
    """A case that is to be erased, the last day on which it was kept, and the clock that says so."""

    organisation: UUID
    case: UUID
    kept_until: date
    why: Matter


_DUE: Final = """
SELECT DISTINCT ON (k.organisation_id, k.case_id) k.organisation_id, k.case_id, k.due_on, k.matter
FROM cases_clock AS k
JOIN cases_case AS c ON c.organisation_id = k.organisation_id AND c.id = k.case_id
WHERE k.matter = ANY(%(matters)s) AND k.met_on IS NULL AND k.due_on < %(today)s
  AND (c.held_until IS NULL OR c.held_until < %(today)s)
  AND (c.contested_on IS NULL OR c.upheld_on IS NOT NULL)
  AND (%(case)s::uuid IS NULL OR c.id = %(case)s)
ORDER BY k.organisation_id, k.case_id, k.due_on
"""


def due(case: UUID | None = None) -> list[Due]:
    """Every case whose last day is over and that nothing holds, or this one if it is such a case.

    While the reporter waits for another look at the outcome, the case stays.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"matters": list(ERASING), "today": clock.today(), "case": case})
        return [Due(organisation, found, day, Matter(matter)) for organisation, found, day, matter in cursor]


def erase_due() -> int:
    """Erase what is due, each case in a transaction of its own; gives how many went. Safe to run twice and late."""
    return for_each(_erase_if_due, due())


def _erase_if_due(one: Due) -> bool:
    with transaction.atomic(durable=True):
        case = Case.objects.select_for_update().filter(organisation=one.organisation, id=one.case).first()
        if case is None or one not in due(case.id):
            return False  # a hold came meanwhile, or the clock was wound anew
        erase(case, one.why)
    return True


def erase(case: Case, why: Matter) -> None:
    """Erase a locked case for ever, in the caller's transaction. Recorded; twice is no error.

    1. The erasure key goes first: from then on no grant of the case opens, in no copy of the database.
    2. The sealed files.
    3. Every row that belongs to the case, and the case. Of its id a hash stays, so that nobody can take it again (§7).
    If the transaction fails after 1, the case is still due, unreadable, and the next night ends it.
    """
    organisation = case.organisation_id
    erasure.destroy_key(organisation, case.erasure_id)
    for blob in Blob.objects.filter(organisation=organisation, case=case).values_list("id", flat=True).iterator():
        uploads.remove(organisation, blob)
    with connection.cursor() as cursor:
        for forgets in _statements_of_a_case():
            cursor.execute(f"{forgets} WHERE organisation_id = %s AND case_id = %s", [organisation, case.id])
    ErasedId.objects.get_or_create(organisation_id=organisation, hash=erased_hash(organisation, case.id))
    Case.objects.filter(organisation=organisation, id=case.id).delete()
    audit.record(organisation, Tag.CASE_ERASED, actor=None, case=case.id, why=why)


def _statements_of_a_case() -> Iterator[str]:
    """What takes the case's rows out of every table, those of upper layers too: a new one needs no word here.

    A row that may be without a case, such as one for the figures, stays and names none.
    """
    for relation in Case._meta.get_fields(include_hidden=True):  # noqa: SLF001 - documented (Model _meta API)
        if isinstance(relation, ManyToOneRel):
            table = connection.ops.quote_name(relation.related_model._meta.db_table)  # noqa: SLF001 - as above
            stays = relation.remote_field.null
            yield f"UPDATE {table} SET case_id = NULL" if stays else f"DELETE FROM {table}"  # noqa: S608 - our own names
