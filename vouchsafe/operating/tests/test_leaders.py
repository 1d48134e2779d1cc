"""What is kept of a database that led is not taken for what the next leader holds."""

import shutil
from pathlib import Path

import psycopg
import pytest

from vouchsafe.cases.tests.cast import House
from vouchsafe.channels.published import _MARK
from vouchsafe.operating.tests.cluster import Cluster, cluster, owned

pytestmark = pytest.mark.django_db(transaction=True)
PLACES = "SELECT id, ctid, xmin FROM people_organisation ORDER BY id"


def told(there: Cluster, slug: str) -> tuple[str, list[tuple[object, ...]]]:
    """The mark of what an organisation has published, and where the rows of organisations lie."""
    with psycopg.connect(there.admin) as connection:
        mark = connection.execute(_MARK, [slug]).fetchone()
        assert mark is not None
        return str(mark[0]), connection.execute(PLACES).fetchall()


def test_a_copy_of_a_database_that_leads_now_has_marks_of_its_own(house: House, tmp_path: Path) -> None:
    """Row for row the same; from here on each writes its own, under numbers that the other gives as well."""
    slug = house.organisation.slug
    with cluster(tmp_path / "former") as former:
        former.stop()
        copied = shutil.copytree(former.folder, tmp_path / "next")
        next_one = Cluster(owned(copied), former.socket)
        former.start()
        marked, places = told(former, slug)
        assert told(former, slug) == (marked, places)
        former.stop()
        next_one.start()
        try:
            mark, found = told(next_one, slug)
        finally:
            next_one.stop()
    assert found == places
    assert mark.partition("/")[2] == marked.partition("/")[2]
    assert mark != marked
