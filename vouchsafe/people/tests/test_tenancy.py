"""Every tenant's row says whose it is, and every index finds it by that first."""

import pytest
from django.apps import apps
from django.db import connection

INDEXES = """
    SELECT t.relname, i.relname, x.indisprimary, a.attname
    FROM pg_index x
    JOIN pg_class t ON t.oid = x.indrelid
    JOIN pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
    WHERE t.relname = ANY(%s)
    ORDER BY 1, 2
"""
# Whose tables hold no tenant's rows, and why.
OF_NO_TENANT = {
    "people_organisation": "it is the tenant",
    "people_attempts": "signing in knows no organisation yet",
}
# Indexes that lead with something else, and why.
EXCEPTIONS = {
    "member_email": "signing in knows no organisation yet",
    "host_name": "a request's host tells its organisation",
}


def _tables() -> set[str]:
    models = [model for model in apps.get_models() if model.__module__.startswith("vouchsafe.")]
    return {model._meta.db_table for model in models}


@pytest.mark.django_db
def test_every_table_of_ours_carries_its_organisation() -> None:
    """A table without organisation_id must say here why."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'organisation_id' AND is_nullable = 'NO' AND table_name = ANY(%s)",
            [sorted(_tables())],
        )
        carrying = {name for (name,) in cursor.fetchall()}

    assert _tables() - carrying == set(OF_NO_TENANT)
    assert len(carrying) >= 8


@pytest.mark.django_db
def test_every_index_leads_with_the_organisation() -> None:
    """Primary keys apart (they are random ids, and foreign keys need them), every index begins with organisation_id."""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [sorted(_tables() - set(OF_NO_TENANT))])
        indexes = cursor.fetchall()

    wrong = {
        f"{table}.{index} leads with {column}"
        for table, index, primary, column in indexes
        if not primary and column != "organisation_id" and index not in EXCEPTIONS
    }
    assert wrong == set()
    assert set(EXCEPTIONS) <= {index for _table, index, _primary, _column in indexes}
