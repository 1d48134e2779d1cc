"""A witness as a server (C2SP tlog-witness): logs post their checkpoints, and get those cosigned that go on.

It keeps one file for each log, its last checkpoint. One process works on a folder at a time, and one request.
"""

import asyncio
import fcntl
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.oversight.terminal.keeping import keep
from vouchsafe.tlog.checkpoints import Checkpoint, open_checkpoint, read_checkpoint, read_kept
from vouchsafe.tlog.errors import Forked, NotSigned, RecordError
from vouchsafe.tlog.notes import Note, Signer, Verifier, cosign
from vouchsafe.tlog.witness import Submission, go_on, read_submission

PATH: Final = "/add-checkpoint"
_LARGEST: Final = 64 * 1024
_SIZE: Final = "text/x.tlog.size"
_TEXT: Final = "text/plain; charset=utf-8"


class Answer(NamedTuple):
    """An HTTP answer."""

    status: int
    body: str = ""
    kind: str = _TEXT


class Witness:
    """What it signs with, whose logs it follows, and where it keeps what it saw."""

    def __init__(self, signer: Signer, logs: Iterable[Verifier], folder: Path) -> None:
        """Raises TerminalError "witness/busy" where another process keeps this folder."""
        self.signer = signer
        self._logs: dict[str, list[Verifier]] = {}
        for log in logs:
            self._logs.setdefault(log.name, []).append(log)
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = (folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise TerminalError("witness/busy", f"Another witness works in {folder}.") from error

    def close(self) -> None:
        """Let the folder go."""
        self._lock.close()

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer one submission."""
        try:
            return Answer(200, self._cosigned(body))
        except _Refused as refused:
            return refused.answer

    def _cosigned(self, body: bytes) -> str:
        """The cosignature's line, after the specification's checks in its order. Raises _Refused."""
        asked, now = _read(body)
        # 1. The log is known, and one of its keys signed.
        if now.origin not in self._logs:
            raise _Refused(404, "This witness does not follow this log.\n")
        key = next((key for key in self._logs[now.origin] if _is_signed(asked.note, key)), None)
        if key is None:
            raise _Refused(403, "No key of this log signed this checkpoint.\n")
        if asked.old > now.size:
            raise _Refused(400, "The old size is larger than the new one.\n")
        # 2. Its log means to go on from where this witness saw it last.
        file = self._folder / f"{sha256(now.origin.encode()).hexdigest()}.checkpoint"
        kept = file.read_text("utf-8") if file.exists() else None
        seen = read_kept(kept, now.origin).size if kept else 0
        if asked.old != seen:
            raise _Refused(409, f"{seen}\n", _SIZE)
        # 3. What was seen is the beginning of what is.
        if asked.proof and asked.old in {0, now.size}:
            raise _Refused(422, "There is nothing to prove.\n")
        try:
            go_on(kept, str(asked.note), key, lambda _old, _new: list(asked.proof))
        except Forked as error:
            refused = _Refused(409, f"{seen}\n", _SIZE) if seen == now.size else _Refused(422, "The proof is wrong.\n")
            raise refused from error
        # 4. Kept, durably, before the cosignature leaves.
        signed = cosign(asked.note, self.signer, int(time.time()))
        keep(file, str(signed))
        return signed.lines[-1]


class _Refused(Exception):
    def __init__(self, status: int, body: str, kind: str = _TEXT) -> None:
        super().__init__(status)
        self.answer = Answer(status, body, kind)


def _read(body: bytes) -> tuple[Submission, Checkpoint]:
    try:
        asked = read_submission(body.decode("utf-8"))
        return asked, read_checkpoint(asked.note)
    except (RecordError, UnicodeDecodeError) as error:
        raise _Refused(400, f"{error}\n") from error


def _is_signed(note: Note, key: Verifier) -> bool:
    try:
        open_checkpoint(str(note), key)
    except NotSigned:
        return False
    return True


Message = Mapping[str, Any]


def application(
    witness: Witness,
) -> Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]:
    """The witness as an ASGI application. It answers in the event loop, so that one submission comes after another."""

    async def answer(
        scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        if scope["type"] != "http":
            return
        if scope["path"] != PATH:
            given = Answer(404, "A witness has one address, /add-checkpoint.\n")
        elif scope["method"] != "POST":
            given = Answer(405, "Send a POST.\n")
        else:
            body = await _body(receive)
            given = Answer(413, "Too large.\n") if body is None else witness.add_checkpoint(body)
        headers = [(b"content-type", given.kind.encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": given.status, "headers": headers})
        await send({"type": "http.response.body", "body": given.body.encode()})

    return answer


async def _body(receive: Callable[[], Awaitable[Message]]) -> bytes | None:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > _LARGEST:
            return None
        if not message.get("more_body") or message["type"] == "http.disconnect":
            return bytes(body)


def serve(witness: Witness, host: str, port: int) -> None:
    """Answer until a signal ends it."""
    server = Server(
        application(witness), address=host, port=port, interface=Interfaces.ASGINL, log_level=LogLevels.warning
    )
    asyncio.run(server.serve())
