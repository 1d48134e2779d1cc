"""Reports that are sent at the same moment, stored together: one statement and one wait for the disk for all of them.

It is a short cut for what is plainly right. Whatever else there is to say about a request (a proof that is none, a
report that came before, a day without room, a database that is away) is Django's to say, which is then asked as if
nobody had tried before: a bundle is stored once, however often it comes (protocol §7).

Nobody waits for others to come: those who come while some are stored are the next.
"""

import asyncio
import logging
import re
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import close_old_connections

from vouchsafe.common import outage
from vouchsafe.common.tenancy import Way, enter_as, visit
from vouchsafe.intake.sent import Sent
from vouchsafe.porch.types import Scope, header

if TYPE_CHECKING:
    from vouchsafe.cases.known import Received

MOST: Final = 16
"""Reports that are stored together, at most."""
LARGEST: Final = 256 * 1024
"""Bytes of a bundle that waits for others: what is larger takes its own time, and would take theirs."""

# As the report door's own address of a case, for an id that a report may have (intake/views/api.py: put_case).
_CASE: Final = re.compile(
    r"/api/v1/(?P<slug>[-a-zA-Z0-9_]+)/cases/"
    r"(?P<case>[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})"
)

logger = logging.getLogger(__name__)


class Together:
    """The reports that wait in this process, by the organisation in their address. Used by one event loop alone."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._waiting: dict[str, deque[tuple[Sent, asyncio.Future[Received | None]]]] = {}
        self._storing: set[asyncio.Task[None]] = set()

    async def take_in(self, slug: str, sent: Sent) -> "Received | None":
        """What the sender is told; None where Django must be asked."""
        answer: asyncio.Future[Received | None] = asyncio.get_running_loop().create_future()
        if slug in self._waiting:
            self._waiting[slug].append((sent, answer))
        else:
            self._waiting[slug] = deque([(sent, answer)])
            task = asyncio.create_task(self._store_waiting(slug))
            self._storing.add(task)  # a task that nobody holds may be collected
            task.add_done_callback(self._storing.discard)
        return await answer

    async def _store_waiting(self, slug: str) -> None:
        """Until nobody waits: whoever comes while some are stored goes with the next."""
        waiting, loop = self._waiting[slug], asyncio.get_running_loop()
        while waiting:
            some = [waiting.popleft() for _each in range(min(MOST, len(waiting)))]
            stored = await loop.run_in_executor(self._pool, _tried, slug, [sent for sent, _answer in some])
            for (_sent, answer), received in zip(some, stored, strict=True):
                if not answer.done():  # who sent it has left
                    answer.set_result(received)
        del self._waiting[slug]


def sent_in(scope: Scope, raw: bytes) -> tuple[str, Sent] | None:
    """The organisation's slug and the report in a request to the report door, where it is one that may go together."""
    found = _CASE.fullmatch(scope["path"]) if scope["method"] == "PUT" else None
    proof = header(scope, b"vouchsafe-proof") if found else None
    if found is None or not proof or len(raw) > LARGEST or scope.get("query_string"):
        return None
    return found["slug"], Sent(UUID(found["case"]), raw, proof)


def _tried(slug: str, sent: Sequence[Sent]) -> "list[Received | None]":
    """In a thread of Django's. What fails is no answer: Django, which is asked of each then, gives that."""
    try:
        return _stored(slug, sent)
    except Exception as error:
        if not outage.is_outage(error):
            logger.exception("reports were not stored together; each is tried alone")
        return [None] * len(sent)


def _stored(slug: str, sent: Sequence[Sent]) -> "list[Received | None]":
    """As one visit to the organisation."""
    from vouchsafe.intake.services import take_in_together  # Django's models are not there when the porch is imported

    close_old_connections()
    try:
        with visit():
            organisation = enter_as(Way.SLUG, slug)
            return take_in_together(organisation, sent) if organisation else [None] * len(sent)
    finally:
        close_old_connections()
