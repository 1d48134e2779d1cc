"""How much a day has room for: what is full says so, what was not stored used nothing, and nobody is locked out."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client

from vouchsafe.cases.models import Case, SealedBy
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House, Person, code
from vouchsafe.cases.tests.keys import as_member
from vouchsafe.common import clock
from vouchsafe.common.tests import laid
from vouchsafe.intake import quotas, services, tasks
from vouchsafe.intake.errors import QuotaFull
from vouchsafe.intake.models import Kind, Use
from vouchsafe.intake.tests.changing import Limit
from vouchsafe.intake.tests.paying import put
from vouchsafe.intake.tests.store import snapshot
from vouchsafe.intake.tests.test_proofs import SIZE, announce, paid_upload
from vouchsafe.vault.primitives import to_base64
from vouchsafe.vault.receipt import Receipt


def test_a_full_channel_takes_no_more_today_and_says_when_it_opens(
    house: House, report_client: Client, data_dir: Path, limit: Limit
) -> None:
    """Nothing of the refused report is stored; tomorrow it is, with the same bytes."""
    limit(reports=2)
    for _each in range(2):
        assert put(report_client, cast.seal(house)).status_code == 201
    late = cast.seal(house)
    before = snapshot(data_dir)

    answer = put(report_client, late)

    assert code(answer) == (429, "quota/reports")
    assert "tomorrow, at 00:00 UTC" in answer.json()["error"]["message"]
    assert snapshot(data_dir) == before


def test_a_full_channel_opens_the_next_day(
    house: House, report_client: Client, limit: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same sealed bytes go through then."""
    limit(reports=1)
    put(report_client, cast.seal(house))
    late, now = cast.seal(house), clock.now()
    assert put(report_client, late).status_code == 429
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1))

    assert put(report_client, late).status_code == 201


def test_a_full_channel_names_other_ways(house: House, report_client: Client, limit: Limit) -> None:
    """Those that its newest definition names, with how to reach them."""
    definition = house.definition()
    contact = {"name": {"en": "The ombudsman"}, "what": {"en": "Listens."}, "reach": {"en": "+49 30 000"}}
    definition.body = {**definition.body, "authorities": [contact]}
    definition.save(update_fields=["body"])
    limit(reports=0)

    answer = put(report_client, cast.seal(house))

    assert "If it cannot wait: The ombudsman (+49 30 000)." in answer.json()["error"]["message"]


def test_one_full_channel_leaves_another_open(house: House, report_client: Client, limit: Limit) -> None:
    """A flood at one door is none at the next."""
    limit(reports=1)
    put(report_client, cast.seal(house))

    assert put(report_client, cast.seal(house)).status_code == 429
    assert put(report_client, cast.seal(house, channel="safety")).status_code == 201


def test_a_report_that_is_there_uses_nothing_more(house: House, report_client: Client, limit: Limit) -> None:
    """Asked for again it is answered, even when the day is full."""
    limit(reports=1)
    sent = cast.seal(house)

    assert [put(report_client, sent).status_code for _each in range(3)] == [201] * 3
    assert Use.objects.get().used == 1


def test_what_is_refused_uses_nothing(house: House, report_client: Client) -> None:
    """Neither garbage nor another report's receipt, though each was paid for."""
    sent = cast.seal(house)
    put(report_client, sent)
    other = cast.seal(house)
    stolen = {**other.bundle, "receipt_hash": sent.bundle["receipt_hash"]}

    assert put(report_client, other, b"{").status_code == 400
    assert put(report_client, other, json.dumps(stolen).encode()).status_code == 409
    assert Use.objects.get().used == 1


def test_reports_without_script_have_room_of_their_own(house: House, report_client: Client, limit: Limit) -> None:
    """Neither can use up what the other has; the refusal names the way with script."""
    limit(reports=1, reports_without_script=1)
    put(report_client, cast.seal(house))

    def unscripted() -> None:
        sent = cast.seal(house)
        organisation = house.organisation.id
        services.take_in_unproven(organisation, sent.case, sent.raw, quota=Kind.UNSCRIPTED, sealed_by=SealedBy.SERVER)

    unscripted()
    with pytest.raises(QuotaFull) as refused:
        unscripted()

    assert refused.value.code == "quota/unscripted"
    assert "vouchsafe report" in refused.value.message
    assert sorted(Case.objects.values_list("sealed_by", flat=True)) == ["client", "server"]


def test_uploads_use_the_days_bytes(
    house: House, report_client: Client, limit: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Announced is used; what does not fit is refused, makes no file, and is told apart from a full channel."""
    monkeypatch.setattr(quotas, "GIB", 1)
    limit(uploaded_gib=2 * SIZE + 5)
    for _each in range(2):
        assert announce(report_client, SIZE, paid_upload(report_client, house)).status_code == 201

    answer = announce(report_client, SIZE, paid_upload(report_client, house))

    assert code(answer) == (429, "quota/uploaded")
    assert len(laid.everything()) == 2
    assert Use.objects.get(kind=Kind.UPLOADED).used == 2 * SIZE
    assert put(report_client, cast.seal(house)).status_code == 201


def returning(client: Client, token: bytes, size: int = SIZE) -> Answer:
    """Ask for an upload as a reporter who came back."""
    return client.post(
        "/api/v1/meridian/mailbox/uploads",
        json.dumps({"lookup_token": to_base64(token)}),
        content_type="application/json",
        headers={"Tus-Resumable": "1.0.0", "Upload-Length": str(size)},
    )


def test_a_returning_reporter_is_never_locked_out(house: House, report_client: Client, limit: Limit) -> None:
    """With every quota of the channel used up, they read, write and upload, and are asked for no proof."""
    sent = cast.send(house)
    limit(reports=0, reports_without_script=0, uploaded_gib=0)
    token = {"lookup_token": to_base64(sent.receipt.lookup_token)}

    read = report_client.post("/api/v1/meridian/mailbox", json.dumps(token), content_type="application/json")
    uploaded = returning(report_client, sent.receipt.lookup_token)

    assert (read.status_code, uploaded.status_code) == (200, 201)
    assert uploaded.headers["Location"].startswith("/uploads/")


def test_returning_reporters_have_bytes_of_their_own(
    house: House, report_client: Client, limit: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One who uses up their day's bytes takes nothing from another, and still writes."""
    monkeypatch.setattr(quotas, "GIB", 1)
    limit(returning_gib=SIZE)
    one, other = cast.send(house), cast.send(house)

    assert returning(report_client, one.receipt.lookup_token).status_code == 201
    assert code(returning(report_client, one.receipt.lookup_token)) == (429, "quota/returning")
    assert returning(report_client, other.receipt.lookup_token).status_code == 201


def test_each_member_has_bytes_of_their_own_at_the_desk(
    house: House, limit: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who uploads without end is stopped for the day, and no colleague with them; the table names neither."""
    monkeypatch.setattr(quotas, "GIB", 1)
    limit(desk_gib=SIZE)

    def announced(person: Person) -> Answer:
        headers = {"Upload-Length": str(SIZE), "Tus-Resumable": "1.0.0"}
        return as_member(person.member).post("/api/v1/uploads", headers=headers)

    assert announced(house.hana).status_code == 201
    assert code(announced(house.hana)) == (429, "quota/desk")
    assert announced(house.omar).status_code == 201
    members = {house.hana.member.id, house.omar.member.id}
    assert not members & set(Use.objects.values_list("scope", flat=True))


def test_a_stranger_uploads_nothing_to_a_mailbox(house: House, report_client: Client) -> None:
    """The one answer of a mailbox that is not there."""
    cast.send(house)

    assert code(returning(report_client, Receipt.generate().lookup_token)) == (404, "mailbox/not-found")
    assert not Use.objects.exists()


def test_what_is_counted_names_no_case(house: House, report_client: Client) -> None:
    """A copy of the table does not say which of the cases somebody came back to."""
    sent = cast.send(house)
    returning(report_client, sent.receipt.lookup_token)

    row = Use.objects.get()
    assert str(sent.case) not in str(Use.objects.values_list().get())
    assert (row.used, row.day) == (SIZE, clock.today())


def test_days_that_are_over_are_forgotten(house: House) -> None:
    """Each night; today's count goes on."""
    for days in (0, 1, 40):
        day = clock.today() - timedelta(days=days)
        Use.objects.create(organisation=house.organisation, scope=uuid4(), kind=Kind.REPORTS, day=day, used=1)

    tasks.sweep_quotas(timestamp=0)

    assert Use.objects.get().day == clock.today()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_use_more_than_there_is(limit: Limit) -> None:
    """Of twelve who take the last five, five get them."""
    house = cast.meridian()
    limit(reports=5)
    together = threading.Barrier(12)

    def one(_number: int) -> bool:
        together.wait()
        try:
            quotas.take(Kind.REPORTS, house.organisation.id, house.channel.id)
        except QuotaFull:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(one, range(12))) == 5
    assert Use.objects.get().used == 5


@pytest.mark.django_db(transaction=True)
def test_of_two_reports_for_the_last_place_one_is_stored(data_dir: Path, limit: Limit) -> None:
    """The other found a place when it looked, and none when it was stored: nothing of it stays."""
    house = cast.meridian()
    limit(reports=1)
    late, before = cast.seal(house), snapshot(data_dir)

    def send() -> Answer:
        try:
            return put(Client(headers={"host": "report.localhost"}), late)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            quotas.take(Kind.REPORTS, house.organisation.id, house.channel.id)
            answer = pool.submit(send)
            while not _somebody_waits():
                assert not answer.done(), answer.result().content
        assert code(answer.result()) == (429, "quota/reports")
    Use.objects.all().delete()
    assert snapshot(data_dir) == before


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        waits: bool = cursor.fetchone()[0]
    return waits
