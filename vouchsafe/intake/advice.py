"""Whom a reporter can turn to outside the organisation, country by country: from the law packs (protocol §20)."""

from collections.abc import Mapping
from typing import Any, TypedDict

from django.conf import settings

from vouchsafe.law.packs import PACKS, Authority, Pack, Texts, for_channel, names_of, pack


class Elsewhere(TypedDict):
    """Somebody to turn to; texts by language. `address` is a web address."""

    name: Texts
    what: Texts
    address: str
    verified: bool


class Outside(TypedDict):
    """Of one law: the country's name, the statute, its authorities, and who advises."""

    id: str
    name: Texts
    statute: str
    authorities: list[Elsewhere]
    advice: list[Elsewhere]


def directory() -> list[Outside]:
    """Every law that names somebody to turn to, in the order of the packs."""
    return [found for found in map(_outside, map(pack, PACKS)) if found]


def of_channel(definition: Mapping[str, Any]) -> Outside | None:
    """That of a channel's law, where it names somebody to turn to."""
    return _outside(for_channel(definition))


def _outside(found: Pack) -> Outside | None:
    if not (found.authorities or found.advice):
        return None
    return {
        "id": found.id,
        "name": names_of(found, dict(settings.LANGUAGES)),
        "statute": found.statute,
        "authorities": [_elsewhere(one) for one in found.authorities],
        "advice": [_elsewhere(one) for one in found.advice],
    }


def _elsewhere(one: Authority) -> Elsewhere:
    return {"name": one.name, "what": one.for_what, "address": one.address, "verified": one.verified}
