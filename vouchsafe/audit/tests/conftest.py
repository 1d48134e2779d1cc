"""Organisations for the record, made without their domain: the record stands below it."""

from uuid import UUID, uuid4

import pytest


def found(name: str) -> UUID:
    """An organisation of this name."""
    from django.db import connection

    organisation_id = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_organisation (id, name, slug, demo) VALUES (%s, %s, %s, false)",
            [organisation_id, name, name.lower()],
        )
    return organisation_id


@pytest.fixture
def meridian(db: None) -> UUID:
    """Meridian."""
    return found("Meridian")


@pytest.fixture
def aurora(db: None) -> UUID:
    """Aurora, another organisation on the same server."""
    return found("Aurora")
