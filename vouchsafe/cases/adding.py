"""What is added to a case that exists: items under keys that it has, and the attachments that they name."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import Coalesce, Length
from django.utils.translation import gettext as _

from vouchsafe.cases.errors import BundleError, Conflict, NotFound
from vouchsafe.cases.models import Blob, Case, CaseKey, Item
from vouchsafe.cases.wire import Addition, SealedBlob, SealedItem
from vouchsafe.common import clock

MAX_ITEMS_OF_CASE = 4096
MAX_ITEMS_FOR_REPORTER = 3072
"""From there on only the desk writes: whoever has the receipt cannot fill a case so that nobody can conclude it."""
MAX_SEALED_FOR_REPORTER = 64 * 1024 * 1024
"""Bytes of all items of a case, from which on a reporter adds none: who opens it is given all of them at once."""


def add(case: Case, addition: Addition, *, by_reporter: bool) -> Sequence[SealedItem]:
    """Store items and blobs under the case's lock; gives the items stored now: none on a retry."""
    locked(case)
    known = Item.objects.filter(organisation=case.organisation_id, case=case)
    if _is_repeated(known.filter(id__in=[item.id for item in addition.items]), addition.items):
        return ()
    _check_keys(case, addition.items)
    first = (known.aggregate(last=Max("position"))["last"] or 0) + 1
    is_full = first + len(addition.items) > (MAX_ITEMS_FOR_REPORTER if by_reporter else MAX_ITEMS_OF_CASE)
    if is_full or (by_reporter and _sealed_bytes(known) > MAX_SEALED_FOR_REPORTER):
        raise Conflict("bundle/case-full", _("This case holds all that a case can hold. Send a new report."))
    day = clock.today()
    Item.objects.bulk_create(
        Item(
            id=item.id,
            organisation_id=case.organisation_id,
            case=case,
            kind=item.kind,
            key_kind=item.key_kind,
            generation=item.generation,
            sealed=bytes(item.sealed),
            day=day,
            position=position,
        )
        for position, item in enumerate(addition.items, first)
    )
    _insert_blobs(case, addition.blobs)
    return addition.items


def row(case: Case) -> QuerySet[Case]:
    """The row of a case, to be changed."""
    return Case.objects.filter(organisation=case.organisation_id, id=case.id)


def locked(case: Case) -> Case:
    """The case as it is now, locked until the transaction ends."""
    found = row(case).select_for_update().first()
    if found is None:
        raise NotFound("case/not-found", _("There is no such case for you. Go back to the list of cases."))
    return found


def item_exists() -> Conflict:
    """Another document has the id of one that is sent."""
    return Conflict("bundle/item-exists", _("Another document has this id. Seal it again under a new one."))


def blob_taken() -> BundleError:
    """Another case has the attachment that is named."""
    message = _("This attachment belongs to another report. Send the file again.")
    return BundleError("bundle/blob-taken", message, "blobs")


def _sealed_bytes(items: QuerySet[Item]) -> int:
    total: int = items.aggregate(total=Coalesce(Sum(Length("sealed")), 0))["total"]
    return total


def _is_repeated(stored: Iterable[Item], items: Sequence[SealedItem]) -> bool:
    before = {item.id: item for item in stored}
    if not before:
        return False
    for item in items:
        old = before.get(item.id)
        if old is None or (old.kind, old.generation, bytes(old.sealed)) != (item.kind, item.generation, item.sealed):
            raise item_exists()
    return True


def _check_keys(case: Case, items: Sequence[SealedItem]) -> None:
    slots = set(
        CaseKey.objects.filter(organisation=case.organisation_id, case=case).values_list("key_kind", "generation")
    )
    for position, item in enumerate(items):
        if (item.key_kind, item.generation) not in slots:
            message = _("The key of this document is not the case's. Reload the case and seal it again.")
            raise Conflict("bundle/no-such-key", message, f"items[{position}].generation")


def _insert_blobs(case: Case, sealed: Sequence[SealedBlob]) -> None:
    try:
        with transaction.atomic():
            Blob.objects.bulk_create(
                Blob(id=blob.id, organisation_id=case.organisation_id, case=case, sealed_size=blob.size)
                for blob in sealed
            )
    except IntegrityError as error:
        raise blob_taken() from error
