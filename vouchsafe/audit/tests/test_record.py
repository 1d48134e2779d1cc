"""The record: written with the act, opaque, and never changed."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from vouchsafe.audit.errors import NotOpaque, OutsideTransaction
from vouchsafe.audit.models import Entry, Waiting
from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag


@pytest.fixture
def organisation(db: None) -> Iterator[UUID]:
    """An organisation, made without its domain: the record stands below it."""
    organisation_id = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_organisation (id, name, slug, demo) VALUES (%s, 'Meridian', 'meridian', false)",
            [organisation_id],
        )
    yield organisation_id  # noqa: PT022 - a generator keeps the fixture's type the same in the slow tests


def test_an_act_is_recorded_with_opaque_ids(organisation: UUID) -> None:
    """Ids become text, hashes hex, words of our own their value; what is absent is left out."""
    lena, case = uuid4(), uuid4()

    record(
        organisation,
        Tag.CASE_OPENED,
        actor=lena,
        case=case,
        hash=b"\x01\xff",
        generation=0,
        tag=Tag.KEY_STORED,
        none=None,
    )

    entry = Entry.objects.get()
    assert (entry.organisation_id, entry.tag, entry.actor) == (organisation, "case:opened", lena)
    assert entry.objects_touched == {"case": str(case), "hash": "01ff", "generation": 0, "tag": "key:stored"}


def test_free_text_never_enters(organisation: UUID) -> None:
    """A name or a sentence is refused, even by mistake."""
    with pytest.raises(NotOpaque):
        record(organisation, Tag.MEMBER_INVITED, actor=None, member="Noa Adler")  # type: ignore[arg-type]

    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    """An act and its record are kept together or not at all, so a lone record is a programming mistake."""
    with pytest.raises(OutsideTransaction):
        record(uuid4(), Tag.CASE_OPENED, actor=None)


def test_an_act_that_is_rolled_back_leaves_no_entry(organisation: UUID) -> None:
    """The record goes with the transaction of the act."""

    def act() -> None:
        with transaction.atomic():
            record(organisation, Tag.CASE_OPENED, actor=uuid4())
            raise RuntimeError("the act failed")

    with pytest.raises(RuntimeError, match="the act failed"):
        act()

    assert not Entry.objects.exists()
    assert not Waiting.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET tag = 'case:received'",
        "UPDATE audit_entry SET actor = NULL",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_refuses_to_change_the_record(organisation: UUID, statement: str) -> None:
    """Raw SQL, in the application's own role, cannot change or delete an entry."""
    actor = uuid4()
    record(organisation, Tag.CASE_OPENED, actor=actor)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    entry = Entry.objects.get()
    assert (entry.tag, entry.actor) == ("case:opened", actor)


def test_every_tag_reads_subject_and_action() -> None:
    """The vocabulary is uniform, and fits its column."""
    for tag in Tag:
        subject, action = tag.value.split(":")
        assert subject.isidentifier()
        assert action.replace("-", "_").isidentifier()
        assert len(tag.value) <= 40
