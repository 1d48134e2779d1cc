"""How many statements the report door's requests cost: few, and no more for a large report than for a small one."""

import json
from importlib.resources import files

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.channels.services import publish_definition
from vouchsafe.intake.tests.paying import proof_for, put
from vouchsafe.looks.models import Look
from vouchsafe.vault.primitives import to_base64

FRAME = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT", "SELECT set_config('role', 'none'")
"""What a test's own transaction adds, and what leads back to the system that a test is."""


def told(caught: CaptureQueriesContext) -> list[str]:
    """The statements of a request, in one line each."""
    texts = [" ".join(each["sql"].split()) for each in caught.captured_queries]
    return [text for text in texts if not text.startswith(FRAME)]


@pytest.fixture
def demo_channel(house: House) -> House:
    """The integrity channel, published with the demonstration's texts."""
    body = json.loads(files("vouchsafe.demo").joinpath("integrity.json").read_bytes())
    publish_definition(house.administrator, house.channel, body)
    return house


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attachment", [None, b"the ledger"])
def test_a_bundle_costs_three_round_trips(report_client: Client, attachment: bytes | None) -> None:
    """Whose address; whether it is there, and what it is checked by; then all of it with its counter, committed."""
    house = cast.meridian()
    put(report_client, cast.seal(house))  # what is read once is read
    sent = cast.seal(house, attachment=attachment)
    proof = proof_for(report_client, sent)

    with CaptureQueriesContext(connection) as caught:
        assert put(report_client, sent, headers=proof).status_code == 201

    statements = [each["sql"] for each in caught.captured_queries if "set_config('role', 'none'" not in each["sql"]]
    assert len(statements) == 3, statements
    assert [text for text in statements if "INSERT INTO" in text] == [statements[2]]
    for table in (
        "cases_case",
        "cases_casekey",
        "cases_grant",
        "cases_item",
        "cases_blob",
        "cases_clock",
        "intake_use",
    ):
        assert statements[2].count(f"INSERT INTO {table} ") == 1


@pytest.mark.parametrize("attachment", [None, b"the ledger"])
def test_a_mailbox_is_read_by_one_statement(house: House, report_client: Client, attachment: bytes | None) -> None:
    """Whose address, then the case with all that its receipt opens."""
    sent = cast.send(house, attachment=attachment)
    body = json.dumps({"lookup_token": to_base64(sent.receipt.lookup_token)})
    first = report_client.post("/api/v1/meridian/mailbox", body, content_type="application/json")

    with CaptureQueriesContext(connection) as caught:
        again = report_client.post("/api/v1/meridian/mailbox", body, content_type="application/json")

    assert (again.status_code, again.content) == (200, first.content)
    assert len(again.json()["items"]) == (2 if attachment is None else 3)
    assert len(told(caught)) == 2, told(caught)


def test_a_mailbox_is_read_while_a_migration_widens_a_column(house: House, report_client: Client) -> None:
    """The release that still serves has a plan from before, which is refused where its result has another type."""
    body = json.dumps({"lookup_token": to_base64(cast.send(house).receipt.lookup_token)})
    first = report_client.post("/api/v1/meridian/mailbox", body, content_type="application/json")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for column in ("state", "sealed_by", "outcome", "category"):  # unseen by psycopg, as another's migration is
            cursor.execute(f"DO $$BEGIN ALTER TABLE cases_case ALTER COLUMN {column} TYPE varchar(100); END$$")
    again = report_client.post("/api/v1/meridian/mailbox", body, content_type="application/json")
    assert (first.status_code, again.status_code, again.content) == (200, 200, first.content)


def test_a_page_that_was_made_costs_one_statement(demo_channel: House, report_client: Client) -> None:
    """Whose address, and the mark of what is published; compressed or not, the bytes are those of the first time."""
    address = "/en/meridian/integrity/report/"
    first = report_client.get(address)

    with CaptureQueriesContext(connection) as caught:
        again = report_client.get(address)

    assert (again.content, dict(again.headers)) == (first.content, dict(first.headers))
    assert len(told(caught)) == 2, told(caught)
    small = report_client.get(address, headers={"accept-encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert int(small.headers["Content-Length"]) == len(small.content) < len(first.content) / 3


def test_a_page_is_never_older_than_what_is_published(demo_channel: House, report_client: Client) -> None:
    """A new definition, another look, another name, a channel that is closed: the next visitor sees it."""
    house, address = demo_channel, "/en/meridian/integrity/report/"
    seen = {report_client.get(address).content}

    body = json.loads(files("vouchsafe.demo").joinpath("integrity.json").read_bytes())
    body["name"]["en"] = "Integrity, renamed"
    publish_definition(house.administrator, house.channel, body)
    assert b"Integrity, renamed" in report_client.get(address).content
    seen.add(report_client.get(address).content)

    look, _made = Look.objects.update_or_create(organisation=house.organisation, defaults={"accent": "#7a1f5c"})
    seen.add(report_client.get(address).content)
    look.accent = "#1f3f7a"
    look.save()
    seen.add(report_client.get(address).content)

    house.organisation.name = "Meridian, renamed"
    house.organisation.save()
    assert b"Meridian, renamed" in report_client.get(address).content
    seen.add(report_client.get(address).content)
    assert len(seen) == 5

    house.channel.active = False
    house.channel.save()
    assert report_client.get(address).status_code == 404


def test_what_is_kept_of_one_organisation_is_never_shown_of_another(demo_channel: House, report_client: Client) -> None:
    """The same channel's name, another address."""
    cast.elsewhere()
    one = report_client.get("/en/meridian/integrity/report/")
    other = report_client.get("/en/harbour/integrity/report/")

    assert (one.status_code, other.status_code) == (200, 200)
    assert b"/api/v1/meridian" in one.content
    assert b"/api/v1/meridian" not in other.content
