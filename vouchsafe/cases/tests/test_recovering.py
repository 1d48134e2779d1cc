"""Everybody's key is lost; a recovery sheet and one new handler give the open cases back."""

from typing import Any

from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.cases.models import Case
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Person
from vouchsafe.cases.tests.keys import as_member, made_grant, post, with_desk_key
from vouchsafe.people.models import Role
from vouchsafe.people.queries import Holding, current_entry, listings_of
from vouchsafe.people.services import append_directory_entry
from vouchsafe.vault.directory import Listing, make_entry
from vouchsafe.vault.directory import Role as Listed
from vouchsafe.vault.grants import open_grant
from vouchsafe.vault.primitives import from_base64
from vouchsafe.vault.thread import Opened


def _introduced(house: House) -> Person:
    """Vera, a new handler of `integrity`, whom no colleague could introduce any more: the sheet did."""
    vera = cast.join(house, "vera", Holding(Role.HANDLER, house.channel.id))
    head = current_entry(house.organisation.id)
    assert head is not None
    listings = [*listings_of(house.organisation.id), Listing(house.channel.id, Listed.HANDLER, vera.fingerprint)]
    sheet, sequence, previous = house.sheet, head.sequence + 1, bytes(head.hash)
    entry = make_entry(sheet.keys.signing, sheet.fingerprint, house.organisation.id, sequence, previous, listings)
    append_directory_entry(vera.member, entry)
    return vera


def _address(house: House) -> str:
    return f"/api/v1/grants/sheets/{house.sheet.fingerprint.hex()}"


def _rows(client: Client, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(address).json()["cases"]
    return found


def test_with_a_sheet_a_new_handler_gets_the_open_cases_back(house: House) -> None:
    """Reports that came before her, with report, thread and desk key; what the sheet granted is verified as any key."""
    sent = cast.send(house)
    with_desk_key(house, sent.case)
    vera = _introduced(house)

    grants = [
        made_grant(vera, vera, sent.case, lack["key_kind"], lack["generation"], _opened(house, row, lack))
        for row in _rows(as_member(vera.member), _address(house))
        for lack in row["missing"]
        if lack["holder"] == vera.fingerprint.hex()
    ]
    assert post(vera.member, grants).json() == {"stored": 2}

    read = cast.read(house, vera, sent.case)
    assert read.findings == ()
    assert [entry.kind for entry in read.entries if isinstance(entry, Opened)] == ["report", "title"]
    assert set(read.keys) == {(0, 0), (1, 0)}


def _opened(house: House, row: dict[str, Any], lack: dict[str, Any]) -> bytes:
    grants = [from_base64(one["sealed"]) for one in row["grants"]]
    opened = [open_grant(house.sheet.keys.identity, one) for one in grants]
    return next(one.key for one in opened if (one.key_kind, one.generation) == (lack["key_kind"], lack["generation"]))


def test_handing_out_a_sheets_grants_is_recorded_a_page_at_a_time(house: House) -> None:
    """Who, which sheet, how many cases; what is then handed on has entries of its own."""
    cast.send(house)
    cast.send(house)
    vera = _introduced(house)

    _rows(as_member(vera.member), _address(house))

    used = Entry.objects.filter(tag="sheet:used").latest("id")
    assert (used.actor, used.objects_touched) == (
        vera.member.id,
        {"sheet": house.sheet.fingerprint.hex(), "cases": 2},
    )


def test_who_does_not_handle_the_channel_is_given_nothing(house: House, other_house: House) -> None:
    """Administrator, coordinator, overseer, a handler of another channel: no rows. Another house: no such sheet."""
    cast.send(house)
    _introduced(house)
    before = Entry.objects.count()
    for person in (house.administrator, house.ines.member, house.tom.member, house.sofia.member):
        assert _rows(as_member(person), _address(house)) == []
    assert as_member(other_house.sven.member).get(_address(house)).status_code == 404
    assert Client(headers={"host": "desk.localhost:8000"}).get(_address(house)).status_code == 401
    assert Entry.objects.count() == before


def test_only_a_recovery_sheets_grants_are_given_out(house: House) -> None:
    """A colleague's card is no sheet, and a handler who was excluded gets none of the case."""
    sent = cast.send(house)
    vera = _introduced(house)
    client = as_member(vera.member)
    assert client.get(f"/api/v1/grants/sheets/{house.hana.fingerprint.hex()}").status_code == 404
    assert client.get("/api/v1/grants/sheets/nonsense").status_code == 404
    Case.objects.filter(id=sent.case).update(excluded=[vera.member.id])
    assert _rows(client, _address(house)) == []
