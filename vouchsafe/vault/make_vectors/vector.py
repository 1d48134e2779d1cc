"""One test vector, and how it is written down."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from vouchsafe.vault.primitives import Random


class Vector(TypedDict):
    """A case: a sentence, what to expect ("ok" or an error's code), and fields by the topic's list (vectors/README)."""

    name: str
    expect: str
    input: Mapping[str, Any]
    output: Mapping[str, Any]


Maker = Callable[[], list[Vector]]


def ok(name: str, given: Mapping[str, Any], output: Mapping[str, Any]) -> Vector:
    """A case that opens."""
    return Vector(name=name, expect="ok", input=given, output=output)


def bad(name: str, code: str, given: Mapping[str, Any]) -> Vector:
    """A case that must fail with this code."""
    return Vector(name=name, expect=code, input=given, output={})


def seeded(seed: str) -> Random:
    """Bytes that look random and are the same in every run."""
    counter = 0

    def random(length: int) -> bytes:
        nonlocal counter
        counter += 1
        return hashlib.shake_256(f"{seed} {counter}".encode()).digest(length)

    return random
