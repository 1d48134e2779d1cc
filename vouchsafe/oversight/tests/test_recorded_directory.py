"""Every member gets proof that the directory which they are shown is the one in the record."""

import base64
import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from vouchsafe.audit.sequencing import integrate
from vouchsafe.oversight.tests.acts import act
from vouchsafe.people.queries import directory_of
from vouchsafe.people.services import append_directory_entry
from vouchsafe.people.tests.cast import Person
from vouchsafe.tlog import tree
from vouchsafe.tlog.checkpoints import Checkpoint, open_checkpoint
from vouchsafe.tlog.leaves import DIRECTORY, read_leaf
from vouchsafe.tlog.notes import read_verifier

if TYPE_CHECKING:
    from vouchsafe.people.tests.cast import Institute


@pytest.fixture
def institute(db: None) -> "Institute":
    """Meridian Institute, set up: entry 0 of the directory stands in its record among other acts."""
    from vouchsafe.people.tests import cast

    meridian = cast.meridian()
    meridian.set_up()
    act(meridian.organisation.id, 300)
    return meridian


def proof(person: Person, since: int = 0, after: int = 0) -> dict[str, Any]:
    """What a member's browser is given."""
    client = Client(headers={"host": "desk.localhost:8000"})
    client.force_login(person.member)
    answer = client.get(f"/api/v1/directory/recorded/{since}/{after}")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def checked(found: dict[str, Any]) -> tuple[Checkpoint, list[str]]:
    """The checkpoint, and the hashes of the entries that are proven under it."""
    now = open_checkpoint(found["checkpoint"], read_verifier(found["keys"][0]))[0]
    hashes = []
    for entry in found["entries"]:
        leaf = entry["leaf"].encode()
        path = [base64.b64decode(each) for each in entry["proof"]]
        tree.verify_inclusion(entry["index"], now.size, tree.leaf_hash(leaf), path, now.root)
        read = read_leaf(leaf, entry["index"])
        assert read.tag == DIRECTORY
        hashes.append(str(read.objects["entry"]))
    return now, hashes


def shown(institute: "Institute") -> list[str]:
    return [hashlib.sha256(entry).hexdigest() for entry in directory_of(institute.organisation.id).entries]


def test_each_entry_of_the_directory_is_an_entry_of_the_record(institute: "Institute") -> None:
    """By its hash, proven to handlers, coordinators, administrators and overseers alike."""
    append_directory_entry(institute.coordinator.member, institute.next_entry(institute.coordinator))
    integrate()
    for person in institute.people:
        assert checked(proof(person))[1] == shown(institute)


def test_who_comes_again_is_given_what_is_new_and_how_it_goes_on(institute: "Institute") -> None:
    """A consistency proof from what they saw, and the entries since then."""
    before, _hashes = checked(proof(institute.handler))
    append_directory_entry(institute.coordinator.member, institute.next_entry(institute.coordinator))
    act(institute.organisation.id, 20)
    found = proof(institute.handler, since=before.size, after=1)
    now, hashes = checked(found)
    path = [base64.b64decode(each) for each in found["consistency"]]
    tree.verify_consistency(before.size, now.size, before.root, now.root, path)
    assert hashes == shown(institute)[1:]


def test_an_entry_that_went_past_the_record_is_not_proven(institute: "Institute") -> None:
    """What the database holds without an act has no proof."""
    from vouchsafe.people.models import DirectoryEntry
    from vouchsafe.vault.directory import parse_entry

    other = institute.next_entry(institute.coordinator)
    parsed = parse_entry(other)
    DirectoryEntry.objects.create(
        organisation=institute.organisation, sequence=parsed.sequence, hash=parsed.hash, encoded=other
    )
    integrate()
    assert checked(proof(institute.handler))[1] == shown(institute)[:1]


def test_strangers_are_told_nothing_and_a_shorter_record_is_said(institute: "Institute", desk_client: Client) -> None:
    """401; and 404 with a code to who saw more entries than there are."""
    assert desk_client.get("/api/v1/directory/recorded/0/0").status_code == 401
    desk_client.force_login(institute.handler.member)
    answer = desk_client.get("/api/v1/directory/recorded/100000/0")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "record/out-of-range")
