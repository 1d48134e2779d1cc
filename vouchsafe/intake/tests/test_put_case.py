"""Sending a sealed report: what is stored, what a retry gets, and what is never taken."""

import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.cases import erasure
from vouchsafe.cases.known import already_received
from vouchsafe.cases.models import Case, ErasedId, Grant
from vouchsafe.cases.store import erased_hash
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Sent
from vouchsafe.common import clock
from vouchsafe.intake.tests.paying import put
from vouchsafe.intake.tests.store import snapshot
from vouchsafe.people.models import Role
from vouchsafe.people.queries import Holding
from vouchsafe.vault.primitives import from_base64
from vouchsafe.vault.thread import Opened


def test_a_report_that_was_answered_is_there_for_each_of_its_readers(house: House, report_client: Client) -> None:
    """Both handlers open and verify it; the server holds dates and hashes."""
    sent = cast.seal(house, attachment=b"the ledger")

    answer = put(report_client, sent)

    assert answer.status_code == 201
    assert answer.json() == {"case": str(sent.case), "received_on": clock.today().isoformat()}
    for reader in (house.hana, house.omar):
        found = cast.read(house, reader, sent.case)
        assert [entry.kind for entry in found.entries if isinstance(entry, Opened)] == ["report", "title", "attachment"]
        assert found.findings == ()
    case = Case.objects.get(id=sent.case)
    assert (case.state, case.sealed_by, case.notice_pending) == ("received", "client", True)
    assert case.receipt_hash == sent.receipt.lookup_hash


def test_a_reporters_visit_is_not_in_the_record(house: House, report_client: Client) -> None:
    """Sending a report writes no entry."""
    before = Entry.objects.count()

    put(report_client, cast.seal(house))

    assert Entry.objects.count() == before


def test_a_grant_is_stored_under_the_erasure_key_of_its_case(house: House, report_client: Client) -> None:
    """No grant lies in the database as it was sent, and without its key none can be opened."""
    sent = cast.seal(house)
    put(report_client, sent)
    case = Case.objects.get(id=sent.case)

    sealed = [grant["sealed"] for grant in sent.bundle["grants"]]
    stored = [bytes(wrapped) for wrapped in Grant.objects.values_list("wrapped", flat=True)]
    assert len(stored) == len(sealed)
    assert not any(from_base64(text) in wrapped for text in sealed for wrapped in stored)

    erasure.destroy_key(case.organisation_id, case.erasure_id)
    with pytest.raises(erasure.ErasureKeyMissingError):
        cast.read(house, house.hana, sent.case)


def test_the_same_report_again_gets_the_same_answer(house: House, report_client: Client, data_dir: Path) -> None:
    """A lost answer is safe to ask for again: one case, one answer, nothing more in any table or folder."""
    sent = cast.seal(house, attachment=b"the ledger")
    first = put(report_client, sent)
    before = snapshot(data_dir)

    again = put(report_client, sent)

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert snapshot(data_dir) == before


def test_a_retry_is_answered_even_when_the_directory_has_moved_on(house: House, report_client: Client) -> None:
    """What was stored is not judged again by newer rules."""
    sent = cast.seal(house)
    first = put(report_client, sent)
    cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id))
    cast.publish_directory(house, house.hana)

    assert put(report_client, sent).content == first.content


def test_other_bytes_under_the_same_id_are_refused(house: House, report_client: Client, data_dir: Path) -> None:
    """Even one more space: the first report stays as it is."""
    sent = cast.seal(house)
    put(report_client, sent)
    before = snapshot(data_dir)

    answer = put(report_client, sent, sent.raw + b" ")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "bundle/case-exists")
    assert snapshot(data_dir) == before


def test_the_id_of_an_erased_case_is_refused_for_ever(house: House, report_client: Client, data_dir: Path) -> None:
    """Only the id's hash is kept, and it is enough."""
    sent = cast.seal(house)
    organisation = house.organisation.id
    ErasedId.objects.create(organisation_id=organisation, hash=erased_hash(organisation, sent.case))
    before = snapshot(data_dir)

    answer = put(report_client, sent)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "bundle/case-exists")
    assert snapshot(data_dir) == before


def test_a_receipt_is_one_cases(house: House, report_client: Client, data_dir: Path) -> None:
    """A second case under a known receipt is refused, whatever its id."""
    sent = cast.seal(house)
    put(report_client, sent)
    second = cast.seal(house)
    stolen = {**second.bundle, "receipt_hash": sent.bundle["receipt_hash"]}
    before = snapshot(data_dir)

    answer = put(report_client, second, json.dumps(stolen).encode())

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "bundle/case-exists")
    assert snapshot(data_dir) == before


def test_an_unknown_organisation_is_a_404(report_client: Client, house: House) -> None:
    """In the error form, like everything else."""
    sent = cast.seal(house)

    answer = report_client.put(f"/api/v1/nowhere/cases/{sent.case}", sent.raw, content_type="application/json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "address/not-found")


def test_the_report_door_answers_without_a_cookie_and_asks_not_to_be_kept(house: House, report_client: Client) -> None:
    """Neither a report nor a refusal leaves anything in the browser."""
    sent = cast.seal(house)
    for answer in (put(report_client, sent), put(report_client, sent, b"{}")):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db(transaction=True)
def test_the_same_report_sent_many_times_at_once_is_one_case(data_dir: Path) -> None:
    """Every request is answered as the first; the losers leave neither rows nor keys behind."""
    house = cast.meridian()
    sent = cast.seal(house, attachment=b"the ledger")
    answers = at_once([sent.raw] * 6, sent)

    assert {status for status, _body in answers} == {201}
    assert len({body for _status, body in answers}) == 1
    assert Case.objects.count() == 1
    assert len(list(data_dir.glob("erasure/*/*/*"))) == 1


@pytest.mark.django_db(transaction=True)
def test_a_report_that_is_found_is_as_safe_as_one_that_is_stored_before_it_is_answered_for(data_dir: Path) -> None:
    """A database that ended abruptly may show a row that no other has yet: the answer waits for a commit of its own."""
    house = cast.meridian()
    sent = cast.send(house)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
        assert cursor.fetchone() == (True,), "nothing to wait for at the end"

        assert already_received(house.organisation.id, sent.case, hashlib.sha256(sent.raw).digest())

        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
        assert cursor.fetchone() == (False,), "its end is in the log, and waited for"


@pytest.mark.django_db(transaction=True)
def test_of_different_reports_under_one_id_at_once_one_is_taken(data_dir: Path) -> None:
    """The others are refused, whichever was first."""
    house = cast.meridian()
    sent = cast.seal(house)
    answers = at_once([sent.raw + b" " * extra for extra in range(6)], sent)

    assert sorted(status for status, _body in answers) == [201] + [409] * 5
    assert Case.objects.count() == 1
    assert len(list(data_dir.glob("erasure/*/*/*"))) == 1


def at_once(raws: list[bytes], sent: Sent) -> list[tuple[int, bytes]]:
    """Send them all at the same moment, each in a thread of its own."""
    together = threading.Barrier(len(raws))

    def work(raw: bytes) -> tuple[int, bytes]:
        together.wait()
        try:
            answer = put(Client(headers={"host": "report.localhost:8000"}), sent, raw)
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(len(raws)) as pool:
        return list(pool.map(work, raws))
