"""Every address of the doors, tried with every method by everybody who is nobody at Meridian.

Whoever asks gets the answer of what does not exist, byte for byte, and nothing of Meridian's is changed. Harbour is
another organisation; the Ministry is Meridian's parent. At both, one person holds each role.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.cookies import SimpleCookie
from typing import Any, Final, NamedTuple
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common.storage.folder import folder
from vouchsafe.doors.tests.addresses import EXAMPLES, Address, Things, addresses, routes
from vouchsafe.doors.tests.belongings import CREDENTIAL, Belongings, furnish
from vouchsafe.people.models import Member, Organisation, Role
from vouchsafe.people.queries import Holding, current_entry
from vouchsafe.people.tenancy import held
from vouchsafe.vault.cards import make_card
from vouchsafe.vault.directory import ALL_CHANNELS, Listing, make_entry, parse_entry
from vouchsafe.vault.directory import Role as Listed
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.keys import HolderKeys
from vouchsafe.vault.primitives import to_base64
from vouchsafe.vault.receipt import Receipt

pytestmark = pytest.mark.django_db

NO_SUCH_METHOD: Final = 405
SERVER_FAILED: Final = 500
METHODS: Final = ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "POST")
HOSTS: Final = {"desk": "desk.localhost:8000", "report": "report.localhost:8000", "public": "localhost:8000"}
TOKEN: Final = re.compile(rb'(name=\\?"csrfmiddlewaretoken\\?" value=\\?")\w+')
ROLES: Final = {"handler": "hugo", "coordinator": "cora", "overseer": "olga"}
ASKING: Final = (
    "nobody",
    *(f"{house} {role}" for house in ("harbour", "ministry") for role in (*ROLES, "administrator")),
)
"""Nobody is whoever is signed out."""

# What everybody may know or do, whoever they are.
FOR_EVERYBODY: Final = {
    ("report", "<lang:lang>/"): "which organisations take reports here",
    ("public", "<lang:lang>/"): "the same",
    ("public", "record/<uuid:organisation_id>/checkpoint"): "hashes that anybody may check",
    ("public", "record/<uuid:organisation_id>/checkpoint/cosigned"): "the same, with what witnesses said of them",
    ("public", "record/<uuid:organisation_id>/tile/<int:level>/<path:address>"): "hashes of salted leaves",
    ("public", "record/<uuid:organisation_id>/key"): "the key they are checked with",
    ("public", "record/<uuid:organisation_id>/inclusion/<int:index>/<int:size>"): "hashes",
    ("public", "record/<uuid:organisation_id>/consistency/<int:first>/<int:second>"): "hashes",
    ("report", "looks/<accent>-<digest>.css"): "it follows from the colour in its address, whoever chose that",
    ("public", "looks/<accent>-<digest>.css"): "the same",
}
MAIL_TO_A_MEMBER: Final = ("desk", "account/password/reset/")
"""Anybody may ask for it, and cannot tell whether it was sent."""


class Scene(NamedTuple):
    """Meridian, its things, and things that do not exist."""

    meridian: House
    theirs: Things
    nothing: Things
    asking: dict[str, Member]
    marks: tuple[bytes, ...]


class Answer(NamedTuple):
    """What comes back, without what differs from request to request."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def scene() -> Scene:
    """Both organisations and the parent, and a report with a file at Meridian."""
    meridian, harbour = cast.meridian(), cast.elsewhere()
    ministry = cast.found("Ministry", "ministry", ["integrity"])
    Organisation.objects.filter(id=meridian.organisation.id).update(parent=ministry.organisation)
    asking = {}
    for house in (harbour, ministry):
        for role, name in ROLES.items():
            cast.join(house, name, Holding(Role(role), None))
            asking[f"{house.organisation.slug} {role}"] = house.people[name].member
        asking[f"{house.organisation.slug} administrator"] = house.administrator
    theirs = _things_of(meridian, furnish(meridian, meridian.sofia, "safety"))
    marks = (theirs["organisation_id"], theirs["case_id"], theirs["channel_id"], theirs["member_id"])
    text = ("@meridian.example", "Meridian")
    return Scene(meridian, theirs, theirs | _nothing(), asking, tuple(mark.encode() for mark in (*marks, *text)))


def _things_of(house: House, its: Belongings) -> Things:
    sofia, sent = house.sofia, its.sent
    bundle = sent.bundle
    head = current_entry(house.organisation.id)
    assert head is not None
    listings = sorted(
        {*parse_entry(bytes(head.encoded)).listings, Listing(ALL_CHANNELS, Listed.OVERSEER, sofia.fingerprint)}
    )
    entry = make_entry(sofia.keys.signing, sofia.fingerprint, house.organisation.id, 1, bytes(head.hash), listings)
    return {
        "organisation": house.organisation.slug,
        "organisation_id": str(house.organisation.id),
        "case_id": str(sent.case),
        "blob_id": str(sent.blobs[0]),
        "channel_id": str(cast.channel_of(house, "safety")),
        "channel": "safety",
        "member_id": str(sofia.member.id),
        "uidb36": sofia.member.id.hex,
        "handle": b64encode(str(sofia.member.id).encode()).decode().rstrip("="),
        "email": sofia.member.email,
        "session_id": str(its.session.id),
        "pk": str(its.passkey.pk),
        "credential": to_base64(CREDENTIAL),
        "card": to_base64(sofia.card),
        "card_hash": to_base64(sofia.fingerprint),
        "holder": sofia.fingerprint.hex(),
        "fingerprint": house.sheet.fingerprint.hex(),
        "partner_id": str(its.partner.id),
        "proposal_id": str(its.proposal.id),
        "request_id": str(its.request.id),
        "snippet_id": str(its.snippet.id),
        "pause_id": str(its.pause.id),
        "sha256": its.logo.hex(),
        # Sealed content is the same where the rest does not exist: it is of the right shape, so ids alone decide.
        "grant": bundle["grants"][0]["sealed"],
        "item": bundle["items"][0]["sealed"],
        "sealed_bundle": to_base64(sent.raw),
        "entry": to_base64(entry),
        "token": to_base64(sent.receipt.lookup_token),
        "receipt": sent.receipt.text,
        "bundle": sent.raw.decode(),
    }


def _nothing() -> Things:
    receipt, nobody, nowhere = Receipt.generate(), str(uuid4()), uuid4()
    keys = HolderKeys(Identity.generate())
    card = make_card(keys, nowhere, uuid4())
    listing = Listing(ALL_CHANNELS, Listed.HANDLER, sha256(card).digest())
    entry = make_entry(keys.signing, listing.fingerprint, nowhere, 1, bytes(32), [listing])
    return {
        **{f"{name}_id": str(uuid4()) for name in ("organisation", "case", "blob", "channel", "session")},
        **{f"{name}_id": str(uuid4()) for name in ("partner", "proposal", "request", "snippet", "pause")},
        "organisation": "nowhere",
        "channel": "nowhere",
        "member_id": nobody,
        "uidb36": nobody.replace("-", ""),
        "handle": b64encode(nobody.encode()).decode().rstrip("="),
        "email": "nobody@nowhere.example",
        "pk": "987654",
        "credential": to_base64(b"a passkey of nobody"),
        "card": to_base64(card),
        "card_hash": to_base64(listing.fingerprint),
        "holder": listing.fingerprint.hex(),
        "fingerprint": listing.fingerprint.hex(),
        "sha256": sha256(card).hexdigest(),
        "entry": to_base64(entry),
        "token": to_base64(receipt.lookup_token),
        "receipt": receipt.text,
        "bundle": "no bundle",
    }


def ask(client: Client, method: str, address: Address, things: Things) -> Answer:
    """One request; what named the thing that was asked for is taken out of the answer."""
    if address.door != "desk":
        things = things | {"organisation": "harbour", "org": "harbour"}
    body, path = address.filled(things), address.path(things)
    sent: dict[str, Any] = {}
    if method in ("PUT", "PATCH", "POST"):
        form = method == "POST" and not address.route.startswith("api/")
        raw = things["bundle"] if address.route.endswith("/cases/<uuid:case_id>") and body else json.dumps(body or {})
        sent = {"data": body or {}} if form else {"data": raw, "content_type": "application/json"}
    headers = {"host": HOSTS[address.door], "tus-resumable": "1.0.0"}
    answer = getattr(client, method.lower())(path, headers=headers, **sent)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kept = {name: value for name, value in answer.headers.items() if name in ("Location", "Content-Type", "Allow")}
    for thing in sorted((things[name] for name in address.named), key=len, reverse=True):
        content = content.replace(thing.encode(), b"(thing)")
        kept = {name: value.replace(quote(thing), "(thing)") for name, value in kept.items()}
    return Answer(answer.status_code, kept, TOKEN.sub(rb"\1", content))


def state_of(house: House, *, but: str = "") -> bytes:
    """A hash of every row and every stored file of the organisation's; of all tables but one."""
    organisation = house.organisation.id
    tables = [table for table in held() if table.table != but]
    rows = " UNION ALL ".join(
        f"SELECT string_agg(t::text, '|' ORDER BY t::text) FROM {table.table} AS t WHERE {_own(table.seen)}"  # noqa: S608
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(rows, [organisation] * len(tables))
        found = repr(cursor.fetchall())
    files = sorted((str(path), path.stat().st_size) for path in (folder() / str(organisation)).rglob("*.*"))
    return sha256(f"{found}{files}".encode()).digest()


def _own(seen: str) -> str:
    if seen.startswith("id = "):
        return "id = %s"
    by_member = "user_id IN (SELECT id FROM people_member WHERE organisation_id = %s)"
    return by_member if "user_id" in seen else "organisation_id = %s"


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """What happens inside is undone afterwards, a signing out too. A savepoint: some views insist on a transaction."""
    cookies = {name: each.value for name, each in client.cookies.items()}
    cache.clear()  # no attempt was counted yet
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)
    client.cookies = SimpleCookie(cookies)


def check(client: Client, scene: Scene, address: Address, *, may_read: str = "") -> None:
    """With every method: what is Meridian's answers as what is not there, and no answer speaks of Meridian."""
    but = "delivery_message" if address[:2] == MAIL_TO_A_MEMBER else ""
    before = state_of(scene.meridian, but=but)
    for method in METHODS:
        where = f"{method} at the {address.door} door, /{address.route}"
        with undone(client):
            theirs = ask(client, method, address, scene.theirs)
            assert theirs.status == NO_SUCH_METHOD or state_of(scene.meridian, but=but) == before, where
        with undone(client):
            assert not address.named or theirs == ask(client, method, address, scene.nothing), where
        assert theirs.status < SERVER_FAILED, where
        text = theirs.body.replace(may_read.encode(), b"") if may_read else theirs.body
        assert [mark for mark in scene.marks if mark in text] == [], where


@pytest.mark.parametrize("door", EXAMPLES)
def test_every_address_has_an_example(door: str) -> None:
    """An address without one would not be tried below; an example without an address is of the past."""
    assert set(routes(door)) == set(EXAMPLES[door])


@pytest.mark.parametrize("who", ASKING)
def test_the_desk_shows_strangers_what_does_not_exist(who: str, scene: Scene, desk_client: Client) -> None:
    """Every role of another organisation and of the parent, and whoever is signed out. The parent reads a name."""
    if who != "nobody":
        desk_client.force_login(scene.asking[who])
    for address in addresses("desk"):
        sees_children = (who, address.route) == ("ministry overseer", "figures/")
        check(desk_client, scene, address, may_read="Meridian Institute" if sees_children else "")


@pytest.mark.parametrize("who", ASKING)
def test_the_api_refuses_strangers_outright(who: str, scene: Scene, desk_client: Client) -> None:
    """So that the equality above is not one of two misread bodies: never done, and never merely malformed."""
    if who != "nobody":
        desk_client.force_login(scene.asking[who])
    named = [each for each in addresses("desk") if each.route.startswith("api/") and "<uuid:" in each.route]
    assert len(named) > 10
    for address in named:
        answers = {}
        for method in ("GET", "PUT", "POST"):
            with undone(desk_client):
                answers[method] = ask(desk_client, method, address, scene.theirs).status
        assert set(answers.values()) <= {401, 403, 404, 405}, (address.route, answers)
        assert set(answers.values()) & {401, 403, 404}, (address.route, answers)


@pytest.mark.parametrize("door", ["report", "public"])
def test_what_is_meridians_is_not_there_under_another_name(door: str, scene: Scene) -> None:
    """Channels, receipts, cases and files of Meridian's, asked for in Harbour's name where nobody signs in."""
    client = Client()
    for address in addresses(door):
        if (door, address.route) not in FOR_EVERYBODY:
            check(client, scene, address)


def test_what_is_for_everybody_is_there(scene: Scene) -> None:
    """What is left out above exists, so that it is left out for its reason alone."""
    for door, route in FOR_EVERYBODY:
        assert ask(Client(), "GET", Address(door, route, None), scene.theirs).status == 200, (door, route)


@pytest.mark.parametrize(
    "route",
    [
        "api/v1/cases",
        "api/v1/cases/<uuid:case_id>",
        "api/v1/cases/<uuid:case_id>/blobs/<uuid:blob_id>",
        "api/v1/cases/<uuid:case_id>/export",
        "api/v1/cases/<uuid:case_id>/rekeying",
        "api/v1/cases/<uuid:case_id>/requests",
        "api/v1/cases/<uuid:case_id>/proposals",
        "api/v1/cases/<uuid:case_id>/proposals/<uuid:proposal_id>/rooms",
        "api/v1/partners/<uuid:partner_id>",
        "api/v1/grants/sheets/<fingerprint>",
        "api/v1/channels/<uuid:channel_id>/poster/<slug:language>/<slug:sheet>",
        "looks/<organisation>/<sha256>.png",
    ],
)
def test_meridians_own_get_what_strangers_could_not(route: str, scene: Scene, desk_client: Client) -> None:
    """The examples are of things that exist: Sofia, who handles them, gets them."""
    desk_client.force_login(scene.meridian.sofia.member)
    assert ask(desk_client, "GET", Address("desk", route, None), scene.theirs).status == 200


def test_the_reporter_gets_what_strangers_could_not(scene: Scene) -> None:
    """The receipt among the examples opens its mailbox, under its own organisation's name."""
    visit = json.dumps({"lookup_token": scene.theirs["token"]})
    headers = {"host": HOSTS["report"]}
    opened = Client().post("/api/v1/meridian/mailbox", visit, content_type="application/json", headers=headers)
    assert opened.status_code == 200
