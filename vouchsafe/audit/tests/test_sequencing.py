"""Every entry gets one place in its organisation's log, and the signed checkpoint counts it."""

import threading
import time
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from vouchsafe.audit import sequencing
from vouchsafe.audit.entries import read_lines
from vouchsafe.audit.models import Entry, Log, Place, Tile, Waiting
from vouchsafe.audit.sequencer import Sequencer
from vouchsafe.audit.sequencing import integrate, signers_of
from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag
from vouchsafe.tlog.checkpoints import open_checkpoint
from vouchsafe.tlog.verifying import verify_leaves


def act(organisation: UUID, times: int = 1) -> None:
    """Lena opens cases."""
    for _ in range(times):
        with transaction.atomic():
            record(organisation, Tag.CASE_OPENED, actor=uuid4(), case=uuid4(), generation=0)


def verify(organisation: UUID) -> int:
    """Check the whole log under its checkpoint; its size."""
    log = Log.objects.get(organisation_id=organisation)
    checkpoint, _note = open_checkpoint(log.checkpoint, signers_of(log.origin)[0].verifier)
    assert (checkpoint.origin, checkpoint.size) == (log.origin, log.size)
    verify_leaves(checkpoint, read_lines(organisation, 0, log.size))
    return log.size


def test_an_entry_waits_from_the_transaction_of_its_act(meridian: UUID) -> None:
    """What is recorded waits at once, in the same transaction, and has no place before the sequencer came."""
    act(meridian)
    assert list(Waiting.objects.values_list("entry_id", flat=True)) == [Entry.objects.get().id]
    assert not Place.objects.exists()


def test_waiting_entries_get_their_places_in_order(meridian: UUID) -> None:
    """From 0 without a gap, over several batches and more than one tile; the checkpoint verifies each time."""
    total = 0
    for batch in (1, 2, 254, 300):
        act(meridian, batch)
        total += batch
        assert integrate() == batch
        assert verify(meridian) == total
    assert list(Place.objects.order_by("index").values_list("index", flat=True)) == list(range(total))
    assert not Waiting.objects.exists()
    assert integrate() == 0


def test_organisations_have_logs_of_their_own(meridian: UUID, aurora: UUID) -> None:
    """One batch serves both; neither log holds anything of the other."""
    act(meridian, 3)
    act(aurora, 2)
    act(meridian, 1)
    assert integrate() == 6
    assert (verify(meridian), verify(aurora)) == (4, 2)
    assert {log.origin for log in Log.objects.all()} == {f"localhost:8000/record/{each}" for each in (meridian, aurora)}


def test_a_batch_takes_as_many_statements_as_one_entry(meridian: UUID, aurora: UUID) -> None:
    """Statements do not grow with entries or organisations."""
    counts = []
    for times in (1, 400):
        act(meridian, times)
        act(aurora, times)
        with CaptureQueriesContext(connection) as caught:
            integrate()
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_no_more_than_a_batch_is_taken(meridian: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest waits for the next round."""
    monkeypatch.setattr(sequencing, "BATCH", 4)
    act(meridian, 5)
    assert [integrate(), integrate(), integrate()] == [4, 1, 0]
    assert verify(meridian) == 5


def test_a_log_keeps_the_name_it_began_with(meridian: UUID, settings: object) -> None:
    """When the public door moves to another host, the log's origin stays, and so does its key's name."""
    act(meridian)
    integrate()
    before = Log.objects.get().origin
    Log.objects.update(origin="old.example/record/meridian")
    act(meridian)
    integrate()
    assert before != Log.objects.get().origin == "old.example/record/meridian"
    assert verify(meridian) == 2


def test_a_changed_entry_does_not_verify_any_more(meridian: UUID) -> None:
    """An operator who goes past the trigger changes the leaf, and the signed root does not fit."""
    act(meridian, 3)
    integrate()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_append_only")
        cursor.execute("UPDATE audit_entry SET tag = 'case:received' WHERE id = (SELECT min(id) FROM audit_entry)")
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_append_only")
    with pytest.raises(Exception, match="or moved: entry 0"):
        verify(meridian)


@pytest.mark.parametrize("statement", ["UPDATE audit_place SET index = 7", "DELETE FROM audit_place"])
def test_places_are_append_only(meridian: UUID, statement: str) -> None:
    """The database refuses to move or take away an entry's place."""
    act(meridian)
    integrate()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_one_sequencer_works_at_a_time() -> None:
    """While another holds the lock nothing is taken; when it lets go, all is."""
    from vouchsafe.audit.tests.conftest import found

    meridian = found("Meridian")
    act(meridian, 3)
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [sequencing._LOCK])
            holding.set()
            done.wait(30)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    holding.wait(30)
    assert integrate() == 0
    done.set()
    other.join()
    assert integrate() == 3


@pytest.mark.django_db(transaction=True)
def test_two_sequencers_and_several_writers_make_one_log() -> None:
    """Whatever the order of commits, each entry has one place, none waits on, and the whole verifies."""
    from vouchsafe.audit.tests.conftest import found

    meridian = found("Meridian")

    def write() -> None:
        act(meridian, 40)
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(3)]
    with Sequencer(0.01), Sequencer(0.01):
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        wait_until_nothing_waits()
    assert verify(meridian) == 120
    assert Entry.objects.count() == Place.objects.count() == 120


@pytest.mark.django_db(transaction=True)
def test_the_sequencer_outlives_a_failure() -> None:
    """A batch that cannot be written leaves its entries waiting; the next round takes them."""
    from vouchsafe.audit.tests.conftest import found

    meridian = found("Meridian")
    act(meridian, 2)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_tile ADD CONSTRAINT no_room CHECK (false)")
        with pytest.raises(DatabaseError):
            integrate()
        cursor.execute("ALTER TABLE audit_tile DROP CONSTRAINT no_room")
    assert (Waiting.objects.count(), Tile.objects.count()) == (2, 0)
    with Sequencer(0.01):
        wait_until_nothing_waits()
    assert verify(meridian) == 2


def wait_until_nothing_waits() -> None:
    for _ in range(3000):
        if not Waiting.objects.exists():
            return
        time.sleep(0.02)
    pytest.fail("entries still wait after a minute")
