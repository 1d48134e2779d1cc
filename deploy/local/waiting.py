"""Waiting until a cluster does what it should."""

import contextlib
import time
import urllib.request
from collections.abc import Callable
from typing import Final

import psycopg

PATIENCE: Final = 120.0


class ClusterError(RuntimeError):
    """The cluster did not do what it was started for."""


def answers(address: str) -> bool:
    """Whether it answers 200, soon."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own machines
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_for(what: str, is_so: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait until something is so; gives how long that took. Raises ClusterError."""
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        with contextlib.suppress(OSError, psycopg.Error):
            if is_so():
                return time.monotonic() - began
        time.sleep(0.2)
    raise ClusterError(f"not within {seconds:.0f} s: {what}")
