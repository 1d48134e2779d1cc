"""The ASGI application: which request goes where."""

import asyncio
import logging
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from http import HTTPStatus
from typing import Protocol

import msgspec

from vouchsafe.common import outage
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.tus import VERSION
from vouchsafe.doors.headers import headers_of
from vouchsafe.doors.hosts import door_of, is_same_host
from vouchsafe.doors.unscripted import is_unscripted
from vouchsafe.looks import hosts as looks
from vouchsafe.looks.hosts import OwnHost
from vouchsafe.porch import bridge, tus
from vouchsafe.porch.again import Pages, asked
from vouchsafe.porch.bodies import Body, Bounds, Memory, whole_body
from vouchsafe.porch.together import Together, sent_in
from vouchsafe.porch.types import PorchError, Receive, Scope, Send, VisitorLeftError, header

# Whoever comes back with a receipt does not stand in line behind a flood of reports, nor the other way round.
_MAILBOX = re.compile(r"/api/v1/[^/]+/mailbox(/|$)")

logger = logging.getLogger(__name__)


class Files(msgspec.Struct, frozen=True, kw_only=True):
    """As Limits, for forms with files where there is no script to upload them apart (doors/unscripted.py).

    They have memory of their own, so that they cannot use up what all others need. What goes on after `body` bytes is
    read and thrown away, up to `discards`.
    """

    body: int = 26 * 1024 * 1024
    seconds: float = 1800.0
    memory: int = 208 * 1024 * 1024
    discards: int = 512 * 1024 * 1024


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one process grants its visitors: bytes and seconds per body, bytes of unfinished bodies in all, threads."""

    body: int = 4 * 1024 * 1024
    seconds: float = 300.0
    memory: int = 512 * 1024 * 1024
    files: Files = Files()
    threads: int = 2  # measured: more threads made the slowest answers ten times slower


class Way(msgspec.Struct, frozen=True):
    """By which door, None for none of ours, and in which scheme a request came: an onion is plain http.

    `own`: the slug of the organisation whose own host it is.
    """

    door: str | None
    scheme: str
    own: str = ""

    @property
    def own_host(self) -> bool:
        """Whether it is a host of one organisation."""
        return bool(self.own)


class OwnHosts(Protocol):
    """Who knows the hosts that organisations have of their own: `vouchsafe.looks.hosts`."""

    def known_host(self, host: str, /) -> OwnHost | None:
        """What is known without asking anybody."""

    def own_host(self, host: str, /) -> OwnHost | None:
        """The same, asking the database if need be."""


class Porch:
    """ASGI in front, Django's WSGI handler behind."""

    def __init__(
        self,
        django: bridge.WsgiApplication,
        hosts: Mapping[str, str],
        scheme: str,
        limits: Limits | None = None,
        onion: str = "",
        own_hosts: OwnHosts = looks,
    ) -> None:
        self.django = django
        self.hosts = hosts
        self.scheme = scheme
        self.onion = onion
        self.own_hosts = own_hosts
        self.limits = limits or Limits()
        files = self.limits.files
        self.bounds = Bounds(self.limits.body, self.limits.seconds)
        self.memory = Memory(self.limits.memory)
        self.file_bounds = Bounds(files.body, files.seconds, files.discards)
        self.file_memory = Memory(files.memory)
        self.pages = Pages()
        self.pool = ThreadPoolExecutor(self.limits.threads, thread_name_prefix="django")
        self.together = Together(self.pool)
        self.pool_of_returning = ThreadPoolExecutor(1, thread_name_prefix="returning")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Typed errors leave as the JSON error form; a visitor who left is nobody's error."""
        if scope["type"] != "http":
            return
        way = Way(None, self.scheme)
        try:
            way = await self._way_of(header(scope, b"host") or "")
            if scope["path"].startswith(tus.PREFIX) and way.door in ("report", "desk"):
                reply = await tus.answer(scope, receive)
                await self._send(send, way, reply.status, reply.headers)
            else:
                await self._ask_django(scope, receive, send, way)
        except VisitorLeftError:
            return
        except VouchsafeError as error:
            await self._send_error(send, way, error)
        except Exception as error:
            if outage.is_outage(error):  # whose host this is could not be asked
                await self._send_error(send, way, outage.DatabaseAway())
                return
            logger.exception("the porch failed")
            await self._send_error(send, way, PorchError("porch/failed", "The server failed; it was noted.", 500))

    async def _way_of(self, host: str) -> Way:
        """The way of a host. The database is asked of a strange one in a thread, and then not for a while.

        Raises PorchError "host/unknown".
        """
        scheme = "http" if is_same_host(host, self.onion) else self.scheme
        door = door_of(host, self.hosts, self.onion)
        if door is not None:
            return Way(door, scheme)
        loop, known = asyncio.get_running_loop(), self.own_hosts.known_host(host)
        own = known or await loop.run_in_executor(self.pool, self.own_hosts.own_host, host)
        if own is None:
            raise PorchError("host/unknown", "This host is not served here.", 400)
        return Way(own.door, scheme, own.slug)

    async def _ask_django(self, scope: Scope, receive: Receive, send: Send, way: Way) -> None:
        page = asked(scope)
        answer = self.pages.find(page) if page else None
        if answer is None:
            answer = _guarded(await self._answer_of_django(scope, receive, way), way, scope["path"])
            if page and answer.is_page:
                self.pages.keep(page, answer)
        await self._send_answer(scope, send, answer)

    async def _answer_of_django(self, scope: Scope, receive: Receive, way: Way) -> bridge.Answer:
        if is_unscripted(way.door, scope["path"]):
            return await self._ask_with_files(scope, receive, way)
        async with whole_body(scope, receive, self.bounds, self.memory) as body:
            return await self._take_in(scope, body, way) or await self._call(scope, body, way)

    async def _take_in(self, scope: Scope, body: Body, way: Way) -> bridge.Answer | None:
        """The answer to a report that is stored with others that came at the same moment; None to anything else."""
        found = sent_in(scope, body.content) if way.door == "report" else None
        if found is None or way.own not in ("", found[0]):
            return None
        received = await self.together.take_in(*found)
        return bridge.json_answer(received, 201) if received else None

    async def _ask_with_files(self, scope: Scope, receive: Receive, way: Way) -> bridge.Answer:
        """A form with files. Where the porch reads nothing of it, Django is told why, and says so on a page."""
        try:
            async with whole_body(scope, receive, self.file_bounds, self.file_memory) as body:
                return await self._call(scope, body, way)
        except PorchError as error:
            return await self._call(scope, Body(b""), way, refused=error.code)

    async def _call(self, scope: Scope, body: Body, way: Way, refused: str = "") -> bridge.Answer:
        environ = bridge.environ_of(scope, body.content, door=way.door, scheme=way.scheme)
        environ |= {bridge.CUT: "yes"} if body.is_cut else {}
        environ |= {bridge.REFUSED: refused} if refused else {}
        loop = asyncio.get_running_loop()
        returns = way.door == "report" and _MAILBOX.match(scope["path"])
        pool = self.pool_of_returning if returns else self.pool
        return await loop.run_in_executor(pool, bridge.call, self.django, environ)

    async def _send_answer(self, scope: Scope, send: Send, answer: bridge.Answer) -> None:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.file is None or scope["method"] == "HEAD":
            body = b"" if scope["method"] == "HEAD" else answer.body
            if answer.file is not None:
                answer.file.close()
            await send({"type": "http.response.body", "body": body})
        else:
            await _stream(answer.file, send)

    async def _send(self, send: Send, way: Way, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
        every = {**headers_of(way.door or "report", way.scheme, own_host=way.own_host), **headers}
        if status != HTTPStatus.NO_CONTENT:
            every.setdefault("Content-Length", str(len(body)))
        pairs = [(name.lower().encode(), value.encode("latin-1")) for name, value in every.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": body})

    async def _send_error(self, send: Send, way: Way, error: VouchsafeError) -> None:
        body = msgspec.json.encode({"error": {"code": error.code, "message": error.message}})
        headers = {"Content-Type": "application/json", "Connection": "close"}
        headers |= {"Tus-Resumable": VERSION, "Tus-Version": VERSION}
        if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers["Retry-After"] = str(outage.SECONDS)
        await self._send(send, way, error.status, headers, body)


def _guarded(answer: bridge.Answer, way: Way, path: str) -> bridge.Answer:
    """The answer with every security header: one that failed before Django's middleware came to them has none yet."""
    there = {name for name, _value in answer.headers}
    every = _pairs(way.door or "report", way.scheme, is_unscripted(way.door, path), way.own_host)
    lacking = [pair for pair in every if pair[0] not in there]
    return msgspec.structs.replace(answer, headers=[*answer.headers, *lacking]) if lacking else answer


@cache
def _pairs(door: str, scheme: str, unscripted: bool, own_host: bool) -> bridge.Headers:  # noqa: FBT001 - as headers_of
    every = headers_of(door, scheme, unscripted=unscripted, own_host=own_host)
    return [(name.lower().encode(), value.encode()) for name, value in every.items()]


async def _stream(file: bridge.FileBody, send: Send) -> None:
    """A file, block by block: a thread for the moment of each read, the event loop for as long as the visitor takes."""
    blocks = iter(file)
    try:
        while block := await asyncio.to_thread(next, blocks, b""):
            await send({"type": "http.response.body", "body": block, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await asyncio.to_thread(file.close)
