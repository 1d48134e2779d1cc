"""Each address of people and keys, tried as everybody who may and everybody who may not."""

import json
from base64 import b64decode, b64encode
from uuid import uuid4

import pytest
from django.test import Client

from vouchsafe.people.models import Card, KeyFile, Member, Role
from vouchsafe.people.queries import holdings_of
from vouchsafe.people.tests.cast import Institute, listings_for, newcomer

EVERYBODY = ["handler", "second_handler", "coordinator", "administrator", "overseer"]
ADDRESSES = [
    ("GET", "/api/v1/directory"),
    ("POST", "/api/v1/directory/entries"),
    ("POST", "/api/v1/key"),
    ("POST", "/api/v1/key/file"),
    ("POST", "/api/v1/key/kit"),
    ("GET", "/api/v1/key/passkeys"),
    ("POST", "/api/v1/key/wraps"),
    ("GET", "/api/v1/members"),
    ("POST", "/api/v1/second-factor"),
    ("POST", "/api/v1/members"),
    ("POST", "/api/v1/members/00000000-0000-4000-8000-000000000000/rights"),
]


def b64(data: bytes) -> str:
    """Bytes as the API writes them."""
    return b64encode(data).decode()


def send(client: Client, address: str, body: object, method: str = "POST") -> tuple[int, dict[str, object]]:
    """Send JSON; returns status and decoded answer."""
    answer = client.generic(method, address, json.dumps(body), content_type="application/json")
    return answer.status_code, json.loads(answer.content)


def code_of(answer: dict[str, object]) -> object:
    """The error's code."""
    error = answer["error"]
    assert isinstance(error, dict)
    return error["code"]


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_signed_out_there_is_nothing(desk_client: Client, method: str, address: str) -> None:
    """Every address asks a visitor who is signed out to sign in, before it reads what they sent."""
    status, answer = send(desk_client, address, {}, method)

    assert (status, code_of(answer)) == (401, "session/missing")


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_at_the_desk_reads_the_directory(meridian: Institute, desk_client: Client, who: str) -> None:
    """The chain and the colleagues, their mail addresses for administrators only."""
    meridian.set_up()
    desk_client.force_login(getattr(meridian, who).member)

    answer = desk_client.get("/api/v1/directory").json()

    assert b64decode(answer["entries"][0])[17:21] == bytes(4)
    assert [member["name"] for member in answer["members"]] == [
        "Hana Weiss", "Ines Duarte", "Lena Fuchs", "Omar Said", "Tom Okoro",
    ]  # fmt: skip
    assert answer["pending"] == []
    assert ("hana@meridian.example" in str(answer)) is (who == "administrator")


def test_a_newcomer_with_a_key_is_pending_until_listed(meridian: Institute, desk_client: Client) -> None:
    """A colleague sees whose key waits, with card and roles; once listed it waits no more."""
    meridian.set_up()
    noa = newcomer(meridian.organisation, "Noa Adler", Role.HANDLER)
    noa.make_key()
    desk_client.force_login(meridian.handler.member)

    (pending,) = desk_client.get("/api/v1/directory").json()["pending"]
    assert pending == {
        "member": {"id": str(noa.member.id), "name": "Noa Adler", "email": "noa@meridian.example"},
        "card": b64(noa.card),
        "roles": [{"role": "handler", "channel": None}],
    }

    entry = meridian.next_entry(meridian.handler, adding=listings_for(noa))
    assert send(desk_client, "/api/v1/directory/entries", {"entry": b64(entry)})[0] == 201
    assert desk_client.get("/api/v1/directory").json()["pending"] == []


def test_the_desk_sees_its_own_organisation_only(meridian: Institute, aurora: Institute, desk_client: Client) -> None:
    """Nothing of another organisation is in any list."""
    meridian.set_up()
    aurora.set_up()
    desk_client.force_login(aurora.administrator.member)

    for address in ("/api/v1/directory", "/api/v1/members"):
        said = desk_client.get(address).content.decode()
        assert "Hana" not in said
        assert str(meridian.organisation.id) not in said
        assert b64(meridian.handler.card) not in said


def test_the_public_directory_is_the_same_for_everybody(meridian: Institute, report_client: Client) -> None:
    """The report door publishes chain and cards; they verify, and nobody's name is in them."""
    meridian.set_up()

    answer = report_client.get("/api/v1/meridian/directory")

    published = answer.json()
    assert set(published) == {"entries", "cards"}
    assert len(published["cards"]) == 5
    assert answer.content == report_client.get("/api/v1/meridian/directory").content
    assert report_client.get("/api/v1/nowhere/directory").status_code == 404


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_stores_a_key_of_their_own(meridian: Institute, desk_client: Client, who: str) -> None:
    """The key comes with the member's own card; an answer names its fingerprint."""
    person = getattr(meridian, who)
    desk_client.force_login(person.member)

    status, answer = send(desk_client, "/api/v1/key", {"card": b64(person.card), "key_file": b64(person.key_file())})

    assert (status, answer) == (201, {"fingerprint": person.fingerprint.hex()})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "json/invalid"),
        ({"card": "!", "key_file": ""}, "json/invalid"),
        ({"card": "", "key_file": ""}, "key/card"),
        ({"card": "", "key_file": "", "passphrase": "x"}, "json/invalid"),
        ([], "json/invalid"),
    ],
)
def test_a_key_that_cannot_be_read_is_refused(
    meridian: Institute, desk_client: Client, body: object, code: str
) -> None:
    """Wrong JSON, wrong base64, an empty card, and above all a field too many: nothing is stored."""
    desk_client.force_login(meridian.handler.member)

    status, answer = send(desk_client, "/api/v1/key", body)

    assert (status, code_of(answer)) == (400, code)
    assert not Card.objects.exists()
    assert not KeyFile.objects.exists()


def test_a_key_of_another_organisation_is_refused(meridian: Institute, aurora: Institute, desk_client: Client) -> None:
    """A card made for one organisation is worth nothing in another."""
    desk_client.force_login(aurora.handler.member)
    person = meridian.handler

    status, answer = send(desk_client, "/api/v1/key", {"card": b64(person.card), "key_file": b64(person.key_file())})

    assert (status, code_of(answer)) == (400, "key/not-yours")


@pytest.mark.parametrize(
    ("who", "status"),
    [("handler", 201), ("second_handler", 403), ("coordinator", 403), ("administrator", 403), ("overseer", 403)],
)
def test_an_entry_is_posted_by_whoever_signed_it(
    meridian: Institute, desk_client: Client, who: str, status: int
) -> None:
    """The handler who signed the entry posts it; nobody else can."""
    meridian.set_up()
    entry = meridian.next_entry(meridian.handler, dropping=listings_for(meridian.overseer))
    desk_client.force_login(getattr(meridian, who).member)

    assert send(desk_client, "/api/v1/directory/entries", {"entry": b64(entry), "cards": []})[0] == status


def test_an_entry_of_another_organisation_is_refused(
    meridian: Institute, aurora: Institute, desk_client: Client
) -> None:
    """A handler elsewhere cannot post into this organisation's chain, nor this one's entry into theirs."""
    meridian.set_up()
    aurora.set_up()
    entry = meridian.next_entry(meridian.handler, dropping=listings_for(meridian.overseer))
    desk_client.force_login(aurora.handler.member)

    status, answer = send(desk_client, "/api/v1/directory/entries", {"entry": b64(entry)})

    assert (status, code_of(answer)) == (400, "directory/other-organisation")


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_an_administrator_lists_and_invites_members(meridian: Institute, desk_client: Client, who: str) -> None:
    """The list with mail addresses, and inviting, are the administrator's."""
    desk_client.force_login(getattr(meridian, who).member)
    body = {"name": "Noa Adler", "email": "noa@meridian.example", "rights": [{"role": "handler", "channel": None}]}

    listed = desk_client.get("/api/v1/members")
    status, answer = send(desk_client, "/api/v1/members", body)

    if who == "administrator":
        assert (listed.status_code, len(listed.json()["members"])) == (200, 5)
        noa = Member.objects.get(name="Noa Adler")
        assert (status, answer) == (
            201,
            {"member": {"id": str(noa.id), "name": "Noa Adler", "email": "noa@meridian.example"}},
        )
    else:
        assert (listed.status_code, status) == (403, 403)
        assert "@" not in listed.content.decode()
        assert not Member.objects.filter(name="Noa Adler").exists()


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_an_administrator_sets_rights(meridian: Institute, desk_client: Client, who: str) -> None:
    """A handler cannot make themselves coordinator."""
    desk_client.force_login(getattr(meridian, who).member)
    hana = meridian.handler.member
    body = {"rights": [{"role": "coordinator", "channel": None}]}

    status, _answer = send(desk_client, f"/api/v1/members/{hana.id}/rights", body)

    allowed = who == "administrator"
    assert status == (200 if allowed else 403)
    assert [holding.role for holding in holdings_of(hana)] == [Role.COORDINATOR if allowed else Role.HANDLER]


def test_rights_of_a_stranger_do_not_exist(meridian: Institute, aurora: Institute, desk_client: Client) -> None:
    """A member of another organisation and nobody at all give the same answer."""
    desk_client.force_login(aurora.administrator.member)
    body = {"rights": [{"role": "administrator", "channel": None}]}

    answers = [
        send(desk_client, f"/api/v1/members/{member_id}/rights", body)
        for member_id in (meridian.handler.member.id, uuid4())
    ]

    assert answers[0] == answers[1]
    assert answers[0][0] == 404


@pytest.mark.parametrize("role", ["owner", "", None, "HANDLER"])
def test_a_role_that_does_not_exist_is_refused(meridian: Institute, desk_client: Client, role: object) -> None:
    """Only the four roles can be given."""
    desk_client.force_login(meridian.administrator.member)

    status, answer = send(
        desk_client,
        f"/api/v1/members/{meridian.handler.member.id}/rights",
        {"rights": [{"role": role, "channel": None}]},
    )

    assert (status, code_of(answer)) == (400, "json/invalid")


@pytest.mark.usefixtures("meridian")
def test_a_post_without_the_token_is_refused(meridian: Institute) -> None:
    """Another site cannot act in a member's name: the session alone is not enough."""
    client = Client(enforce_csrf_checks=True, headers={"host": "desk.localhost:8000"})
    client.force_login(meridian.administrator.member)

    answer = client.post(
        "/api/v1/members", json.dumps({"name": "Noa", "email": "n@m.example", "rights": []}), "application/json"
    )

    assert answer.status_code == 403
    assert not Member.objects.filter(name="Noa").exists()
