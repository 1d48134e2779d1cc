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

from django.conf import settings  # noqa: E402 - Django is set up first
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.db.backends.utils import CursorWrapper  # noqa: E402
from django.test import Client  # noqa: E402

from vouchsafe.porch import tus  # noqa: E402
from vouchsafe.porch.app import Porch  # noqa: E402

BEFORE_THE_ANSWER = -1
HOST = "report.localhost:8000"
CREATED = 201


class Report(TypedDict):
    """A sealed report: the case's id, the file that holds the bundle, and the header that pays for it."""

    case: str
    raw: str
    paid: dict[str, str]


class Task(TypedDict):
    """One submission, and before which of its writes to die: from 1, or `BEFORE_THE_ANSWER`.

    `beside`: reports that come at the same moment, by the porch; which are answered is written to the file `answered`.
    """

    at: int
    token: str
    sealed: str
    report: Report
    beside: list[Report]
    answered: str


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
    if task["beside"]:
        reports = [task["report"], *task["beside"]]
        bundles = [Path(each["raw"]).read_bytes() for each in reports]
        are_stored = asyncio.run(put_together(reports, bundles, fuse, task["answered"]))
    else:
        are_stored = put(task["report"])
    if task["at"] == BEFORE_THE_ANSWER:
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(0 if are_stored else 1)


def put(report: Report) -> bool:
    """Send a report to Django."""
    client = Client(headers={"host": HOST})
    raw = Path(report["raw"]).read_bytes()
    answer = client.put(_path(report), raw, content_type="application/json", headers=report["paid"])
    return answer.status_code == CREATED


async def put_together(reports: list[Report], bundles: list[bytes], fuse: Fuse, answered: str) -> bool:
    """Send reports to the porch, all at once; each answer is noted as it comes, which burns nothing."""
    porch = Porch(get_wsgi_application(), settings.HOSTS, "http")
    notes = os.open(answered, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def send_one(report: Report, raw: bytes) -> bool:
        statuses: list[int] = []
        headers = [(b"host", HOST.encode()), (b"content-length", b"1"), (b"content-type", b"application/json")]
        headers += [(name.lower().encode(), value.encode()) for name, value in report["paid"].items()]

        async def receive() -> Any:  # noqa: ANN401 - an ASGI message
            return {"type": "http.request", "body": raw, "more_body": False}

        async def send(message: Any) -> None:  # noqa: ANN401 - an ASGI message
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        asked = {"type": "http", "method": "PUT", "path": _path(report), "query_string": b"", "headers": headers}
        await porch(asked, receive, send)
        if statuses == [CREATED]:
            fuse.write(notes, f"{report['case']}\n".encode())
        return statuses == [CREATED]

    return all(await asyncio.gather(*(send_one(*each) for each in zip(reports, bundles, strict=True))))


def _path(report: Report) -> str:
    return f"/api/v1/meridian/cases/{report['case']}"


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
