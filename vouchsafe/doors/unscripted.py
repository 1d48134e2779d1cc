"""The addresses where this server seals and opens, known by their path: the porch and the headers ask here."""

import re

_PATH = re.compile(r"/[a-z]{2,3}(?:-[a-z0-9]{2,8})*/[-a-zA-Z0-9_]+/(?:[-a-zA-Z0-9_]+/report|return)/unscripted/")


def is_unscripted(door: str | None, path: str) -> bool:
    """Whether a path at a door is one of those: the only pages of the report door whose forms are sent, with files."""
    return door == "report" and _PATH.fullmatch(path) is not None
