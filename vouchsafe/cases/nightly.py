"""What is done once a day is over, so that nothing tells more of a reporter's time than the day (protocol §8)."""

from datetime import date, timedelta
from typing import Final

from django.db import connection, transaction

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import erasure
from vouchsafe.cases.models import Case
from vouchsafe.common import clock, folders
from vouchsafe.common.storage.folder import folder as blob_folder

WEEK: Final = timedelta(days=7)
"""How far back items are put in order again, so that a night without a worker is made up for."""

# The case's table first: everybody who writes to a case takes that lock first, so nobody waits in a circle.
_TABLES: Final = ("case", "casekey", "grant", "item", "blob", "event", "clock", "recording")
_LOCK: Final = f"LOCK TABLE {', '.join(f'cases_{table}' for table in _TABLES)} IN EXCLUSIVE MODE"
_STIRRED: Final = """
SELECT id FROM cases_case AS c
WHERE (NOT arrival_recorded AND received_on < %(today)s) OR EXISTS (
  SELECT FROM cases_item AS i WHERE i.organisation_id = c.organisation_id AND i.case_id = c.id
  AND i.day >= %(since)s AND i.day < %(today)s)
"""
"""Cases that arrived, and those that somebody wrote in: a message moves the case's row, a new receipt its grants, a
word to minutes the recording that they were made from."""
_REWRITE: Final = (
    """WITH gone AS (DELETE FROM cases_casekey WHERE case_id = ANY(%(cases)s) RETURNING *)
       INSERT INTO cases_casekey SELECT * FROM gone ORDER BY organisation_id, case_id, key_kind, generation""",
    """WITH gone AS (DELETE FROM cases_grant WHERE case_id = ANY(%(cases)s) RETURNING *)
       INSERT INTO cases_grant SELECT * FROM gone ORDER BY organisation_id, id""",
    """WITH gone AS (DELETE FROM cases_blob WHERE case_id = ANY(%(cases)s) RETURNING *)
       INSERT INTO cases_blob SELECT * FROM gone ORDER BY organisation_id, id""",
    """WITH gone AS (DELETE FROM cases_event WHERE case_id = ANY(%(cases)s) RETURNING *)
       INSERT INTO cases_event SELECT * FROM gone ORDER BY organisation_id, case_id, id""",
    """WITH gone AS (DELETE FROM cases_clock WHERE case_id = ANY(%(cases)s) RETURNING *)
       INSERT INTO cases_clock SELECT * FROM gone ORDER BY organisation_id, case_id, matter""",
    """WITH gone AS (DELETE FROM cases_recording WHERE case_id = ANY(%(cases)s) RETURNING *)
       INSERT INTO cases_recording SELECT * FROM gone ORDER BY organisation_id, id""",
    """WITH gone AS (DELETE FROM cases_item WHERE day >= %(since)s AND day < %(today)s RETURNING *)
       INSERT INTO cases_item SELECT * FROM gone ORDER BY organisation_id, id""",
    """WITH gone AS (DELETE FROM cases_case WHERE id = ANY(%(cases)s) RETURNING *)
       INSERT INTO cases_case SELECT * FROM gone ORDER BY organisation_id, id""",
)


def close_days() -> int:
    """Put rows and files of past days in the order of their ids, and enter their cases in the record in that order.

    Gives how many cases were entered. Safe to run twice. While it runs, writers wait and readers go on.
    """
    today = clock.today()
    with transaction.atomic():
        _rewrite(today)
        arrived = Case.objects.filter(arrival_recorded=False, received_on__lt=today).order_by("organisation", "id")
        ids = list(arrived.values_list("organisation_id", "id"))
        for organisation, case in ids:
            audit.record(organisation, Tag.CASE_RECEIVED, actor=None, case=case)
        arrived.update(arrival_recorded=True)
    for root in (blob_folder(), erasure.folder()):
        folders.forget_changes(root, today - WEEK)
    return len(ids)


def _rewrite(today: date) -> None:
    """Write the rows anew, sorted: their place in the table and their transaction then tell the night alone.

    PostgreSQL may put a small row into room left on an earlier page: its place then tells its size too, never its time.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        days = {"today": today, "since": today - WEEK}
        cursor.execute(_STIRRED, days)
        cases = [row[0] for row in cursor.fetchall()]
        for statement in _REWRITE:
            cursor.execute(statement, {**days, "cases": cases})
