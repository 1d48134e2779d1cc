"""Opening a case here, in memory, for a reporter whose browser runs no script (protocol §9)."""

from uuid import UUID

from django.utils.translation import gettext as _

from vouchsafe.cases import blobs as cases_blobs
from vouchsafe.cases import queries as cases
from vouchsafe.cases.errors import NotFound
from vouchsafe.cases.models import Case
from vouchsafe.intake.queries import is_read, own_items
from vouchsafe.intake.unscripted.plain import PlainFile
from vouchsafe.people.queries import directory_of
from vouchsafe.vault.directory import verify_chain
from vouchsafe.vault.place import Place
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.thread import CaseView, GrantView, ItemView, ReadCase, Reader, read_case
from vouchsafe.vault.thread_blobs import named_blobs


def open_case(case: Case, receipt: Receipt) -> ReadCase:
    """The case as its reporter reads it, verified like anywhere else. Raises DirectoryError."""
    published = directory_of(case.organisation_id)
    directory = verify_chain(published.entries, published.cards)
    items = tuple(
        ItemView(item.id, item.kind, item.key_kind, item.generation, bytes(item.sealed), item.day.isoformat())
        for item in own_items(case)
    )
    grants = tuple(
        GrantView(grant.key_kind, grant.generation, grant.sealed) for grant in cases.grants_for_receipt(case)
    )
    return read_case(CaseView(case.id, case.channel_id, items, grants), Reader.reporter(receipt, directory))


def read_by_handlers(case: Case) -> frozenset[UUID]:
    """The items that lay in the case when a handler last opened it."""
    return frozenset(item.id for item in own_items(case).defer("sealed") if is_read(case, item))


def open_file(case: Case, read: ReadCase, blob: UUID) -> tuple[PlainFile, str]:
    """An attachment, whole and verified before this returns, and the name that its manifest gives it.

    Raises NotFound where no verified manifest names it, and VaultError for one that is not what its manifest says.
    """
    named = next((one for one in named_blobs(read) if one.blob == blob), None)
    if named is None or named.key is None:
        raise NotFound("blob/unknown", _("No verified message of this case names this file."))
    source = cases_blobs.open_sealed(cases.blob_of(case, blob))
    file = PlainFile(named.key, named.generation, Place(case.id, "blob", blob), source, named.expected)
    file.verify()
    return file, named.name
