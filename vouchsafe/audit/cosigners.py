"""The threads that ask witnesses for cosignatures, beside the sequencer: one each, so that none waits for another."""

import logging
import threading
from typing import Final, Self

import httpx
from django.conf import settings
from django.db import connection

from vouchsafe.audit.cosigning import cosign_all
from vouchsafe.common.loopback import LoopbackTransport
from vouchsafe.tlog.notes import read_verifier

PAUSE: Final = 1.0
"""Seconds between looks at what has grown."""
PAUSE_AFTER_REFUSAL: Final = 60.0

logger = logging.getLogger(__name__)


class Cosigners:
    """A thread and a connection for each witness of the configuration, for as long as the `with` block lasts."""

    def __init__(self, pause: float = PAUSE, pause_after_refusal: float = PAUSE_AFTER_REFUSAL) -> None:
        self._pauses = {True: pause, False: pause_after_refusal}
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(each.address, each.key), name="cosigner", daemon=True)
            for each in settings.VOUCHSAFE.witnesses
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _run(self, address: str, key: str) -> None:
        witness, pause = read_verifier(key), 0.0
        with httpx.Client(transport=LoopbackTransport(), timeout=20, follow_redirects=False) as client:
            while not self._ended.wait(pause):
                try:
                    pause = self._pauses[cosign_all(client, address, witness)]
                except Exception:
                    logger.exception("a witness could not be asked; trying again")
                    connection.close()
                    pause = self._pauses[False]
        connection.close()
