"""One module per target; each has `target(data)`, which asserts, and ends quietly for whatever is refused rightly."""

from collections.abc import Callable
from importlib import import_module
from typing import Final

NAMES: Final = ("bundle", "age", "sealed", "definition", "answers", "uploads", "mail")

Target = Callable[[bytes], None]


def target_of(name: str) -> Target:
    """The target of this name. It is imported only now: atheris instruments what is imported under it."""
    found: Target = import_module(f"fuzz.targets.{name}").target
    return found
