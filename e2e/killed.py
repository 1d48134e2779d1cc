"""A server that kills itself: run apart, it takes submissions and dies by SIGKILL before the k-th thing it writes.

Reads one JSON line for each submission (`Task`), takes it in a fork, and says how that ended. Counted are: bytes
written to files, fsync, rename, unlink, new files and folders, statements and commits. A write to a file may also be
torn in half.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "vouchsafe.config.settings"
django.setup()

from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402 - Django is set up first
from django.db.backends.utils import CursorWrapper  # noqa: E402
from django.test import Client  # noqa: E402

from vouchsafe.porch import tus  # noqa: E402

BEFORE_THE_ANSWER = -1


class Task(TypedDict):
    """One submission, and before which of its writes to die: from 1, or `BEFORE_THE_ANSWER`."""

    at: int
    token: str
    case: str
    sealed: str
    raw: str
    paid: dict[str, str]


class Fuse:
    """Counts what is written, and kills the process before the one that was chosen."""

    def __init__(self, at: int) -> None:
        self.left = at
        self.write, self.pwrite = os.write, os.pwrite

    def burn(self, tear: Callable[[], object] | None = None) -> None:
        """One step nearer; at the end, tear what was being written, and die."""
        self.left -= 1
        if self.left == 0:
            if tear is not None:
                tear()
            os.kill(os.getpid(), signal.SIGKILL)

    def lay(self, owner: Any, name: str) -> None:  # noqa: ANN401 - modules and classes
        """Let every call of `owner.name` burn the fuse first."""
        inner = getattr(owner, name)

        def burning(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the wrapped one takes
            self.burn()
            return inner(*arguments, **named)

        setattr(owner, name, burning)

    def lay_everywhere(self) -> None:
        """Every call by which this process changes a disk."""
        for name in ("fsync", "replace", "rename", "link", "unlink", "mkdir"):
            self.lay(os, name)
        for name in ("execute", "executemany"):
            self.lay(CursorWrapper, name)
        self.lay(BaseDatabaseWrapper, "_commit")

        def torn(handle: int, data: bytes) -> int:
            self.burn()
            self.burn(lambda: self.write(handle, data[: len(data) // 2]))
            return self.write(handle, data)

        def torn_at(handle: int, data: bytes, at: int) -> int:
            self.burn()
            self.burn(lambda: self.pwrite(handle, data[: len(data) // 2], at))
            return self.pwrite(handle, data, at)

        os.write, os.pwrite = torn, torn_at  # type: ignore[assignment]


def submit(task: Task) -> None:
    """What a reporter's machine does: send the attachment, then the report."""
    fuse = Fuse(task["at"])
    fuse.lay_everywhere()
    asyncio.run(upload(task["token"], Path(task["sealed"]).read_bytes()))
    client = Client(headers={"host": "report.localhost:8000"})
    address = f"/api/v1/meridian/cases/{task['case']}"
    raw = Path(task["raw"]).read_bytes()
    answer = client.put(address, raw, content_type="application/json", headers=task["paid"])
    if task["at"] == BEFORE_THE_ANSWER:
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(0 if answer.status_code == 201 else 1)


async def upload(token: str, sealed: bytes) -> None:
    """Send what is missing of an attachment through the porch's own code."""
    headers = [(b"tus-resumable", b"1.0.0"), (b"content-type", b"application/offset+octet-stream")]
    scope: Any = {"type": "http", "method": "HEAD", "path": f"{tus.PREFIX}{token}", "headers": headers}

    async def nothing() -> Any:  # noqa: ANN401 - an ASGI message
        return {"type": "http.request", "body": b"", "more_body": False}

    offset = (await tus.answer(scope, nothing)).headers["Upload-Offset"]

    async def receive() -> Any:  # noqa: ANN401 - an ASGI message
        return {"type": "http.request", "body": sealed[int(offset) :], "more_body": False}

    if int(offset) < len(sealed):
        patch = {**scope, "method": "PATCH", "headers": [*headers, (b"upload-offset", offset.encode())]}
        await tus.answer(patch, receive)


def main() -> None:
    """Take submissions until the input ends."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            submit(json.loads(line))
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({"status": status}), flush=True)  # noqa: T201 - this is the protocol


if __name__ == "__main__":
    main()
