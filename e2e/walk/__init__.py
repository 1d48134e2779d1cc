"""One walk through every page of every door, in every state worth seeing, stop by stop.

`stops(walk)` yields a `Stop` (a name and a page of a browser) for each. Whoever walks does at a stop what they are
here for: a picture (screenshots.py), a look for faults of access (test_access.py), for text that nobody translated.
They may resize or emulate at a stop, and must put back what they changed. The walk leans on addresses, ids and data
attributes alone, so that it goes in every language. It changes its town: no other test may live there.
"""

from collections.abc import Callable, Iterator

from e2e.walk import (
    account,
    administration,
    beginning,
    casework,
    endings,
    form,
    keys,
    mailbox,
    oversight,
    plain,
    rooms,
    troubles,
    two,
    unscripted,
)
from e2e.walk.stops import Stop, Walk

__all__ = ["CHAPTERS", "Stop", "Walk", "chapter", "stops"]

CHAPTERS: dict[str, Callable[[Walk], Iterator[Stop]]] = {
    "public": plain.public_door,
    "report": plain.report_door,
    "form": form.reporting,
    "mailbox": mailbox.coming_back,
    "unscripted": unscripted.without_script,
    "account": account.signing_in,
    "keys": keys.own_key,
    "casework": casework.at_the_desk,
    "two": two.by_two_people,
    "room": rooms.replying,
    "endings": endings.concluding,
    "administration": administration.configuring,
    "oversight": oversight.overseeing,
    "beginning": beginning.founding_and_handing_over,
    "troubles": troubles.faults,
}
"""Each stands alone: it makes what it needs, and can be walked without the others."""


def chapter(walk: Walk, name: str) -> Iterator[Stop]:
    """The stops of one chapter; the browsers that were opened on its way are closed at its end."""
    try:
        for stop in CHAPTERS[name](walk):
            walk.wait_for_panels(stop.page)
            yield stop
    finally:
        walk.part()


def stops(walk: Walk) -> Iterator[Stop]:
    """Every stop."""
    for name in CHAPTERS:
        yield from chapter(walk, name)
