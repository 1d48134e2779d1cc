"""The ASGI application: which request goes where."""

import asyncio
import logging
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import msgspec

from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.tus import VERSION
from vouchsafe.doors.headers import headers_of
from vouchsafe.doors.hosts import door_of
from vouchsafe.porch import bridge, tus
from vouchsafe.porch.bodies import Memory, whole_body
from vouchsafe.porch.types import PorchError, Receive, Scope, Send, VisitorLeftError, header

# Whoever comes back with a receipt does not stand in line behind a flood of reports, nor the other way round.
_MAILBOX = re.compile(r"/api/v1/[^/]+/mailbox(/|$)")

logger = logging.getLogger(__name__)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one process grants its visitors: bytes and seconds per body, bytes of unfinished bodies in all, threads."""

    body: int = 4 * 1024 * 1024
    seconds: float = 300.0
    memory: int = 512 * 1024 * 1024
    threads: int = 2  # measured: more threads made the slowest answers ten times slower


class Porch:
    """ASGI in front, Django's WSGI handler behind."""

    def __init__(
        self, django: bridge.WsgiApplication, hosts: Mapping[str, str], scheme: str, limits: Limits | None = None
    ) -> None:
        self.django = django
        self.hosts = hosts
        self.scheme = scheme
        self.limits = limits or Limits()
        self.memory = Memory(self.limits.memory)
        self.pool = ThreadPoolExecutor(self.limits.threads, thread_name_prefix="django")
        self.pool_of_returning = ThreadPoolExecutor(1, thread_name_prefix="returning")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Typed errors leave as the JSON error form; a visitor who left is nobody's error."""
        if scope["type"] != "http":
            return
        door = door_of(header(scope, b"host") or "", self.hosts)
        try:
            if scope["path"].startswith(tus.PREFIX) and door in ("report", "desk"):
                reply = await tus.answer(scope, receive)
                await self._send(send, door, reply.status, reply.headers)
            else:
                await self._ask_django(scope, receive, send, door)
        except VisitorLeftError:
            return
        except VouchsafeError as error:
            await self._send_error(send, door, error)
        except Exception:
            logger.exception("the porch failed")
            await self._send_error(send, door, PorchError("porch/failed", "The server failed; it was noted.", 500))

    async def _ask_django(self, scope: Scope, receive: Receive, send: Send, door: str | None) -> None:
        limits = self.limits
        async with whole_body(scope, receive, limit=limits.body, seconds=limits.seconds, memory=self.memory) as body:
            environ = bridge.environ_of(scope, body, door=door, scheme=self.scheme)
            loop = asyncio.get_running_loop()
            returns = door == "report" and _MAILBOX.match(scope["path"])
            pool = self.pool_of_returning if returns else self.pool
            answer = await loop.run_in_executor(pool, bridge.call, self.django, environ)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.file is None or scope["method"] == "HEAD":
            body = b"" if scope["method"] == "HEAD" else answer.body
            if answer.file is not None:
                answer.file.close()
            await send({"type": "http.response.body", "body": body})
        else:
            await _stream(answer.file, send)

    async def _send(
        self, send: Send, door: str | None, status: int, headers: Mapping[str, str], body: bytes = b""
    ) -> None:
        every = {**headers_of(door or "report", self.scheme), **headers}
        if status != HTTPStatus.NO_CONTENT:
            every.setdefault("Content-Length", str(len(body)))
        pairs = [(name.lower().encode(), value.encode("latin-1")) for name, value in every.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": body})

    async def _send_error(self, send: Send, door: str | None, error: VouchsafeError) -> None:
        body = msgspec.json.encode({"error": {"code": error.code, "message": error.message}})
        headers = {"Content-Type": "application/json", "Connection": "close"}
        headers |= {"Tus-Resumable": VERSION, "Tus-Version": VERSION}
        await self._send(send, door, error.status, headers, body)


async def _stream(file: bridge.FileBody, send: Send) -> None:
    """A file, block by block: a thread for the moment of each read, the event loop for as long as the visitor takes."""
    blocks = iter(file)
    try:
        while block := await asyncio.to_thread(next, blocks, b""):
            await send({"type": "http.response.body", "body": block, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await asyncio.to_thread(file.close)
