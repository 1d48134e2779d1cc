"""A database that no longer holds organisations apart is found."""

import pytest
from django.db import connection, transaction

from vouchsafe.config.database_checks import check_database
from vouchsafe.people.tenancy import hold_apart, not_held


@pytest.mark.django_db
def test_a_table_that_is_no_longer_held_is_found_and_held_again() -> None:
    """`vouchsafe check` says so, `serve` does not start, and `vouchsafe migrate` mends it."""
    assert not_held() == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY")
        cursor.execute("DROP POLICY one_tenant ON people_card")
    assert set(not_held()) == {"cases_case", "people_card"}
    (finding,) = [each for each in check_database() if each.code == "database/tenants"]
    assert finding.dangerous
    assert "cases_case" in finding.sentence
    hold_apart()
    assert not_held() == []
    assert not [each for each in check_database() if each.code == "database/tenants"]


@pytest.mark.django_db
def test_whoever_starts_while_the_first_migration_runs_is_told_of_it() -> None:
    """The tenants' role may read what was migrated only once all is done, and that is a finding, not a fault."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("REVOKE ALL ON django_migrations FROM vouchsafe_tenant")
            cursor.execute("SET LOCAL ROLE vouchsafe_tenant")
        found = check_database()
        transaction.set_rollback(True)
    assert [each.code for each in found] == ["database/outdated"]
