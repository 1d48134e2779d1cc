"""The record's addresses: proofs for everyone, entries for overseers of their own organisation."""

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.test import Client

from vouchsafe.audit.models import Log
from vouchsafe.oversight.tests.acts import act
from vouchsafe.people.models import Right
from vouchsafe.tlog import tiles, tree
from vouchsafe.tlog.checkpoints import Checkpoint, open_checkpoint
from vouchsafe.tlog.leaves import read_leaf
from vouchsafe.tlog.notes import read_verifier
from vouchsafe.tlog.verifying import is_leaf, verify_leaves

if TYPE_CHECKING:
    from vouchsafe.people.tests.cast import Institute


@pytest.fixture
def institute(db: None) -> Iterator["Institute"]:
    """Meridian Institute with 300 entries in its record; Aurora, on the same server, has 5."""
    from vouchsafe.people.tests import cast

    meridian, aurora = cast.meridian(), cast.aurora()
    act(meridian.organisation.id, 300)
    act(aurora.organisation.id, 5)
    yield meridian  # noqa: PT022 - a generator keeps the fixture's type the same


def newest(client: Client, organisation: UUID) -> Checkpoint:
    """The checkpoint as the public door gives it, its signature checked."""
    verifier = read_verifier(client.get(f"/record/{organisation}/key").content.decode())
    return open_checkpoint(client.get(f"/record/{organisation}/checkpoint").content.decode(), verifier)[0]


def hashes(client: Client, address: str) -> list[bytes]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return [base64.b64decode(each) for each in answer.json()["hashes"]]


def test_anybody_gets_a_signed_checkpoint(institute: "Institute", public_client: Client) -> None:
    """At the public door, as text, in the name of its own address."""
    organisation = institute.organisation.id
    checkpoint = newest(public_client, organisation)
    assert (checkpoint.origin, checkpoint.size) == (f"localhost:8000/record/{organisation}", 300)


def test_proofs_of_inclusion_verify(institute: "Institute", public_client: Client, desk_client: Client) -> None:
    """Entries of the desk are proven by the public door, in the newest tree and in an older one."""
    organisation = institute.organisation.id
    desk_client.force_login(institute.overseer.member)
    leaves = [each for each in desk_client.get("/api/v1/record/entries/0/300").content.splitlines() if is_leaf(each)]
    root = newest(public_client, organisation).root
    for index in (0, 255, 256, 299):
        proof = hashes(public_client, f"/record/{organisation}/inclusion/{index}/300")
        tree.verify_inclusion(index, 300, tree.leaf_hash(leaves[index]), proof, root)
    older = tree.Frontier()
    for leaf in leaves[:77]:
        older.append(tree.leaf_hash(leaf))
    proof = hashes(public_client, f"/record/{organisation}/inclusion/5/77")
    tree.verify_inclusion(5, 77, tree.leaf_hash(leaves[5]), proof, older.root())


def test_proofs_of_consistency_verify(institute: "Institute", public_client: Client) -> None:
    """What was signed before is the beginning of what is signed after."""
    organisation = institute.organisation.id
    before = newest(public_client, organisation)
    act(organisation, 250)
    after = newest(public_client, organisation)
    proof = hashes(public_client, f"/record/{organisation}/consistency/300/550")
    tree.verify_consistency(300, 550, before.root, after.root, proof)


@pytest.mark.parametrize(
    "path", ["inclusion/300/300", "inclusion/0/301", "consistency/0/300", "consistency/301/300", "consistency/1/301"]
)
def test_proofs_of_what_is_not_there_are_refused(institute: "Institute", public_client: Client, path: str) -> None:
    """404 with a code, never a server's error."""
    answer = public_client.get(f"/record/{institute.organisation.id}/{path}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "record/out-of-range")


def test_anybody_can_prove_from_tiles(institute: "Institute", public_client: Client) -> None:
    """The tree's hashes at C2SP's addresses, for ever the same: any client makes its own proofs of them."""
    address = f"/record/{institute.organisation.id}"
    before = newest(public_client, institute.organisation.id)

    def tile(at: tiles.Address) -> bytes:
        width = (300 >> (8 * at.level)) - at.number * 256
        path = f"{address}/tile/{at.level}/{at.number:03}" + (f".p/{width}" if width < 256 else "")
        answer = public_client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert len(answer.content) == min(width, 256) * 32
        return answer.content

    assert tree.root_of(300, tiles.nodes(tile)) == before.root
    act(institute.organisation.id, 250)
    assert tree.root_of(300, tiles.nodes(tile)) == before.root


@pytest.mark.parametrize(
    "path",
    [
        *("0/001", "0/001.p/45", "0/000.p/256", "0/000.p/0", "0/000.p/01", "1/000", "0/1", "0/0000", "0/x000/002"),
        *("64/000", "0/000/000", "0/-01", "0/x999/x999/x999/x999/x999/999", "entries/000", "0/%D9%A0%D9%A0%D9%A0"),
    ],
)
def test_tiles_that_are_not_there_are_not_found(institute: "Institute", public_client: Client, path: str) -> None:
    """Wider than the tree, written otherwise, or of entries: those are for overseers alone."""
    assert public_client.get(f"/record/{institute.organisation.id}/tile/{path}").status_code == 404


def test_what_grows_is_not_kept_by_caches(institute: "Institute", public_client: Client) -> None:
    """A checkpoint is asked for anew each time."""
    answer = public_client.get(f"/record/{institute.organisation.id}/checkpoint")
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["tile/0/000", "checkpoint/cosigned", "checkpoint", "key", "inclusion/0/1", "consistency/1/1"]
)
def test_who_has_no_record_is_not_found(institute: "Institute", public_client: Client, path: str) -> None:
    """An unknown organisation gets 404 at each address."""
    assert public_client.get(f"/record/{uuid4()}/{path}").status_code == 404


def test_an_overseer_reads_their_organisations_entries(institute: "Institute", desk_client: Client) -> None:
    """All of them, in order, under the checkpoint, and nothing of the other organisation."""
    desk_client.force_login(institute.overseer.member)
    summary = desk_client.get("/api/v1/record").json()
    assert summary["address"] == f"http://localhost:8000/record/{institute.organisation.id}"
    checkpoint = open_checkpoint(summary["checkpoint"], read_verifier(summary["key"]))[0]
    lines = desk_client.get("/api/v1/record/entries/0/300").content.splitlines()
    assert verify_leaves(checkpoint, lines) == 0
    assert {read_leaf(line, 0).organisation for line in lines if is_leaf(line)} == {institute.organisation.id}


def test_others_read_no_entry(institute: "Institute", desk_client: Client) -> None:
    """Neither strangers nor handlers nor administrators, nor who oversees one channel only."""
    paths = ("/api/v1/record", "/api/v1/record/entries/0/1")
    assert [desk_client.get(path).status_code for path in paths] == [401, 401]
    Right.objects.filter(member=institute.overseer.member).update(channel_id=uuid4())
    for person in (institute.handler, institute.coordinator, institute.administrator, institute.overseer):
        desk_client.force_login(person.member)
        assert [desk_client.get(path).status_code for path in paths] == [403, 403]


def test_entries_come_in_pages(institute: "Institute", desk_client: Client) -> None:
    """A piece of the record; what is beyond its end is refused."""
    desk_client.force_login(institute.overseer.member)
    assert len(desk_client.get("/api/v1/record/entries/10/15").content.splitlines()) == 5
    assert desk_client.get("/api/v1/record/entries/0/301").status_code in {200, 404}
    assert desk_client.get("/api/v1/record/entries/301/302").status_code == 404


def test_entries_are_not_at_the_public_door(institute: "Institute", public_client: Client) -> None:
    """The addresses of entries are the desk's alone."""
    assert public_client.get("/api/v1/record/entries/0/1").status_code == 404
    assert Log.objects.count() == 2
