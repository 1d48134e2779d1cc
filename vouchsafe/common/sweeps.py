"""Work that is done by itself for many things, each on its own: one that fails keeps no other from its turn."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def for_each(act: Callable[[T], int], things: Iterable[T]) -> int:
    """Do it with each of them; gives the sum. What failed first is raised once every other had its turn."""
    done, failure = 0, None
    for thing in things:
        try:
            done += act(thing)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are still due
            failure = failure or error
    if failure is not None:
        raise failure
    return done
