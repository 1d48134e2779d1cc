"""The sequencer that runs beside the worker: an entry has its place in the log within a second."""

import logging
import threading
from typing import Final, Self

from django.db import connection

from vouchsafe.audit.sequencing import BATCH, integrate, sign_anew

PAUSE: Final = 0.25
"""Seconds between looks at what waits. A task each second would write a job each second; looking writes nothing."""
PAUSE_AFTER_FAILURE: Final = 5.0

logger = logging.getLogger(__name__)


class Sequencer:
    """A thread with a connection of its own, for as long as the `with` block lasts. A batch that fails is tried again.

    Any number may run, on any number of machines: the lock in `integrate` lets one work at a time.
    """

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sequencer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        pause = 0.0
        is_signed = False
        while not self._ended.wait(pause):
            try:
                if not is_signed:
                    sign_anew()
                    is_signed = True
                pause = 0.0 if integrate() == BATCH else self._pause
            except Exception:
                logger.exception("entries of the record could not be given their places; trying again")
                connection.close()
                pause = PAUSE_AFTER_FAILURE
        connection.close()
