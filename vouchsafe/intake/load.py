"""What a proof of work costs now: more, the more are asked for. In memory, and never on a disk."""

import threading
from typing import Final
from uuid import UUID

HALF_LIFE: Final = 600.0
"""Seconds after which what was asked for counts half."""
CALM: Final = 8.0
"""Proofs asked for lately, below which each costs the least."""
PIECE: Final = 64 * 1024**2
"""Bytes of an upload that cost as much as a report."""
MOST_PIECES: Final = 4
"""Pieces that an upload costs at most while the price of one is at its highest."""


class Load:
    """How many proofs were asked for lately, by channel: a sum that decays. It names nobody and keeps no moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: dict[UUID, tuple[float, float]] = {}

    def add(self, channel: UUID, now: float) -> float:
        """Count one more at `now` (seconds of a clock that only goes forward); gives the sum before it."""
        with self._lock:
            before, since = self._sums.get(channel, (0.0, now))
            decayed: float = before * 0.5 ** ((now - since) / HALF_LIFE)
            self._sums[channel] = (decayed + 1, now)
        return decayed


def price(load: float, length: int, least: int, most: int) -> int:
    """The tries that a proof costs at most: `least` in calm, growing with the load up to `most`.

    An upload of `length` bytes costs as many reports as it has pieces, under a flood at most `MOST_PIECES`.
    """
    one = min(int(least * max(1.0, load / CALM)), most)
    return min(one * (1 + length // PIECE), max(most * MOST_PIECES, one))
