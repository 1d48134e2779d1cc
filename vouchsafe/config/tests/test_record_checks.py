"""`vouchsafe check` says when the record stands still, and when a witness saw another history."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from vouchsafe.audit.cosigning import Refusal
from vouchsafe.audit.models import Cosignature
from vouchsafe.audit.sequencing import integrate
from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag
from vouchsafe.common import clock
from vouchsafe.config.database_checks import check_database
from vouchsafe.people.models import Organisation
from vouchsafe.tlog.notes import Kind, Signer

NORTH = str(Signer.from_seed("north.example", bytes(32), Kind.COSIGNATURE).verifier)


@pytest.fixture
def meridian(db: None) -> UUID:
    """Meridian Institute, one entry in its record."""
    organisation: UUID = Organisation.objects.create(name="Meridian Institute", slug="meridian").id
    record(organisation, Tag.CASE_OPENED, actor=None)
    return organisation


def found() -> set[str]:
    return {finding.code for finding in check_database() if finding.code.startswith("record/")}


def test_entries_that_wait_for_a_sequencer_are_found(meridian: UUID) -> None:
    """Not at once, but after a minute; and not any more once one came by."""
    assert found() == set()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_append_only")
        cursor.execute("UPDATE audit_entry SET at = %s", [clock.now() - timedelta(minutes=2)])
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_append_only")
    assert found() == {"record/waiting"}
    integrate()
    assert found() == set()


def test_a_witness_that_refuses_is_found(meridian: UUID) -> None:
    """A fork apart from a mere disagreement; neither keeps the server from starting."""
    row = Cosignature.objects.create(organisation_id=meridian, witness=NORTH)
    assert found() == set()
    for refusal, code in ((Refusal.FORKED, "record/forked"), (Refusal.UNREACHABLE, "record/not-cosigned")):
        Cosignature.objects.filter(organisation_id=meridian, witness=row.witness).update(refusal=refusal)
        assert found() == {code}
        (finding,) = [each for each in check_database() if each.code == code]
        assert "north.example" in finding.sentence
        assert not finding.dangerous
