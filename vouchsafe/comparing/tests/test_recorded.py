"""What a door says of an organisation, and whether the record says the same."""

import copy
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vouchsafe.audit.models import Log
from vouchsafe.audit.sequencing import integrate
from vouchsafe.channels import services
from vouchsafe.channels.models import Channel
from vouchsafe.channels.tests.definition import body, text
from vouchsafe.comparing.published import Organisation
from vouchsafe.comparing.verify import _of_record
from vouchsafe.oversight.record import keys_of
from vouchsafe.oversight.releases import note_release
from vouchsafe.people.tests.cast import Institute
from vouchsafe.release.build import build
from vouchsafe.tlog.notes import Signer

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/api/v1/meridian/published"


@pytest.fixture
def institute(transactional_db: None) -> Institute:
    """Meridian, set up."""
    from vouchsafe.people.tests import cast

    found = cast.meridian()
    found.set_up()
    return found


@pytest.fixture
def channel(institute: Institute) -> Channel:
    """Its channel, of which two versions were published; all of it is in the record."""
    lena = institute.administrator.member
    found = services.create_channel(lena, slug="integrity", name="Integrity", body=body())
    services.publish_definition(lena, found, {**body(), "purpose": text("Something new.")})
    note_release()
    while integrate():
        pass
    return found


@pytest.fixture
def said(channel: Channel, report_client: Client) -> dict[str, Any]:
    """What the report door says of Meridian."""
    answer: dict[str, Any] = report_client.get(ADDRESS).json()
    return answer


def wrong(said: dict[str, Any], key: str | None = None) -> list[str]:
    """What whoever compares finds."""
    return list(_of_record(msgspec.convert(said, Organisation, strict=False), build(), key))


def test_what_is_published_is_in_the_record(said: dict[str, Any]) -> None:
    """The newest version of each channel, and the release; by the key that is named and by one brought along."""
    assert [each["version"] for each in said["channels"]] == [2]
    assert wrong(said) == []
    assert wrong(said, str(keys_of("meridian")[0])) == []


def test_asking_again_costs_few_statements_and_never_an_older_answer(
    said: dict[str, Any], channel: Channel, institute: Institute, report_client: Client
) -> None:
    """Anybody may ask as often as they like: proofs are made once for what is published and what the log holds."""
    with CaptureQueriesContext(connection) as caught:
        assert report_client.get(ADDRESS).json() == said
    read = [each["sql"] for each in caught if "FROM" in each["sql"] and "looks_host" not in each["sql"]]
    assert len(read) == 4, read  # who that is, what is published, the log's checkpoint, its cosignatures

    services.publish_definition(institute.administrator.member, channel, {**body(), "purpose": text("Newer still.")})
    published = report_client.get(ADDRESS).json()["channels"][0]
    assert (published["version"], published["recorded"]) == (3, said["channels"][0]["recorded"])
    while integrate():
        pass
    assert wrong(report_client.get(ADDRESS).json()) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda said: said["channels"][0]["definition"]["purpose"].update(en="Tell us all."), "whose hash"),
        (lambda said: said["channels"][0].update(version=1), "whose hash and version"),
        (lambda said: said["channels"][0].update(recorded=None), "the record holds nothing"),
        (lambda said: said["channels"][0].update(recorded=said["release"]), "about something else"),
        (lambda said: said.update(release=None), "the release that serves it: the record holds nothing"),
        (lambda said: said["release"]["proof"].reverse(), "does not prove it"),
        (lambda said: said["release"].update(index=0), "does not prove it"),
        (
            lambda said: said["release"].update(leaf=said["release"]["leaf"].replace('"signed":0', '"signed":1')),
            "prove",
        ),
    ],
    ids=["text", "version", "unrecorded", "another-entry", "no-release", "proof", "index", "leaf"],
)
def test_whatever_the_record_does_not_say_is_found(said: dict[str, Any], change: Any, sentence: str) -> None:  # noqa: ANN401 - an act
    """A definition that was changed after it was published, or was never recorded, and each way to lie about it."""
    cheated = copy.deepcopy(said)
    change(cheated)
    assert sentence in " ".join(wrong(cheated))


def test_the_entry_of_another_version_proves_nothing(said: dict[str, Any], channel: Channel) -> None:
    """A version that was replaced is not served on with the newest one's entry, whose hash is another."""
    older = copy.deepcopy(said)
    first = channel.definitions.get(version=1)
    older["channels"][0] |= {"definition": first.body, "version": 1, "sha256": bytes(first.sha256).hex()}
    assert "says something else" in " ".join(wrong(older))


def test_another_key_signed_nothing_of_it(said: dict[str, Any]) -> None:
    """Whoever brings a record's key along is not told another one by the server."""
    log = Log.objects.get()
    other = Signer.from_seed(log.origin, bytes(32)).verifier
    assert "no good signature" in " ".join(wrong(said, str(other)))


def test_what_a_door_says_names_nobody(said: dict[str, Any]) -> None:
    """Neither members nor cases: what is published, and opaque ids."""
    assert set(said) == {"organisation", "look", "hosts", "root", "channels", "release"}
    assert "Lena" not in str(said)
