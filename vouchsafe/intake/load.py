"""What a proof of work costs now: more, the more are asked for. In memory, and never on a disk."""

import threading
from typing import Final, Protocol
from uuid import UUID


class Limits(Protocol):
    """What of the configuration's [limits] a price depends on."""

    @property
    def work(self) -> int:
        """Tries in calm."""

    @property
    def most_work(self) -> int:
        """Tries in a flood."""


HALF_LIFE: Final = 600.0
"""Seconds after which what was asked for counts half."""
CALM: Final = 8.0
"""Proofs asked for lately, below which each costs the least."""
PIECE: Final = 64 * 1024**2
"""Bytes of an upload that cost as much as a report."""
MOST_PIECES: Final = 4
"""Pieces that an upload costs at most while the price of one is at its highest."""
SCARCE: Final = 16
"""How much dearer the last of the day's room is."""


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


def price(load: float, full: float, pieces: int, limits: Limits) -> int:
    """The tries that a proof costs at most: `work` in calm, growing with the load up to `most_work`.

    `full` is the share of the day's room that is used, 0 to 1: from a half on, what is left grows dearer, up to
    `SCARCE` times, so that whoever wants to use up a day pays for it, and whoever is honest waits and is not refused.
    `pieces` is 1 for a report, and for an upload what `pieces_of` says.
    """
    one = min(limits.work * max(1.0, load / CALM), limits.most_work) * SCARCE ** max(0.0, 2 * full - 1)
    return int(min(one * pieces, max(limits.most_work * MOST_PIECES, one)))


def pieces_of(length: int) -> int:
    """How many reports an upload of `length` sealed bytes costs as much as."""
    return 1 + length // PIECE
