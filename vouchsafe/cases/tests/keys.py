"""What a handler's browser does about keys: hand them on to whoever lacks them."""

import json
from typing import Any
from uuid import UUID

from django.test import Client

from vouchsafe.cases.tests.cast import Answer, House, Person, publish_directory
from vouchsafe.people.models import Card, KeyFile, Member
from vouchsafe.vault.cards import make_card
from vouchsafe.vault.grants import open_grant, seal_grant
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.keys import HolderKeys
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.primitives import from_base64, to_base64


def as_member(member: Member) -> Client:
    """The desk as somebody sees it."""
    client = Client(headers={"host": "desk.localhost:8000"})
    client.force_login(member)
    return client


def lacking(member: Member) -> list[dict[str, Any]]:
    """The cases in which somebody lacks a key that this member has."""
    found: list[dict[str, Any]] = as_member(member).get("/api/v1/grants").json()["cases"]
    return found


def made_for(granter: Person, others: dict[str, Person], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The grants that are missing in these rows; `others` are people by fingerprint."""
    made = []
    for row in rows:
        held = {}
        for each in row["grants"]:
            opened = open_grant(granter.keys.identity, from_base64(each["sealed"]))
            held[each["key_kind"], each["generation"]] = opened.key
        for missing in row["missing"]:
            kind, generation = missing["key_kind"], missing["generation"]
            to = others[missing["holder"]]
            made.append(made_grant(granter, to, UUID(row["id"]), kind, generation, held[kind, generation]))
    return made


def made_grant(granter: Person, to: Person, case: UUID, kind: int, generation: int, key: bytes) -> dict[str, Any]:
    """One grant as it is posted."""
    sealed = seal_grant(to.keys.recipient, case, KeyKind(kind), generation, key, granter.keys.signing)
    return {
        "case": str(case),
        "holder": to.fingerprint.hex(),
        "key_kind": kind,
        "generation": generation,
        "sealed": to_base64(sealed),
    }


def post(member: Member, grants: list[dict[str, Any]]) -> Answer:
    """Hand these on."""
    return as_member(member).post("/api/v1/grants", json.dumps({"grants": grants}), content_type="application/json")


def hand_on(house: House, granter: Person) -> Answer:
    """All that this member's browser can hand on."""
    others = {person.fingerprint.hex(): person for person in house.people.values()}
    return post(granter.member, made_for(granter, others, lacking(granter.member)))


def new_card(house: House, name: str, signer: Person) -> Person:
    """Somebody lost everything, made a new key, and a colleague put it on the list in place of the old one."""
    member = house.people[name].member
    keys = HolderKeys(Identity.generate())
    person = Person(keys, make_card(keys, house.organisation.id, member.id), member)
    old = KeyFile.objects.select_related("card").get(member_id=member.id)
    old.card = Card.objects.create(
        organisation=house.organisation,
        fingerprint=person.fingerprint,
        holder_id=member.id,
        member=member,
        kind=Card.Kind.MEMBER,
        recipient=keys.recipient.raw,
        signing_key=keys.signing.public,
        encoded=person.card,
        created_on=old.card.created_on,
    )
    old.save()
    house.people[name] = person
    publish_directory(house, signer)
    return person
