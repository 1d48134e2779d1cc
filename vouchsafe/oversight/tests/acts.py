"""A record with something in it, and an operator who goes past every rule of the database."""

from uuid import UUID, uuid4

from django.db import connection, transaction

from vouchsafe.audit.sequencing import integrate
from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag


def act(organisation: UUID, times: int) -> None:
    """Somebody opens cases, and the sequencer comes by."""
    with transaction.atomic():
        for _ in range(times):
            record(organisation, Tag.CASE_OPENED, actor=uuid4(), case=uuid4())
    while integrate():
        pass


def falsify(*statements: str) -> None:
    """What an operator with the database's own rights can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("audit_entry", "audit_place"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_append_only")
        for statement in statements:
            cursor.execute(statement)
        for table in ("audit_entry", "audit_place"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER audit_append_only")


CHANGE = "UPDATE audit_entry SET tag = 'item:written' WHERE id = (SELECT entry_id FROM audit_place WHERE index = 2)"
REMOVE = "DELETE FROM audit_place WHERE index = 2"
REORDER = (
    "UPDATE audit_place SET index = -1 - index WHERE index IN (1, 2)",
    ("UPDATE audit_place SET index = index + 4 WHERE index < 0"),
)
# A history rewritten with all that belongs to it, and signed anew: it verifies by itself.
FORK = (
    CHANGE,
    "INSERT INTO audit_waiting (entry_id, organisation_id) SELECT entry_id, organisation_id FROM audit_place",
    "DELETE FROM audit_place",
    "DELETE FROM audit_tile",
    "UPDATE audit_log SET size = 0",
)
