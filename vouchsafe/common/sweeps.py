"""Work that is done by itself for many things, each on its own: one that fails keeps no other from its turn."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def for_each(act: Callable[[T], int], things: Iterable[T]) -> int:
    """Do it with each of them; gives the sum. What failed is raised once every other had its turn.

    One failure is raised as it is, several as an ExceptionGroup, so that whoever reads the log learns of each.
    """
    done, failures = 0, list[Exception]()
    for thing in things:
        try:
            done += act(thing)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are still due
            failures.append(error)
    if len(failures) > 1:
        raise ExceptionGroup(f"{len(failures)} of these failed", failures)
    if failures:
        raise failures[0]
    return done
