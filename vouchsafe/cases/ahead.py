"""Erasure keys that are on the disk before anybody needs them, while reports come one right after the other.

A new key is two waits for the disk, which the reporter of a quiet hour waits through (`erasure.make_key`). Where
reports come faster than that, a thread makes the next few beside them. Each is handed out once, and one that no case
came to use opens nothing.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from multiprocessing.util import Finalize
from typing import Final
from uuid import UUID

from vouchsafe.cases import erasure
from vouchsafe.cases.erasure import Key
from vouchsafe.common import clock

READY: Final = 64
"""Keys that lie ready for one organisation, at most."""
AT_ONCE: Final = 16
"""Keys that are made by one wait for the disk."""
BUSY: Final = 1.0
"""Seconds: reports of one organisation that come closer together than this have keys made ahead."""

logger = logging.getLogger(__name__)


class Ahead:
    """The keys that lie ready in this process, by organisation."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._ready: dict[UUID, deque[Key]] = {}
        self._last: dict[UUID, float] = {}
        self._filling: set[UUID] = set()
        self._ended = False
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="erasure")

    def take(self, organisation: UUID, day: date) -> Key:
        """A key that nobody else has and that survives a loss of power: one that lies ready, or a new one.

        It is made for the `day` of its case: of another it would tell that the report came just about midnight.
        """
        with self._lock:
            ready = self._ready.setdefault(organisation, deque())
            of_another_day = []
            while ready and not erasure.is_of(ready[0][0], day):
                of_another_day.append(ready.popleft())
            key = ready.popleft() if ready else None
            now = self._clock()
            busy = now - self._last.get(organisation, now - BUSY) < BUSY
            self._last[organisation] = now
            few = len(ready) <= READY // 2 and organisation not in self._filling
            if busy and few and not self._ended:
                self._filling.add(organisation)
                self._maker.submit(self._fill, organisation)
        for erasure_id, _key in of_another_day:
            erasure.destroy_key(organisation, erasure_id)
        return key or erasure.make_key(organisation, day)

    def end(self) -> None:
        """Destroy what lies ready; from now on each key is made when it is asked for."""
        with self._lock:
            self._ended = True
        self._maker.shutdown()
        with self._lock:
            left = [(organisation, key) for organisation, ready in self._ready.items() for key in ready]
            self._ready.clear()
        for organisation, (erasure_id, _key) in left:
            erasure.destroy_key(organisation, erasure_id)

    def _fill(self, organisation: UUID) -> None:
        ready = self._ready[organisation]
        try:
            while len(ready) < READY:
                ready.extend(erasure.make_keys(organisation, clock.today(), AT_ONCE))
        except OSError:  # a full disk, say: who asks next makes their own, and is told of it
            logger.exception("erasure keys could not be made ahead")
        finally:
            with self._lock:
                self._filling.discard(organisation)


_ahead: Ahead | None = None


def begin() -> None:
    """For a process that serves reporters and forks no more: make keys ahead until it ends."""
    global _ahead  # noqa: PLW0603 - the stance of a whole process, taken once
    _ahead = Ahead()
    Finalize(None, _ahead.end, exitpriority=10)


def erasure_key(organisation: UUID, day: date) -> Key:
    """An erasure key for a new case of this day; when this returns, it survives a loss of power."""
    return _ahead.take(organisation, day) if _ahead else erasure.make_key(organisation, day)
