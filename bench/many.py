"""A page of the list of cases, and a receipt looked up, among very many: does the size of the tables tell?

    python -m bench.many [--cases 1000 10000 100000 1000000 10000000] [--organisations 100] [--each 1000]
                         [--connections 8] [--workers 2]

Rows are made by the database itself, on the shape of one report that was really sent (`bench.filling`): at each size so
many cases of so many organisations, those of Hana's with items, grants and titles: of ten million cases 100,000. A
receipt is looked up among all of those, drawn at random. Two processes serve, as the systemd unit has it.
"""

import argparse
import itertools
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from bench.drive import Errand, measured, request
from bench.figures import keep, show
from bench.filling import Filler
from bench.station import Station, running_station
from bench.submission import API, Pile, sample


def returns(station: Station, filler: Filler, size: int, count: int) -> Iterator[Errand]:
    """Visits to mailboxes drawn from all of Hana's organisation among `size` cases: each has items and grants."""
    from vouchsafe.vault.primitives import to_base64

    drawn = filler.drawn(size, count)
    host = f"report.localhost:{station.port}"
    for number in itertools.islice(itertools.cycle(drawn), count):
        body = f'{{"lookup_token": "{to_base64(number.to_bytes(32))}"}}'.encode()
        yield [("look-up", request("POST", host, f"{API}/mailbox", body, Content_Type="application/json"))]


def signed_in(organisation: UUID) -> tuple[str, UUID]:
    """The cookie of a session of Hana's, made as signing in makes it, and her id."""
    from django.conf import settings
    from django.test import Client

    from vouchsafe.demo.people import HANA
    from vouchsafe.people.models import Member

    client, hana = Client(), Member.objects.get(organisation=organisation, email=HANA.email)
    client.force_login(hana)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}", hana.id


def pages(station: Station, cookie: str, count: int) -> Iterator[Errand]:
    """First pages of Hana's list, by the four ways that the desk narrows it."""
    host = f"desk.localhost:{station.port}"
    ways = ("", "&state=received", "&assigned=nobody", "&due=overdue")
    asked = [request("GET", host, f"/api/v1/cases?limit=50{way}", Cookie=cookie) for way in ways]
    return itertools.islice(itertools.cycle([[("list", each)] for each in asked]), count)


def run(station: Station, sizes: list[int], asked: argparse.Namespace) -> None:
    """Print and keep every figure, by how many cases there are."""
    pile = Pile(f"report.localhost:{station.port}")
    cookie, hana = signed_in(pile.organisation)
    found: dict[str, Any] = {}
    with station.served(asked.workers):
        measured(station, iter(pile.submissions(100)), asked.connections)
        sample()
        filler, since = Filler(station, asked.organisations, pile.organisation, hana), 1
        for size in sizes:
            began = time.monotonic()
            filler.fill(since, size)
            since, filled = size + 1, time.monotonic() - began
            for errands in (pages(station, cookie, asked.each), returns(station, filler, size, asked.each)):
                measured(station, itertools.islice(errands, 100), asked.connections)  # the first ones warm up
            for what, errands in (
                ("list of 50", pages(station, cookie, asked.each)),
                ("receipt look-up", returns(station, filler, size, asked.each)),
            ):
                found[f"{what}, {size:,} cases"] = figures = measured(station, errands, asked.connections)
                show(f"{what}, {size:,} cases, filled in {filled:.0f} s", list(figures.items()))
            keep("many", found)  # the next size may take a while


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, nargs="+", default=[10**power for power in range(3, 8)])
    parser.add_argument("--organisations", type=int, default=100)
    parser.add_argument("--each", type=int, default=1000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    with running_station() as station:
        run(station, asked.cases, asked)


if __name__ == "__main__":
    main()
