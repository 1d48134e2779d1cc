"""Room at the partner for files: only for what two people agreed to, and nothing is released before they are here."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House
from vouchsafe.common import uploads
from vouchsafe.common.storage import Name
from vouchsafe.handover import rooms, services
from vouchsafe.handover.models import Partner, Room, Sending
from vouchsafe.handover.tests.stage import Stage, door, odd, stage
from vouchsafe.people.models import Member
from vouchsafe.vault.padding import blob_sealed_size

SIZE = blob_sealed_size(2000)


@pytest.fixture
def scene(house: House, other_house: House) -> Stage:
    """Hana proposed what cannot wait."""
    return stage(house, other_house)


def ask(scene: Stage, member: Member, proposal: UUID, *sizes: int) -> Answer:
    """Ask for room."""
    path = f"cases/{scene.sent.case}/proposals/{proposal}/rooms"
    return scene.post(member, path, {"partner": str(scene.partner), "sizes": list(sizes)})


def announce(scene: Stage, member: Member, proposal: UUID, number: int = 0) -> Answer:
    """Begin an upload into a room."""
    path = f"/api/v1/cases/{scene.sent.case}/proposals/{proposal}/rooms/{number}"
    return scene.at(member).post(path, headers={"tus-resumable": "1.0.0"})


def part(house: House, blob: str) -> Path:
    """Where the bytes of an upload to a house lie until it is whole."""
    return uploads.part_of(Name(house.organisation.id, UUID(blob)))


def test_the_partner_draws_the_id_under_which_a_file_is_uploaded_here(scene: Stage) -> None:
    """No room, no upload; once the worker asked, the upload has the partner's id, and asking anew forgets it."""
    house = scene.house
    proposal = scene.proposed(house.hana, 0)
    assert ask(scene, house.hana.member, proposal, SIZE).json()["error"]["code"] == "proposal/not-agreed"
    scene.verdict(house.omar, proposal, "agreed")
    assert ask(scene, house.hana.member, proposal, SIZE).status_code == 202
    assert announce(scene, house.hana.member, proposal).json()["error"]["code"] == "hand-over/no-room"

    rooms.make_rooms(door())

    shown = scene.at(house.omar.member).get(f"/api/v1/cases/{scene.sent.case}/proposals/{proposal}/rooms").json()
    (room,) = shown["rooms"]
    begun = announce(scene, house.hana.member, proposal)
    assert (begun.status_code, begun.json()["blob"]) == (201, room["blob"])
    theirs, ours = part(scene.other, room["blob"]), part(house, room["blob"])
    assert theirs.exists()
    assert ours.exists()
    ask(scene, house.hana.member, proposal, SIZE, SIZE)
    assert not ours.exists()
    assert Room.objects.filter(blob=None).count() == 2


def test_an_odd_partner_keeps_no_other_from_its_room(scene: Stage) -> None:
    """What failed unforeseen is told and kept as the reason; the room behind it is made."""
    house = scene.house
    proposal = scene.proposed(house.hana, 0)
    scene.verdict(house.omar, proposal, "agreed")
    ask(scene, house.hana.member, proposal, SIZE, SIZE)
    elsewhere = Partner.objects.create(
        organisation=house.organisation, name="Odd", address="http://odd.localhost/en/harbour/integrity/"
    )
    Room.objects.filter(number=0).update(partner=elsewhere)

    with pytest.raises(RuntimeError):
        rooms.make_rooms(odd("odd.localhost"))

    assert list(Room.objects.order_by("number").values_list("failure", flat=True)) == ["hand-over/unforeseen", ""]
    assert Room.objects.get(number=1).blob is not None


def test_nothing_is_released_before_its_files_are_here(scene: Stage) -> None:
    """A bundle that names a file which did not arrive, or has no room, is not taken."""
    hana = scene.house.hana
    proposal = scene.proposed(hana, 0)
    scene.verdict(scene.house.omar, proposal, "agreed")
    new = cast.seal(scene.other, attachment=b"the ledger")
    (blob,) = new.bundle["blobs"]
    given = scene.sealed_release(hana, proposal, new)
    for has_room in (False, True):
        if has_room:
            ask(scene, hana.member, proposal, blob["size"])
            Room.objects.update(blob=blob["id"], address="http://report.localhost:8000/uploads/x")
        answer = scene.release(hana, proposal, given)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bundle/blob-missing")
    with uploads.open_blob(scene.other.organisation.id, UUID(blob["id"])) as sealed:
        cast.put_blob(scene.house, UUID(blob["id"]), sealed.read())
    assert scene.release(hana, proposal, given).status_code == 202


def test_a_file_that_was_lost_is_said_and_released_anew(scene: Stage) -> None:
    """The sealed bytes are gone from this server: the release comes back instead of waiting for ever."""
    hana = scene.house.hana
    proposal = scene.proposed(hana, 0)
    scene.verdict(scene.house.omar, proposal, "agreed")
    _new, given = scene.releasing(hana, proposal)
    scene.release(hana, proposal, given)
    sending = Sending.objects.get()
    Room.objects.create(
        organisation=scene.house.organisation,
        case_id=scene.sent.case,
        proposal_id=proposal,
        number=0,
        partner_id=scene.partner,
        sealed_length=SIZE,
        blob=sending.new_case,
        address="http://report.localhost:8000/uploads/x",
    )
    assert services.send_waiting(door()) == 0
    assert Sending.objects.get().failure == "upload/lost"


@pytest.mark.parametrize("sizes", [[1], [SIZE + 1], [-5], [SIZE] * 33])
def test_senseless_sizes_are_refused(scene: Stage, sizes: list[int]) -> None:
    """Sizes that no padded file has, and more files than a report can have."""
    proposal = scene.proposed(scene.house.hana, 0)
    scene.verdict(scene.house.omar, proposal, "agreed")
    answer = ask(scene, scene.house.hana.member, proposal, *sizes)
    assert answer.status_code in (400, 413)
    assert not Room.objects.exists()


def test_nobody_else_has_room(scene: Stage) -> None:
    """Sofia of another channel, Ines, Tom, Lena and Sven neither ask, nor see, nor upload."""
    house = scene.house
    proposal = scene.proposed(house.hana, 0)
    scene.verdict(house.omar, proposal, "agreed")
    ask(scene, house.hana.member, proposal, SIZE)
    rooms.make_rooms(door())
    path = f"/api/v1/cases/{scene.sent.case}/proposals/{proposal}/rooms"
    people = (house.sofia, house.ines, house.tom, scene.other.sven)
    for member in (*(person.member for person in people), house.administrator):
        assert ask(scene, member, proposal, SIZE).status_code in (403, 404)
        assert scene.at(member).get(path).status_code == 404
        assert announce(scene, member, proposal).status_code == 404
    stranger = Client(headers={"host": "desk.localhost:8000", "tus-resumable": "1.0.0"})
    body = json.dumps({"partner": str(scene.partner), "sizes": []})
    assert stranger.post(path, body, content_type="application/json").status_code == 401
    assert stranger.post(f"{path}/0").status_code == 401
