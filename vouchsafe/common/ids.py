"""Opaque names of things: random, so that an id tells neither order nor time."""

from uuid import UUID, uuid4


def new_id() -> UUID:
    """A fresh random (version 4) id."""
    return uuid4()
